// When do customers leave, and who returns? Their states period by period as a Markov chain: transitions are counted in one sum, and
// times and chances follow from them.
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import type {
  Computation,
  OpenedSum,
  People,
  StudyContext,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { blockOf, exactPrecision, mostPeople } from '../design.js';
import { noFurther } from '../ended.js';
import type { StateRule, StatesModel } from '../released-model.js';
import { chainOf, chanceWithin, isKnown, periodsUntil, type Chain } from './chain.js';
import { statesOf } from './state-of.js';

const settingsSchema = z.strictObject({
  state: z
    .string()
    .min(1)
    .default('recency')
    .describe(
      'number such as days since the last purchase, or a category of states; a row is a period, in order',
    ),
  bounds: z
    .array(z.number())
    .min(1)
    .max(49)
    .default([30, 90])
    .describe('of a number: up to the first one it is the first state, beyond the last one the last'),
  names: z
    .array(z.string().min(1).max(80))
    .min(2)
    .max(50)
    .optional()
    .describe('of a number: one more than bounds; default: active, lapsing, lost for two bounds'),
  active: z.string().optional().describe('state to return to; default: the first'),
  lost: z.string().optional().describe('state that counts as left; default: the last'),
  horizon: z.int().min(1).max(1000).default(6).describe('periods that chances look ahead'),
  mostPeriods: z
    .int()
    .min(2)
    .max(1000)
    .default(60)
    .describe('of a person with more rows the last ones count'),
});
export type MarkovStatesSettings = z.infer<typeof settingsSchema>;

export interface MarkovStatesState {
  readonly rule: StateRule;
  readonly active: number;
  readonly lost: number;
  readonly horizon: number;
  readonly people: number;
  readonly mostPeriods: number;
  /** Whether each person's transitions weigh 1 together, as they have to under noise. */
  readonly countsPersons: boolean;
  readonly noiseOverClip: number;
  /** Null before the round. */
  readonly counts: { readonly transitions: Float64Array; readonly current: Float64Array } | null;
}
type State = MarkovStatesState;
type Context = StudyContext<MarkovStatesSettings>;

const MOST_STATES = 50;

function start({ columns, people, mode, settings }: Context, noise: StudyNoise): State {
  const rule = ruleOf(columns, settings);
  const { names } = rule;
  const place = (role: 'active' | 'lost', name: string | undefined, otherwise: number): number => {
    if (name === undefined) return otherwise;
    const found = names.indexOf(name);
    if (found < 0)
      throw new RangeError(`settings.${role} names "${name}", which is no state: ${names.join(', ')}`);
    return found;
  };
  const active = place('active', settings.active, 0);
  const lost = place('lost', settings.lost, names.length - 1);
  if (active === lost) throw new RangeError('settings: active and lost have to be different states');
  return {
    rule,
    active,
    lost,
    horizon: settings.horizon,
    people,
    mostPeriods: settings.mostPeriods,
    countsPersons: mode !== 'none',
    noiseOverClip: noise.stdDevOverClip[0]!,
    counts: null,
  };
}

/** @throws RangeError for a column that shows no states. */
function ruleOf(columns: readonly Column[], { state, bounds, names }: MarkovStatesSettings): StateRule {
  const column = columns.find(({ name }) => name === state);
  if (column === undefined || column.type === 'binary')
    throw new RangeError(
      `settings.state names "${state}", which is no number or category among the study's features: ` +
        columns.map(({ name }) => name).join(', '),
    );
  if (column.categories) {
    if (column.categories.length < 2 || column.categories.length > MOST_STATES)
      throw new RangeError(
        `"${state}" has ${column.categories.length} states; a chain takes 2 to ${MOST_STATES}`,
      );
    return { column: state, names: column.categories, bounds: null, transform: 'none' };
  }
  if (bounds.some((bound, at) => at > 0 && bound <= bounds[at - 1]!))
    throw new RangeError(`settings.bounds have to ascend, they are ${bounds.join(', ')}`);
  const own = names ?? (bounds.length === 2 ? ['active', 'lapsing', 'lost'] : undefined);
  if (own?.length !== bounds.length + 1)
    throw new RangeError(
      `settings.names: ${bounds.length} bounds make ${bounds.length + 1} states; name each of them once`,
    );
  if (new Set(own).size < own.length) throw new RangeError('settings.names have to differ');
  return {
    column: state,
    names: own,
    bounds: Float64Array.from(bounds),
    transform: column.transform ?? 'none',
  };
}

function layout({ rule, people, mostPeriods, countsPersons }: State): VectorLayout {
  const states = rule.names.length;
  const most = countsPersons ? 1 : mostPeriods - 1;
  const sumRange = mostPeople(people) * most;
  const precision = exactPrecision(sumRange);
  return {
    blocks: [
      { name: 'transitions', length: states ** 2, sumRange, precision },
      { name: 'current', length: states, sumRange, precision },
    ],
    clipNormL2: Math.hypot(most, 1),
  };
}

/**
 * Where persons count, the weight of a transition depends on how many a person has, and not on where they lead: cutting long parts instead
 * would make who stays count less than who moves.
 */
function contribute({ rule, mostPeriods, countsPersons }: State, people: People): Float64Array {
  const count = rule.names.length;
  const shown = statesOf(rule, people);
  const total = new Float64Array(count ** 2 + count);
  for (let person = 0; person < people.size; person += 1) {
    const end = people.rowStart[person + 1]!;
    const first = Math.max(people.rowStart[person]!, end - mostPeriods);
    const seen: number[] = [];
    for (let row = first + 1; row < end; row += 1) {
      const [from, to] = [shown[row - 1]!, shown[row]!];
      if (from >= 0 && to >= 0) seen.push(from * count + to);
    }
    for (const transition of seen) total[transition]! += countsPersons ? 1 / seen.length : 1;
    const now = end > first ? shown[end - 1]! : -1;
    if (now >= 0) total[count ** 2 + now]! += 1;
  }
  return total;
}

function update(state: State, sum: OpenedSum): State {
  if (state.counts !== null) throw noFurther('sum');
  const counts = { transitions: blockOf(sum, 'transitions'), current: blockOf(sum, 'current') };
  return { ...state, counts };
}

/** A row of counts has to stand out of its noise by so many deviations. */
const CLEAR_OF_NOISE = 4;
const NOBODY = 1e-6;

function chainIn(state: State, transitions: Float64Array): Chain {
  const states = state.rule.names.length;
  const noise = state.noiseOverClip * layout(state).clipNormL2;
  return chainOf(states, transitions, Math.max(NOBODY, CLEAR_OF_NOISE * noise * Math.sqrt(states)));
}

function model(state: State): StatesModel | undefined {
  const { counts, rule, active, lost, horizon } = state;
  if (counts === null) return undefined;
  const chain = chainIn(state, counts.transitions);
  const periods = periodsUntil(chain, lost);
  return {
    kind: 'states',
    columns: [rule.column],
    rule,
    transitions: chain.chances,
    horizon,
    lostWithin: chanceWithin(chain, lost, horizon),
    activeWithin: chanceWithin(chain, active, horizon),
    periodsUntilLost: periods.some((each) => each === null) ? null : Float64Array.from(periods as number[]),
    current: counts.current.map((count) => Math.max(0, count)),
  };
}

export interface StatesResult {
  /** Periods that chances look ahead. */
  readonly horizon: number;
  readonly active: string;
  readonly lost: string;
  readonly states: readonly {
    readonly state: string;
    /** In it at their last period. */
    readonly persons: number;
    /** Chance to be in each state a period later; null where nobody was seen there before another period. */
    readonly next: Readonly<Record<string, number>> | null;
    /** How many say so; with noise in persons, whose transitions together weigh 1. */
    readonly transitions: number;
    /** Expected periods until lost; null where it may never come to that. */
    readonly periodsUntilLost: number | null;
    /** Chance to be seen lost, and active again, within the horizon. */
    readonly lostWithin: number;
    readonly activeWithin: number;
  }[];
  /** States that nobody was seen to leave: they are taken to stay, and chances through them are at least so large. */
  readonly unseen: readonly string[];
}

function result(state: State): StatesResult | undefined {
  const { counts, rule, active, lost, horizon } = state;
  if (counts === null) return undefined;
  const { names } = rule;
  const chain = chainIn(state, counts.transitions);
  const periods = periodsUntil(chain, lost);
  const [lostWithin, activeWithin] = [lost, active].map((end) => chanceWithin(chain, end, horizon));
  return {
    horizon,
    active: names[active]!,
    lost: names[lost]!,
    states: names.map((name, from) => ({
      state: name,
      persons: counts.current[from]!,
      next: isKnown(chain, from)
        ? Object.fromEntries(names.map((to, at) => [to, chain.chances[from * names.length + at]!]))
        : null,
      transitions: counts.transitions
        .slice(from * names.length, (from + 1) * names.length)
        .reduce((total, count) => total + count, 0),
      periodsUntilLost: periods[from]!,
      lostWithin: lostWithin![from]!,
      activeWithin: activeWithin![from]!,
    })),
    unseen: names.filter((_, from) => !isKnown(chain, from)),
  };
}

export const markovStates: Computation<MarkovStatesSettings, State> = {
  name: 'markov-states',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  // A period without a value must not be one that stands in for it.
  input: { categories: 'codes', missing: 'nan' },
  settings: settingsSchema,
  schedule: ({ mode }) => [{ samplingRate: 1, relativeNoise: mode === 'none' ? 0 : 1 }],
  start,
  layout,
  contribute,
  update,
  done: ({ counts }) => counts !== null,
  model,
  result,
};
