// Whether released models tell who was trained on: by their loss and by shadow models, on Telco churn, everybody of the three parties
// against the test persons. Sums are exact integer sums WITHOUT ENCRYPTION. Needs the built packages.
import { systemEntropy } from '@chorale/crypto';
import {
  computationByName,
  measureMembership,
  measureMembershipByShadows,
  type MembershipMeasure,
} from '@chorale/models';
import { agreementAndStudy } from '../../tests/support/people.ts';
import { referenceFile, selectWhere, splitByParty, telcoChurn } from '../../tests/support/reference-data.ts';
import { simulateStudy, together } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const COMPUTATIONS = { 'logistic-regression': 'lr', 'neural-network': 'mlp' } as const;

const SHADOWS = 16;

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
    const { model, plan, sum } = await simulateStudy(agreement, study, parties, systemEntropy());
    const [members, label] = [together(parties), agreement.dictionary.label!.name];
    const byLoss = await measureMembership(model!, label, members, heldOut);
    const attack = { model: model!, plan, computation: computationByName(computation), shadows: SHADOWS };
    const byShadows = await measureMembershipByShadows(attack, members, heldOut);
    const row = (attacked: string, { auc }: MembershipMeasure): BenchRow => ({
      id: `dp.${attacked}.telco-${name}.eps2`,
      value: auc,
      unit: 'AUC',
      sum,
    });
    rows.push(row('membership-auc', byLoss), row('membership-shadows-auc', byShadows));
  }
  return rows;
}
