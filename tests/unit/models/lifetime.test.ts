import { expectedPurchases, probabilityAlive } from '../../../models/src/computations/lifetime/bg-nbd.ts';
import { expectedValue } from '../../../models/src/computations/lifetime/gamma-gamma.ts';
import {
  digamma,
  hypergeometric,
  logGamma,
  trigamma,
} from '../../../models/src/computations/lifetime/special-functions.ts';
import { scorePeople } from '@chorale/models';
import { cdnowCustomers } from '../../support/cdnow.ts';
import { peopleOfColumns } from '../../support/people.ts';
import { testWithData } from '../../support/reference-data.ts';

const isNear = (found: number, reference: number): void =>
  expect(Math.abs(found - reference)).toBeLessThan(1e-12 * Math.max(1, Math.abs(reference)));

// scipy 1.15: gammaln, digamma, polygamma(1, x).
test.each([
  [0.001, 6.907178885383853, -1000.5755719318103, 1000001.6425331959],
  [0.2426, 1.3197854750907922, -4.358361853222514, 18.19821032424031],
  [1, 0, -0.5772156649015329, 1.6449340668482266],
  [2.5, 0.2846828704729192, 0.7031566406452432, 0.4903577561002349],
  [11.9, 17.25847745059552, 2.4339335368825377, 0.08766320119000418],
  [12, 17.502307845873887, 2.4426616799758123, 0.0869018728717684],
  [150.25, 601.2615040324997, 5.008969095021217, 0.006677771512371827],
  [100000, 1051287.7089736569, 11.512920464961896, 1.0000050000166665e-5],
])("the gamma function at %d is scipy's", (x, logarithm, first, second) => {
  isNear(logGamma(x), logarithm);
  isNear(digamma(x), first);
  isNear(trigamma(x), second);
});

// scipy 1.15: hyp2f1.
test.each([
  [2.2426, 4.4258, 4.2187, 0.4, 3.3448970986918765],
  [30.2, 31, 31.9, 0.6, 470511926133.8457],
  [0.5, 1.2, 0.7, 0.95, 16.363302827818316],
  [0.24, 2.4, -0.3, 0.5, -6.308183733209117],
])("2F1(%d, %d; %d; %d) is scipy's", (a, b, c, z, reference) =>
  isNear(hypergeometric(a, b, c, z), reference),
);

test('a series too close to its pole is refused with what to do', () =>
  expect(() => hypergeometric(1, 1, 1.5, 0.999999)).toThrow('shorten the horizon'));

const published = Float64Array.of(0.2426, 4.4136, 0.793, 2.4259);

test('who bought once is taken as alive; a silence after many purchases says that a customer has left', () => {
  expect(probabilityAlive(published, { frequency: 0, recency: 0, age: 39 })).toBe(1);
  const silent = probabilityAlive(published, { frequency: 10, recency: 10, age: 39 });
  const recent = probabilityAlive(published, { frequency: 10, recency: 38, age: 39 });
  expect(silent).toBeLessThan(0.01);
  expect(recent).toBeGreaterThan(0.8);
});

test("the paper's customer (x = 2, t = 30.43, T = 38.86) is expected to buy 1.226 times in 39 weeks", () => {
  const history = { frequency: 2, recency: 30.43, age: 38.86 };
  expect(expectedPurchases(published, history, 39)).toBeCloseTo(1.226, 3);
});

test.each([1, 1 - 1e-9])('the expectation has no pole at a = %d', (a) => {
  const history = { frequency: 2, recency: 30.43, age: 38.86 };
  const at = (value: number): number =>
    expectedPurchases(Float64Array.of(0.2426, 4.4136, value, 2.4259), history, 39);
  expect(at(a)).toBeCloseTo((at(0.999) + at(1.001)) / 2, 4);
});

test("the expected value of a purchase lies between a customer's own mean and everybody's", () => {
  const parameters = Float64Array.of(6.25, 3.744, 15.443);
  const everybody = (6.25 * 15.443) / 2.744;
  expect(expectedValue(parameters, 1, 100)).toBeGreaterThan(everybody);
  expect(expectedValue(parameters, 1, 100)).toBeLessThan(expectedValue(parameters, 10, 100));
  expect(expectedValue(parameters, 10, 100)).toBeLessThan(100);
});

testWithData(
  'CDNOW: purchases of the 39 weeks after, MAE .7855 and RMSE 1.608',
  'cdnow/CDNOW_sample.txt',
  (file) => {
    const customers = cdnowCustomers(file);
    const errors = customers.map((each) => expectedPurchases(published, each, 39) - each.holdout);
    const mae = errors.reduce((total, error) => total + Math.abs(error), 0) / errors.length;
    const mse = errors.reduce((total, error) => total + error ** 2, 0) / errors.length;
    expect(mae).toBeCloseTo(0.7855, 3);
    expect(Math.sqrt(mse)).toBeCloseTo(1.608, 3);
    return Promise.resolve();
  },
);

test('scores say who still buys, how often within the horizon, and for how much; the worth of both ranks', async () => {
  const people = peopleOfColumns({
    ...{ frequency: [0, 10, 10], recency: [0, 10, 38], age: [39, 39, 39], value: [0, 30, 30] },
  });
  const model = {
    ...{ kind: 'lifetime' as const, columns: ['frequency', 'recency', 'age', 'value'], horizon: 39 },
    ...{ purchases: published, value: Float64Array.of(6.25, 3.744, 15.443) },
  };
  const { outputs, rankedBy } = await scorePeople(model, people);
  expect(rankedBy).toBe('value');
  expect([...outputs.keys()]).toEqual(['alive', 'purchases', 'purchase_value', 'value']);
  const number = (name: string, person: number): number => outputs.get(name)![person] as number;
  for (const person of [0, 1, 2])
    expect(number('value', person)).toBeCloseTo(
      number('purchases', person) * number('purchase_value', person),
      12,
    );
  expect(number('purchases', 2)).toBeGreaterThan(50 * number('purchases', 1));
  const alone = await scorePeople({ ...model, columns: model.columns.slice(0, 3), value: null }, people);
  expect(alone.rankedBy).toBe('purchases');
  expect(alone.outputs.has('value')).toBe(false);
});
