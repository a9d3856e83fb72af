// The data dictionary: what a feature means, agreed by all parties before anybody reads a row.
// Bounds and categories are public, so that nothing has to be learned from data to encode it.
import { z } from 'zod';

const featureName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and _, starting with a letter');

const numberFeature = z
  .strictObject({
    name: featureName,
    type: z.literal('number'),
    unit: z.string().max(40).optional().describe('for people: days, EUR, pieces'),
    description: z.string().max(400).optional(),
    lower: z.number().describe('smallest meaningful value, in unit; smaller values are clamped to it'),
    upper: z.number().describe('largest meaningful value, in unit; larger values are clamped to it'),
    transform: z.enum(['none', 'log1p']).default('none').describe('applied after clamping'),
    missing: z.number().optional().describe('stands in for a missing value; default: lower'),
  })
  .refine((feature) => feature.lower < feature.upper, 'lower must be smaller than upper')
  .refine((feature) => feature.transform === 'none' || feature.lower >= 0, 'log1p needs lower >= 0')
  .refine(
    (feature) =>
      feature.missing === undefined || (feature.missing >= feature.lower && feature.missing <= feature.upper),
    'missing must lie between lower and upper',
  );

const categoryFeature = z.strictObject({
  name: featureName,
  type: z.literal('category'),
  description: z.string().max(400).optional(),
  categories: z
    .array(z.string().min(1).max(80))
    .min(1, 'name at least one category, such as [standard, premium]')
    .max(256)
    .refine((names) => new Set(names).size === names.length, 'categories must differ')
    .refine((names) => !names.includes('other'), '"other" is added by itself, leave it out')
    .describe('any other value, also a missing one, becomes "other"'),
});

const binaryFeature = z.strictObject({
  name: featureName,
  type: z.literal('binary'),
  description: z.string().max(400).optional(),
});

export const featureSchema = z.discriminatedUnion('type', [numberFeature, categoryFeature, binaryFeature]);
export type Feature = z.infer<typeof featureSchema>;

export const dictionarySchema = z
  .strictObject({
    features: z.array(featureSchema).min(1).max(512),
    label: z
      .strictObject({
        name: featureName,
        description: z.string().max(400).optional(),
      })
      .optional()
      .describe('what supervised studies learn to predict: 0 or 1 a person'),
  })
  .refine(({ features, label }) => {
    const names = [...features.map((feature) => feature.name), ...(label ? [label.name] : [])];
    return new Set(names).size === names.length;
  }, 'names must differ');
export type Dictionary = z.infer<typeof dictionarySchema>;

/** One numeric column of the design matrix. `lower` and `upper` bound its values after encoding. */
export interface Column {
  readonly name: string;
  /** Type of the feature it encodes; only numbers are centred and scaled by models. */
  readonly type: Feature['type'];
  readonly lower: number;
  readonly upper: number;
}

/**
 * The design-matrix columns of the named features, in the given order: a number is one column (after
 * its transform), a binary one column in {0, 1}, a category one {0, 1} column a category plus `other`,
 * named `feature=category`.
 * @throws RangeError for a name that the dictionary does not hold.
 */
export function designColumns(dictionary: Dictionary, featureNames: readonly string[]): Column[] {
  return featureNames.flatMap((name): Column[] => {
    const feature = dictionary.features.find((candidate) => candidate.name === name);
    if (!feature) throw new RangeError(`the dictionary has no feature "${name}"`);
    switch (feature.type) {
      case 'number':
        return [
          {
            name,
            type: 'number',
            lower: encodeNumber(feature, feature.lower),
            upper: encodeNumber(feature, feature.upper),
          },
        ];
      case 'binary':
        return [{ name, type: 'binary', lower: 0, upper: 1 }];
      case 'category':
        return [...feature.categories, 'other'].map((category) => ({
          name: `${name}=${category}`,
          type: 'category',
          lower: 0,
          upper: 1,
        }));
    }
  });
}

/** A finite number inside the bounds of its feature, transformed. */
export function encodeNumber(feature: Extract<Feature, { type: 'number' }>, value: number): number {
  const clamped = Math.min(feature.upper, Math.max(feature.lower, value));
  return feature.transform === 'log1p' ? Math.log1p(clamped) : clamped;
}
