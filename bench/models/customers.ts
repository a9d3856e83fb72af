// What customers are worth, what they want next, which channel earned them: over the exact integer sum WITHOUT ENCRYPTION
// (tests pin the protocol equal to it).
import { systemEntropy } from '@chorale/crypto';
import {
  bgNbdDerivatives,
  bgNbdParameters,
  computationByName,
  OFFERS,
  recommend,
  type AttributionResult,
  type LifetimeResult,
  type RecommenderModel,
} from '@chorale/models';
import { ndcgAt10, onlineRetailBaskets, peopleOfBaskets } from '../../tests/support/baskets.ts';
import { cdnowCustomers, cdnowFeatures, cdnowPeople } from '../../tests/support/cdnow.ts';
import { marketingPaths, peopleOfPaths, type CountedPath } from '../../tests/support/marketing-paths.ts';
import { agreementAndStudy } from '../../tests/support/people.ts';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';
import { fourWays, noise } from './four-ways.ts';

const PARTIES = 5;
const ROUNDS_OF_FACTORS = 8;

function shared<Item>(all: readonly Item[]): Item[][] {
  return Array.from({ length: PARTIES }, (_, party) =>
    all.filter((_each, index) => index % PARTIES === party),
  );
}

/** Log-likelihood of all CDNOW's purchases under the parameters found. */
export async function customerValue(): Promise<BenchRow[]> {
  const file = referenceFile('cdnow/CDNOW_sample.txt');
  if (file === undefined) return [];
  const customers = cdnowCustomers(file);
  const terms = { features: cdnowFeatures, people: customers.length, computation: 'customer-lifetime' };
  const shares = shared(customers).map(cdnowPeople);
  return fourWays({
    ...{ id: 'models.value.ll', unit: 'nats', parties: shares, epsilon: 4 },
    documents: (epsilon) => agreementAndStudy({ ...terms, ...noise(epsilon) }),
    worth({ state }, { dictionary }) {
      const result = computationByName('customer-lifetime').result!(state, dictionary) as LifetimeResult;
      const parameters = Float64Array.from(bgNbdParameters, (name) => result.purchases[name]!);
      return customers.reduce((total, each) => total + bgNbdDerivatives(parameters, each).value, 0);
    },
  });
}

export async function nextOffers(): Promise<BenchRow[]> {
  const file = referenceFile('online-retail/online_retail.csv.gz');
  if (file === undefined) return [];
  const { items, before, after } = onlineRetailBaskets(file);
  const terms = {
    features: [{ name: 'item', type: 'category', categories: items }],
    ...{
      people: before.length,
      computation: 'matrix-factorisation',
      settings: { rounds: ROUNDS_OF_FACTORS },
    },
  };
  const baskets = before.map((basket) => Uint32Array.from(basket).sort());
  return fourWays({
    ...{ id: 'models.recommend.ndcg10', unit: 'NDCG@10', epsilon: null },
    parties: shared(before).map(peopleOfBaskets),
    documents: () => agreementAndStudy({ ...terms, mode: 'none' }),
    worth: ({ model }) => ndcgAt10(recommend(model as RecommenderModel, baskets, OFFERS), after),
  });
}

/** Largest difference of a linear credit to that of the pooled paths, added up in float64. */
export async function channelCredit(): Promise<BenchRow[]> {
  const file = referenceFile('attribution/path_data.csv.gz');
  if (file === undefined) return [];
  const paths = marketingPaths(file);
  const channels = [...new Set(paths.flatMap((path) => path.channels))].sort();
  const most = Math.max(...paths.map(({ conversions, nulls, value }) => Math.max(conversions, nulls, value)));
  const count = { type: 'number', lower: 0, upper: Math.ceil(most) };
  const terms = {
    features: [
      { name: 'channel', type: 'category', categories: channels },
      ...['conversions', 'value', 'nulls'].map((name) => ({ name, ...count })),
    ],
    ...{ people: paths.length, computation: 'attribution' },
    settings: { value: 'value', nulls: 'nulls', mostJourneys: 1 },
  };
  const shares = shared(paths).map((share) => peopleOfPaths(share, channels));
  const { agreement, study } = agreementAndStudy({ ...terms, mode: 'none' });
  const end = await simulateStudy(agreement, study, shares, systemEntropy());
  const result = computationByName('attribution').result!(end.state, agreement.dictionary);
  const errors = (result as AttributionResult).channels.map(({ channel, credit }) =>
    Math.abs(credit.linear.conversions - linearCredit(paths, channel)),
  );
  return [
    { id: 'models.attribution.max-error', value: Math.max(...errors), unit: 'conversions', sum: end.sum },
  ];
}

function linearCredit(paths: readonly CountedPath[], channel: string): number {
  return paths.reduce((total, path) => {
    const touches = path.channels.filter((each) => each === channel).length;
    return total + (path.conversions * touches) / path.channels.length;
  }, 0);
}
