// The demo's test customers. Nodes never train on them; the launcher keeps them and measures on them.
import { createHash } from 'node:crypto';

/**
 * The first 32 bits of SHA-256 as an unsigned integer: `int(sha256(text).hex()[:8], 16)`, the same split in
 * any language.
 */
export function hash32(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** Whether a customer, by the id as the files write it, is one of the fifth that no node trains on. */
export function isHeldOut(customer: string): boolean {
  return hash32(customer) % 5 === 0;
}

/** The held-out ones among these customers, in the given order. */
export function heldOutCustomers(customers: Iterable<string>): string[] {
  return Array.from(customers).filter(isHeldOut);
}
