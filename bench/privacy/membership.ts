// Whether released models tell who was trained on: the loss-threshold attack on Telco churn, everybody of the three parties against
// the test persons. Sums are exact integer sums WITHOUT ENCRYPTION. Needs the built packages.
import { systemEntropy } from '@chorale/crypto';
import { measureMembership } from '@chorale/models';
import { agreementAndStudy } from '../../tests/support/people.ts';
import { referenceFile, selectWhere, splitByParty, telcoChurn } from '../../tests/support/reference-data.ts';
import { simulateStudy, together } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const COMPUTATIONS = { 'logistic-regression': 'lr', 'neural-network': 'mlp' } as const;

/** None where the data set is missing. */
export async function membership(): Promise<BenchRow[]> {
  const path = referenceFile('telco-churn/telco_customer_churn.csv.gz');
  if (path === undefined) return [];
  const data = telcoChurn(path);
  const parties = splitByParty(data, (person) => !data.isTest[person]);
  const heldOut = selectWhere(data, (person) => data.isTest[person]!);
  const rows: BenchRow[] = [];
  for (const [computation, name] of Object.entries(COMPUTATIONS)) {
    const { agreement, study } = agreementAndStudy({
      computation,
      features: data.features,
      people: data.people.size,
      mode: 'pooled',
      epsilon: 2,
      kMin: 3,
    });
    const { model, sum } = await simulateStudy(agreement, study, parties, systemEntropy());
    const { auc } = await measureMembership(
      model!,
      agreement.dictionary.label!.name,
      together(parties),
      heldOut,
    );
    rows.push({ id: `dp.membership-auc.telco-${name}.eps2`, value: auc, unit: 'AUC', sum });
  }
  return rows;
}
