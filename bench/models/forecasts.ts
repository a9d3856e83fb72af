// Demand ahead and price elasticities, by linear regression over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal
// to it).
import { systemEntropy } from '@chorale/crypto';
import { computationByName, numbersOf, scorePeople, type People, type ReleasedModel } from '@chorale/models';
import {
  AUS_RETAIL_FILE,
  ausFeatures,
  ausRetail,
  ausTerms,
  turnoverLabel,
} from '../../tests/support/aus-retail.ts';
import {
  demandFeatures,
  demandTerms,
  ORANGE_JUICE_FILE,
  orangeJuiceDemand,
  orangeJuicePrices,
  ownSlopes,
  priceFeatures,
  soldLabel,
} from '../../tests/support/orange-juice.ts';
import { agreementAndStudy, type TermsInBrief } from '../../tests/support/people.ts';
import { referenceFile } from '../../tests/support/reference-data.ts';
import { simulateStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';
import { fourWays, noise } from './four-ways.ts';

type Terms = Pick<TermsInBrief, 'features' | 'label' | 'settings'>;

const TASKS = [
  {
    id: 'models.demand-oj.mape',
    file: ORANGE_JUICE_FILE,
    load: orangeJuiceDemand,
    terms: { features: demandFeatures, label: soldLabel, settings: { terms: demandTerms, ridge: 1 } },
  },
  {
    id: 'models.demand-aus.mape',
    file: AUS_RETAIL_FILE,
    load: ausRetail,
    terms: { features: ausFeatures, label: turnoverLabel, settings: { terms: ausTerms, ridge: 1 } },
  },
] as const;

export async function forecasts(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, file, load, terms } of TASKS) {
    const path = referenceFile(file);
    if (path !== undefined) rows.push(...(await demandRows(id, load(path), terms)));
  }
  const prices = referenceFile(ORANGE_JUICE_FILE);
  return prices === undefined ? rows : [...rows, await coefficientError(orangeJuicePrices(prices))];
}

function demandRows(
  id: string,
  { training, test }: { readonly training: readonly People[]; readonly test: People },
  terms: Terms,
): Promise<BenchRow[]> {
  return fourWays({
    ...{ id, unit: 'MAPE', parties: training, epsilon: 4 },
    documents: (epsilon) => documentsOf(training, terms, epsilon),
    worth: ({ model }) => mape(model!, test),
  });
}

function documentsOf(
  parties: readonly People[],
  terms: Terms,
  epsilon: number | null,
): ReturnType<typeof agreementAndStudy> {
  const people = parties.reduce((sum, { size }) => sum + size, 0);
  const kMin = Math.ceil((2 / 3) * parties.length);
  return agreementAndStudy({
    ...terms,
    computation: 'linear-regression',
    people,
    kMin,
    delta: 1e-6,
    ...noise(epsilon),
  });
}

/** Labels are logarithms. */
async function mape(model: ReleasedModel, test: People): Promise<number> {
  const value = numbersOf(await scorePeople(model, test), 'value');
  const actual = test.columns.get('label')!;
  return actual.reduce((sum, log, row) => sum + Math.abs(Math.exp(value[row]! - log) - 1), 0) / actual.length;
}

/** Against NumPy's least squares on the pooled rows. */
async function coefficientError(stores: readonly People[]): Promise<BenchRow> {
  const terms = {
    ...{ features: priceFeatures, label: soldLabel },
    settings: { terms: ['brand', 'brand*log_price', 'deal', 'feat'] },
  };
  const { agreement, study } = documentsOf(stores, terms, null);
  const end = await simulateStudy(agreement, study, stores, systemEntropy());
  const result = computationByName('linear-regression').result!(end.state, { features: [] });
  const found = new Map(
    (result as { coefficients: { term: string; coefficient: number }[] }).coefficients.map(
      ({ term, coefficient }) => [term, coefficient],
    ),
  );
  const errors = Object.entries(ownSlopes).map(([term, slope]) => Math.abs(found.get(term)! - slope));
  return {
    id: 'models.price.max-coef-error',
    value: Math.max(...errors),
    unit: 'coefficient',
    sum: end.sum,
  };
}
