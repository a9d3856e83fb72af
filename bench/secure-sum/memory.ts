// The most memory that one process holds in a round of ten million values and ten nodes: a coordinator's, and a node's.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchRow } from '../bench-row.ts';

const RUN_BUILT = join(import.meta.dirname, '../run-built.mjs');
/** What `chorale-coordinator serve` starts itself with (coordinator/bin/chorale-coordinator.js). */
const AS_SERVED: Start = {
  flags: ['--max-semi-space-size=8'],
  variables: { MALLOC_MMAP_THRESHOLD_: String(128 * 1024) },
};
interface Start {
  readonly flags: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

export async function memoryOfTenMillion(): Promise<BenchRow[]> {
  return [
    { id: 'sum.coordinator-rss-mb.10m', value: await peakOf('coordinator.ts', AS_SERVED), unit: 'MB' },
    { id: 'sum.node-rss-mb.10m', value: await peakOf('node.ts'), unit: 'MB' },
  ];
}

/** Highest resident memory of a child process of its own, MB. */
async function peakOf(
  script: string,
  { flags, variables }: Start = { flags: [], variables: {} },
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-bench-'));
  try {
    const args = [
      ...flags,
      ...['--experimental-transform-types', '--disable-warning=ExperimentalWarning'],
      ...['--import', RUN_BUILT, join(import.meta.dirname, 'memory', script), folder],
    ];
    const env = { ...process.env, ...variables };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return Number(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}
