import {
  accountFor,
  composeRdp,
  epsilonByPld,
  epsilonByRdp,
  type PrivacyEvent,
  type StudyReleases,
} from '@chorale/models';
import fc from 'fast-check';
import { RDP_ORDERS } from '../../../models/src/privacy/accountant-rdp.js';

const sampled = (samplingRate: number, noiseMultiplier: number, count = 1): PrivacyEvent => ({
  type: 'sampled-gaussian',
  ...{ samplingRate, noiseMultiplier, count },
});
const discrete = (
  samplingRate: number,
  noiseStdDevGrid: number,
  sensitivityGrid: number,
  dimension = 1,
): PrivacyEvent => ({
  type: 'discrete-gaussian',
  ...{ samplingRate, noiseStdDevGrid, sensitivityGrid, dimension, count: 1 },
});
const study = (name: string, ...events: PrivacyEvent[]): StudyReleases => ({ study: name, events });
const terms = { delta: 1e-5, nodesPerPerson: 1 };

describe('which accountant is believed', () => {
  test('loss distributions for one study, in however many pieces its releases come', () => {
    const events = [sampled(1, 9), sampled(0.1, 2, 40)];
    const whole = accountFor([study('a', ...events)], terms);
    expect(whole).toEqual({ epsilon: epsilonByPld(events, 1e-5), accountant: 'pld' });
    expect(accountFor([study('a', events[0]!), study('a', events[1]!), study('b')], terms)).toEqual(whole);
  });

  test('Rényi divergences for several studies, never below what one of them cost', () => {
    const releases = [study('a', sampled(1, 9)), study('b', sampled(1, 12))];
    expect(accountFor(releases, terms)).toEqual({
      epsilon: epsilonByRdp([sampled(1, 9), sampled(1, 12)], 1e-5),
      accountant: 'rdp',
    });
    expect(accountFor(releases, terms).epsilon).toBeGreaterThan(accountFor([releases[0]!], terms).epsilon);
  });

  test('Rényi divergences where the whole loss distribution is not known', () => {
    const accountantOf = (release: StudyReleases, changes: Partial<typeof terms> = {}): string =>
      accountFor([release], { ...terms, ...changes }).accountant;
    // A person in two nodes is sampled by two coins.
    expect(accountantOf(study('a', sampled(0.1, 2)), { nodesPerPerson: 2 })).toBe('rdp');
    expect(accountantOf(study('a', sampled(1, 2)), { nodesPerPerson: 2 })).toBe('pld');
    expect(accountantOf(study('a', discrete(1, 20, 4, 8)))).toBe('rdp');
    expect(accountantOf(study('a', sampled(1, 9), discrete(1, 20, 4)))).toBe('rdp');
    // Rounding of the convolution would tell.
    expect(accountantOf(study('a', sampled(0.1, 2, 1000)), { delta: 1e-13 })).toBe('rdp');
  });

  test('Rényi divergences where there is so little noise that a loss is beyond all numbers', () => {
    // Noise of a ten-thousandth of the clip.
    const bare = sampled(1e-6, 1e-4, 4);
    expect(() => epsilonByPld([bare], 1e-5)).toThrow(/cannot be composed/);
    for (const event of [bare, sampled(1e-5, 0.002, 4)])
      expect(accountFor([study('a', event)], terms)).toEqual({
        epsilon: epsilonByRdp([event], 1e-5),
        accountant: 'rdp',
      });
  });

  test('loss distributions where little noise is sampled rarely: large losses that hardly ever happen', () => {
    for (const event of [sampled(1e-4, 0.3, 20), sampled(1e-5, 0.4, 1000), sampled(1e-6, 0.4, 100)]) {
      const { epsilon, accountant } = accountFor([study('a', event)], terms);
      expect(accountant).toBe('pld');
      expect(epsilon).toBeGreaterThan(0);
      expect(epsilon).toBeLessThan(epsilonByRdp([event], 1e-5));
    }
    // Whoever is drawn at all is drawn with less chance than delta, which then pays for everything.
    expect(accountFor([study('a', sampled(1e-6, 0.4, 4))], terms).epsilon).toBe(0);
  });

  test('nothing released costs nothing; a delta out of range is refused', () => {
    expect(accountFor([], terms).epsilon).toBe(0);
    expect(accountFor([study('a')], terms).epsilon).toBe(0);
    for (const delta of [0, 1, -1e-5, Number.NaN])
      expect(() => accountFor([study('a', sampled(1, 9))], { ...terms, delta })).toThrow(/between 0 and 1/);
  });
});

test('one release more never costs less, and order does not matter', () => {
  const event = fc
    .record({
      rate: fc.constantFrom(0.02, 0.3, 1),
      noise: fc.double({ min: 1, max: 30, noNaN: true }),
      count: fc.integer({ min: 1, max: 50 }),
    })
    .map(({ rate, noise, count }) => sampled(rate, noise, count));
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), event, (events, more) => {
      const { epsilon } = accountFor([study('a', ...events)], terms);
      const after = accountFor([study('a', ...events, more)], terms).epsilon;
      // The grid follows the whole study, so that rounding may differ by a little.
      expect(after).toBeGreaterThan(epsilon * (1 - 5e-4) - 1e-9);
      const turned = accountFor([study('a', ...events.toReversed())], terms).epsilon;
      expect(Math.abs(turned - epsilon)).toBeLessThanOrEqual(1e-8 * epsilon);
    }),
    { numRuns: 15 },
  );
});

describe('the Rényi divergence of discrete noise', () => {
  /** ln of the sum over the integers, either direction, divided by order - 1. */
  function exact(q: number, sigma: number, shift: number, order: number): number {
    const [alone, mixed]: [number[], number[]] = [[], []];
    for (let x = -25 * sigma; x <= 25 * sigma; x += 1) {
      const [near, far] = [Math.exp(-((x / sigma) ** 2) / 2), Math.exp(-(((x - shift) / sigma) ** 2) / 2)];
      alone.push(near);
      mixed.push((1 - q) * near + q * far);
    }
    const total = alone.reduce((sum, weight) => sum + weight, 0);
    const moment = (p: readonly number[], r: readonly number[]): number =>
      p.reduce((sum, weight, at) => sum + (weight === 0 ? 0 : r[at]! * (weight / r[at]!) ** order), 0) /
      total;
    return Math.log(Math.max(moment(mixed, alone), moment(alone, mixed))) / (order - 1);
  }
  const curveAt = (event: PrivacyEvent, order: number): number =>
    composeRdp([event])[RDP_ORDERS.indexOf(order)]!;

  test.each([
    [3, 1, 2],
    [5, 2, 8],
    [2, 3, 4],
  ])('is exact for whole samples: sigma %d, shift %d, order %d', (sigma, shift, order) => {
    expect(curveAt(discrete(1, sigma, shift), order)).toBeCloseTo(exact(1, sigma, shift, order), 10);
  });

  test.each([
    [0.1, 3, 1, 2],
    [0.1, 3, 1, 8],
    [0.02, 2, 2, 4],
    [0.5, 8, 4, 1.5],
    [0.3, 5, 2, 6.4],
  ])('is bounded for samples: q %d, sigma %d, shift %d, order %d', (q, sigma, shift, order) => {
    const bound = curveAt(discrete(q, sigma, shift), order);
    const truth = exact(q, sigma, shift, order);
    expect(bound).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
    expect(bound).toBeLessThan(curveAt(discrete(1, sigma, shift), order));
  });
});
