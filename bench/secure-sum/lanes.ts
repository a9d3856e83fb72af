// What a value costs on the wire by the width of its lane: a million values, all ten nodes on the committee.
import { parametersByName, uploadBytes } from '@chorale/crypto';
import type { BenchRow } from '../bench-row.ts';

const MEMBERS = 10;
const MILLION = 1_000_000;

/** 10 bits: four values a coefficient; 13: three; 23: two, the default; 46: one, for exact counts. */
const LANE_BITS = [10, 13, 23, 46];

export function bytesByLane(): Promise<BenchRow[]> {
  const parameters = parametersByName('P1');
  return Promise.resolve(
    LANE_BITS.map((laneBits) => {
      const layout = { blocks: [{ name: 'values', length: MILLION, laneBits, limbs: 1 }] };
      const value = uploadBytes(parameters, layout, MEMBERS) / MILLION;
      return { id: `sum.bytes-per-value.1m.${laneBits}-bit-lanes`, value, unit: 'bytes' };
    }),
  );
}
