import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, planStudy, type AttributionResult, type AttributionRule } from '@chorale/models';
import fc from 'fast-check';
import { marketingPaths, peopleOfPaths, type CountedPath } from '../../support/marketing-paths.ts';
import { agreementAndStudy, type TermsInBrief } from '../../support/people.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const channels = ['search', 'mail', 'social', 'shop'];
const featuresOf = (categories: readonly string[], most: number): unknown[] => [
  { name: 'channel', type: 'category', categories },
  { name: 'conversions', type: 'number', lower: 0, upper: most },
  { name: 'value', type: 'number', unit: 'EUR', lower: 0, upper: most },
  { name: 'nulls', type: 'number', lower: 0, upper: most },
];
const counted = { value: 'value', nulls: 'nulls', mostJourneys: 1 };

async function attribute(
  parties: readonly (readonly CountedPath[])[],
  names: readonly string[],
  terms: Partial<TermsInBrief> & { readonly people: number; readonly most: number },
): Promise<AttributionResult> {
  const { agreement, study } = agreementAndStudy({
    ...{
      computation: 'attribution',
      mode: 'none',
      features: featuresOf(names, terms.most),
      settings: counted,
    },
    ...terms,
  });
  const people = parties.map((paths) => peopleOfPaths(paths, names));
  const { state } = await simulateStudy(agreement, study, people, testEntropy('attribution'));
  return computationByName('attribution').result!(state, agreement.dictionary) as AttributionResult;
}

const credit = (result: AttributionResult, channel: string, rule: AttributionRule): number =>
  result.channels.find((each) => each.channel === channel)?.credit[rule].conversions ?? 0;

/** Shapley's value as defined, over every coalition: a set earns the conversions of paths that touch none but its channels. */
function shapleyByDefinition(paths: readonly CountedPath[], channel: string): number {
  const others = channels.filter((each) => each !== channel);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const worth = (set: readonly string[]): number =>
    paths.reduce(
      (total, path) => total + (path.channels.every((each) => set.includes(each)) ? path.conversions : 0),
      0,
    );
  let value = 0;
  for (let mask = 0; mask < 2 ** others.length; mask += 1) {
    const set = others.filter((_, index) => (mask >> index) & 1);
    const weight =
      (factorial(set.length) * factorial(channels.length - set.length - 1)) / factorial(channels.length);
    value += weight * (worth([...set, channel]) - worth(set));
  }
  return value;
}

type Steps = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** How often journeys went from one place to the next. */
function stepsOf(paths: readonly CountedPath[]): Steps {
  const next = new Map<string, Map<string, number>>();
  const pass = (from: string, to: string, times: number): void => {
    const row = next.get(from) ?? new Map<string, number>();
    next.set(from, row.set(to, (row.get(to) ?? 0) + times));
  };
  for (const { channels: path, conversions, nulls } of paths) {
    ['(start)', ...path.slice(0, -1)].forEach((from, at) => pass(from, path[at]!, conversions + nulls));
    pass(path.at(-1)!, '(conversion)', conversions);
    pass(path.at(-1)!, '(null)', nulls);
  }
  return next;
}

/** What removing a channel loses, by following the chain for long rather than solving it. */
function markovByWalking(paths: readonly CountedPath[], removed: string | undefined): number {
  const next = stepsOf(paths);
  let where = new Map([['(start)', 1]]);
  let converted = 0;
  for (let step = 0; step < 1000; step += 1) {
    const moved = new Map<string, number>();
    for (const [from, mass] of where) {
      const row = next.get(from) ?? new Map<string, number>();
      const all = [...row.values()].reduce((a, b) => a + b, 0);
      for (const [to, times] of row) {
        const share = (mass * times) / all;
        if (to === '(conversion)') converted += share;
        else if (to !== '(null)' && to !== removed) moved.set(to, (moved.get(to) ?? 0) + share);
      }
    }
    where = moved;
  }
  return converted;
}

const path = fc.record({
  channels: fc.array(fc.constantFrom(...channels), { minLength: 1, maxLength: 6 }),
  conversions: fc.integer({ min: 0, max: 5 }),
  value: fc.double({ min: 0, max: 50, noNaN: true }),
  nulls: fc.integer({ min: 1, max: 5 }),
  party: fc.integer({ min: 0, max: 3 }),
});

