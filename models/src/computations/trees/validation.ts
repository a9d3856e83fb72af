// Who measures instead of training: by a hash of a person's own features. So the choice is the same whichever node holds
// the person, after any restart, and nobody's choice changes when somebody else comes or goes.
import type { People } from '../computation.js';
import { columnValues } from '../design.js';

/**
 * By row: 1 where its person measures.
 * @param draw each number of 0 and more is a choice of its own.
 */
export function isValidation(
  people: People,
  columns: readonly string[],
  share: number,
  draw = 0,
): Uint8Array {
  const { size, rowStart } = people;
  const chosen = new Uint8Array(rowStart[size]!);
  if (share === 0) return chosen;
  const values = columns.map((name) => columnValues(people, name));
  for (let person = 0; person < size; person += 1) {
    const [first, end] = [rowStart[person]!, rowStart[person + 1]!];
    let hash = draw === 0 ? FNV_START : spread(FNV_START ^ draw);
    for (let row = first; row < end; row += 1)
      for (const column of values) hash = mixedIn(hash, column[row]!);
    if (spread(hash) / 2 ** 32 < share) chosen.fill(1, first, end);
  }
  return chosen;
}

// FNV-1a over 32-bit words and the finaliser of MurmurHash3: an even choice, not a secret one.
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

function mixedIn(hash: number, value: number): number {
  // One form for every missing value and for both zeros; other values are finite.
  float[0] = Number.isNaN(value) ? Infinity : value + 0;
  return Math.imul(spread(Math.imul(hash ^ words[0]!, FNV_PRIME)) ^ words[1]!, FNV_PRIME);
}

function spread(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
