// What customers will spend: BG/NBD with Gamma-Gamma beside a zero-inflated network, on CDNOW's 39 weeks after the first 39. Every customer is
// predicted by models of the other four fifths. Over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal to it).
import { systemEntropy } from '@chorale/crypto';
import { numbersOf, scorePeople, type People } from '@chorale/models';
import {
  cdnowCustomers,
  cdnowFeatures,
  cdnowNetworkFeatures,
  cdnowNetworkPeople,
  cdnowPeople,
  spentLabel,
  type CdnowCustomer,
} from '../../tests/support/cdnow.ts';
import { agreementAndStudy, type TermsInBrief } from '../../tests/support/people.ts';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

const FIFTHS = 5;
const PARTIES = 5;
const HORIZON_WEEKS = 39;

interface ValueModel {
  readonly peopleOf: (customers: readonly CdnowCustomer[]) => People;
  readonly terms: Pick<TermsInBrief, 'features' | 'computation' | 'settings' | 'label'>;
}
const MODELS: Readonly<Record<string, ValueModel>> = {
  'bg-nbd': {
    peopleOf: cdnowPeople,
    terms: {
      ...{ features: cdnowFeatures, computation: 'customer-lifetime' },
      settings: { value: 'value', horizon: HORIZON_WEEKS },
    },
  },
  'zero-inflated': {
    peopleOf: cdnowNetworkPeople,
    terms: {
      ...{ features: cdnowNetworkFeatures, computation: 'neural-network', label: spentLabel },
      settings: { likelihood: 'zero-inflated', hidden: [16], rounds: 40, batchSize: 64 },
    },
  },
};

export async function valueModels(): Promise<BenchRow[]> {
  const file = referenceFile('cdnow/CDNOW_sample.txt');
  if (file === undefined) return [];
  const customers = cdnowCustomers(file);
  const spent = customers.map((customer) => customer.spent);
  const rows: BenchRow[] = [];
  for (const [name, model] of Object.entries(MODELS)) {
    const { value, sum } = await predictedByOthers(model, customers);
    const off = value.reduce((total, each, at) => total + Math.abs(each - spent[at]!), 0) / spent.length;
    const id = `models.value-cdnow-${name}`;
    rows.push(
      {
        id: `${id}.spearman.federated`,
        value: correlation(ranks(value), ranks(spent)),
        unit: 'rank correlation',
        sum,
      },
      {
        id: `${id}.gini.federated`,
        value: gini(value, spent) / gini(spent, spent),
        unit: 'normalised Gini',
        sum,
      },
      { id: `${id}.mae.federated`, value: off, unit: 'USD', sum },
    );
  }
  return rows;
}

async function predictedByOthers(
  { peopleOf, terms }: ValueModel,
  customers: readonly CdnowCustomer[],
): Promise<{ value: number[]; sum: string }> {
  const value = new Array<number>(customers.length);
  let sum = '';
  for (let fifth = 0; fifth < FIFTHS; fifth += 1) {
    const places = customers.flatMap((_, at) => (at % FIFTHS === fifth ? [at] : []));
    const others = customers.filter((_, at) => at % FIFTHS !== fifth);
    const parties = Array.from({ length: PARTIES }, (_, party) =>
      peopleOf(others.filter((__, at) => at % PARTIES === party)),
    );
    const { agreement, study } = agreementAndStudy({ ...terms, mode: 'none', people: others.length });
    const end = await simulateStudy(agreement, study, parties, systemEntropy());
    sum = end.sum;
    const scores = await scorePeople(end.model!, peopleOf(places.map((at) => customers[at]!)));
    numbersOf(scores, 'value').forEach((each, index) => (value[places[index]!] = each));
  }
  return { value, sum };
}

/** From 1; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const found = new Array<number>(values.length);
  for (let first = 0, end = 0; first < order.length; first = end) {
    while (end < order.length && values[order[end]!] === values[order[first]!]) end += 1;
    for (let at = first; at < end; at += 1) found[order[at]!] = (first + end + 1) / 2;
  }
  return found;
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (a: readonly number[], ma: number, b: readonly number[], mb: number): number =>
    a.reduce((sum, each, at) => sum + (each - ma) * (b[at]! - mb), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

/** Area between the line and the curve of what is earned with the customers of the highest scores first. */
function gini(scores: readonly number[], earned: readonly number[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  const total = earned.reduce((a, b) => a + b, 0);
  let [reached, area] = [0, 0];
  for (const at of order) {
    reached += earned[at]! / total;
    area += reached / order.length;
  }
  return area - 0.5 - 0.5 / order.length;
}
