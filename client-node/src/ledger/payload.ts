// Payloads of ledger entries, which anybody may have written: what is not of its form is a false entry.
import { FalseEntryError } from '@chorale/crypto';
import type { z } from 'zod';

/** @throws FalseEntryError for what is no JSON text of this form. */
export function readPayload<T>(kind: string, schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(parsedJson(text));
  if (!parsed.success) throw new FalseEntryError(`${kind}: the payload is not of its form`);
  return parsed.data;
}

/** Undefined for what is no JSON text: no schema takes it. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @throws FalseEntryError */
export function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new FalseEntryError(otherwise);
}

export function bytesOf(text: string, encoding: 'base64' | 'hex' = 'base64'): Uint8Array {
  return new Uint8Array(Buffer.from(text, encoding));
}
