// Count, mean, variance and histograms of chosen columns, in one round; bins come from the dictionary's bounds.
import { z } from 'zod';
import { decodeNumber, type Dictionary, type Transform } from '../contracts/dictionary.js';
import type { Computation, People, StudyContext, VectorLayout } from './computation.js';
import { blockOf, columnValues, designOf, finePrecision, sumRangeOver, type Design } from './design.js';
import { contributeMoments, momentsLayout, readMoments } from './moments.js';
import { concatenate } from './vectors.js';

const settingsSchema = z.strictObject({
  bins: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe('bins of equal width between the bounds of each histogram'),
  histograms: z
    .array(z.string())
    .optional()
    .describe('features to count in bins; default: every number among the features'),
});
export type StatisticsSettings = z.infer<typeof settingsSchema>;

export interface ColumnStatistics {
  readonly name: string;
  readonly mean: number;
  readonly variance: number;
  /** Persons by bin; bin b covers [lower + b width, lower + (b + 1) width) of the encoded column. */
  readonly histogram: Float64Array | null;
  readonly lower: number;
  readonly upper: number;
}

interface Result {
  readonly count: number;
  readonly columns: readonly ColumnStatistics[];
}

export interface StatisticsState {
  /** Features, then the label where there is one. */
  readonly design: Design;
  /** Positions in the design. */
  readonly histograms: readonly number[];
  readonly bins: number;
  readonly people: number;
  readonly result: Result | null;
}

function start({ columns, label, settings, people }: StudyContext<StatisticsSettings>): StatisticsState {
  const design = designOf(label === undefined ? columns : [...columns, label]);
  const wanted = settings.histograms ?? design.names.filter((_, column) => design.isNumber[column]);
  const histograms = wanted.map((name) => {
    const column = design.names.indexOf(name);
    if (column < 0 || !design.isNumber[column])
      throw new RangeError(`histograms: "${name}" is no number among the features of the study`);
    return column;
  });
  return { design, histograms, bins: settings.bins, people, result: null };
}

function layout({ design, histograms, bins, people }: StatisticsState): VectorLayout {
  const moments = momentsLayout(design, people);
  const sumRange = sumRangeOver(people, 1);
  return {
    blocks: [
      ...moments.blocks,
      ...histograms.map((column) => ({
        name: histogramBlock(design, column),
        length: bins,
        sumRange,
        precision: finePrecision(sumRange),
      })),
    ],
    // A person adds one to a histogram, spread over bins where their rows differ.
    clipNormL2: Math.sqrt(moments.clipNormL2 ** 2 + histograms.length),
  };
}

function contribute(state: StatisticsState, people: People): Float64Array {
  const { design, histograms, bins } = state;
  const counts = histograms.map((column) => {
    const values = columnValues(people, design.names[column]!);
    const count = new Float64Array(bins);
    for (let person = 0; person < people.size; person += 1) {
      const first = people.rowStart[person]!;
      const rows = people.rowStart[person + 1]! - first;
      for (let row = first; row < first + rows; row += 1)
        count[binOf(design, column, values[row]!, bins)]! += 1 / rows;
    }
    return count;
  });
  return concatenate([contributeMoments(design, people), ...counts]);
}

/** Statistics of one column in words and units of the dictionary. */
export interface ReadableColumn {
  readonly name: string;
  /** What `mean` and `variance` are of, such as `ln(1 + days)`. */
  readonly of: string;
  readonly mean: number;
  readonly variance: number;
  /** `edges` holds one more number than `persons`, in the feature's own unit; noise may leave a count below 0. */
  readonly histogram: {
    /** Empty where the dictionary names none. */
    readonly unit: string;
    readonly edges: readonly number[];
    readonly persons: readonly number[];
  } | null;
}

export interface ReadableStatistics {
  readonly persons: number;
  readonly columns: readonly ReadableColumn[];
}

function readableStatistics({ count, columns }: Result, { features, label }: Dictionary): ReadableStatistics {
  const readable = columns.map(({ name, mean, variance, histogram, lower, upper }): ReadableColumn => {
    const feature = label?.name === name ? label : features.find((candidate) => candidate.name === name);
    if (feature?.type !== 'number') return { name, of: 'share of persons', mean, variance, histogram: null };
    const { unit = '', transform } = feature;
    const edgeAt = (bin: number, bins: number): number => {
      return decodeNumber(feature, lower + (bin * (upper - lower)) / bins);
    };
    return {
      name,
      of: inWords(transform, unit || 'value'),
      mean,
      variance,
      histogram: histogram && {
        unit,
        edges: Array.from({ length: histogram.length + 1 }, (_, bin) => edgeAt(bin, histogram.length)),
        persons: [...histogram],
      },
    };
  });
  return { persons: count, columns: readable };
}

/** Values outside count as the bound; the upper bound belongs to the last bin. */
function binOf(design: Design, column: number, x: number, bins: number): number {
  const [lower, upper] = [design.lower[column]!, design.upper[column]!];
  // Multiplied first: whole numbers at the edge of a bin must not slip into the one below.
  return Math.max(0, Math.min(bins - 1, Math.floor(((x - lower) * bins) / (upper - lower))));
}

function inWords(transform: Transform, unit: string): string {
  if (transform === 'none') return unit;
  return transform === 'log' ? `ln(${unit})` : `ln(1 + ${unit})`;
}

function histogramBlock(design: Design, column: number): string {
  return `histogram:${design.names[column]!}`;
}

export const statistics: Computation<StatisticsSettings, StatisticsState> = {
  name: 'statistics',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  settings: settingsSchema,
  schedule: () => [{ samplingRate: 1, relativeNoise: 1 }],
  start,
  layout,
  contribute,
  update: (state, sum) => {
    const { design, histograms, people } = state;
    const moments = readMoments(design, sum, people);
    const columns = design.names.map((name, column) => ({
      name,
      mean: moments.mean[column]!,
      variance: moments.variance[column]!,
      histogram: histograms.includes(column) ? blockOf(sum, histogramBlock(design, column)).slice() : null,
      lower: design.lower[column]!,
      upper: design.upper[column]!,
    }));
    return { ...state, result: { count: moments.count, columns } };
  },
  done: (state) => state.result !== null,
  model: () => undefined,
  result: ({ result }, dictionary) => (result ? readableStatistics(result, dictionary) : undefined),
};
