// What audit costs; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';

type Part = () => Promise<readonly BenchRow[]>;

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  'a ledger of a million entries': async () => (await import('./ledger.ts')).ledgerRows,
  "officers' reads": async () => (await import('./officers-reads.ts')).officersReads,
};

/** All parts, one after the other, so that none takes the other's processor. */
export async function auditBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, load] of Object.entries(PARTS)) {
    process.stderr.write(`  ${name} ...\n`);
    const part = await load();
    rows.push(...(await part()));
  }
  return rows;
}
