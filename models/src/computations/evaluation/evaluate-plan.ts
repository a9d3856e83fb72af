// The public half of measuring a model: which counts are asked for. What scores persons is in evaluate.ts.
import { z } from 'zod';
import { studyModelSchema } from '../../contracts/study-model.js';
import { decodeNumber, type Column, type Transform } from '../../contracts/dictionary.js';
import type {
  PlannedComputation,
  StudyContext,
  StudyNoise,
  VectorBlock,
  VectorLayout,
} from '../computation.js';
import { finePrecision, sumRangeOver } from '../design.js';
import { RELATIVE_SUMS, VALUE_SUMS, type ValueScale } from './value-errors.js';

const settingsSchema = z.strictObject({
  model: studyModelSchema.describe('the finished study whose model is measured: { study: NAME }'),
  groupBy: z
    .string()
    .optional()
    .describe('category or yes-or-no among the features: the same measures for each of its groups'),
  importance: z
    .boolean()
    .default(false)
    .describe(
      'what each feature is worth: the measure once more with its values dealt out anew at each node (mode none only)',
    ),
  bins: z
    .int()
    .min(10)
    .max(100_000)
    .optional()
    .describe('of log-odds, for a yes or no; default: 10,000 without noise, 200 with'),
  rows: z
    .enum(['together', 'each'])
    .default('together')
    .describe('how the rows of a person count: as one, or each by itself (without noise only)'),
});
export type EvaluateSettings = z.infer<typeof settingsSchema>;

/** What is counted of everybody, of a group, or with one feature dealt out anew. */
export interface Part {
  /** Prefix of its blocks. */
  readonly name: string;
  /** Bins of a yes or no; 0 for numbers. */
  readonly bins: number;
}

export interface EvaluateSetup {
  readonly model: string;
  readonly label: { readonly name: string; readonly transform: Transform };
  /** Null for a yes or no. */
  readonly scale: ValueScale | null;
  readonly people: number;
  /** Whether each row counts one, instead of a person's rows together. */
  readonly countsRows: boolean;
  readonly isExact: boolean;
  readonly noiseOverClip: number;
  readonly everybody: Part;
  readonly groupBy: string | null;
  /** By place of the group's category. */
  readonly groups: readonly (Part & { readonly group: string })[];
  readonly shuffled: readonly (Part & { readonly feature: string })[];
}

export interface EvaluateState {
  readonly setup: EvaluateSetup;
  /** The opened sums by block; null before. */
  readonly sums: Readonly<Record<string, Float64Array>> | null;
}

const EXACT_BINS = { everybody: 10_000, part: 1000 };
const NOISED_BINS = { everybody: 200, part: 40 };
const MOST_COUNTS = 4_000_000;
/** Rows a person on average, at most, where each row counts. */
const MOST_ROWS_A_PERSON = 10_000;