test('whatever the split, every rule gives the credits of all paths together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 6, maxLength: 30 }), async (paths) => {
      const total = paths.reduce((sum, { conversions }) => sum + conversions, 0);
      fc.pre(total > 0);
      const parties = [0, 1, 2, 3].map((party) => paths.filter((each) => each.party === party));
      const result = await attribute(parties, channels, { people: 40, most: 50 });
      expect(result.conversions).toBeCloseTo(total, 9);
      const whole = markovByWalking(paths, undefined);
      const lost = channels.map((channel) => 1 - markovByWalking(paths, channel) / whole);
      const allLost = lost.reduce((a, b) => a + b, 0);
      channels.forEach((channel, at) => {
        const by = (share: (each: CountedPath) => number): number =>
          paths.reduce((sum, each) => sum + each.conversions * share(each), 0);
        const expected: Record<AttributionRule, number> = {
          first: by((each) => (each.channels[0] === channel ? 1 : 0)),
          last: by((each) => (each.channels.at(-1) === channel ? 1 : 0)),
          linear: by((each) => each.channels.filter((one) => one === channel).length / each.channels.length),
          shapley: shapleyByDefinition(paths, channel),
          markov: allLost > 0 ? (total * lost[at]!) / allLost : 0,
        };
        for (const [rule, value] of Object.entries(expected))
          expect(Math.abs(credit(result, channel, rule as AttributionRule) - value)).toBeLessThan(1e-6);
      });
      const steps = stepsOf(paths);
      for (const { from, passed, toChannels, toConversion, toNothing } of result.paths) {
        const row = steps.get(from ?? '(start)') ?? new Map<string, number>();
        const counted = (to: string): number => row.get(to) ?? 0;
        const ends = result.channels.map(({ channel }) => channel);
        expect(passed).toBeCloseTo(
          [...row.values()].reduce((sum, each) => sum + each, 0),
          6,
        );
        [...ends, '(conversion)', '(null)'].forEach((to, at) =>
          expect([...toChannels, toConversion, toNothing][at]! * passed).toBeCloseTo(counted(to), 6),
        );
      }
    }),
    { numRuns: 20 },
  );
});

test('a journey ends where somebody converts; what follows is another', async () => {
  const people = {
    size: 1,
    rowStart: Uint32Array.of(0, 4),
    columns: new Map([
      ['channel', Float64Array.of(0, 1, 2, 2)],
      ['conversions', Float64Array.of(0, 1, 0, 0)],
    ]),
  };
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'attribution', mode: 'none', people: 10, kMin: 3 },
    features: featuresOf(channels, 1).slice(0, 2),
    settings: { costs: { mail: 2 } },
  });
  const nobody = { ...people, size: 0, rowStart: Uint32Array.of(0) };
  const { state } = await simulateStudy(agreement, study, [people, nobody, nobody], testEntropy('one'));
  const result = computationByName('attribution').result!(state, agreement.dictionary) as AttributionResult;
  expect(credit(result, 'search', 'first')).toBeCloseTo(1, 9);
  expect(credit(result, 'mail', 'last')).toBeCloseTo(1, 9);
  // Of two journeys one converts; the touches after it are a journey that does not.
  expect(credit(result, 'social', 'linear')).toBe(0);
  expect(result.value).toBeNull();
});

test('what channels cost gives their return', async () => {
  const paths = [{ channels: ['search', 'mail'], conversions: 1, value: 30, nulls: 1 }];
  const settings = { ...counted, costs: { search: 10 } };
  const result = await attribute([paths, [], []], channels, { people: 10, most: 50, kMin: 3, settings });
  const search = result.channels.find(({ channel }) => channel === 'search')!;
  expect(search.credit.linear.value).toBeCloseTo(15, 6);
  expect(search.credit.linear.returnOnCost).toBeCloseTo(0.5, 6);
  expect(result.channels.find(({ channel }) => channel === 'mail')!.credit.linear.returnOnCost).toBeNull();
});

test.each([
  [{ channel: 'conversions' }, 'no category'],
  [{ conversions: 'channel' }, 'no number'],
  [{ costs: { radio: 3 } }, 'no channel'],
])('settings %j are refused: %s', (settings, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{
      computation: 'attribution',
      mode: 'none',
      features: featuresOf(channels, 10),
      people: 100,
      settings,
    },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});

testWithData(
  'counted paths: first, last, linear and Markov credits of ChannelAttribution, to its printed digits',
  'attribution/path_data.csv.gz',
  async (file) => {
    const paths = marketingPaths(file);
    const names = [...new Set(paths.flatMap((each) => each.channels))].sort();
    const parties = [0, 1, 2, 3, 4].map((party) => paths.filter((_, index) => index % 5 === party));
    const result = await attribute(parties, names, { people: paths.length, most: 20_000 });
    expect(result.conversions).toBeCloseTo(19_785, 5);
    expect(result.value).toBeCloseTo(74_802.97158721, 4);
    for (const [channel, first, last, linear, markov] of [
      ['alpha', 6308, 8447, 7574.719, 5344.948],
      ['iota', 4606, 3355, 3857.096, 3884.615],
      ['eta', 3164, 4167, 3539.951, 3340.847],
      ['beta', 2831, 989, 2083.5, 2527.352],
      ['theta', 1606, 653, 1022.801, 1971.913],
      ['lambda', 902, 1207, 1035.258, 1282.847],
    ] as const) {
      expect(credit(result, channel, 'first')).toBeCloseTo(first, 5);
      expect(credit(result, channel, 'last')).toBeCloseTo(last, 5);
      expect(credit(result, channel, 'linear')).toBeCloseTo(linear, 3);
      expect(credit(result, channel, 'markov')).toBeCloseTo(markov, 3);
    }
  },
);
