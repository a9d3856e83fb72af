// What differential privacy costs, part by part; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';
import { runParts, type Parts } from '../run-parts.ts';

const PARTS: Parts = {
  'the cost of clipping': async () => (await import('./clip-epoch.ts')).clipEpoch,
  utility: async () => (await import('./utility.ts')).utility,
  accountants: async () => (await import('./accountants.ts')).accountants,
  membership: async () => (await import('./membership.ts')).membership,
  'the canary audit': async () => (await import('./canary-audit.ts')).canaryAudit,
};

export function privacyBench(only?: string): Promise<BenchRow[]> {
  return runParts(PARTS, only);
}
