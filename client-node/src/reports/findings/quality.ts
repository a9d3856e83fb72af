// How good a model is: lift, calibration, importance, and the same measure for each group.
import type { Calibration, ClassifierMeasures, ReadableEvaluation, ValueMeasures } from '@chorale/models';
import {
  colours,
  facts,
  figure,
  type Html,
  html,
  note,
  numberColumns,
  pair,
  paragraph,
  table,
  together,
} from '@chorale/models/pages';
import { columns, HALF, intervalPlot, lineKey, lines, type IntervalRow, type Line } from '../plots.js';
import { barFigure } from './bar-figure.js';
import { MOST_DRAWN, type Finding, type Reader } from './finding.js';
import { qualityTexts } from './texts/quality.js';

type Texts = (typeof qualityTexts)['en'];
type Measures = ClassifierMeasures | ValueMeasures;

export const drawQuality: Finding<ReadableEvaluation> = (found, reader) => [
  { id: 'quality', title: qualityTexts[reader.language].title, body: qualityOf(found, 'quality', reader) },
];

/**
 * As a part of the page of the study whose model was measured.
 * @param study that measured it.
 * @param place among those that did, from 1.
 */
export function drawMeasuredBy(study: string, place: number): Finding<ReadableEvaluation> {
  return (found, reader) => {
    const texts = qualityTexts[reader.language];
    const id = `quality-${place}`;
    const body = together(paragraph(texts.measuredBy(study)), qualityOf(found, id, reader));
    return [{ id, title: texts.title, body }];
  };
}

/** @param id which the ids of its drawings begin with. */
function qualityOf(
  { model, label, everybody, ...found }: ReadableEvaluation,
  id: string,
  reader: Reader,
): Html {
  const texts = qualityTexts[reader.language];
  const { calibration, importance, groups } = found;
  return together(
    facts([
      [texts.ofModel, model],
      [texts.label, label],
      ...measured(everybody, texts, reader).map(
        ({ name, value, meaning }) =>
          [
            name,
            meaning === undefined ? value : html`${value} <small class="muted">${meaning}</small>`,
          ] as const,
      ),
    ]),
    reader.isNoised && 'auc' in everybody ? note(texts.errorWithoutNoise) : undefined,
    calibration.length > 0 ? tenths(calibration, id, texts, reader) : undefined,
    importance.length > 0 ? importanceOf(importance, everybody, id, texts, reader) : undefined,
    groups.length > 0 ? groupsOf(groups, everybody, id, texts, reader) : undefined,
  );
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly meaning?: string;
}

function measured(measures: Measures, texts: Texts, { formats }: Reader): Fact[] {
  const known = (value: number | null, write: (value: number) => string): string =>
    value === null ? texts.unknown : write(value);
  const rows = { name: texts.rows, value: formats.count(measures.rows) };
  if (!('auc' in measures))
    return [
      rows,
      { name: texts.meanLabel, value: known(measures.meanLabel, formats.short) },
      { name: texts.meanValue, value: known(measures.meanValue, formats.short) },
      { name: texts.meanAbsoluteError, value: known(measures.meanAbsoluteError, formats.short) },
      { name: texts.rootMeanSquaredError, value: known(measures.rootMeanSquaredError, formats.short) },
      { name: texts.wape, value: known(measures.wape, formats.percent), meaning: texts.wapeMeaning },
      { name: texts.mape, value: known(measures.mape, formats.percent) },
      { name: texts.bias, value: known(measures.bias, formats.percent) },
      { name: texts.rSquared, value: known(measures.rSquared, formats.short) },
    ];
  const { auc, aucStandardError: error } = measures;
  const withError = error === null ? '' : ` ${texts.error(formats.auc(error))}`;
  return [
    rows,
    { name: texts.positives, value: formats.count(measures.positives) },
    { name: texts.auc, value: `${known(auc, formats.auc)}${withError}`, meaning: texts.aucMeaning },
    { name: texts.logLoss, value: known(measures.logLoss, formats.short) },
    { name: texts.brier, value: known(measures.brier, formats.short), meaning: texts.brierMeaning },
  ];
}

const half = { width: HALF, height: 320 };

function tenths(calibration: readonly Calibration[], id: string, texts: Texts, reader: Reader): Html {
  const reached = reachedBy(calibration);
  return together(
    pair(
      liftOf(calibration, id, texts, reader),
      gainsOf(calibration, reached, id, texts, reader),
      calibrationOf(calibration, id, texts, reader),
    ),
    tableOfTenths(calibration, reached, texts, reader),
  );
}

function liftOf(calibration: readonly Calibration[], id: string, texts: Texts, { formats }: Reader): Html {
  const drawn = columns(
    { id: `${id}-lift`, label: texts.lift, ...half },
    calibration.map(({ decile }) => String(decile)),
    [{ name: texts.axisLift, values: calibration.map(({ lift }) => lift), colour: colours.federated }],
    { x: texts.axisTenth, y: texts.axisLift, write: formats.short, level: 1 },
  );
  return figure(texts.lift, texts.liftExplanation, drawn);
}

