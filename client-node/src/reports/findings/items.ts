// Items: which most customers bought, and which go with each.
import type { ReadableItems } from '@chorale/models';
import { facts, paragraph, table, together } from '@chorale/models/pages';
import { barFigure } from './bar-figure.js';
import type { Finding } from './finding.js';
import { itemsTexts } from './texts/items.js';

export const drawNeighbours = drawItems('item-neighbours');
export const drawFactors = drawItems('matrix-factorisation');

function drawItems(how: 'item-neighbours' | 'matrix-factorisation'): Finding<ReadableItems> {
  return ({ items, popular }, { language, formats }) => {
    const texts = itemsTexts[language];
    const most = Math.max(0, ...popular.map(({ nearest }) => nearest.length));
    const places = Array.from({ length: most }, (_, at) => at);
    const body = together(
      facts([[texts.items, formats.count(items)]]),
      popular.length > 0
        ? barFigure(
            {
              ...{ id: 'popular', title: texts.popular, explanation: texts.popularExplanation },
              axis: texts.axisBuyers,
            },
            popular.map(({ item, buyers }) => ({ name: item, value: buyers })),
            formats.count,
          )
        : undefined,
      table(
        texts.neighboursCaption(texts.measures[how]),
        [
          { title: texts.item },
          { title: texts.buyers, isNumber: true },
          ...places.map((at) => ({ title: texts.nearest(at + 1) })),
        ],
        popular.map(({ item, buyers, nearest }) => [
          item,
          formats.count(buyers),
          ...places.map((at) => {
            const near = nearest[at];
            return near
              ? `${near.item} (${formats.short(Math.round(1000 * near.likeness) / 1000)})`
              : texts.none;
          }),
        ]),
      ),
      paragraph(texts.reading),
    );
    return [{ id: 'items', title: texts.title, body }];
  };
}
