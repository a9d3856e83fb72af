// Hostile bytes: valid ones with bits flipped, parts cut, repeated or taken from another message, counts and numbers that
// lie; and bytes of no form at all.
import fc from 'fast-check';

/** Positions are fractions of the length, so that a mutation fits, and shrinks, on bytes of any length. */
type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'set'; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'extend'; readonly bytes: Uint8Array }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'splice'; readonly at: number; readonly other: number; readonly from: number }
  | { readonly kind: 'lie'; readonly at: number; readonly size: 1 | 2 | 4 | 8; readonly value: bigint }
  | { readonly kind: 'number'; readonly at: number; readonly value: number };

export interface HostileBytes {
  /** Which valid input is mutated; undefined for bytes of no form. */
  readonly base: number | undefined;
  readonly mutations: readonly Mutation[];
  readonly bytes: Uint8Array;
}

const where = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000);
const short = fc.uint8Array({ minLength: 1, maxLength: 12 });
/** Where counts, lengths and codes turn: one off, zero, all ones, the limits of common types. */
const LIES = [0n, 1n, 2n, 3n, 0x7fn, 0x80n, 0xffn, 0x100n, 0x0fffn, 0x1000n, 0xffffn, 0x10000n, 0xffffffn]
  .concat([0x1000000n, 0x7fffffffn, 0x80000000n, 0xfffffffen, 0xffffffffn, 1n << 53n, (1n << 53n) - 1n])
  .concat([(1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n]);
const NUMBERS = [NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE, -1];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: where, bit: fc.nat({ max: 7 }) }),
  fc.record({ kind: fc.constant('set' as const), at: where, byte: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: where, length: fc.nat({ max: 64 }) }),
  fc.record({ kind: fc.constant('truncate' as const), at: where }),
  fc.record({ kind: fc.constant('extend' as const), bytes: short }),
  fc.record({ kind: fc.constant('insert' as const), at: where, bytes: short }),
  fc.record({ kind: fc.constant('repeat' as const), at: where, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('splice' as const), at: where, other: fc.nat(), from: where }),
  fc.record({
    kind: fc.constant('lie' as const),
    at: where,
    size: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    value: fc.constantFrom(...LIES),
  }),
  fc.record({ kind: fc.constant('number' as const), at: where, value: fc.constantFrom(...NUMBERS) }),
);

/** @param corpus valid inputs, one at least. */
export function hostileBytes(corpus: readonly Uint8Array[]): fc.Arbitrary<HostileBytes> {
  const mutated = fc
    .tuple(fc.nat({ max: corpus.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([base, mutations]) => ({
      base,
      mutations,
      bytes: mutations.reduce((bytes, step) => apply(bytes, step, corpus), corpus[base]!),
    }));
  const formless = fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => ({ base: undefined, mutations: [], bytes }));
  return fc.oneof({ weight: 19, arbitrary: mutated }, { weight: 1, arbitrary: formless });
}

function apply(bytes: Uint8Array, step: Mutation, corpus: readonly Uint8Array[]): Uint8Array {
  const at = 'at' in step ? Math.floor(step.at * bytes.length) : 0;
  switch (step.kind) {
    case 'flip':
      return changed(bytes, at, [(bytes[at] ?? 0) ^ (1 << step.bit)]);
    case 'set':
      return changed(bytes, at, [step.byte]);
    case 'cut':
      return joined(bytes.subarray(0, at), bytes.subarray(at + step.length));
    case 'truncate':
      return bytes.slice(0, at);
    case 'extend':
      return joined(bytes, step.bytes);
    case 'insert':
      return joined(bytes.subarray(0, at), step.bytes, bytes.subarray(at));
    case 'repeat':
      return joined(bytes.subarray(0, at + step.length), bytes.subarray(at));
    case 'splice': {
      const other = corpus[step.other % corpus.length]!;
      return joined(bytes.subarray(0, at), other.subarray(Math.floor(step.from * other.length)));
    }
    case 'lie':
      return changed(bytes, at, bigEndian(step.value, step.size));
    case 'number': {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, step.value);
      return changed(bytes, at, new Uint8Array(view.buffer));
    }
  }
}

/** A copy with `replacement` at `at`; what would stand behind the end is left out. */
function changed(bytes: Uint8Array, at: number, replacement: ArrayLike<number>): Uint8Array {
  const copy = bytes.slice();
  for (let index = 0; index < replacement.length && at + index < copy.length; index += 1)
    copy[at + index] = replacement[index]!;
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function bigEndian(value: bigint, size: 1 | 2 | 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value);
  return new Uint8Array(view.buffer, 8 - size);
}