/** @param reached by tenth, the share of all who say yes that is reached up to it. */
function gainsOf(
  calibration: readonly Calibration[],
  reached: readonly number[],
  id: string,
  texts: Texts,
  reader: Reader,
): Html {
  const all = calibration.reduce((sum, { rows }) => sum + rows, 0);
  let contacted = 0;
  const gains: Line[] = [
    diagonal(texts.lineAnyOrder, 1),
    {
      name: texts.lineModel,
      points: [
        [0, 0],
        ...calibration.map(({ rows }, at) => [(contacted += rows) / all, reached[at]!] as const),
      ],
      colour: colours.federated,
    },
  ];
  const drawn = lines({ id: `${id}-gains`, label: texts.gains, ...half }, gains, {
    x: texts.axisContacted,
    y: texts.axisReached,
    ...shares(reader),
  });
  return figure(texts.gains, texts.gainsExplanation, drawn, lineKey(gains));
}

function calibrationOf(calibration: readonly Calibration[], id: string, texts: Texts, reader: Reader): Html {
  const most = Math.max(...calibration.flatMap(({ predicted, observed }) => [predicted, observed]));
  const promised: Line[] = [
    diagonal(texts.lineExact, most),
    {
      name: texts.lineTenths,
      points: calibration.map(({ predicted, observed }) => [predicted, observed] as const).reverse(),
      colour: colours.federated,
      mark: 'dots',
    },
  ];
  const drawn = lines({ id: `${id}-calibration`, label: texts.calibration, ...half }, promised, {
    x: texts.axisPredicted,
    y: texts.axisObserved,
    ...shares(reader),
  });
  return figure(texts.calibration, texts.calibrationExplanation, drawn, lineKey(promised));
}

function tableOfTenths(
  calibration: readonly Calibration[],
  reached: readonly number[],
  texts: Texts,
  { formats }: Reader,
): Html {
  return table(
    texts.tenthsCaption,
    numberColumns(texts.tenth, [texts.rows, texts.predicted, texts.observed, texts.axisLift, texts.reached]),
    calibration.map(({ decile, rows, predicted, observed, lift }, at) => [
      String(decile),
      formats.count(rows),
      formats.percent(predicted),
      formats.percent(observed),
      formats.short(lift),
      formats.percent(reached[at]!),
    ]),
  );
}

/** What a model is held against: as much up as across. */
function diagonal(name: string, most: number): Line {
  return {
    name,
    points: [
      [0, 0],
      [most, most],
    ],
    colour: colours.pooled,
    mark: 'dashes',
  };
}

function shares({ formats }: Reader) {
  return { writeX: formats.percent, writeY: formats.percent, isFromZero: true };
}

/** Share of all who say yes that is reached up to each tenth. */
function reachedBy(calibration: readonly Calibration[]): number[] {
  const yes = calibration.map(({ rows, observed }) => rows * observed);
  const all = yes.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  return yes.map((each) => (all > 0 ? (sum += each) / all : 0));
}

function importanceOf(
  importance: ReadableEvaluation['importance'],
  everybody: Measures,
  id: string,
  texts: Texts,
  { formats }: Reader,
): Html {
  const measure = 'auc' in everybody ? texts.auc : texts.rSquared;
  const known = importance.flatMap(({ feature, lost }) =>
    lost === null ? [] : [{ name: feature, value: lost }],
  );
  return together(
    known.length > 0
      ? barFigure(
          {
            ...{ id: `${id}-importance`, title: texts.importance },
            ...{ explanation: texts.importanceExplanation(measure), axis: texts.axisLost(measure) },
          },
          known,
          (value) => value.toFixed(4),
        )
      : undefined,
    table(
      texts.importance,
      numberColumns(texts.feature, [texts.axisLost(measure)]),
      importance.map(({ feature, lost }) => [
        feature,
        lost === null ? texts.unknown : formats.difference(lost),
      ]),
    ),
  );
}

function groupsOf(
  groups: ReadableEvaluation['groups'],
  everybody: Measures,
  id: string,
  texts: Texts,
  reader: Reader,
): Html {
  const { formats } = reader;
  const isClassifier = 'auc' in everybody;
  const measure = isClassifier ? texts.auc : texts.wape;
  const write = isClassifier ? formats.auc : formats.percent;
  const rowOf = (name: string, measures: Measures): IntervalRow | undefined => {
    const value = 'auc' in measures ? measures.auc : measures.wape;
    if (value === null) return undefined;
    const error = 'auc' in measures ? measures.aucStandardError : null;
    const around = error === null ? [] : [{ lower: value - 2 * error, upper: value + 2 * error }];
    return { name, value, intervals: around };
  };
  const all = [
    { name: texts.everybody, measures: everybody },
    ...groups.map((each) => ({ name: each.group, measures: each })),
  ];
  const rows = all.flatMap(({ name, measures }) => rowOf(name, measures) ?? []);
  const [first] = all.map(({ measures }) => measured(measures, texts, reader));
  return together(
    rows.length > 1
      ? figure(
          texts.groups,
          texts.groupsExplanation(measure),
          intervalPlot({ id: `${id}-groups`, label: texts.groups }, rows.slice(0, MOST_DRAWN), {
            ...{ x: measure, write, level: isClassifier ? 0.5 : null },
          }),
        )
      : undefined,
    table(
      texts.groups,
      numberColumns(
        texts.group,
        first!.map(({ name }) => name),
      ),
      all.map(({ name, measures }) => [name, ...measured(measures, texts, reader).map(({ value }) => value)]),
    ),
  );
}
