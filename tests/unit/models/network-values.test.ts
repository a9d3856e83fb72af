// Networks that learn a number, from columns or from a window of earlier periods.
import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  numbersOf,
  planStudy,
  predictPeople,
  predictsOf,
  scorePeople,
  type NetworkModel,
  type People,
} from '@chorale/models';
import { logOddsOf } from '../../../models/src/scoring/log-odds.js';
import type { ReadableComparison } from '../../../models/src/computations/neural-network/network-rival.js';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';
import { predictedByTensorFlow } from '../../support/tensorflow-model.ts';

const PERIODS = 6;
const window = Array.from({ length: PERIODS }, (_, at) => `sold_${PERIODS - at}`);
const features = [
  ...window.map((name) => ({ name, type: 'number', lower: -2, upper: 2 })),
  { name: 'deal', type: 'binary' },
];
const label = { type: 'number', unit: 'pieces', lower: 0.05, upper: 30, transform: 'log' };

/** What sells next is what sold in the period of the largest sale, twice with a deal; no sum of columns tells it. */
function shops(size: number, seed: string): People {
  const entropy = testEntropy(seed);
  const uniform = (): number => entropy.uint32() / 2 ** 32;
  const rows = Array.from({ length: size }, () => window.map(() => 2 * uniform() - 1));
  const deal = rows.map(() => Number(uniform() < 0.5));
  return peopleOfColumns({
    ...Object.fromEntries(window.map((name, at) => [name, rows.map((row) => row[at]!)])),
    deal,
    label: rows.map((row, at) => Math.max(...row) + Math.LN2 * deal[at]!),
  });
}

const parties = [300, 200, 100, 0].map((size, party) => shops(size, `shop ${party}`));
const held = shops(300, 'held');
const actual = held.columns.get('label')!.map(Math.exp);

async function train(
  settings: Record<string, unknown>,
  more: Partial<TermsInBrief> = {},
  at: readonly People[] = parties,
): Promise<NetworkModel> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode: 'none', features, people: 600, label, settings, ...more },
    ...{ epsilon: 50, delta: 1e-4 },
  });
  return (await simulateStudy(agreement, study, at, testEntropy('training'))).model as NetworkModel;
}

const meanError = (value: Float64Array): number =>
  value.reduce((sum, each, at) => sum + Math.abs(each - actual[at]!), 0) / actual.length;
const mean = actual.reduce((sum, each) => sum + each, 0) / actual.length;
const ofTheMean = meanError(actual.map(() => mean));

const quick = { rounds: 6, localEpochs: 3, batchSize: 32, learningRate: 0.01 };
const readers: Record<string, Record<string, unknown>> = {
  dense: { ...quick, hidden: [16] },
  lstm: { ...quick, sequence: 'lstm', window, sequenceUnits: 8, hidden: [16] },
  transformer: { ...quick, sequence: 'transformer', window, sequenceUnits: 8, hidden: [16] },
};
const trained = new Map<string, NetworkModel>();
beforeAll(async () => {
  for (const [name, settings] of Object.entries(readers)) trained.set(name, await train(settings));
});

describe.each(Object.keys(readers))('%s', (name) => {
  test('values in the unit of the label are nearer than its mean', async () => {
    const model = trained.get(name)!;
    expect(predictsOf(model)).toBe('value');
    const scores = await scorePeople(model, held);
    expect(meanError(numbersOf(scores, 'value'))).toBeLessThan(0.4 * ofTheMean);
    expect(await predictPeople(model, held)).toEqual(numbersOf(scores, 'value'));
    expect([...scores.contributions.keys()].sort()).toEqual([...window, 'deal'].sort());
    const byDeal = scores.contributions.get('deal')!;
    const deals = held.columns.get('deal')!;
    // On the logarithm, a deal adds ln 2.
    const difference = [1, 0].map((deal) => {
      const own = byDeal.filter((_, at) => deals[at] === deal);
      return own.reduce((sum, each) => sum + each, 0) / own.length;
    });
    expect(difference[0]! - difference[1]!).toBeGreaterThan(0.4);
    expect(difference[0]! - difference[1]!).toBeLessThan(1);
  });

  test('no value leaves the bounds of the label', async () => {
    const model = trained.get(name)!;
    const astray = {
      ...model,
      tensors: model.tensors.map((tensor) => ({ ...tensor, values: tensor.values.map((w) => 1e3 * w) })),
    };
    const value = await predictPeople(astray, held);
    const isAt = (bound: number) => (each: number) => Math.abs(each - bound) < 1e-9;
    expect(value.some((each) => isAt(0.05)(each) || isAt(30)(each))).toBe(true);
    expect(Math.min(...value)).toBeGreaterThan(0.05 - 1e-9);
    expect(Math.max(...value)).toBeLessThan(30 + 1e-9);
  });

  test('opens in tf.js with the same values of the label as it is encoded', async () => {
    const model = trained.get(name)!;
    const { predicted } = await predictedByTensorFlow(model, held);
    const value = await predictPeople(model, held);
    value.forEach((each, at) => expect(Math.abs(Math.exp(predicted[at]!) / each - 1)).toBeLessThan(1e-3));
  });
});

test('a federation of one node trains as one who holds all rows does', async () => {
  const nobody = shops(0, 'nobody');
  const once = { ...readers['lstm']!, rounds: 1, localEpochs: 1 };
  const alone = await train(once, {}, [held, nobody, nobody, nobody]);
  const moved = await train(once, {}, [nobody, held, nobody, nobody]);
  alone.tensors.forEach(({ values }, tensor) =>
    values.forEach((value, at) => expect(moved.tensors[tensor]!.values[at]!).toBeCloseTo(value, 4)),
  );
});

