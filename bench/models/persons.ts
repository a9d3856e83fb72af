// Which segments there are, who returns, who leaves, who answers: the studies of the privacy suite, asked for what they reach.
import { referenceFile } from '../../tests/support/reference-data.ts';
import { RFM_INERTIA } from '../../tests/support/rfm.ts';
import type { BenchRow } from '../bench-row.ts';
import { utilityTasks } from '../privacy/utility-tasks.ts';
import { fourWays } from './four-ways.ts';

const { segments, onlineRetail, telco, bank } = utilityTasks;

const QUESTIONS = [
  { id: 'models.segments.inertia', task: segments, unit: 'inertia', scale: RFM_INERTIA, epsilon: 4 },
  { id: 'models.churn-online-retail.auc', task: onlineRetail, unit: 'AUC', scale: 1, epsilon: 1 },
  { id: 'models.churn-telco.auc', task: telco, unit: 'AUC', scale: 1, epsilon: 2 },
  { id: 'models.response-bank.auc', task: bank, unit: 'AUC', scale: 1, epsilon: 1 },
] as const;

export async function personsQuestions(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, task, unit, scale, epsilon } of QUESTIONS) {
    const path = referenceFile(task.file);
    if (path === undefined) continue;
    const { parties, documents, worth } = await task.load(path);
    rows.push(
      ...(await fourWays({
        ...{ id, unit, epsilon, parties, documents },
        worth: async (end, agreement) => scale * (await worth(end, agreement)),
      })),
    );
  }
  return rows;
}
