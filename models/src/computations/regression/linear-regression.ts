// Linear regression by summed cross products: the least squares of the pooled rows, to the last digits, in one round. A second round
// counts residuals, where intervals are asked for.
import { decodeNumber, type Transform } from '../../contracts/dictionary.js';
import { z } from 'zod';
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyContext,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { noFurther } from '../ended.js';
import type { LinearModel } from '../released-model.js';
import { roundsByShare } from '../schedule.js';
import { residualNoise, STANDS_CLEAR } from './fit-noise.js';
import { contributeGram, gramLayout, labelScale, readGram, type GramSetup } from './gram.js';
import { leastSquares, type LeastSquares } from './least-squares.js';
import { readableRegression, type ReadableRegression } from './linear-result.js';
import {
  contributeResiduals,
  COUNTS_CLIP,
  REACH_DEVIATIONS,
  readResidualQuantiles,
  residualLayout,
  type ResidualBins,
} from './residuals.js';
import { termColumns } from './terms.js';

const settingsSchema = z.strictObject({
  terms: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'features, and products such as "brand*log_price"; default: each feature of the study by itself',
    ),
  ridge: z
    .number()
    .min(0)
    .default(0)
    .describe('minimises sum of squared residuals + ridge |weights of z-scores|^2, intercept free'),
  demeanBy: z
    .string()
    .optional()
    .describe(
      'category whose groups, such as stores, are freed of their means; all rows of a group have to be at one node',
    ),
  rows: z
    .enum(['together', 'each'])
    .default('together')
    .describe('how the rows of a person count: as one, or each by itself (without noise only)'),
  intervals: z
    .array(z.number().gt(0).lt(1))
    .min(1)
    .max(9)
    .optional()
    .describe(
      'shares of residuals whose bounds go with every value, such as [0.1, 0.9]; takes a second round',
    ),
  residualShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('with noise: share of the privacy spent on intervals, where they are asked for'),
});
export type LinearRegressionSettings = z.infer<typeof settingsSchema>;

interface Setup extends GramSetup {
  readonly columns: readonly string[];
  readonly ridge: number;
  readonly intervals: readonly number[];
  /** What turns a label into what was learned. */
  readonly transform: Transform;
  /** Standard deviation of the noise in each of the first round's sums; 0 without. */
  readonly noiseStdDev: number;
  /** The same in each count of the second round. */
  readonly countNoiseStdDev: number;
}

interface Fitted extends LeastSquares {
  /** Of the scaled terms, over all rows. */
  readonly means: Float64Array;
  readonly count: number;
  readonly groups: number;
}

export type LinearRegressionState =
  | { readonly stage: 'gram'; readonly setup: Setup }
  | {
      readonly stage: 'residuals';
      readonly setup: Setup;
      readonly fit: Fitted;
      readonly residuals: ResidualBins;
    }
  | {
      readonly stage: 'done';
      readonly setup: Setup;
      readonly fit: Fitted;
      /** By share of `intervals`, in the scaled unit of y; null where noise covers the counts. */
      readonly offsets: Float64Array | null;
    };
type State = LinearRegressionState;
type Context = StudyContext<LinearRegressionSettings>;

function schedule({ mode, settings }: Pick<Context, 'mode' | 'settings'>): PlannedRound[] {
  const share = settings.intervals ? settings.residualShare : 0;
  return roundsByShare(mode, settings.intervals ? [1 - share, share] : [1]);
}

function start(context: Context, noise: StudyNoise): State {
  const { columns, label, people, mode, settings } = context;
  if (label === undefined) throw new RangeError('linear regression needs a label in the dictionary');
  const { demeanBy, ridge, intervals = [], rows } = settings;
  if (mode !== 'none' && demeanBy !== undefined)
    throw new RangeError(
      'demeanBy: a row moves the mean of its whole group, which no noise on single rows hides; it needs mode none',
    );
  if (mode !== 'none' && rows === 'each')
    throw new RangeError(
      'rows: with noise the rows of a person count together, or the person would not be protected',
    );
  if (demeanBy !== undefined && !columns.find(({ name }) => name === demeanBy)?.categories)
    throw new RangeError(`demeanBy: "${demeanBy}" is no category among the study's features`);
  if (demeanBy !== undefined && intervals.length > 0)
    throw new RangeError(
      'intervals: without the means that demeanBy takes off there are no values to put bounds around',
    );
  const others = columns.map(({ name }) => name).filter((name) => name !== demeanBy);
  const terms = termColumns(settings.terms ?? others, columns);
  const used = new Set(terms.flatMap(({ factors }) => factors.map(({ column }) => column)));
  const setup: Setup = {
    terms,
    label: labelScale(label),
    demeanBy: demeanBy ?? null,
    countsRows: rows === 'each',
    rows: people * (rows === 'each' ? MOST_ROWS_A_PERSON : 1),
    columns: columns.map(({ name }) => name).filter((name) => used.has(name)),
    ridge,
    intervals,
    transform: label.transform ?? 'none',
    noiseStdDev: 0,
    countNoiseStdDev: (noise.stdDevOverClip[1] ?? 0) * COUNTS_CLIP,
  };
  const noiseStdDev = noise.stdDevOverClip[0]! * gramLayout(setup).clipNormL2;
  return { stage: 'gram', setup: { ...setup, noiseStdDev } };
}

