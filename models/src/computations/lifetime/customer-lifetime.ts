// What a customer will be worth: how often they will still buy (BG/NBD) and, where values are given, for how much
// (Gamma-Gamma). Both likelihoods are climbed in the same sums.
import { z } from 'zod';
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyContext,
  VectorBlock,
  VectorLayout,
} from '../computation.js';
import type { LifetimeModel } from '../released-model.js';
import type { Column } from '../../contracts/dictionary.js';
import { blockOf, columnValues, exactPrecision, sumRangeOver } from '../design.js';
import { noFurther } from '../ended.js';
import { concatenate, dot, packedIndex } from '../vectors.js';
import { bgNbdDerivatives, bgNbdParameters, type PurchaseHistory } from './bg-nbd.js';
import { gammaGammaDerivatives, gammaGammaParameters } from './gamma-gamma.js';
import type { Derivatives } from './likelihood.js';
import { ascend, ascendNoised, startAscent, type Ascent } from './newton-ascent.js';

const columnName = z.string().min(1);
const settingsSchema = z.strictObject({
  frequency: columnName.default('frequency').describe('feature: repeat purchases, all but the first'),
  recency: columnName.default('recency').describe('feature: time from the first to the last purchase'),
  age: columnName
    .default('age')
    .describe('feature: time from the first purchase to the end, in the unit of recency'),
  value: columnName
    .optional()
    .describe('feature: mean value of the repeat purchases; left out: purchases alone'),
  horizon: z
    .number()
    .positive()
    .optional()
    .describe('how far ahead scores look, in the unit of age; default: a quarter of its upper bound'),
  rounds: z
    .int()
    .min(2)
    .max(200)
    .optional()
    .describe('most steps; default: 60 without noise, which end when the top is reached, 8 with'),
  clipNorm: z
    .number()
    .positive()
    .default(4)
    .describe('with noise: bound on what one person moves a step of each likelihood by'),
});
export type CustomerLifetimeSettings = z.infer<typeof settingsSchema>;

interface Setup {
  readonly columns: {
    readonly frequency: string;
    readonly recency: string;
    readonly age: string;
    readonly value: string | null;
  };
  readonly people: number;
  readonly nodes: number;
  readonly bounds: { readonly frequency: number; readonly age: number; readonly value: number };
  readonly horizon: number;
  readonly rounds: number;
  /** Null without noise. */
  readonly clipNorm: number | null;
  readonly noiseOverClip: Float64Array;
}

export interface CustomerLifetimeState {
  readonly setup: Setup;
  readonly step: number;
  readonly purchases: Ascent;
  /** Null where no values are given. */
  readonly value: Ascent | null;
}
type State = CustomerLifetimeState;

const EXACT_ROUNDS = 60;
const NOISED_ROUNDS = 8;

function roundsOf({ mode, settings }: StudyContext<CustomerLifetimeSettings>): number {
  return settings.rounds ?? (mode === 'none' ? EXACT_ROUNDS : NOISED_ROUNDS);
}

function schedule(context: StudyContext<CustomerLifetimeSettings>): PlannedRound[] {
  const relativeNoise = context.mode === 'none' ? 0 : 1;
  return Array.from({ length: roundsOf(context) }, () => ({ samplingRate: 1, relativeNoise }));
}

function start(
  { columns, people, nodes, mode, settings }: StudyContext<CustomerLifetimeSettings>,
  noise: { readonly stdDevOverClip: readonly number[] },
): State {
  const frequency = columnNamed(columns, 'frequency', settings.frequency);
  columnNamed(columns, 'recency', settings.recency);
  const age = columnNamed(columns, 'age', settings.age);
  const value = settings.value === undefined ? null : columnNamed(columns, 'value', settings.value);
  return {
    setup: {
      columns: {
        frequency: settings.frequency,
        recency: settings.recency,
        age: settings.age,
        value: settings.value ?? null,
      },
      people,
      nodes,
      bounds: { frequency: frequency.upper, age: age.upper, value: value?.upper ?? 0 },
      horizon: settings.horizon ?? age.upper / 4,
      rounds: noise.stdDevOverClip.length,
      clipNorm: mode === 'none' ? null : settings.clipNorm,
      noiseOverClip: Float64Array.from(noise.stdDevOverClip),
    },
    step: 0,
    // Starting points from public bounds: rates of one purchase in a quarter of the time, values at a tenth of the largest.
    purchases: startAscent([1, age.upper / 4, 1, 2]),
    value: value && startAscent([2, 3, value.upper / 10]),
  };
}

