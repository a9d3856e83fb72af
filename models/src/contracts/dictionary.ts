// The data dictionary: what a feature means, agreed by all parties before anybody reads a row.
// Bounds and categories are public, so that nothing has to be learned from data to encode it.
import { z } from 'zod';

const featureName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and _, starting with a letter');

const transformSchema = z.enum(['none', 'log1p', 'log']).default('none');
export type Transform = z.infer<typeof transformSchema>;

/** log1p(x) = ln(1 + x) is for amounts and counts that may be 0, log for prices and volumes that are not. */
function transformFits({
  transform,
  lower,
}: {
  readonly transform: Transform;
  readonly lower: number;
}): boolean {
  return transform === 'none' || (transform === 'log' ? lower > 0 : lower >= 0);
}
const transformNeeds = 'log1p needs lower >= 0, log needs lower > 0';

/** GDPR Art. 4(1) and 9; PIPL Art. 4 and 28. */
export const sensitivities = ['public', 'personal', 'sensitive'] as const;
export type Sensitivity = (typeof sensitivities)[number];

const sensitivity = z
  .enum(sensitivities)
  .optional()
  .describe(
    'what the value says of a person: sensitive for special categories, children and finances; left out: personal',
  );

/** What a party does to a column, before anything else sees it, so that a feature says less of a person. */
export const desensitisations = ['hash', 'bin', 'generalise'] as const;
export type Desensitisation = (typeof desensitisations)[number];

const desensitise = z
  .enum(desensitisations)
  .optional()
  .describe(
    'every column that the feature is built from, at every member, passes through this while it is read; a node whose ' +
      'node.yaml does not declare it refuses',
  );

/** How sensitive a feature or label is, declared or not. */
export function sensitivityOf(feature: { readonly sensitivity?: Sensitivity | undefined }): Sensitivity {
  return feature.sensitivity ?? 'personal';
}

const numberFeature = z
  .strictObject({
    name: featureName,
    type: z.literal('number'),
    sensitivity,
    desensitise,
    unit: z.string().max(40).optional().describe('for people: days, EUR, pieces'),
    description: z.string().max(400).optional(),
    lower: z.number().describe('smallest meaningful value, in unit; smaller values are clamped to it'),
    upper: z.number().describe('largest meaningful value, in unit; larger values are clamped to it'),
    transform: transformSchema.describe('applied after clamping'),
    missing: z.number().optional().describe('stands in for a missing value; default: lower'),
  })
  .refine((feature) => feature.lower < feature.upper, 'lower must be smaller than upper')
  .refine(transformFits, transformNeeds)
  .refine(
    (feature) =>
      feature.missing === undefined || (feature.missing >= feature.lower && feature.missing <= feature.upper),
    'missing must lie between lower and upper',
  );

const categoryFeature = z.strictObject({
  name: featureName,
  type: z.literal('category'),
  sensitivity,
  desensitise,
  description: z.string().max(400).optional(),
  categories: z
    .array(z.string().min(1).max(80))
    .min(1, 'name at least one category, such as [standard, premium]')
    .max(20_000)
    .refine((names) => new Set(names).size === names.length, 'categories must differ')
    .refine((names) => !names.includes('other'), '"other" is added by itself, leave it out')
    .describe(
      'any other value, also a missing one, becomes "other"; more than 256 only for computations that take a category as ' +
        'one code, such as items of a shop',
    ),
});

const binaryFeature = z.strictObject({
  name: featureName,
  type: z.literal('binary'),
  sensitivity,
  desensitise,
  description: z.string().max(400).optional(),
});

export const featureSchema = z.discriminatedUnion('type', [numberFeature, categoryFeature, binaryFeature]);
export type Feature = z.infer<typeof featureSchema>;

const binaryLabel = z.strictObject({
  name: featureName,
  sensitivity,
  type: z.literal('binary').optional().describe('left out: binary'),
  description: z.string().max(400).optional(),
});

const numberLabel = z
  .strictObject({
    name: featureName,
    type: z.literal('number'),
    sensitivity,
    unit: z.string().max(40).optional().describe('for people: EUR, orders, pieces'),
    description: z.string().max(400).optional(),
    lower: z.number().describe('smallest meaningful value, in unit; smaller values are clamped to it'),
    upper: z.number().describe('largest meaningful value, in unit; larger values are clamped to it'),
    transform: transformSchema.describe('applied after clamping; it is what is learned'),
  })
  .refine((label) => label.lower < label.upper, 'lower must be smaller than upper')
  .refine(transformFits, transformNeeds);

const labelSchema = z.union([binaryLabel, numberLabel]);
export type Label = z.infer<typeof labelSchema>;

const holdoutSchema = z.strictObject({
  oneIn: z
    .int()
    .min(2)
    .max(1000)
    .describe(
      'one person in so many is kept out of training, by a hash of the id: the same one at every node',
    ),
});

