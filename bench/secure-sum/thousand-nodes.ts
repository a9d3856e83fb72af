// A thousand nodes with 100,000 values each in one round: what the one coordinator process takes of processor and memory
// from the start of the study to the close of its round. Needs the built packages.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchRow } from '../bench-row.ts';

const RUN_BUILT = join(import.meta.dirname, '../run-built.mjs');
const NODES = 1000;

export async function thousandNodes(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-thousand-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      ...['--import', RUN_BUILT],
      join(import.meta.dirname, 'thousand/load.ts'),
      ...[folder, String(NODES)],
    ]);
    const { cpuSeconds, rssMb } = JSON.parse(stdout) as { cpuSeconds: number; rssMb: number };
    return [
      { id: 'sum.1000-nodes-cpu-s', value: cpuSeconds, unit: 's' },
      { id: 'sum.1000-nodes-rss-mb', value: rssMb, unit: 'MB' },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