/** @throws RangeError where the study has no such number, or it cannot be a count, a time or a value. */
function columnNamed(columns: readonly Column[], role: string, name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column?.type !== 'number')
    throw new RangeError(
      `settings.${role} names "${name}", which is no number among the study's features: ` +
        columns.map((each) => each.name).join(', '),
    );
  if (column.lower < 0)
    throw new RangeError(`feature "${name}" goes down to ${column.lower}; ${role} is never negative`);
  return column;
}

/** A likelihood that is climbed: its parameters, and the most that a person's part can be. */
interface Family {
  readonly name: 'purchases' | 'value';
  readonly parameters: number;
}
const purchasesFamily: Family = { name: 'purchases', parameters: bgNbdParameters.length };
const valueFamily: Family = { name: 'value', parameters: gammaGammaParameters.length };

/** Those that still climb. */
function climbing(state: State): Family[] {
  return [
    ...(state.purchases.hasConverged ? [] : [purchasesFamily]),
    ...(state.value === null || state.value.hasConverged ? [] : [valueFamily]),
  ];
}

/**
 * Bounds on one person's log-likelihood and its derivatives: no likelihood within the dictionary's bounds comes near;
 * what does is cut, so that it cannot leave its lane and harm the sums of others.
 */
function partBounds({ frequency, age, value }: Setup['bounds']): {
  value: number;
  slope: number;
  curvature: number;
} {
  const purchases = 1 + frequency;
  return {
    value: 20 * purchases * (1 + Math.log1p(age) + Math.log1p(value)),
    slope: 20 * purchases,
    curvature: 20 * purchases ** 2,
  };
}

function layout(state: State): VectorLayout {
  const { people, bounds, clipNorm } = state.setup;
  const bound = partBounds(bounds);
  const families = climbing(state);
  const block = (name: string, length: number, partBound: number): VectorBlock => {
    const sumRange = sumRangeOver(people, clipNorm === null ? partBound : Math.min(partBound, clipNorm));
    return { name, length, sumRange, precision: exactPrecision(sumRange) };
  };
  const blocks = families.flatMap(({ name, parameters }) => [
    ...(clipNorm === null ? [block(`${name}.logLikelihood`, 1, bound.value)] : []),
    block(`${name}.gradient`, parameters, bound.slope),
    block(`${name}.hessian`, packedIndex(parameters, 0), bound.curvature),
  ]);
  const exactNorm = Math.sqrt(
    families.reduce(
      (total, { parameters }) =>
        total +
        bound.value ** 2 +
        parameters * bound.slope ** 2 +
        packedIndex(parameters, 0) * bound.curvature ** 2,
      0,
    ),
  );
  return {
    blocks,
    // Each likelihood is clipped by itself, so that who buys often still counts in full for what they buy.
    clipNormL2: clipNorm === null ? exactNorm : clipNorm * Math.sqrt(families.length),
  };
}

/** With noise: Hessians are worth fewer digits than gradients, and take less of the clip. */
const HESSIAN_SHARE = 0.25;

function contribute(state: State, people: People): Float64Array {
  const { setup } = state;
  const column = (name: string): Float64Array => columnValues(people, name);
  const [frequency, recency, age] = [
    column(setup.columns.frequency),
    column(setup.columns.recency),
    column(setup.columns.age),
  ];
  const value = setup.columns.value === null ? null : column(setup.columns.value);
  const purchases = state.purchases.logParameters.map(Math.exp);
  const worth = state.value?.logParameters.map(Math.exp);
  // Clamping to the dictionary's bounds may have put a history out of order.
  const historyOf = (row: number): PurchaseHistory => {
    const purchased = Math.max(0, frequency[row]!);
    const observed = Math.max(0, age[row]!);
    const last = purchased > 0 ? Math.max(0, Math.min(recency[row]!, observed)) : 0;
    return { frequency: purchased, recency: last, age: observed };
  };
  const partsOf: Record<Family['name'], (row: number) => Derivatives | undefined> = {
    purchases: (row) => bgNbdDerivatives(purchases, historyOf(row)),
    value: (row) =>
      frequency[row]! > 0 && value![row]! > 0
        ? gammaGammaDerivatives(worth!, frequency[row]!, value![row]!)
        : undefined,
  };
  const families = climbing(state);
  const totals = families.map(({ parameters }) => new Float64Array(partLength(setup, parameters)));
  for (let person = 0; person < people.size; person += 1) {
    const first = people.rowStart[person]!;
    const end = people.rowStart[person + 1]!;
    families.forEach(({ name, parameters }, family) => {
      const part = new Float64Array(partLength(setup, parameters));
      for (let row = first; row < end; row += 1) {
        const derivatives = partsOf[name](row);
        // A person's rows count together as one person.
        if (derivatives !== undefined) addTo(part, 1 / (end - first), flatPart(setup, derivatives));
      }
      addTo(totals[family]!, clipShare(part, setup.clipNorm), part);
    });
  }
  return concatenate(totals);
}