function start(
  { settings, columns, label, people, mode }: StudyContext<EvaluateSettings>,
  noise: StudyNoise,
): EvaluateState {
  if (label === undefined) throw new RangeError('measuring a model needs a label in the dictionary');
  const isExact = mode === 'none';
  const { groupBy, importance, model } = settings;
  if (!isExact && importance)
    throw new RangeError(
      'importance: values dealt out anew mix persons, which no noise on single ones hides; it needs mode none',
    );
  if (!isExact && settings.rows === 'each')
    throw new RangeError(
      'rows: with noise the rows of a person count together, or the person would not be protected',
    );
  const features = columns.map(({ name }) => name);
  const missing = model.pinned?.features.find((name) => !features.includes(name));
  if (missing !== undefined)
    throw new RangeError(
      `the model of study "${model.study}" takes "${missing}"; add it to the features of this one`,
    );
  const isNumber = label.type === 'number';
  const bins = isExact ? EXACT_BINS : NOISED_BINS;
  const everybody = settings.bins ?? bins.everybody;
  const binsOf = (most: number): number => (isNumber ? 0 : Math.min(most, everybody));
  const groups = groupBy === undefined ? [] : groupsOf(columns, groupBy);
  const shuffled = importance ? (model.pinned?.features ?? features) : [];
  const setup: EvaluateSetup = {
    model: model.study,
    label: { name: label.name, transform: label.transform ?? 'none' },
    scale: isNumber ? scaleOf(label) : null,
    people: people * (settings.rows === 'each' ? MOST_ROWS_A_PERSON : 1),
    countsRows: settings.rows === 'each',
    isExact,
    noiseOverClip: noise.stdDevOverClip[0]!,
    everybody: { name: 'all', bins: binsOf(everybody) },
    groupBy: groupBy ?? null,
    groups: groups.map((group, place) => ({ group, name: `group:${place}`, bins: binsOf(bins.part) })),
    shuffled: shuffled.map((feature) => ({ feature, name: `without:${feature}`, bins: binsOf(everybody) })),
  };
  const counts = partsOf(setup).reduce((sum, part) => sum + 2 * part.bins, 0);
  if (counts > MOST_COUNTS)
    throw new RangeError(
      `${counts} counts are too many, ${MOST_COUNTS} are the most: set fewer bins, or a groupBy of fewer groups`,
    );
  return { setup, sums: null };
}

function scaleOf(label: Column): ValueScale {
  const decode = (encoded: number): number => decodeNumber({ transform: label.transform ?? 'none' }, encoded);
  return { lower: decode(label.lower), upper: decode(label.upper) };
}

function groupsOf(columns: readonly Column[], by: string): string[] {
  const column = columns.find(({ name }) => name === by);
  if (column?.categories) return [...column.categories, 'other'];
  if (column?.type === 'binary') return ['no', 'yes'];
  throw new RangeError(`groupBy: "${by}" is no category and no yes-or-no among the study's features`);
}

/** All that is measured, in the order in which it stands in vectors. */
export function partsOf({ everybody, groups, shuffled }: EvaluateSetup): readonly Part[] {
  return [everybody, ...groups, ...shuffled];
}

/** Blocks of a part in their order. */
export function blocksOf({ name, bins }: Part, { isExact, people }: EvaluateSetup): VectorBlock[] {
  const sumRange = sumRangeOver(people, 1);
  const block = (what: string, length: number): VectorBlock => ({
    ...{ name: `${name}:${what}`, length, sumRange, precision: finePrecision(sumRange) },
  });
  if (bins > 0) return [block('yes', bins), block('no', bins)];
  return [block('errors', VALUE_SUMS.length + (isExact ? RELATIVE_SUMS.length : 0))];
}

function layout({ setup }: EvaluateState): VectorLayout {
  return { blocks: partsOf(setup).flatMap((part) => blocksOf(part, setup)), clipNormL2: clipNormOf(setup) };
}

/** Standard deviation of the noise in each sum. */
export function noiseOf(setup: EvaluateSetup): number {
  return setup.noiseOverClip * clipNormOf(setup);
}

function clipNormOf(setup: EvaluateSetup): number {
  // A person adds one to a part's counts, and at most one to each of its sums; to everybody's, and to one group's.
  const ofPart =
    setup.scale === null ? 1 : Math.sqrt(VALUE_SUMS.length + (setup.isExact ? RELATIVE_SUMS.length : 0));
  const touched = 1 + (setup.groups.length > 0 ? 1 : 0) + setup.shuffled.length;
  return ofPart * Math.sqrt(touched);
}

export const evaluatePlan: PlannedComputation<EvaluateSettings, EvaluateState> = {
  name: 'evaluate',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'either',
  takesModel: true,
  // Nodes take the model's own; groups are told apart by codes.
  input: { categories: 'codes', missing: 'stand-in' },
  persons: 'holdout',
  settings: settingsSchema,
  schedule: () => [{ samplingRate: 1, relativeNoise: 1 }],
  start,
  layout,
};
