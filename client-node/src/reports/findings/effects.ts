// Coefficients of linear and generalised linear models, the surest first.
import { isOutweighed, type ReadableGeneralised, type ReadableRegression } from '@chorale/models';
import {
  details,
  facts,
  figure,
  note,
  numberColumns,
  paragraph,
  table,
  together,
} from '@chorale/models/pages';
import { intervalPlot } from '../plots.js';
import { barFigure } from './bar-figure.js';
import { MOST_DRAWN, type Finding } from './finding.js';
import { effectsTexts } from './texts/effects.js';

export const drawRegression: Finding<ReadableRegression> = (found, { language, formats }) => {
  const texts = effectsTexts[language];
  const { label, rows, groups, rSquared, residualDeviation, intercept, coefficients, leftOut } = found;
  const known = (value: number | null): string => (value === null ? texts.unknown : formats.short(value));
  const kept = coefficients.flatMap(({ term, coefficient, standardError }) =>
    coefficient === null ? [] : [{ term, coefficient, standardError }],
  );
  const sureness = ({ coefficient, standardError }: (typeof kept)[number]): number =>
    Math.abs(coefficient) / (standardError || 1);
  const outweighed = coefficients.filter(isOutweighed).map(({ term }) => term);
  const drawn = [...kept].sort((one, other) => sureness(other) - sureness(one)).slice(0, MOST_DRAWN);
  const body = together(
    facts([
      [texts.label, label],
      [texts.rows, formats.count(rows)],
      ...(groups === null ? [] : [[texts.groups, formats.count(groups)] as const]),
      [texts.rSquared, known(rSquared)],
      [texts.deviation, known(residualDeviation)],
      ...(intercept === null ? [] : [[texts.intercept, formats.short(intercept)] as const]),
    ]),
    leftOut.length > 0 ? note(texts.leftOut(leftOut.join(', ')), 'warning') : undefined,
    found.isFitCovered ? note(texts.fitCovered, 'warning') : undefined,
    outweighed.length > 0 ? note(texts.outweighed(outweighed.join(', ')), 'warning') : undefined,
    found.transform === 'none' ? undefined : paragraph(texts.multiplies),
    drawn.length > 0
      ? figure(
          texts.effects,
          texts.effectsExplanation(label),
          intervalPlot(
            { id: 'effects', label: texts.effects },
            drawn.map(({ term, coefficient: value, standardError }) => ({
              name: term,
              value,
              intervals:
                standardError === null
                  ? []
                  : [{ lower: value - 2 * standardError, upper: value + 2 * standardError }],
            })),
            { x: texts.axisEffect, write: formats.short, level: 0 },
          ),
        )
      : undefined,
    details(
      texts.caption,
      table(
        texts.caption,
        numberColumns(texts.term, [texts.coefficient, texts.standardError, texts.kept]),
        coefficients.map(({ term, coefficient, standardError, kept: share }) => [
          term,
          known(coefficient),
          known(standardError),
          share === null ? texts.unknown : formats.percent(share),
        ]),
      ),
    ),
  );
  return [{ id: 'effects', title: texts.title, body }];
};

export const drawGeneralised: Finding<ReadableGeneralised> = (found, { language, formats }) => {
  const texts = effectsTexts[language];
  const { label, family, rows, hasConverged, intercept, coefficients } = found;
  const families: Readonly<Record<string, string>> = texts.families;
  const strongest = [...coefficients].sort(
    (one, other) => Math.abs(other.coefficient) - Math.abs(one.coefficient),
  );
  const body = together(
    facts([
      [texts.label, label],
      [texts.family, families[family] ?? family],
      [texts.rows, formats.count(rows)],
      [texts.converged, hasConverged ? texts.yes : texts.no],
      [texts.intercept, formats.short(Math.exp(intercept))],
    ]),
    barFigure(
      { id: 'factors', title: texts.factors, explanation: texts.factorsExplanation, axis: texts.axisFactor },
      strongest.map(({ term, factor }) => ({ name: term, value: factor - 1 })),
      (value) => `× ${formats.short(1 + value)}`,
    ),
    details(
      texts.caption,
      table(
        texts.caption,
        numberColumns(texts.term, [texts.coefficient, texts.factor]),
        coefficients.map(({ term, coefficient, factor }) => [
          term,
          formats.signed(coefficient),
          `× ${formats.short(factor)}`,
        ]),
      ),
    ),
  );
  return [{ id: 'effects', title: texts.title, body }];
};
