// The one-run canary audit at its promised size: 1,000 canaries, a study of at least 1,000 dimensions that claims epsilon 2. Sums are
// added WITHOUT ENCRYPTION, over made-up persons.
import { auditWithCanaries } from '../../client-node/dist/audit/audit-with-canaries.js';
import { binaryRegression } from '../../tests/support/audit/canary-study.ts';
import { median, type BenchRow } from '../bench-row.ts';

const RUNS = 5;

export async function canaryAudit(): Promise<BenchRow[]> {
  const bounds: number[] = [];
  for (let run = 0; run < RUNS; run += 1)
    bounds.push((await auditWithCanaries(binaryRegression(512), { canaries: 1000 })).epsilonLower);
  return [
    {
      id: 'dp.audit-eps-lower.claimed2',
      value: median(bounds),
      unit: 'epsilon, at least',
      sum: 'integers added in the open, WITHOUT ENCRYPTION',
    },
  ];
}
