import { testEntropy } from '@chorale/crypto/testing';
import { bgNbdDerivatives, computationByName, type LifetimeResult, type People } from '@chorale/models';
import fc from 'fast-check';
import { gammaGammaDerivatives } from '../../../models/src/computations/lifetime/gamma-gamma.ts';
import type { Derivatives } from '../../../models/src/computations/lifetime/likelihood.ts';
import { packedIndex } from '../../../models/src/computations/vectors.ts';
import { cdnowCustomers, cdnowFeatures, cdnowPeople, type CdnowCustomer } from '../../support/cdnow.ts';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const positive = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Central differences over the logarithms of the parameters. */
function expectDerivatives(at: (logParameters: number[]) => Derivatives, logParameters: number[]): void {
  const step = 1e-5;
  const { gradient, hessian } = at(logParameters);
  logParameters.forEach((_, row) => {
    const moved = (by: number): Derivatives =>
      at(logParameters.map((value, index) => (index === row ? value + by : value)));
    const [up, down] = [moved(step), moved(-step)];
    const close = (found: number, difference: number): void =>
      expect(Math.abs(found - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
    close(gradient[row]!, (up.value - down.value) / (2 * step));
    for (let column = 0; column <= row; column += 1)
      close(hessian[packedIndex(row, column)]!, (up.gradient[column]! - down.gradient[column]!) / (2 * step));
  });
}

const logParameter = positive(-2, 2);

test('gradient and Hessian of BG/NBD are those of its likelihood', () => {
  fc.assert(
    fc.property(
      fc.tuple(logParameter, logParameter, logParameter, logParameter),
      fc.integer({ min: 0, max: 30 }),
      positive(0.1, 1),
      positive(1, 40),
      (parameters, frequency, share, age) => {
        const history = { frequency, recency: frequency > 0 ? share * age : 0, age };
        expectDerivatives((each) => bgNbdDerivatives(Float64Array.from(each, Math.exp), history), parameters);
      },
    ),
    { numRuns: 50 },
  );
});

test('gradient and Hessian of Gamma-Gamma are those of its likelihood', () => {
  fc.assert(
    fc.property(
      fc.tuple(logParameter, logParameter, logParameter),
      fc.integer({ min: 1, max: 30 }),
      positive(0.5, 200),
      (parameters, purchases, value) =>
        expectDerivatives(
          (each) => gammaGammaDerivatives(Float64Array.from(each, Math.exp), purchases, value),
          parameters,
        ),
    ),
    { numRuns: 50 },
  );
});

async function fit(
  parties: readonly People[],
  terms: {
    readonly mode: 'none' | 'pooled';
    readonly epsilon?: number;
    readonly people: number;
    readonly value?: string;
  },
): Promise<LifetimeResult> {
  const { mode, epsilon, people, value } = terms;
  const { agreement, study } = agreementAndStudy({
    ...{ features: cdnowFeatures, people, computation: 'customer-lifetime', mode },
    ...(epsilon !== undefined && { epsilon }),
    settings: value === undefined ? {} : { value },
  });
  const { state } = await simulateStudy(agreement, study, parties, testEntropy('customer-lifetime'));
  return computationByName('customer-lifetime').result!(state, agreement.dictionary) as LifetimeResult;
}

test('whatever the split, the parameters are those of all customers together', async () => {
  const customer = fc.record({
    frequency: fc.integer({ min: 0, max: 12 }),
    share: positive(0.05, 1),
    age: positive(5, 40),
    value: positive(5, 80),
    party: fc.integer({ min: 0, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(customer, { minLength: 30, maxLength: 80 }), async (customers) => {
      fc.pre(customers.filter(({ frequency }) => frequency > 1).length > 5);
      const peopleOf = (some: typeof customers): People =>
        peopleOfColumns({
          frequency: some.map(({ frequency }) => frequency),
          recency: some.map(({ frequency, share, age }) => (frequency > 0 ? share * age : 0)),
          age: some.map(({ age }) => age),
          value: some.map(({ frequency, value }) => (frequency > 0 ? value : 0)),
        });
      const terms = { mode: 'none' as const, people: customers.length, value: 'value' };
      const split = await fit(
        [0, 1, 2, 3].map((party) => peopleOf(customers.filter((each) => each.party === party))),
        terms,
      );
      const nobody = peopleOf([]);
      const together = await fit([peopleOf(customers), nobody, nobody, nobody], terms);
      // Of likelihoods in the hundreds, whose sums are rounded to steps at each party.
      expect(Math.abs(split.logLikelihood.purchases! - together.logLikelihood.purchases!)).toBeLessThan(2e-5);
      expect(Math.abs(split.logLikelihood.value! - together.logLikelihood.value!)).toBeLessThan(2e-5);
    }),
    { numRuns: 15 },
  );
});

testWithData(
  'CDNOW: the published parameters, and with noise at epsilon 2 nearly the same fit',
  'cdnow/CDNOW_sample.txt',
  async (file) => {
    const customers = cdnowCustomers(file);
    const parties = [0, 1, 2, 3, 4].map((party) =>
      cdnowPeople(customers.filter((_: CdnowCustomer, index) => index % 5 === party)),
    );
    const people = customers.length;
    const { purchases, value, logLikelihood, hasConverged } = await fit(parties, {
      mode: 'none',
      people,
      value: 'value',
    });
    expect(hasConverged).toBe(true);
    const near = (found: number, published: number): void =>
      expect(Math.abs(found / published - 1)).toBeLessThan(0.005);
    for (const [name, published] of Object.entries({ r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258 }))
      near(purchases[name]!, published);
    for (const [name, published] of Object.entries({ p: 6.25, q: 3.744, v: 15.443 }))
      near(value![name]!, published);
    expect(Math.abs(logLikelihood.purchases! + 9582.426)).toBeLessThan(0.01);
    expect(Math.abs(logLikelihood.value! + 4055.92)).toBeLessThan(0.01);

    const noised = await fit(parties, { mode: 'pooled', epsilon: 2, people });
    const parameters = Float64Array.from(['r', 'alpha', 'a', 'b'], (name) => noised.purchases[name]!);
    const fitted = customers.reduce((total, each) => total + bgNbdDerivatives(parameters, each).value, 0);
    // Of a log-likelihood of -9582; a fit that says nothing (all parameters 1) has -15,000.
    expect(fitted).toBeGreaterThan(-9682);
  },
);
