// Demand ahead and price elasticities, by linear regression over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal
// to it), beside the same on pooled rows and beside what each party reaches alone.
import { systemEntropy } from '@chorale/crypto';
import { computationByName, numbersOf, scorePeople, selectPeople, type People } from '@chorale/models';
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
import { simulateStudy, together, type SimulatedStudy } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

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

async function demandRows(
  id: string,
  { training, test }: { readonly training: readonly People[]; readonly test: People },
  terms: Terms,
): Promise<BenchRow[]> {
  const nobody = selectPeople(test, []);
  const alone = (people: People): People[] => training.map((_, party) => (party === 0 ? people : nobody));
  const mapeOf = async (parties: readonly People[]): Promise<{ value: number; sum: string }> => {
    const study = await fitted(parties, terms);
    return { value: await mape(study, test), sum: study.sum };
  };
  const federated = await mapeOf(training);
  const pooled = await mapeOf(alone(together(training)));
  let apart = 0;
  for (const people of training) apart += (await mapeOf(alone(people))).value / training.length;
  return [
    { id: `${id}.federated`, unit: 'MAPE', ...federated },
    { id: `${id}.pooled`, value: pooled.value, unit: 'MAPE' },
    { id: `${id}.alone`, value: apart, unit: 'MAPE' },
  ];
}

async function fitted(parties: readonly People[], terms: Terms): Promise<SimulatedStudy> {
  const people = parties.reduce((sum, { size }) => sum + size, 0);
  const { agreement, study } = agreementAndStudy({
    ...{ ...terms, computation: 'linear-regression', mode: 'none', people },
  });
  return simulateStudy(agreement, study, parties, systemEntropy());
}

/** Labels are logarithms. */
async function mape({ model }: SimulatedStudy, test: People): Promise<number> {
  const value = numbersOf(await scorePeople(model!, test), 'value');
  const actual = test.columns.get('label')!;
  return actual.reduce((sum, log, row) => sum + Math.abs(Math.exp(value[row]! - log) - 1), 0) / actual.length;
}

/** Against NumPy's least squares on the pooled rows. */
async function coefficientError(stores: readonly People[]): Promise<BenchRow> {
  const study = await fitted(stores, {
    ...{ features: priceFeatures, label: soldLabel },
    settings: { terms: ['brand', 'brand*log_price', 'deal', 'feat'] },
  });
  const result = computationByName('linear-regression').result!(study.state, { features: [] });
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
    sum: study.sum,
  };
}