test.each(['pooled', 'member'] as const)('mode %s: a number is learned under noise', async (mode) => {
  const settings = mode === 'pooled' ? { hidden: [8], rounds: 40 } : { hidden: [8], rounds: 8 };
  const value = await predictPeople(await train(settings, { mode }), held);
  // Four nodes hide each other's updates only behind much noise.
  expect(meanError(value)).toBeLessThan(mode === 'pooled' ? 0.9 * ofTheMean : 30);
  expect(value.every((each) => each > 0.05 - 1e-9 && each < 30 + 1e-9)).toBe(true);
});

test('a value is no probability', async () => {
  await expect(logOddsOf(trained.get('dense')!, held)).rejects.toThrow(/learned a number/);
});

test('beside a ridge regression on persons whom neither learned from, the result says which is nearer', async () => {
  const compared = async (
    labelOf: (row: number, columns: People['columns']) => number,
  ): Promise<ReadableComparison> => {
    const at = parties.map((people) =>
      peopleOfColumns({
        ...Object.fromEntries(people.columns),
        label: Array.from({ length: people.size }, (_, row) => labelOf(row, people.columns)),
      }),
    );
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'neural-network', mode: 'none', features, people: 600, label },
      settings: { ...quick, rounds: 4, hidden: [16], validationShare: 0.3 },
    });
    const { state } = await simulateStudy(agreement, study, at, testEntropy('compared'));
    const result = computationByName('neural-network').result!(state, agreement.dictionary);
    return (result as { comparison: ReadableComparison }).comparison;
  };
  const linear = await compared((row, columns) => columns.get('sold_1')![row]! + columns.get('deal')![row]!);
  expect(linear.better).toBe('linear');
  expect(linear.linear.meanAbsoluteError).toBeLessThan(0.02);
  expect(linear.network.rows).toBe(linear.linear.rows);
  expect(linear.network.rows).toBeGreaterThan(120);
  expect(linear.network.rows).toBeLessThan(240);
  const bent = await compared((row, columns) => 2 * columns.get('sold_1')![row]! ** 2);
  expect(bent.better).toBe('network');
  expect(bent.network.wape).toBeLessThan(0.7 * bent.linear.wape!);
});

describe('zero-inflated amounts', () => {
  const amount = { type: 'number', unit: 'EUR', lower: 0, upper: 5000 };
  /** Half of those with a deal buy, one of ten without; who buys spends more the more sold before. */
  const spenders = (size: number, seed: string): People => {
    const entropy = testEntropy(seed);
    const uniform = (): number => (entropy.uint32() + 0.5) / 2 ** 32;
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const { columns } = shops(size, seed);
    const spent = [...columns.get('deal')!].map((deal, at) =>
      uniform() < 0.1 + 0.4 * deal ? Math.exp(3 + columns.get('sold_1')![at]! + 0.5 * normal()) : 0,
    );
    return peopleOfColumns({ ...Object.fromEntries(columns), label: spent });
  };
  const buyers = [2000, 1500, 1000, 500].map((size, party) => spenders(size, `spenders ${party}`));
  const settings = { ...quick, likelihood: 'zero-inflated', hidden: [8], batchSize: 128 };

  test('the chance to buy and the amount that is expected are those that were drawn from', async () => {
    const model = await train(settings, { label: amount, people: 5000 }, buyers);
    const { outputs, rankedBy } = await scorePeople(model, held);
    expect(rankedBy).toBe('value');
    const [value, chance] = ['value', 'probability'].map((name) => outputs.get(name) as Float64Array);
    const [deal, sold] = ['deal', 'sold_1'].map((name) => held.columns.get(name)!);
    const off = { chance: 0, value: 0 };
    deal!.forEach((each, at) => {
      const buys = 0.1 + 0.4 * each;
      const expected = buys * Math.exp(3 + sold![at]! + 0.125);
      off.chance += Math.abs(chance![at]! - buys) / held.size;
      off.value += Math.abs(value![at]! / expected - 1) / held.size;
    });
    expect(off.chance).toBeLessThan(0.06);
    expect(off.value).toBeLessThan(0.25);
  });

  test.each([
    [{ ...amount, transform: 'log1p' }, /zero-inflated takes amounts.*transform none/],
    [{ ...amount, lower: -1 }, /zero-inflated takes amounts.*lower bound of 0/],
    [{}, /zero-inflated is of numbers.*0 or 1/],
  ])('a label %j is refused before anything runs', (wrong, message) => {
    const { agreement, study } = agreementAndStudy({
      ...{ computation: 'neural-network', mode: 'none', features, people: 600, label: wrong, settings },
    });
    expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
  });
});

test.each([
  [{ sequence: 'lstm' }, /sequence and window belong together/],
  [{ window }, /sequence and window belong together/],
  [{ sequence: 'lstm', window: ['sold_1', 'sold_1'] }, /window.*stands there twice/],
  [{ sequence: 'lstm', window: [['sold_1', 'sold_2'], 'sold_3'] }, /every period has to name as many/],
  [{ sequence: 'lstm', window: ['sold_1', 'sold_9'] }, /"sold_9" is no number.*sold_6, sold_5/],
  [{ sequence: 'transformer', window, sequenceUnits: 5 }, /sequenceUnits/],
  [{ validationShare: 0.9 }, /validationShare/],
])('settings %j are refused with what to do', (settings, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode: 'none', features, people: 600, label, settings },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});
