// Which channel earned it? Credits for conversions and their value by rule, and transitions for Markov's removal effects, in one sum.
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import type {
  Computation,
  OpenedSum,
  People,
  StudyContext,
  VectorBlock,
  VectorLayout,
} from '../computation.js';
import { exactPrecision, finePrecision } from '../design.js';
import { noFurther } from '../ended.js';
import { attributionResult, type AttributionResult } from './attribution-result.js';
import { creditRules, shareOut } from './credits.js';
import { journeysOf, type Journey, type TouchColumns } from './journeys.js';
import { transitionIndex, transitionsLength } from './markov.js';

const columnName = z.string().min(1);
const settingsSchema = z.strictObject({
  channel: columnName
    .default('channel')
    .describe('category: the channel of a touch; a row is a touch, in the order of time'),
  conversions: columnName
    .default('conversions')
    .describe('number: conversions at this touch, mostly 0 or 1; a journey ends with one'),
  value: columnName.optional().describe('number: what these conversions are worth together'),
  nulls: columnName
    .optional()
    .describe('number: for counted paths, how often this one ended without a conversion'),
  costs: z
    .record(z.string(), z.number().min(0))
    .default({})
    .describe('what each channel cost, in the unit of value: gives its return'),
  mostTouches: z.int().min(1).max(1000).default(100).describe('of a longer journey the last ones count'),
  mostJourneys: z
    .int()
    .min(1)
    .max(1000)
    .default(20)
    .describe('of a person with more journeys the last ones count'),
  clipNorm: z
    .number()
    .positive()
    .default(4)
    .describe('with noise: bound on what one person adds to all counts'),
});
export type AttributionSettings = z.infer<typeof settingsSchema>;

export interface AttributionState {
  readonly columns: TouchColumns;
  readonly channels: readonly string[];
  readonly people: number;
  /** Largest conversions, value and nulls of a row. */
  readonly bounds: { readonly conversions: number; readonly value: number; readonly nulls: number };
  readonly costs: readonly (number | null)[];
  readonly mostTouches: number;
  readonly mostJourneys: number;
  /** Null without noise. */
  readonly clipNorm: number | null;
  readonly result: AttributionResult | null;
}
type State = AttributionState;

const MOST_CHANNELS = 200;

function start({ columns, people, mode, settings }: StudyContext<AttributionSettings>): State {
  const channel = columns.find(({ name }) => name === settings.channel);
  if (channel?.categories === undefined)
    throw new RangeError(
      `settings.channel names "${settings.channel}", which is no category among the study's features: ${namesOf(columns)}`,
    );
  if (channel.categories.length > MOST_CHANNELS)
    throw new RangeError(
      `"${channel.name}" has ${channel.categories.length} channels; ${MOST_CHANNELS} at most`,
    );
  const channels = [...channel.categories, 'other'];
  const unknown = Object.keys(settings.costs).find((name) => !channels.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`settings.costs names "${unknown}", which is no channel: ${channels.join(', ')}`);
  const upper = (role: 'conversions' | 'value' | 'nulls'): number => {
    const name = settings[role];
    return name === undefined ? 0 : countColumn(columns, role, name).upper;
  };
  return {
    columns: {
      channel: settings.channel,
      conversions: settings.conversions,
      value: settings.value ?? null,
      nulls: settings.nulls ?? null,
    },
    channels,
    people,
    bounds: { conversions: upper('conversions'), value: upper('value'), nulls: Math.max(1, upper('nulls')) },
    costs: channels.map((name) => settings.costs[name] ?? null),
    mostTouches: settings.mostTouches,
    mostJourneys: settings.mostJourneys,
    clipNorm: mode === 'none' ? null : settings.clipNorm,
    result: null,
  };
}

function namesOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/** @throws RangeError for what is no number from 0 on. */
function countColumn(columns: readonly Column[], role: string, name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined || column.type === 'category' || column.lower < 0)
    throw new RangeError(
      `settings.${role} names "${name}", which is no number from 0 on among the study's features: ${namesOf(columns)}`,
    );
  return column;
}

