import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const START = join(import.meta.dirname, '../../../bench/start.ts');

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [START, ...args], { encoding: 'utf8' });
}

it.each([[['no-such-suite']], [['--no-such-flag']]])('bench %j lists the suites and ends with 2', (args) => {
  const { status, stdout, stderr } = bench(...args);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('Suites: secure-sum, models, audit, privacy, privacy-curves');
});