/** Where rows count each: so many a person, on average over all of them, at most. */
const MOST_ROWS_A_PERSON = 10_000;

function layout(state: State): VectorLayout {
  switch (state.stage) {
    case 'residuals':
      return residualLayout(state.setup, state.residuals);
    case 'gram':
    case 'done':
      return gramLayout(state.setup);
  }
}

function contribute(state: State, people: People): Float64Array {
  switch (state.stage) {
    case 'gram':
      return contributeGram(state.setup, people);
    case 'residuals':
      return contributeResiduals(state.setup, people, state.fit, state.residuals);
    case 'done':
      throw noFurther('contribution');
  }
}

const EXACT_BINS = 10_000;
const NOISED_BINS = 200;

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'gram': {
      const fit = fitOf(setup, sum);
      const offsets = new Float64Array(0);
      if (setup.intervals.length === 0) return { stage: 'done', setup, fit, offsets };
      const bins = setup.noiseStdDev > 0 ? NOISED_BINS : EXACT_BINS;
      return { stage: 'residuals', setup, fit, residuals: { bins, reach: reachOf(setup, fit) } };
    }
    case 'residuals': {
      const offsets = readResidualQuantiles(sum, setup.intervals, state.residuals, setup.countNoiseStdDev);
      return { stage: 'done', setup, fit: state.fit, offsets };
    }
    case 'done':
      throw noFurther('sum');
  }
}

/** How far out residuals are counted, in the scaled unit of y. */
function reachOf({ noiseStdDev }: Setup, fit: Fitted): number {
  // Noise may have made the sum too small by so much.
  const most = fit.residual + STANDS_CLEAR * residualNoise(fit, noiseStdDev);
  const reach = REACH_DEVIATIONS * Math.sqrt(most / Math.max(1, fit.count));
  // Labels and values within their bounds are no further apart than 2; a perfect fit has residuals of rounding alone.
  return noiseStdDev > 0 ? Math.min(2, reach) : Math.max(reach, 1e-9);
}

/** Noise must not turn a count into nothing. */
const LEAST_SHARE_OF_PEOPLE = 0.1;

function fitOf(setup: Setup, sum: OpenedSum): Fitted {
  const { noiseStdDev, terms, rows, ridge } = setup;
  const isNoised = noiseStdDev > 0;
  const gram = readGram(setup, sum, isNoised ? LEAST_SHARE_OF_PEOPLE * rows : 0);
  // Symmetric noise has eigenvalues up to 2 sqrt(p) of its deviation (Wigner); a ridge that only reaches them leaves next to nothing of a
  // direction that rows hardly show, and the weights there may be anything. Half as much again keeps them small.
  const floor = 3 * noiseStdDev * Math.sqrt(terms.length + 1);
  return {
    ...leastSquares(gram, ridge + floor, isNoised),
    means: gram.mean.slice(0, terms.length),
    count: gram.count,
    groups: gram.groups,
  };
}

const RESPONSES = { none: 'identity', log1p: 'expm1', log: 'exp' } as const;

function model(state: State): LinearModel | undefined {
  if (state.stage !== 'done' || state.setup.demeanBy !== null) return undefined;
  const { setup, fit, offsets } = state;
  const { terms, label, columns, intervals, transform } = setup;
  return {
    kind: 'linear',
    columns,
    terms: terms.map(({ name, factors }) => ({ name, factors })),
    normaliser: {
      centre: Float64Array.from(terms, ({ centre }) => centre),
      scale: Float64Array.from(terms, ({ scale }) => scale),
      limit: null,
    },
    weights: fit.weights.map((weight) => weight * label.scale),
    means: fit.means,
    intercept: label.centre + label.scale * fit.intercept,
    response: RESPONSES[transform],
    bounds: {
      lower: decodeNumber({ transform }, label.centre - label.scale),
      upper: decodeNumber({ transform }, label.centre + label.scale),
    },
    intervals:
      offsets === null ? [] : intervals.map((share, at) => ({ share, offset: offsets[at]! * label.scale })),
  };
}

export const linearRegression: Computation<LinearRegressionSettings, State> = {
  name: 'linear-regression',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'either',
  input: { categories: 'codes', missing: 'stand-in' },
  settings: settingsSchema,
  schedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result: (state): ReadableRegression | undefined =>
    state.stage === 'done' ? readableRegression(state.setup, state.fit, state.offsets) : undefined,
};