/** Lengths of the vector's stretches: credits by rule for conversions and for value, then transitions. */
function layout({
  channels,
  people,
  bounds,
  columns,
  clipNorm,
  mostTouches,
  mostJourneys,
}: State): VectorLayout {
  const block = (
    name: string,
    length: number,
    journeyBound: number,
    precise: (sumRange: number) => number,
  ): VectorBlock => {
    const sumRange = people * (clipNorm === null ? mostJourneys * journeyBound : 2 * clipNorm);
    return { name, length, sumRange, precision: precise(sumRange) };
  };
  const passed = (bounds.conversions + bounds.nulls) * (mostTouches + 1);
  return {
    blocks: [
      ...creditRules.flatMap((rule) => [
        block(`${rule}.conversions`, channels.length, bounds.conversions, exactPrecision),
        // Values are sent as shares of the largest.
        ...(columns.value === null ? [] : [block(`${rule}.value`, channels.length, 1, exactPrecision)]),
      ]),
      block('transitions', transitionsLength(channels.length), passed, finePrecision),
    ],
    clipNormL2: clipNorm ?? mostJourneys * Math.hypot(passed, 2 * bounds.conversions, 2),
  };
}

function contribute(state: State, people: People): Float64Array {
  const { blocks } = layout(state);
  const starts = new Map<string, number>();
  let length = 0;
  for (const block of blocks) {
    starts.set(block.name, length);
    length += block.length;
  }
  const total = new Float64Array(length);
  for (let person = 0; person < people.size; person += 1) {
    // A person touches few coordinates: their part is kept by position.
    const part = new Map<number, number>();
    const journeys = journeysOf(people, state.columns, person, state.mostTouches);
    for (const journey of journeys.slice(-state.mostJourneys))
      addJourney(state, journey, (block, at, amount) => {
        const position = starts.get(block)! + at;
        part.set(position, (part.get(position) ?? 0) + amount);
      });
    const norm = Math.sqrt([...part.values()].reduce((sum, value) => sum + value ** 2, 0));
    const share = state.clipNorm !== null && norm > state.clipNorm ? state.clipNorm / norm : 1;
    for (const [position, amount] of part) total[position]! += share * amount;
  }
  return total;
}

function addJourney(
  { channels, bounds, columns }: State,
  { touches, conversions, value, nulls }: Journey,
  add: (block: string, at: number, amount: number) => void,
): void {
  if (conversions > 0)
    for (const rule of creditRules)
      shareOut(rule, touches, (channel, share) => {
        add(`${rule}.conversions`, channel, share * conversions);
        if (columns.value !== null) add(`${rule}.value`, channel, (share * value) / bounds.value);
      });
  const pass = (from: number | 'start', to: number | 'conversion' | 'null', times: number): void => {
    if (times > 0) add('transitions', transitionIndex(channels.length, from, to), times);
  };
  pass('start', touches[0]!, conversions + nulls);
  for (let touch = 1; touch < touches.length; touch += 1)
    pass(touches[touch - 1]!, touches[touch]!, conversions + nulls);
  pass(touches.at(-1)!, 'conversion', conversions);
  pass(touches.at(-1)!, 'null', nulls);
}

function update(state: State, sum: OpenedSum): State {
  if (state.result !== null) throw noFurther('sum');
  const { channels, costs, columns, bounds } = state;
  const valueUpper = columns.value === null ? null : bounds.value;
  return { ...state, result: attributionResult({ channels, costs, valueUpper }, sum) };
}

export const attribution: Computation<AttributionSettings, State> = {
  name: 'attribution',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  input: { categories: 'codes', missing: 'stand-in' },
  settings: settingsSchema,
  schedule: ({ mode }) => [{ samplingRate: 1, relativeNoise: mode === 'none' ? 0 : 1 }],
  start,
  layout,
  contribute,
  update,
  done: (state) => state.result !== null,
  model: () => undefined,
  result: ({ result }) => result ?? undefined,
};
