// What noise costs in accuracy at the settings that the product promises: means over five runs with everything released
// counted, h = 1, over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal to it). Needs the built packages.
import { systemEntropy } from '@chorale/crypto';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';
import { utilityTasks, type UtilityTask } from './utility-tasks.ts';

const RUNS = 5;

const promised: readonly { readonly task: UtilityTask; readonly epsilons: readonly number[] }[] = [
  { task: utilityTasks.onlineRetail, epsilons: [1, 0.5] },
  { task: utilityTasks.bank, epsilons: [1] },
  { task: utilityTasks.telco, epsilons: [2] },
  { task: utilityTasks.segments, epsilons: [4] },
  { task: utilityTasks.bankNetwork, epsilons: [2] },
];

/** A row for every data set that is there. */
export async function utility(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { task, epsilons } of promised) {
    const path = referenceFile(task.file);
    if (path === undefined) continue;
    const { parties, documents, worth } = await task.load(path);
    for (const epsilon of epsilons) {
      const { agreement, study } = documents(epsilon);
      let total = 0;
      let sum = '';
      for (let run = 0; run < RUNS; run += 1) {
        const end = await simulateStudy(agreement, study, parties, systemEntropy());
        total += await worth(end, agreement);
        sum = end.sum;
      }
      process.stderr.write(`    ${task.name} at epsilon ${epsilon}: ${(total / RUNS).toFixed(4)}\n`);
      rows.push({ id: `${task.name}.eps${epsilon}`, value: total / RUNS, unit: task.unit, sum });
    }
  }
  return rows;
}
