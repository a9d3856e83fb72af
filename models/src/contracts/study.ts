// A study: one computation under one agreement, many rounds.
import { z } from 'zod';
import { resolveRecipe } from '../retail/recipes.js';
import { aggregationSchema } from './aggregation.js';
import { exclusionsSchema, type Exclusions } from './poisoning.js';

export const studyNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and -, starting with a letter');

const writtenStudy = z.strictObject({
  format: z.literal('chorale-study/1'),
  name: studyNameSchema,
  question: z.string().max(200).optional().describe('for people: "Who buys again within 90 days?"'),
  agreement: z.string().min(1).describe('title or hash of an active agreement'),
  computation: z.string().min(1).optional().describe('give this, or a recipe'),
  recipe: z
    .string()
    .min(1)
    .optional()
    .describe(
      'a business question by name, in place of a computation: "chorale-coordinator study recipes" lists them',
    ),
  model: z
    .string()
    .min(1)
    .optional()
    .describe(
      'with a recipe that has several models: the one that answers, such as lstm; left out: its first',
    ),
  roles: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'with a recipe: role of the recipe: feature of the dictionary; left out: the feature of the same name',
    ),
  features: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('names from the dictionary, in model order; a recipe adds those of its roles'),
  settings: z.record(z.string(), z.unknown()).default({}).describe('checked by the computation'),
  privacy: z
    .strictObject({ epsilon: z.number().positive() })
    .optional()
    .describe('part of the agreement budget that this study may spend; default: all of it'),
  aggregation: aggregationSchema
    .optional()
    .describe('a robust rule over the sums of groups; left out: the plain sum over everybody'),
  flatten: z
    .boolean()
    .optional()
    .describe(
      'turn vectors by public signs and a Hadamard transform before they are rounded: costs no privacy, saves bytes for a ' +
        'few sizes only; left out: no',
    ),
  deadlines: z
    .strictObject({
      collectSeconds: z.number().positive().max(604_800).default(60),
      committeeSeconds: z.number().positive().max(604_800).default(30),
    })
    .prefault({}),
});
type WrittenStudy = z.infer<typeof writtenStudy>;

/** As all programs read it: a recipe has become its computation, features and settings, and stays by its name. */
export type Study = Omit<WrittenStudy, 'computation' | 'features'> & {
  computation: string;
  features: string[];
};

/** A study as it was started, whose hash is its id: the coordinator has added who is left out, where the agreement excludes suspects. */
export type StudyDocument = Study & { exclusions?: Exclusions | undefined };

/** Reading a study that was read before changes nothing, whatever a later version makes of its recipe. */
export const studySchema = writtenStudy.transform((written, context): Study => resolved(written, context));
export const studyDocumentSchema = writtenStudy
  .extend({ exclusions: exclusionsSchema.optional() })
  .transform((written, context): StudyDocument => resolved(written, context));

function resolved<Written extends WrittenStudy>(
  written: Written,
  context: z.RefinementCtx,
): Written & { computation: string; features: string[] } {
  const { recipe, model, computation, features, roles = {}, settings } = written;
  const refuse = (path: string, message: string): never => {
    context.addIssue({ code: 'custom', path: [path], message });
    return z.NEVER;
  };
  if (recipe === undefined) {
    if (written.roles) return refuse('roles', 'belongs to a recipe; name one, or take it out');
    if (model !== undefined) return refuse('model', 'belongs to a recipe; name one, or take it out');
    if (computation === undefined) return refuse('computation', 'name a computation, or a recipe');
    if (features === undefined) return refuse('features', 'name the features that it takes');
    return { ...written, computation, features };
  }
  if (computation !== undefined && features !== undefined) return { ...written, computation, features };
  if (computation !== undefined)
    return refuse('computation', `recipe "${recipe}" chooses the computation; take one of them out`);
  try {
    return {
      ...written,
      ...resolveRecipe({ recipe, model, roles, features, settings }),
      ...(written.question !== undefined && { question: written.question }),
    };
  } catch (error) {
    if (error instanceof RangeError) return refuse('recipe', error.message);
    throw error;
  }
}
