// A study: one computation under one agreement, many rounds.
import { z } from 'zod';
import { aggregationSchema } from './aggregation.js';

export const studySchema = z.strictObject({
  format: z.literal('chorale-study/1'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and -, starting with a letter'),
  question: z.string().max(200).optional().describe('for people: "Who buys again within 90 days?"'),
  agreement: z.string().min(1).describe('title or hash of an active agreement'),
  computation: z.string().min(1),
  features: z.array(z.string()).min(1).describe('names from the dictionary, in model order'),
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
export type Study = z.infer<typeof studySchema>;
