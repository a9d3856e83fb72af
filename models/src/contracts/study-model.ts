// A study may start from the model of another one, or measure it. People write the other study's name; the coordinator pins what they
// meant by the hash of its last state. The model itself stays with the members who received it.
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'has to be 64 hex digits');

export const studyModelSchema = z.strictObject({
  study: z.string().min(1).describe('name of a finished study whose model is meant'),
  pinned: z
    .strictObject({
      study: hash.describe('id of the study'),
      state: hash.describe('hash of its last state, which every contributor holds'),
      computation: z.string(),
      features: z.array(z.string()),
      settings: z.record(z.string(), z.unknown()),
    })
    .optional()
    .describe('written by the coordinator when the study starts; leave it out'),
});
export type StudyModel = z.infer<typeof studyModelSchema>;
