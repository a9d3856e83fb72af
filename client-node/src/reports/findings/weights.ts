// What a model that gives a probability weighs: a logistic regression's weights, and how strongly a network reads its columns.
import type { ReadableLogistic, ReadableNetwork } from '@chorale/models';
import {
  details,
  facts,
  type Formats,
  type Html,
  html,
  note,
  numberColumns,
  paragraph,
  type Section,
  table,
  together,
} from '@chorale/models/pages';
import { barFigure } from './bar-figure.js';
import type { Finding, Reader } from './finding.js';
import { weightsTexts } from './texts/weights.js';

export const drawLogistic: Finding<ReadableLogistic> = (found, { language, formats }) => {
  const texts = weightsTexts[language];
  const { averageProbability, hasConverged, columns } = found;
  const body = together(
    facts([
      [texts.average, formats.percent(averageProbability)],
      ...(hasConverged === null ? [] : [[texts.converged, hasConverged ? texts.yes : texts.no] as const]),
    ]),
    barFigure(
      { id: 'weights', title: texts.weights, explanation: texts.weightsExplanation, axis: texts.axisWeight },
      columns.map(({ column, weight }) => ({ name: column, value: weight })),
      formats.signed,
    ),
    details(
      texts.caption,
      table(
        texts.caption,
        numberColumns(texts.column, [texts.weight, texts.odds, texts.centre, texts.scale]),
        columns.map(({ column, weight, oddsFactor, centre, scale }) => [
          column,
          formats.signed(weight),
          `× ${formats.short(oddsFactor)}`,
          formats.short(centre),
          formats.short(scale),
        ]),
      ),
    ),
  );
  return [{ id: 'weights', title: texts.title, body }];
};

export const drawNetwork: Finding<ReadableNetwork> = (found, { language, formats }) => {
  const texts = weightsTexts[language];
  const { parameters, tensors, columns, comparison } = found;
  const shapes = tensors.map(({ name, shape }) => `${name} (${shape.join(' × ')})`);
  const body = together(
    facts([
      [texts.parameters, formats.count(parameters)],
      [texts.layers, shapes.join(', ')],
    ]),
    columns.length > 0
      ? together(
          barFigure(
            {
              ...{ id: 'strength', title: texts.strength, explanation: texts.strengthExplanation },
              axis: texts.axisStrength,
            },
            columns.map(({ column, strength }) => ({ name: column, value: strength })),
            formats.short,
          ),
          details(
            texts.strength,
            table(
              texts.strength,
              numberColumns(texts.column, [texts.axisStrength]),
              columns.map(({ column, strength }) => [column, formats.short(strength)]),
            ),
          ),
        )
      : undefined,
    comparison ? comparisonOf(comparison, texts, formats) : undefined,
  );
  return [{ id: 'network', title: texts.networkTitle, body }];
};

function comparisonOf(
  comparison: NonNullable<ReadableNetwork['comparison']>,
  texts: (typeof weightsTexts)['en'],
  formats: Formats,
): Html {
  const known = (value: number | null, write: (value: number) => string): string =>
    value === null ? texts.unknown : write(value);
  return together(
    html`<h3>${texts.comparison}</h3>`,
    note(texts.comparisonVerdict[comparison.better]),
    table(
      texts.comparisonCaption,
      numberColumns(texts.model, [texts.meanAbsoluteError, texts.wape, texts.mape, texts.rSquared]),
      (['network', 'linear'] as const).map((model) => {
        const { meanAbsoluteError, wape, mape, rSquared } = comparison[model];
        return [
          texts.models[model],
          known(meanAbsoluteError, formats.short),
          known(wape, formats.percent),
          known(mape, formats.percent),
          known(rSquared, formats.short),
        ];
      }),
    ),
  );
}

/** In the place of measures that no study at this node has made yet. */
export function howToMeasure(study: string, { language }: Reader): Section {
  const texts = weightsTexts[language];
  return { id: 'quality', title: texts.measureTitle, body: paragraph(texts.measure(study)) };
}
