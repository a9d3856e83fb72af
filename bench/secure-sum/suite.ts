// What the secure sum costs, part by part; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';

type Part = () => Promise<readonly BenchRow[]>;

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  'physical floors': async () => (await import('./floors.ts')).physicalFloors,
  'a million values': async () => (await import('./million-values.ts')).millionValues,
  'bytes by lane': async () => (await import('./lanes.ts')).bytesByLane,
  'memory for ten million values': async () => (await import('./memory.ts')).memoryOfTenMillion,
  'idle rounds': async () => (await import('./idle-round.ts')).idleRounds,
  'a thousand nodes': async () => (await import('./thousand-nodes.ts')).thousandNodes,
  'exact noise': async () => (await import('./noise.ts')).exactNoise,
  'memory over 500 rounds': async () => (await import('./memory-slope.ts')).memorySlope,
};

/** All parts, one after the other, so that none takes the other's processor. */
export async function secureSumBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, load] of Object.entries(PARTS)) {
    process.stderr.write(`  ${name} ...\n`);
    const part = await load();
    rows.push(...(await part()));
  }
  return rows;
}
