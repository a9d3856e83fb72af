// What the secure sum costs, part by part; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';
import { runParts, type Parts } from '../run-parts.ts';

const PARTS: Parts = {
  'physical floors': async () => (await import('./floors.ts')).physicalFloors,
  'a million values': async () => (await import('./million-values.ts')).millionValues,
  'bytes by lane': async () => (await import('./lanes.ts')).bytesByLane,
  'memory for ten million values': async () => (await import('./memory.ts')).memoryOfTenMillion,
  'idle rounds': async () => (await import('./idle-round.ts')).idleRounds,
  'a thousand nodes': async () => (await import('./thousand-nodes.ts')).thousandNodes,
  'exact noise': async () => (await import('./noise.ts')).exactNoise,
  'memory over 500 rounds': async () => (await import('./memory-slope.ts')).memorySlope,
};

export function secureSumBench(only?: string): Promise<BenchRow[]> {
  return runParts(PARTS, only);
}
