// Poisson and gamma regression with a logarithmic link: counts and amounts, whose terms multiply. Newton's method on summed gradients and
// Hessians ends at the optimum of the pooled rows, as logistic regression does.
import { z } from 'zod';
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyContext,
  VectorLayout,
} from '../computation.js';
import type { Column } from '../../contracts/dictionary.js';
import { blockOf, exactPrecision, sumRangeOver } from '../design.js';
import { noFurther } from '../ended.js';
import type { LinearModel } from '../released-model.js';
import { exactRounds } from '../schedule.js';
import { gamma, poisson, type Family } from './families.js';
import { forEachScaledRow, labelScale, type GramSetup } from './gram.js';
import { contributeNewton, newtonLayout, newtonStep, startNewton, type Newton } from './newton.js';
import { termColumns } from './terms.js';

const settingsSchema = z.strictObject({
  family: z.enum(['poisson', 'gamma']).describe('poisson for counts, gamma for amounts above 0'),
  terms: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'features, and products such as "channel*visits"; default: each feature of the study by itself',
    ),
  ridge: z
    .number()
    .positive()
    .default(1)
    .describe('minimises sum of losses + ridge |weights of z-scores|^2 / 2, intercept free'),
  rounds: z.int().min(1).max(200).default(25).describe('most steps; it stops when converged'),
});
export type GeneralisedLinearSettings = z.infer<typeof settingsSchema>;

interface Setup extends GramSetup {
  readonly columns: readonly string[];
  readonly family: 'poisson' | 'gamma';
  readonly bounds: { readonly lower: number; readonly upper: number };
  readonly ridge: number;
  readonly rounds: number;
}

/** z = (v - centre) / scale of each term. */
interface Scores {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
}

export type GeneralisedLinearState =
  | { readonly stage: 'moments'; readonly setup: Setup }
  | {
      readonly stage: 'newton' | 'done';
      readonly setup: Setup;
      readonly scores: Scores;
      readonly count: number;
      readonly newton: Newton;
      /** Whether Newton's method met its tolerance. */
      readonly hasConverged: boolean;
    };
type State = GeneralisedLinearState;

function schedule({ settings }: Pick<StudyContext<GeneralisedLinearSettings>, 'settings'>): PlannedRound[] {
  return exactRounds(1 + settings.rounds);
}

function start({ columns, label, people, settings }: StudyContext<GeneralisedLinearSettings>): State {
  if (label === undefined)
    throw new RangeError('generalised linear regression needs a label in the dictionary');
  refuseLabel(label, settings.family);
  const { family, ridge, rounds } = settings;
  const terms = termColumns(settings.terms ?? columns.map(({ name }) => name), columns);
  const used = new Set(terms.flatMap(({ factors }) => factors.map(({ column }) => column)));
  return {
    stage: 'moments',
    setup: {
      ...{ terms, label: labelScale(label), demeanBy: null, countsRows: false, rows: people },
      columns: columns.map(({ name }) => name).filter((name) => used.has(name)),
      ...{ family, bounds: { lower: label.lower, upper: label.upper }, ridge, rounds },
    },
  };
}

function refuseLabel({ name, transform, lower }: Column, family: Setup['family']): void {
  if (transform !== undefined)
    throw new RangeError(
      `family: ${family} has a logarithm of its own; "${name}" of the dictionary must have transform none`,
    );
  if (family === 'poisson' && lower < 0)
    throw new RangeError(`family: poisson counts from 0, and "${name}" may be ${lower}`);
  if (family === 'gamma' && lower <= 0)
    throw new RangeError(`family: gamma is for amounts above 0, and "${name}" may be ${lower}`);
}

function familyOf({ family, bounds: { lower, upper } }: Setup): Family {
  return family === 'poisson' ? poisson(upper) : gamma(lower, upper);
}

function layout(state: State): VectorLayout {
  const { setup } = state;
  if (state.stage === 'moments') return momentsLayout(setup);
  return newtonLayout(inputBounds(state.scores), familyOf(setup), state.newton, setup.rows, false);
}

/** A person's part: 1, label, v and v^2, all in [-1, 1]. */
function momentsLayout({ terms, rows }: Setup): VectorLayout {
  const sumRange = sumRangeOver(rows, 1);
  const precision = exactPrecision(sumRange);
  const length = 2 + 2 * terms.length;
  return { blocks: [{ name: 'moments', length, sumRange, precision }], clipNormL2: Math.sqrt(length) };
}

function inputBounds({ centre, scale }: Scores): Float64Array {
  return Float64Array.of(1, ...centre.map((mean, at) => (1 + Math.abs(mean)) / scale[at]!));
}

function contribute(state: State, people: People): Float64Array {
  const { setup } = state;
  switch (state.stage) {
    case 'moments':
      return contributeMoments(setup, people);
    case 'newton': {
      const { centre, scale } = state.scores;
      const input = new Float64Array(1 + setup.terms.length);
      input[0] = 1;
      return contributeNewton(
        (visit) =>
          forEachScaledRow(setup, people, (weight, row) => {
            for (let at = 0; at < centre.length; at += 1)
              input[at + 1] = (row[at + 1]! - centre[at]!) / scale[at]!;
            visit(weight, input, labelOf(setup, row));
          }),
        familyOf(setup),
        state.newton.coefficients,
      );
    }
    case 'done':
      throw noFurther('contribution');
  }
}

