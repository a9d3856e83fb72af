// Scores of a list in two stretches of bytes: a thread hands them to another one without copying, and whoever is asked about one person
// finds them without a table of strings, which would take a while to build.

export interface PackedScores {
  readonly persons: number;
  /** By hash of the id, with open addressing: where a record begins, plus 1; 0 where there is none. A power of two, at most half full. */
  readonly slots: Float64Array<ArrayBuffer>;
  /** One after the other: bytes of the id and of the score (uint32, little-endian each), the id, the score, both in UTF-8. */
  readonly records: Uint8Array<ArrayBuffer>;
}

const HEAD = 8;

/** @param scores by id of the person, each once. */
export function packScores(scores: ReadonlyMap<string, string>): PackedScores {
  let bytes = 0;
  for (const [person, score] of scores) bytes += HEAD + Buffer.byteLength(person) + Buffer.byteLength(score);
  const records = new Uint8Array(bytes);
  const slots = new Float64Array(2 ** Math.ceil(Math.log2(2 * scores.size + 2)));
  const buffer = Buffer.from(records.buffer);
  let at = 0;
  for (const [person, score] of scores) {
    const idLength = buffer.write(person, at + HEAD);
    const scoreLength = buffer.write(score, at + HEAD + idLength);
    buffer.writeUInt32LE(idLength, at);
    buffer.writeUInt32LE(scoreLength, at + 4);
    let slot = slotOf(buffer.subarray(at + HEAD, at + HEAD + idLength), slots);
    while (slots[slot] !== 0) slot = (slot + 1) % slots.length;
    slots[slot] = at + 1;
    at += HEAD + idLength + scoreLength;
  }
  return { persons: scores.size, slots, records };
}

/** What a map of strings would answer. */
export function scoresIn({ persons, slots, records }: PackedScores): {
  readonly size: number;
  get(person: string): string | undefined;
} {
  const buffer = Buffer.from(records.buffer);
  return {
    size: persons,
    get(person) {
      const id = Buffer.from(person);
      for (let slot = slotOf(id, slots); slots[slot] !== 0; slot = (slot + 1) % slots.length) {
        const at = slots[slot]! - 1;
        const scoreAt = at + HEAD + buffer.readUInt32LE(at);
        if (id.equals(buffer.subarray(at + HEAD, scoreAt)))
          return buffer.toString('utf8', scoreAt, scoreAt + buffer.readUInt32LE(at + 4));
      }
      return undefined;
    },
  };
}

/** FNV-1a of 32 bits. Ids are the member's own: nobody else chooses where they fall. */
function slotOf(id: Uint8Array, slots: Float64Array): number {
  let hash = 0x811c9dc5;
  for (const byte of id) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % slots.length;
}