export const dictionarySchema = z
  .strictObject({
    features: z.array(featureSchema).min(1).max(512),
    label: labelSchema
      .optional()
      .describe('what supervised studies learn to predict: 0 or 1 a row, or a number within bounds'),
    drop: z
      .array(z.string().min(1).max(80))
      .min(1)
      .max(200)
      .optional()
      .describe(
        'columns of this name (case, blanks and punctuation aside), such as phone or id number, are declared as dropped by every member that has them',
      ),
    holdout: holdoutSchema
      .optional()
      .describe('who measures models; left out: everybody trains and measures'),
  })
  .refine(({ features, label }) => {
    const names = [...features.map((feature) => feature.name), ...(label ? [label.name] : [])];
    return new Set(names).size === names.length;
  }, 'names must differ');
export type Dictionary = z.infer<typeof dictionarySchema>;

/** How a computation wants its columns. */
export interface InputForm {
  /** A category as a 0/1 column a category, or as one column that holds its place in the dictionary; `both` for who measures models. */
  readonly categories: 'one-hot' | 'codes' | 'both';
  /** A missing number as the dictionary's stand-in, or as NaN. */
  readonly missing: 'stand-in' | 'nan';
}

export const DEFAULT_INPUT: InputForm = { categories: 'one-hot', missing: 'stand-in' };

/** Categories of a feature that may become columns of their own; beyond, only codes. */
export const MOST_ONE_HOT = 256;

/** One numeric column of the design matrix. `lower` and `upper` bound its values after encoding. */
export interface Column {
  readonly name: string;
  /** Type of the feature it encodes; only numbers are centred and scaled by models. */
  readonly type: Feature['type'];
  readonly lower: number;
  readonly upper: number;
  /** Of a number that is not taken as it is: what was done to it after clamping. */
  readonly transform?: Exclude<Transform, 'none'>;
  /** Of a column of codes: the category behind each place; `other` has the place after the last, which is `upper`. */
  readonly categories?: readonly string[];
}

/**
 * The design-matrix columns of the named features, in the given order: a number is one column (after its transform), a binary one
 * column in {0, 1}. A category is one {0, 1} column a category plus `other`, named `feature=category`; as codes it is one column
 * named as the feature, 0 to K - 1 by the dictionary's order, and K for `other`.
 * @throws RangeError for a name that the dictionary does not hold, or a category of more than 256 that is not taken as codes.
 */
export function designColumns(
  dictionary: Pick<Dictionary, 'features'>,
  featureNames: readonly string[],
  input: InputForm = DEFAULT_INPUT,
): Column[] {
  return featureNames.flatMap((name): Column[] => {
    const feature = dictionary.features.find((candidate) => candidate.name === name);
    if (!feature) throw new RangeError(`the dictionary has no feature "${name}"`);
    switch (feature.type) {
      case 'number':
        return [numberColumn(feature)];
      case 'binary':
        return [{ name, type: 'binary', lower: 0, upper: 1 }];
      case 'category':
        return [
          ...(input.categories === 'one-hot' ? [] : [codeColumn(feature)]),
          ...(input.categories === 'codes' ? [] : oneHotColumns(feature)),
        ];
    }
  });
}

function numberColumn(number: Bounded & { readonly name: string }): Column {
  const { name, lower, upper, transform } = number;
  return {
    name,
    type: 'number',
    lower: encodeNumber(number, lower),
    upper: encodeNumber(number, upper),
    ...(transform !== 'none' && { transform }),
  };
}

function codeColumn({ name, categories }: Extract<Feature, { type: 'category' }>): Column {
  return { name, type: 'category', lower: 0, upper: categories.length, categories };
}

function oneHotColumns({ name, categories }: Extract<Feature, { type: 'category' }>): Column[] {
  if (categories.length > MOST_ONE_HOT)
    throw new RangeError(
      `"${name}" has ${categories.length} categories, a column each takes ${MOST_ONE_HOT} at most: leave the feature out of this ` +
        'study, or give the dictionary one of fewer categories, such as departments instead of items',
    );
  return [...categories, 'other'].map((category) => ({
    name: `${name}=${category}`,
    type: 'category',
    lower: 0,
    upper: 1,
  }));
}

/** The label's column: in {0, 1}, or a number within its bounds, transformed. */
export function labelColumn(label: Label): Column {
  if (label.type !== 'number') return { name: label.name, type: 'binary', lower: 0, upper: 1 };
  return numberColumn(label);
}

type Bounded = Pick<Extract<Feature, { type: 'number' }>, 'lower' | 'upper' | 'transform'>;

/** A finite number inside the bounds of its feature or label, transformed. */
export function encodeNumber({ lower, upper, transform }: Bounded, value: number): number {
  const clamped = Math.min(upper, Math.max(lower, value));
  switch (transform) {
    case 'log1p':
      return Math.log1p(clamped);
    case 'log':
      return Math.log(clamped);
    case 'none':
      return clamped;
  }
}

/** The number behind an encoded one, in the unit of its feature or label. */
export function decodeNumber({ transform }: Pick<Bounded, 'transform'>, encoded: number): number {
  switch (transform) {
    case 'log1p':
      return Math.expm1(encoded);
    case 'log':
      return Math.exp(encoded);
    case 'none':
      return encoded;
  }
}
