// The `data.consent` part of node.yaml: which purposes rest on a person's consent, and where it stands.
import { z } from 'zod';
import { column, flagColumn, idList, registerEntry, scalar, sqlValue } from './column-schema.js';
import { sourceSchema } from './source-schema.js';

const statuses = z.array(scalar).min(1);

const registerSchema = z.strictObject({
  source: sourceSchema,
  person: column.describe('column of the person id, as in data.person'),
  purpose: column.describe('column that names the purpose'),
  status: column.describe('column that says whether consent was given or withdrawn'),
  time: column.describe('column of the moment; the newest record of a person and purpose counts'),
  given: statuses
    .default(['given', 'granted', 'yes', 'true', '1', '同意'])
    .describe('statuses that give consent'),
  withdrawn: statuses
    .default(['withdrawn', 'revoked', 'no', 'false', '0', '撤回'])
    .describe('statuses that withdraw it, or object'),
});
export type ConsentRegister = z.infer<typeof registerSchema>;

const basis = z.union([flagColumn, idList, sqlValue, registerEntry, z.literal('other-basis')]);
export type ConsentBasis = z.infer<typeof basis>;

export const consentSchema = z.strictObject({
  purposes: z
    .record(z.string().min(1), basis)
    .describe(
      'purpose of an agreement, word for word: where consent to it stands, or other-basis; a purpose that is not named is refused',
    ),
  register: registerSchema.optional().describe('table of who gave or withdrew consent, to what, when'),
});
export type ConsentConfig = z.infer<typeof consentSchema>;

/** What a purpose rests on; undefined where the configuration does not name it. Case and blanks aside. */
export function basisOf({ purposes }: ConsentConfig, purpose: string): ConsentBasis | undefined {
  const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return Object.entries(purposes).find(([name]) => plain(name) === plain(purpose))?.[1];
}
