// What audit costs; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';
import { runParts, type Parts } from '../run-parts.ts';

const PARTS: Parts = {
  'a ledger of a million entries': async () => (await import('./ledger.ts')).ledgerRows,
  "officers' reads": async () => (await import('./officers-reads.ts')).officersReads,
};

export function auditBench(only?: string): Promise<BenchRow[]> {
  return runParts(PARTS, only);
}