function partLength({ clipNorm }: Setup, parameters: number): number {
  return (clipNorm === null ? 1 : 0) + parameters + packedIndex(parameters, 0);
}

function addTo(total: Float64Array, factor: number, part: Float64Array): void {
  for (let at = 0; at < total.length; at += 1) total[at]! += factor * part[at]!;
}

function clipShare(part: Float64Array, clipNorm: number | null): number {
  if (clipNorm === null) return 1;
  const norm = Math.sqrt(dot(part, part));
  return norm > clipNorm ? clipNorm / norm : 1;
}

function flatPart({ clipNorm, bounds }: Setup, { value, gradient, hessian }: Derivatives): Float64Array {
  const bound = partBounds(bounds);
  const cut = (limit: number) => (each: number) => Math.max(-limit, Math.min(limit, each));
  const slopes = gradient.map(cut(bound.slope));
  const curvatures = hessian.map(cut(bound.curvature));
  return clipNorm === null
    ? concatenate([Float64Array.of(cut(bound.value)(value)), slopes, curvatures])
    : concatenate([slopes, curvatures.map((each) => HESSIAN_SHARE * each)]);
}

function update(state: State, sum: OpenedSum): State {
  if (done(state)) throw noFurther('sum');
  const { setup, step } = state;
  const { blocks, clipNormL2 } = layout(state);
  const climb = (ascent: Ascent, { name }: Family): Ascent => {
    if (ascent.hasConverged) return ascent;
    const gradient = blockOf(sum, `${name}.gradient`);
    const hessian = blockOf(sum, `${name}.hessian`);
    if (setup.clipNorm !== null) {
      const noise = setup.noiseOverClip[step]! * clipNormL2;
      return ascendNoised(
        ascent,
        { gradient, hessian: hessian.map((each) => each / HESSIAN_SHARE) },
        noise / HESSIAN_SHARE,
      );
    }
    const value = blockOf(sum, `${name}.logLikelihood`)[0]!;
    // Each node rounds once, by half a step of the grid at most.
    const precision = setup.nodes * blocks.find((block) => block.name === `${name}.logLikelihood`)!.precision;
    return ascend(ascent, { value, gradient, hessian }, precision);
  };
  return {
    setup,
    step: step + 1,
    purchases: climb(state.purchases, purchasesFamily),
    value: state.value && climb(state.value, valueFamily),
  };
}

function done(state: State): boolean {
  return state.step >= state.setup.rounds || climbing(state).length === 0;
}

/** What the study found, for people. */
export interface LifetimeResult {
  /** BG/NBD: r, alpha, a, b; alpha in the time unit of age. */
  readonly purchases: Readonly<Record<string, number>>;
  /** Gamma-Gamma: p, q, v; v in the unit of value. Null where no values were given. */
  readonly value: Readonly<Record<string, number>> | null;
  /** Without noise: the sums of log-likelihoods at these parameters. */
  readonly logLikelihood: { readonly purchases: number | null; readonly value: number | null };
  /** How far ahead scores look, in the time unit of age. */
  readonly horizon: number;
  readonly hasConverged: boolean;
  readonly steps: number;
}

function model(state: State): LifetimeModel | undefined {
  if (state.step === 0) return undefined;
  const { columns, horizon } = state.setup;
  const { frequency, recency, age, value } = columns;
  return {
    kind: 'lifetime',
    columns: [frequency, recency, age, ...(value === null ? [] : [value])],
    purchases: state.purchases.logParameters.map(Math.exp),
    value: state.value && state.value.logParameters.map(Math.exp),
    horizon,
  };
}

function result(state: State): LifetimeResult | undefined {
  if (state.step === 0) return undefined;
  const named = (names: readonly string[], { logParameters }: Ascent): Record<string, number> =>
    Object.fromEntries(names.map((name, at) => [name, Math.exp(logParameters[at]!)]));
  return {
    purchases: named(bgNbdParameters, state.purchases),
    value: state.value && named(gammaGammaParameters, state.value),
    logLikelihood: {
      purchases: state.purchases.best?.logLikelihood ?? null,
      value: state.value?.best?.logLikelihood ?? null,
    },
    horizon: state.setup.horizon,
    hasConverged: climbing(state).length === 0,
    steps: state.step,
  };
}

export const customerLifetime: Computation<CustomerLifetimeSettings, State> = {
  name: 'customer-lifetime',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  settings: settingsSchema,
  roundsSetting: 'rounds',
  schedule,
  start,
  layout,
  contribute,
  update,
  done,
  model,
  result,
};
