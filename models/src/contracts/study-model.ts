// A study may start from the model of another one, or measure it. People write the other study's name; the coordinator pins what they
// meant by the hash of its last state. The model itself stays with the members who received it.
import { z } from 'zod';
import type { Agreement } from './agreement.js';

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

/** The first feature of a model that another agreement's dictionary describes otherwise, but for words to people, or not at all. */
export function featureMeantOtherwise(
  features: readonly string[],
  theirs: Agreement,
  ours: Agreement,
): string | undefined {
  return features.find((name) => {
    const [one, other] = [theirs, ours].map(({ dictionary }) =>
      dictionary.features.find((feature) => feature.name === name),
    );
    return other === undefined || meaningOf(one) !== meaningOf(other);
  });
}

function meaningOf(feature: object | undefined): string {
  const entries = Object.entries(feature ?? {}).filter(([key]) => key !== 'description');
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
