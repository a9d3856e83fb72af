// What federation costs in accuracy: AUC on the data sets of CHORALE_DATA with noise off and on, everything released
// counted, over the exact integer sum WITHOUT ENCRYPTION (a test pins the protocol equal to it). Needs the built
// packages.
import { systemEntropy } from '@chorale/crypto';
import { areaUnderCurve, scorePeople } from '@chorale/models';
import { agreementAndStudy, type TermsInBrief } from '../tests/support/people.ts';
import {
  bankMarketing,
  onlineRetail,
  referenceFile,
  selectWhere,
  splitByParty,
  telcoChurn,
  type ReferenceData,
} from '../tests/support/reference-data.ts';
import { simulateStudy } from '../tests/support/simulate-study.ts';
import type { BenchRow } from './secure-sum.ts';

const RUNS = 5;

interface Case {
  readonly id: string;
  readonly file: string;
  readonly load: (file: string) => ReferenceData;
  readonly kMin: number;
  readonly epsilon: number;
}

const cases: readonly Case[] = [
  {
    id: 'online-retail',
    file: 'online-retail/online_retail.csv.gz',
    load: onlineRetail,
    kMin: 4,
    epsilon: 1,
  },
  {
    id: 'telco-churn',
    file: 'telco-churn/telco_customer_churn.csv.gz',
    load: telcoChurn,
    kMin: 3,
    epsilon: 2,
  },
  { id: 'bank-marketing', file: 'bank-marketing/bank_full.csv.gz', load: bankMarketing, kMin: 8, epsilon: 1 },
];

/** Rows for every data set that is there: the exact optimum, then mean and spread of runs with noise. */
export async function utilityBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, file, load, kMin, epsilon } of cases) {
    const path = referenceFile(file);
    if (path === undefined) continue;
    const data = load(path);
    const exact = await aucOf(data, { mode: 'none', kMin });
    rows.push({ id: `${id} noise off`, value: exact, unit: 'AUC' });
    const noised: number[] = [];
    for (let run = 0; run < RUNS; run += 1) noised.push(await aucOf(data, { mode: 'pooled', epsilon, kMin }));
    const mean = noised.reduce((a, b) => a + b) / RUNS;
    const spread = Math.sqrt(noised.reduce((total, auc) => total + (auc - mean) ** 2, 0) / (RUNS - 1));
    rows.push({ id: `${id} epsilon ${epsilon}, mean of ${RUNS}`, value: mean, unit: 'AUC' });
    rows.push({ id: `${id} epsilon ${epsilon}, standard deviation`, value: spread, unit: 'AUC' });
  }
  return rows;
}

async function aucOf(
  data: ReferenceData,
  terms: Pick<TermsInBrief, 'mode' | 'epsilon' | 'kMin'>,
): Promise<number> {
  const { features, people } = data;
  const { agreement, study } = agreementAndStudy({
    ...{ features, people: people.size, computation: 'logistic-regression' },
    ...terms,
  });
  const parties = splitByParty(data, (person) => !data.isTest[person]);
  const { model } = await simulateStudy(agreement, study, parties, systemEntropy());
  const held = selectWhere(data, (person) => data.isTest[person]!);
  const { probability } = await scorePeople(model!, held);
  return areaUnderCurve(probability, held.columns.get('label')!);
}
