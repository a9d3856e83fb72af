// A figure of an evidence pack: a number that goes with the ledger entries that it follows from.
import { z } from 'zod';

export const units = [
  'agreements',
  'days',
  'entries',
  'epsilon',
  'features',
  'incidents',
  'models',
  'nodes',
  'persons',
  'probability',
  'regions',
  'requests',
  'rounds',
  'studies',
] as const;
export type Unit = (typeof units)[number];

/** Positions in the ledger, ascending, each of them one of the pack's `records`; empty: that there is no such entry. */
export const proofSchema = z
  .array(z.int().min(0))
  .describe('positions of the ledger entries that it follows from; each stands in `records` with its hash');

export const figureSchema = z
  .strictObject({
    value: z.number(),
    unit: z.enum(units),
    proof: proofSchema,
  })
  .meta({ id: 'Figure' });
export type Figure = z.infer<typeof figureSchema>;

/** Where something stands in the ledger; nothing where it did not happen. */
type Cited = { readonly position: number } | undefined;

export function proofOf(...cited: readonly (Cited | readonly Cited[])[]): number[] {
  const positions = cited
    .flat()
    .flatMap((one) => (one === undefined ? [] : [(one as { position: number }).position]));
  return [...new Set(positions)].sort((a, b) => a - b);
}

export function figure(value: number, unit: Unit, ...cited: readonly (Cited | readonly Cited[])[]): Figure {
  return { value, unit, proof: proofOf(...cited) };
}

/** As many as there are entries. */
export function countOf(cited: readonly { readonly position: number }[], unit: Unit): Figure {
  return figure(cited.length, unit, cited);
}
