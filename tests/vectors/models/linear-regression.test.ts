// Elasticities and forecasts on real data, against least squares by NumPy (numpy.linalg.lstsq) on the pooled rows.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, numbersOf, scorePeople, type People } from '@chorale/models';
import type { ReadableRegression } from '../../../models/src/computations/regression/linear-result.js';
import {
  AUS_RETAIL_FILE,
  ausFeatures,
  ausRetail,
  ausTerms,
  turnoverLabel,
} from '../../support/aus-retail.ts';
import {
  demandFeatures,
  demandTerms,
  ORANGE_JUICE_FILE,
  orangeJuiceDemand,
  orangeJuicePrices,
  ownSlopes,
  priceFeatures,
  soldLabel,
} from '../../support/orange-juice.ts';
import { agreementAndStudy, type TermsInBrief } from '../../support/people.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy, type SimulatedStudy } from '../../support/simulate-study.ts';

async function fit(
  parties: readonly People[],
  terms: Pick<TermsInBrief, 'features' | 'settings' | 'label'>,
): Promise<SimulatedStudy> {
  const people = parties.reduce((sum, { size }) => sum + size, 0);
  const { agreement, study } = agreementAndStudy({
    ...terms,
    computation: 'linear-regression',
    mode: 'none',
    people,
  });
  return simulateStudy(agreement, study, parties, testEntropy('real'));
}

async function coefficients(
  parties: readonly People[],
  terms: readonly string[],
): Promise<{ rSquared: number; of: Map<string, number | null> }> {
  const { state } = await fit(parties, { features: priceFeatures, label: soldLabel, settings: { terms } });
  const result = computationByName('linear-regression').result!(state, {
    features: [],
  }) as ReadableRegression;
  return {
    rSquared: result.rSquared!,
    of: new Map(result.coefficients.map(({ term, coefficient }) => [term, coefficient])),
  };
}

const mape = async ({ model }: SimulatedStudy, test: People): Promise<number> => {
  const value = numbersOf(await scorePeople(model!, test), 'value');
  const actual = test.columns.get('label')!;
  return actual.reduce((sum, log, row) => sum + Math.abs(Math.exp(value[row]! - log) - 1), 0) / actual.length;
};

testWithData(
  'price elasticities over 83 stores are those of the pooled rows to 1e-6',
  ORANGE_JUICE_FILE,
  async (file) => {
    const three = orangeJuicePrices(file, [1, 5, 10]);
    const additive = await coefficients(three, ['brand', 'log_price']);
    expect(additive.of.get('log_price')).toBeCloseTo(-3.13871326, 6);
    expect(additive.rSquared).toBeCloseTo(0.3940944068, 8);
    const crossed = await coefficients(three, [
      'brand',
      'brand*log_price',
      'brand*feat',
      'brand*log_price*feat',
    ]);
    expect(crossed.of.get('brand=10*log_price')).toBeCloseTo(-2.77415577, 6);
    expect(crossed.rSquared).toBeCloseTo(0.53141119957, 8);
    const all = await coefficients(orangeJuicePrices(file), ['brand', 'brand*log_price', 'deal', 'feat']);
    expect(all.rSquared).toBeCloseTo(0.6420464761, 8);
    for (const [term, slope] of Object.entries(ownSlopes)) expect(all.of.get(term)).toBeCloseTo(slope, 8);
  },
);

testWithData(
  'demand 13 weeks ahead with the price and promotion plan: the MAPE of the central ridge',
  ORANGE_JUICE_FILE,
  async (file) => {
    const { training, test } = orangeJuiceDemand(file);
    expect([training.length, test.size]).toEqual([83, 11_297]);
    const study = await fit(training, {
      features: demandFeatures,
      label: soldLabel,
      settings: { terms: demandTerms, ridge: 1 },
    });
    expect(await mape(study, test)).toBeCloseTo(0.4372, 4);
  },
);

testWithData('turnover three months ahead: the MAPE of the central ridge', AUS_RETAIL_FILE, async (file) => {
  const { training, test } = ausRetail(file);
  expect(test.size).toBe(3 * 133);
  const study = await fit(training, {
    features: ausFeatures,
    label: turnoverLabel,
    settings: { terms: ausTerms, ridge: 1 },
  });
  expect(await mape(study, test)).toBeLessThan(0.0378);
});
