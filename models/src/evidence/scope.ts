// What a pack is about.
import { z } from 'zod';

export const scopeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('study'),
      study: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('id of the study'),
    }),
    z.strictObject({
      kind: z.literal('period'),
      from: z.iso.date().describe('first day, UTC'),
      to: z.iso.date().describe('last day, UTC'),
    }),
    z.strictObject({ kind: z.literal('member'), member: z.string().min(1).max(80) }),
  ])
  .refine((scope) => scope.kind !== 'period' || scope.from <= scope.to, 'the period ends before it begins');
export type EvidenceScope = z.infer<typeof scopeSchema>;
