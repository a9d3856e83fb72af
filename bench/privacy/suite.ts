// What differential privacy costs, part by part; each part loads only what it measures.
import type { BenchRow } from '../bench-row.ts';

type Part = () => Promise<readonly BenchRow[]>;

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  'the cost of clipping': async () => (await import('./clip-epoch.ts')).clipEpoch,
  utility: async () => (await import('./utility.ts')).utility,
  accountants: async () => (await import('./accountants.ts')).accountants,
  membership: async () => (await import('./membership.ts')).membership,
  'the canary audit': async () => (await import('./canary-audit.ts')).canaryAudit,
};

/** All parts, one after the other, so that none takes the other's processor. */
export async function privacyBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, load] of Object.entries(PARTS)) {
    process.stderr.write(`  ${name} ...\n`);
    const part = await load();
    rows.push(...(await part()));
  }
  return rows;
}
