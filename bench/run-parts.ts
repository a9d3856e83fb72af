// The parts of a suite of measurements, each loaded when its turn comes.
import type { BenchRow } from './bench-row.ts';

/** Names to modules: a part brings the whole package that it measures. */
export type Parts = Readonly<Record<string, () => Promise<() => Promise<readonly BenchRow[]>>>>;

/**
 * One part after the other, so that none takes the other's processor; progress goes to stderr.
 * @param only a piece of a part's name; without it all parts run
 */
export async function runParts(parts: Parts, only = ''): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, load] of Object.entries(parts)) {
    if (!name.includes(only)) continue;
    process.stderr.write(`  ${name} ...\n`);
    const part = await load();
    const measured = await part();
    for (const { id, value } of measured) process.stderr.write(`    ${id} ${value.toPrecision(5)}\n`);
    rows.push(...measured);
  }
  return rows;
}
