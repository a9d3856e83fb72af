// What a model that gives a probability weighs: a logistic regression's weights, and how strongly a network reads its columns.
import type { ReadableLogistic, ReadableNetwork } from '@chorale/models';
import {
  details,
  facts,
  figure,
  type Formats,
  type Html,
  html,
  note,
  paragraph,
  type Section,
  table,
  together,
} from '@chorale/models/pages';
import { bars } from '../plots.js';
import { MOST_DRAWN, type Finding, type Reader } from './finding.js';
import { weightsTexts } from './texts/weights.js';

export const drawLogistic: Finding<ReadableLogistic> = (found, { language, formats }) => {
  const texts = weightsTexts[language];
  const { averageProbability, hasConverged, columns } = found;
  const body = together(
    facts([
      [texts.average, formats.percent(averageProbability)],
      [texts.converged, hasConverged ? texts.yes : texts.no],
    ]),
    figure(
      texts.weights,
      texts.weightsExplanation,
      bars(
        { id: 'weights', label: texts.weights },
        columns.slice(0, MOST_DRAWN).map(({ column, weight }) => ({ name: column, value: weight })),
        texts.axisWeight,
        formats.signed,
      ),
    ),
    details(
      texts.caption,
      table(
        texts.caption,
        [texts.column, texts.weight, texts.odds, texts.centre, texts.scale].map((title, at) => ({
          ...{ title, isNumber: at > 0 },
        })),
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
          figure(
            texts.strength,
            texts.strengthExplanation,
            bars(
              { id: 'strength', label: texts.strength },
              columns.slice(0, MOST_DRAWN).map(({ column, strength }) => ({ name: column, value: strength })),
              texts.axisStrength,
              formats.short,
            ),
          ),
          details(
            texts.strength,
            table(
              texts.strength,
              [{ title: texts.column }, { title: texts.axisStrength, isNumber: true }],
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
      [texts.model, texts.meanAbsoluteError, texts.wape, texts.mape, texts.rSquared].map((title, at) => ({
        ...{ title, isNumber: at > 0 },
      })),
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
