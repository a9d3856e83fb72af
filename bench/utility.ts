// What federation costs in accuracy: AUC on the data sets of CHORALE_DATA with noise off and on, everything released
// counted, over the exact integer sum WITHOUT ENCRYPTION (a test pins the protocol equal to it). Needs the built
// packages.
import { systemEntropy } from '@chorale/crypto';
import { areaUnderCurve, scorePeople, type Agreement, type People, type Study } from '@chorale/models';
import { onlineRetail, onlineRetailDocuments } from '../tests/support/online-retail.ts';
import { agreementAndStudy } from '../tests/support/people.ts';
import {
  bankMarketing,
  referenceFile,
  selectWhere,
  splitByParty,
  telcoChurn,
  type ReferenceData,
} from '../tests/support/reference-data.ts';
import { simulateStudy } from '../tests/support/simulate-study.ts';
import type { BenchRow } from './bench-row.ts';

const RUNS = 5;

type Noise = { readonly mode: 'none' } | { readonly mode: 'pooled'; readonly epsilon: number };

interface BenchCase {
  readonly parties: readonly People[];
  /** Test persons, whom no party trains on. */
  readonly held: People;
  readonly documents: (noise: Noise) => { agreement: Agreement; study: Study };
}

interface DataSet {
  readonly id: string;
  readonly file: string;
  readonly epsilon: number;
  readonly load: (file: string) => BenchCase | Promise<BenchCase>;
}

const dataSets: readonly DataSet[] = [
  {
    id: 'online-retail',
    file: 'online-retail/online_retail.csv.gz',
    epsilon: 1,
    load: async (file) => ({
      ...(await onlineRetail(file)),
      documents: (noise) => onlineRetailDocuments(noise.mode === 'none' ? null : noise.epsilon),
    }),
  },
  {
    id: 'telco-churn',
    file: 'telco-churn/telco_customer_churn.csv.gz',
    epsilon: 2,
    load: (file) => oneTable(telcoChurn(file), 3),
  },
  {
    id: 'bank-marketing',
    file: 'bank-marketing/bank_full.csv.gz',
    epsilon: 1,
    load: (file) => oneTable(bankMarketing(file), 8),
  },
];

/** Rows for every data set that is there: the exact optimum, then mean and spread of runs with noise. */
export async function utilityBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, file, epsilon, load } of dataSets) {
    const path = referenceFile(file);
    if (path === undefined) continue;
    const data = await load(path);
    const exact = await measure(data, { mode: 'none' });
    const { sum } = exact;
    rows.push({ id: `${id} noise off`, value: exact.auc, unit: 'AUC', sum });
    const noised: number[] = [];
    for (let run = 0; run < RUNS; run += 1)
      noised.push((await measure(data, { mode: 'pooled', epsilon })).auc);
    const mean = noised.reduce((a, b) => a + b) / RUNS;
    const spread = Math.sqrt(noised.reduce((total, auc) => total + (auc - mean) ** 2, 0) / (RUNS - 1));
    rows.push({ id: `${id} epsilon ${epsilon}, mean of ${RUNS}`, value: mean, unit: 'AUC', sum });
    rows.push({ id: `${id} epsilon ${epsilon}, standard deviation`, value: spread, unit: 'AUC', sum });
  }
  return rows;
}

function oneTable(data: ReferenceData, kMin: number): BenchCase {
  const { features, people } = data;
  return {
    parties: splitByParty(data, (person) => !data.isTest[person]),
    held: selectWhere(data, (person) => data.isTest[person]!),
    documents: (noise) =>
      agreementAndStudy({
        ...{ features, people: people.size, kMin, computation: 'logistic-regression' },
        ...noise,
      }),
  };
}

async function measure(
  { parties, held, documents }: BenchCase,
  noise: Noise,
): Promise<{ auc: number; sum: string }> {
  const { agreement, study } = documents(noise);
  const { model, sum } = await simulateStudy(agreement, study, parties, systemEntropy());
  const { probability } = await scorePeople(model!, held);
  return { auc: areaUnderCurve(probability, held.columns.get(agreement.dictionary.label!.name)!), sum };
}
