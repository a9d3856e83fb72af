// Epsilon against accuracy: what the federation reaches, what one trusted curator who holds all rows would reach by the same
// computation at the same epsilon, and what noise costs neither of them. The tables of docs/benchmarks.md.
import { systemEntropy } from '@chorale/crypto';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { curatedStudy, simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';
import { utilityTasks, type UtilityCase, type UtilityTask } from './utility-tasks.ts';

const EPSILONS = [0.25, 0.5, 1, 2, 4, 8];

/** Studies that each noised point is the mean of. */
const RUNS = 5;

/**
 * Rows for every data set that is there.
 * @param only name of one curve, or text that the names of the wanted ones hold, such as `bank`; undefined: all of them.
 */
export async function curves(only?: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const tasks = Object.values(utilityTasks);
  const isOne = tasks.some(({ name }) => name === only);
  for (const task of tasks) {
    if (only !== undefined && !(isOne ? task.name === only : task.name.includes(only))) continue;
    const path = referenceFile(task.file);
    if (path === undefined) continue;
    const loaded = await task.load(path);
    rows.push(await row(task, 'without-noise', loaded, null, simulateStudy, 1));
    for (const epsilon of EPSILONS) {
      rows.push(await row(task, `eps${epsilon}.federated`, loaded, epsilon, simulateStudy, RUNS));
      rows.push(await row(task, `eps${epsilon}.central`, loaded, epsilon, curatedStudy, RUNS));
    }
  }
  return rows;
}

async function row(
  { name, unit }: UtilityTask,
  setting: string,
  { parties, documents, worth }: UtilityCase,
  epsilon: number | null,
  run: typeof simulateStudy,
  runs: number,
): Promise<BenchRow> {
  const { agreement, study } = documents(epsilon);
  let total = 0;
  let sum = '';
  for (let repetition = 0; repetition < runs; repetition += 1) {
    const end = await run(agreement, study, parties, systemEntropy());
    total += await worth(end, agreement);
    sum = end.sum;
  }
  process.stderr.write(`  ${name}.${setting} ${(total / runs).toFixed(4)}\n`);
  return { id: `${name}.${setting}`, value: total / runs, unit, sum };
}
