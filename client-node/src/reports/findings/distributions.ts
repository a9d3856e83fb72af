// How the columns' values are spread: quantiles, and means with histograms.
import type { ReadableQuantiles, ReadableStatistics } from '@chorale/models';
import { colours, facts, figure, html, pair, table, together } from '@chorale/models/pages';
import { columns as uprightBars, HALF, lines } from '../plots.js';
import { MOST_DRAWN, type Finding, type Reader } from './finding.js';
import { distributionsTexts } from './texts/distributions.js';

type Texts = (typeof distributionsTexts)['en'];

export const drawQuantiles: Finding<ReadableQuantiles> = ({ persons, columns }, { language, formats }) => {
  const texts = distributionsTexts[language];
  const probabilities = columns[0]?.quantiles.map(({ probability }) => probability) ?? [];
  const drawn = columns.slice(0, MOST_DRAWN).map(({ name, unit, quantiles }, at) =>
    figure(
      texts.strip(name),
      texts.stripExplanation,
      lines(
        { id: `quantiles-${at + 1}`, label: texts.strip(name), width: HALF, height: 240 },
        [
          {
            name,
            points: quantiles.map(({ probability, value }) => [probability, value] as const),
            colour: colours.federated,
            mark: 'dots',
          },
        ],
        {
          ...{ x: texts.axisShare, y: unit === '' ? name : unit },
          ...{ writeX: formats.percent, writeY: formats.short },
        },
      ),
    ),
  );
  const body = together(
    facts([[texts.persons, formats.count(persons)]]),
    pair(...drawn),
    table(
      texts.quantilesCaption,
      [
        { title: texts.column },
        ...probabilities.map((share) => ({ title: texts.quantile(formats.percent(share)), isNumber: true })),
      ],
      columns.map(({ name, unit, quantiles }) => [
        unit === '' ? name : `${name} (${unit})`,
        ...quantiles.map(
          ({ value, atMost }) =>
            html`${formats.short(value)} <small class="muted">${texts.atMost(formats.short(atMost))}</small>`,
        ),
      ]),
    ),
  );
  return [{ id: 'quantiles', title: texts.quantilesTitle, body }];
};

export const drawStatistics: Finding<ReadableStatistics> = ({ persons, columns }, reader) => {
  const { language, formats } = reader;
  const texts = distributionsTexts[language];
  const body = together(
    facts([[texts.persons, formats.count(persons)]]),
    table(
      texts.statisticsCaption,
      [
        ...[{ title: texts.column }, { title: texts.of }],
        ...[texts.mean, texts.deviation].map((title) => ({ title, isNumber: true })),
      ],
      columns.map(({ name, of, mean, variance }) => [
        name,
        of === SHARE ? texts.shareOfPersons : of === UNNAMED ? texts.value : of,
        formats.short(mean),
        formats.short(Math.sqrt(Math.max(0, variance))),
      ]),
    ),
    pair(...columns.slice(0, MOST_DRAWN).map((column, at) => histogramOf(column, at, texts, reader))),
  );
  return [{ id: 'statistics', title: texts.statisticsTitle, body }];
};

/** What means are of: a category's column, and a number without a unit, as a study says it. */
const SHARE = 'share of persons';
const UNNAMED = 'value';

function histogramOf(
  { name, histogram }: ReadableStatistics['columns'][number],
  at: number,
  texts: Texts,
  { formats }: Reader,
): ReturnType<typeof figure> | undefined {
  if (!histogram) return undefined;
  const { unit, edges, persons } = histogram;
  const title = texts.histogram(name);
  return figure(
    title,
    texts.histogramExplanation,
    uprightBars(
      { id: `histogram-${at + 1}`, label: title, width: HALF, height: 240 },
      persons.map((_, bin) => formats.short(edges[bin]!)),
      [{ name, values: persons, colour: colours.federated }],
      { x: unit === '' ? texts.value : unit, y: texts.axisPersons, write: formats.count },
    ),
  );
}
