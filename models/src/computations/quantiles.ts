// Quantiles of numbers: histograms that are drawn finer and finer around them, so that each round narrows a quantile down to one of many
// bins. In the end it is known to a grid, and no value was ever sent.
import { z } from 'zod';
import { decodeNumber, type Dictionary } from '../contracts/dictionary.js';
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyContext,
  VectorLayout,
} from './computation.js';
import { blockOf, columnValues, finePrecision, sumRangeOver } from './design.js';

const settingsSchema = z.strictObject({
  probabilities: z
    .array(z.number().gt(0).lt(1))
    .min(1)
    .max(99)
    .default([0.25, 0.5, 0.75])
    .describe('shares of persons that lie below'),
  bins: z
    .int()
    .min(8)
    .max(4096)
    .optional()
    .describe('that each round divides an interval into; default: 256 without noise, 32 with'),
  rounds: z
    .int()
    .min(1)
    .max(6)
    .optional()
    .describe('default: 3 without noise, for a grid of 1/16,777,216 of the bounds; 2 with'),
});
export type QuantilesSettings = z.infer<typeof settingsSchema>;

interface Setup {
  /** Of the numbers among the features, and of the label where it is one. */
  readonly names: readonly string[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly probabilities: readonly number[];
  readonly bins: number;
  readonly rounds: number;
  readonly people: number;
}

export interface QuantilesState {
  readonly setup: Setup;
  /**
   * By closed round: of each quantile, column by column, the bin that it lies in, among those that its bin of the round before was
   * divided into.
   */
  readonly path: readonly Float64Array[];
  /** Persons below the interval of each quantile. */
  readonly below: Float64Array;
  /** Persons at all, by column; the first round counts them. */
  readonly count: Float64Array;
}
type State = QuantilesState;

function sizes({ mode, settings }: Pick<StudyContext<QuantilesSettings>, 'mode' | 'settings'>): {
  readonly bins: number;
  readonly rounds: number;
} {
  const isExact = mode === 'none';
  return { bins: settings.bins ?? (isExact ? 256 : 32), rounds: settings.rounds ?? (isExact ? 3 : 2) };
}

function schedule(context: StudyContext<QuantilesSettings>): PlannedRound[] {
  return Array.from({ length: sizes(context).rounds }, () => ({
    samplingRate: 1,
    relativeNoise: context.mode === 'none' ? 0 : 1,
  }));
}

function start(context: StudyContext<QuantilesSettings>): State {
  const { columns, label, people, settings } = context;
  const numbers = [...columns, ...(label ? [label] : [])].filter(({ type }) => type === 'number');
  if (numbers.length === 0) throw new RangeError('quantiles are of numbers, and none of the features is one');
  const { probabilities } = settings;
  if (probabilities.some((value, at) => at > 0 && value <= probabilities[at - 1]!))
    throw new RangeError('probabilities have to ascend');
  const setup: Setup = {
    names: numbers.map(({ name }) => name),
    lower: Float64Array.from(numbers, ({ lower }) => lower),
    upper: Float64Array.from(numbers, ({ upper }) => upper),
    ...{ probabilities, people },
    ...sizes(context),
  };
  return {
    setup,
    path: [],
    below: new Float64Array(numbers.length * probabilities.length),
    count: new Float64Array(numbers.length),
  };
}

/** Histograms of a round, by their column: at first one a column, then one a quantile. */
function histogramsOf({ setup, path }: State): { readonly column: number; readonly place: number | null }[] {
  const { names, probabilities } = setup;
  if (path.length === 0) return names.map((_, column) => ({ column, place: null }));
  return names.flatMap((_, column) =>
    probabilities.map((__, at) => ({ column, place: column * probabilities.length + at })),
  );
}

function layout(state: State): VectorLayout {
  const { bins, people } = state.setup;
  const histograms = histogramsOf(state).length;
  const sumRange = sumRangeOver(people, 1);
  return {
    blocks: [{ name: 'counts', length: histograms * bins, sumRange, precision: finePrecision(sumRange) }],
    // A person adds one to each histogram, spread over bins where their rows differ.
    clipNormL2: Math.sqrt(histograms),
  };
}

function contribute(state: State, people: People): Float64Array {
  const { setup, path } = state;
  const { bins, names, lower, upper } = setup;
  const histograms = histogramsOf(state);
  const counts = new Float64Array(histograms.length * bins);
  histograms.forEach(({ column, place }, histogram) => {
    const values = columnValues(people, names[column]!);
    const [low, width] = [lower[column]!, upper[column]! - lower[column]!];
    const turns = place === null ? [] : path.map((round) => round[place]!);
    for (let person = 0; person < people.size; person += 1) {
      const [first, end] = [people.rowStart[person]!, people.rowStart[person + 1]!];
      for (let row = first; row < end; row += 1) {
        const bin = binOf((values[row]! - low) / width, turns, bins);
        if (bin >= 0) counts[histogram * bins + bin]! += 1 / (end - first);
      }
    }
  });
  return counts;
}

/**
 * The bin of a share of the bounds, in [0, 1], within the interval that `turns` lead to; -1 outside. The same steps in every round, so
 * that rounding cannot put a value into an interval once and beside it the next time.
 */
function binOf(share: number, turns: readonly number[], bins: number): number {
  let rest = share < 0 ? 0 : share > 1 ? 1 : share;
  for (let round = 0; ; round += 1) {
    const scaled = rest * bins;
    const bin = scaled >= bins ? bins - 1 : Math.floor(scaled);
    if (round === turns.length) return bin;
    if (bin !== turns[round]) return -1;
    rest = scaled - bin;
  }
}

/** A count this far below the one that is sought is that one, rounded. */
const ROUNDING = 1e-6;

function update(state: State, sum: OpenedSum): State {
  const { setup, path } = state;
  const { bins, probabilities, names } = setup;
  // With noise a count may fall below zero.
  const counts = blockOf(sum, 'counts').map((value) => Math.max(0, value));
  const histogram = (at: number): Float64Array => counts.subarray(at * bins, (at + 1) * bins);
  const isFirst = path.length === 0;
  const count = isFirst
    ? Float64Array.from(names, (_, column) => histogram(column).reduce((a, b) => a + b, 0))
    : state.count;
  const below = state.below.slice();
  const turns = new Float64Array(below.length);
  for (let place = 0; place < below.length; place += 1) {
    const column = Math.floor(place / probabilities.length);
    const wanted = probabilities[place % probabilities.length]! * count[column]! - ROUNDING;
    const own = histogram(isFirst ? column : place);
    let bin = 0;
    while (bin < bins - 1 && below[place]! + own[bin]! < wanted) below[place]! += own[bin++]!;
    turns[place] = bin;
  }
  return { setup, path: [...path, turns], below, count };
}

/** The interval of a quantile, as the dictionary encodes it. */
function intervalOf({ setup, path }: State, column: number, place: number): readonly [number, number] {
  const { lower, upper, bins } = setup;
  let [low, width] = [lower[column]!, upper[column]! - lower[column]!];
  for (const turns of path) {
    width /= bins;
    low += turns[place]! * width;
  }
  return [low, low + width];
}

export interface ReadableQuantiles {
  readonly persons: number;
  readonly columns: readonly {
    readonly name: string;
    readonly unit: string;
    /** In the feature's own unit; `atMost` is how far that of the counts may lie from it, which with noise are estimates. */
    readonly quantiles: readonly {
      readonly probability: number;
      readonly value: number;
      readonly atMost: number;
    }[];
  }[];
}

function readable(state: State, { features, label }: Dictionary): ReadableQuantiles {
  const { setup, count } = state;
  const { names, probabilities } = setup;
  return {
    persons: Math.max(...count),
    columns: names.map((name, column) => {
      const feature = label?.name === name ? label : features.find((candidate) => candidate.name === name);
      const decode = (encoded: number): number =>
        feature?.type === 'number' ? decodeNumber(feature, encoded) : encoded;
      return {
        name,
        unit: feature?.type === 'number' ? (feature.unit ?? '') : '',
        quantiles: probabilities.map((probability, at) => {
          const place = column * probabilities.length + at;
          const [from = 0, to = 0] = intervalOf(state, column, place).map(decode);
          return { probability, value: (from + to) / 2, atMost: (to - from) / 2 };
        }),
      };
    }),
  };
}

export const quantiles: Computation<QuantilesSettings, State> = {
  name: 'quantiles',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  settings: settingsSchema,
  roundsSetting: 'rounds',
  schedule,
  start,
  layout,
  contribute,
  update,
  done: ({ setup, path }) => path.length >= setup.rounds,
  model: () => undefined,
  result: (state, dictionary) => (state.path.length > 0 ? readable(state, dictionary) : undefined),
};