function labelOf({ label }: Setup, row: Float64Array): number {
  return label.centre + label.scale * row[row.length - 1]!;
}

function contributeMoments(setup: Setup, people: People): Float64Array {
  const columns = setup.terms.length;
  const sums = new Float64Array(2 + 2 * columns);
  forEachScaledRow(setup, people, (weight, row) => {
    sums[0]! += weight;
    sums[1]! += weight * row[row.length - 1]!;
    for (let at = 0; at < columns; at += 1) {
      const v = row[at + 1]!;
      sums[2 + at]! += weight * v;
      sums[2 + columns + at]! += weight * v * v;
    }
  });
  return sums;
}

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'moments':
      return startSteps(setup, blockOf(sum, 'moments'));
    case 'newton': {
      const { newton, hasConverged } = newtonStep(state.newton, sum, setup.ridge);
      const stage = hasConverged || newton.steps >= setup.rounds ? 'done' : 'newton';
      return { ...state, stage, newton, hasConverged };
    }
    case 'done':
      throw noFurther('sum');
  }
}

/** A smaller share of the range is rounding, and the term constant. */
const NO_VARIANCE = 1e-10;

/** Starts from the mean label: from 1 a step to a mean of thousands would overshoot. */
function startSteps(setup: Setup, moments: Float64Array): State {
  const { terms, label, bounds } = setup;
  const count = moments[0]!;
  const meanOf = (at: number): number => (count > 0 ? moments[at]! / count : 0);
  const centre = Float64Array.from(terms, (_, at) => meanOf(2 + at));
  const scale = centre.map((mean, at) => {
    const variance = meanOf(2 + terms.length + at) - mean ** 2;
    return variance > NO_VARIANCE ? Math.sqrt(variance) : 1;
  });
  const meanLabel = label.centre + label.scale * meanOf(1);
  const least = Math.max(bounds.lower, bounds.upper * NO_VARIANCE);
  const newton = startNewton(terms.length, Math.log(Math.max(meanLabel, least)));
  return { stage: 'newton', setup, scores: { centre, scale }, count, newton, hasConverged: false };
}

/** The model so far: the last iterate of a running study. */
function model(state: State): LinearModel | undefined {
  if (state.stage === 'moments') return undefined;
  const { setup, scores, newton } = state;
  const weights = newton.coefficients.slice(1);
  return {
    kind: 'linear',
    columns: setup.columns,
    terms: setup.terms.map(({ name, factors }) => ({ name, factors })),
    normaliser: {
      centre: Float64Array.from(setup.terms, ({ centre }) => centre),
      scale: Float64Array.from(setup.terms, ({ scale }) => scale),
      limit: null,
    },
    // Of the terms scaled by their bounds, not of their z-scores.
    weights: weights.map((weight, at) => weight / scores.scale[at]!),
    means: scores.centre,
    intercept: weights.reduce(
      (sum, weight, at) => sum - (weight * scores.centre[at]!) / scores.scale[at]!,
      newton.coefficients[0]!,
    ),
    response: 'exp',
    bounds: setup.bounds,
    intervals: [],
  };
}

export interface ReadableGeneralised {
  readonly label: string;
  readonly family: string;
  readonly rows: number;
  readonly hasConverged: boolean;
  readonly steps: number;
  /** Log of the label's mean where all terms are 0, as the dictionary encodes them. */
  readonly intercept: number;
  /** By term: what one unit of it adds to the logarithm of the label's mean, and what it multiplies the mean by. */
  readonly coefficients: readonly {
    readonly term: string;
    readonly coefficient: number;
    readonly factor: number;
  }[];
}

function readable(state: State): ReadableGeneralised | undefined {
  if (state.stage !== 'done') return undefined;
  const { setup, newton, count, hasConverged } = state;
  const { weights, intercept, normaliser } = model(state)!;
  const coefficients = setup.terms.map(({ name }, at) => {
    const coefficient = weights[at]! / normaliser.scale[at]!;
    return { term: name, coefficient, factor: Math.exp(coefficient) };
  });
  return {
    label: setup.label.name,
    family: setup.family,
    ...{ rows: count, hasConverged, steps: newton.steps },
    intercept: coefficients.reduce(
      (sum, { coefficient }, at) => sum - coefficient * normaliser.centre[at]!,
      intercept,
    ),
    coefficients,
  };
}

export const generalisedLinear: Computation<GeneralisedLinearSettings, State> = {
  name: 'generalised-linear',
  modes: ['none'],
  needsLabel: 'number',
  input: { categories: 'codes', missing: 'stand-in' },
  settings: settingsSchema,
  roundsSetting: 'rounds',
  schedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result: readable,
};
