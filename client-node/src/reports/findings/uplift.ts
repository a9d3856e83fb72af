// Whom a campaign moves: the Qini curve, the effect by tenth, and what tells customers apart.
import { whyNoModel, type UpliftResult } from '@chorale/models';
import {
  colours,
  details,
  facts,
  figure,
  type Html,
  html,
  note,
  numberColumns,
  pair,
  table,
  together,
} from '@chorale/models/pages';
import { columns, HALF, lineKey, lines, type Line } from '../plots.js';
import { barFigure } from './bar-figure.js';
import type { Finding, Reader } from './finding.js';
import { upliftTexts } from './texts/uplift.js';

type Texts = (typeof upliftTexts)['en'];
type Measures = NonNullable<UpliftResult['measures']>;

export const drawUplift: Finding<UpliftResult> = (found, reader) => {
  const texts = upliftTexts[reader.language];
  const { formats } = reader;
  const { ending, arms, effect, measures, constant } = found;
  const arm = ({ persons, rate }: UpliftResult['arms']['control']): string =>
    texts.arm(formats.count(persons), formats.percent(rate));
  const body = together(
    ending === null ? undefined : note(texts.ended(whyNoModel(ending, reader.language)), 'warning'),
    facts([
      [texts.control, arm(arms.control)],
      [texts.treated, arm(arms.treated)],
      [texts.effect, formats.percent(effect)],
      ...(measures ? qualityOf(measures, texts, reader) : []),
    ]),
    measures?.qiniStandardDeviation && Math.abs(measures.qini) < 2 * measures.qiniStandardDeviation
      ? note(texts.noOrder, 'warning')
      : undefined,
    constant.length > 0 ? note(texts.constant(constant.join(', ')), 'warning') : undefined,
    measures ? ranking(measures, texts, reader) : undefined,
    found.columns.length > 0 ? columnsOf(found, texts, reader) : undefined,
  );
  return [{ id: 'uplift', title: texts.title, body }];
};

function qualityOf(measures: Measures, texts: Texts, { formats }: Reader): (readonly [string, Html])[] {
  const { qini, qiniStandardDeviation, splits, effectAt30 } = measures;
  const meaning =
    qiniStandardDeviation === null
      ? texts.qiniOfOneSplit
      : texts.qiniMeaning(formats.auc(qiniStandardDeviation), formats.count(splits));
  return [
    [texts.qini, html`${formats.auc(qini)} <small class="muted">${meaning}</small>`],
    [texts.at30, html`${formats.percent(effectAt30)}`],
  ];
}

/** Gained up to each tenth, a tenth of the customers each; up to the first tenth that nothing is known of. */
function gainedBy(tenths: readonly (number | null)[]): number[] {
  const unknown = tenths.indexOf(null);
  let gained = 0;
  return (unknown < 0 ? tenths : tenths.slice(0, unknown)).map(
    (effect) => (gained += effect! / tenths.length),
  );
}

function ranking({ tenths }: Measures, texts: Texts, { formats }: Reader): Html {
  const gained = gainedBy(tenths);
  const curve: Line = {
    name: texts.byModel,
    points: [[0, 0], ...gained.map((value, at) => [(at + 1) / tenths.length, value] as const)],
    colour: colours.federated,
  };
  const anyOrder: Line = {
    name: texts.anyOrder,
    points: [
      [0, 0],
      [gained.length / tenths.length, gained.at(-1) ?? 0],
    ],
    colour: colours.pooled,
    mark: 'dashes',
  };
  const half = { width: HALF, height: 320 };
  return together(
    pair(
      figure(
        texts.qiniCurve,
        texts.qiniExplanation,
        lines({ id: 'qini', label: texts.qiniCurve, ...half }, [anyOrder, curve], {
          ...{ x: texts.axisTargeted, y: texts.axisGained },
          ...{ writeX: formats.percent, writeY: formats.percent },
        }),
        lineKey([curve, anyOrder]),
      ),
      figure(
        texts.tenths,
        texts.tenthsExplanation,
        columns(
          { id: 'tenths', label: texts.tenths, ...half },
          tenths.map((_, at) => String(at + 1)),
          [
            {
              name: texts.axisEffect,
              values: tenths.map((effect) => effect ?? Number.NaN),
              colour: colours.federated,
            },
          ],
          { x: texts.axisTenth, y: texts.axisEffect, write: formats.percent },
        ),
      ),
    ),
    table(
      texts.tenths,
      numberColumns(texts.tenth, [texts.axisEffect, texts.gained]),
      tenths.map((effect, at) => [
        String(at + 1),
        effect === null ? texts.unknown : formats.percent(effect),
        gained[at] === undefined ? texts.unknown : formats.percent(gained[at]),
      ]),
    ),
  );
}

function columnsOf(found: UpliftResult, texts: Texts, { formats }: Reader): Html {
  const differences = found.columns
    .map(({ column, control, treated }) => ({ column, control, treated, difference: treated - control }))
    .sort((one, other) => Math.abs(other.difference) - Math.abs(one.difference));
  return together(
    barFigure(
      { id: 'moved', title: texts.columns, explanation: texts.columnsExplanation, axis: texts.axisWeight },
      differences.map(({ column, difference }) => ({ name: column, value: difference })),
      formats.signed,
    ),
    details(
      texts.columns,
      table(
        texts.columns,
        numberColumns(texts.column, [texts.control, texts.treated, texts.difference]),
        differences.map(({ column, control, treated, difference }) => [
          column,
          formats.signed(control),
          formats.signed(treated),
          formats.signed(difference),
        ]),
      ),
    ),
  );
}
