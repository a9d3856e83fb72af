import { BudgetBook, type CountedRelease, type PopulationLimits } from '@chorale/models/planning';
import {
  accountFor,
  agreementSchema,
  epsilonByRdp,
  type Agreement,
  type PrivacyEvent,
} from '@chorale/models';
import { agreementAndStudy } from '../../support/people.js';

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const saying = (part: string): unknown => expect.stringContaining(part);

const base = agreementAndStudy({
  computation: 'statistics',
  mode: 'pooled',
  features: [{ name: 'amount', type: 'number', lower: 0, upper: 1 }],
  people: 3370,
}).agreement;
const delta = 1e-5;

function agreed(purpose: string, privacy: object = {}, changes: object = {}): Agreement {
  return agreementSchema.parse({
    ...base,
    title: `on ${purpose}`,
    purpose,
    ...changes,
    privacy: { ...base.privacy, ...privacy },
  });
}

const noise = (noiseMultiplier: number): PrivacyEvent => ({
  type: 'sampled-gaussian',
  samplingRate: 1,
  noiseMultiplier,
  count: 1,
});
const release = (
  purpose: string,
  event: PrivacyEvent,
  changes: Partial<CountedRelease> = {},
): CountedRelease => ({
  study: `study of ${purpose}`,
  purpose,
  period: '',
  event,
  nodesPerPerson: 1,
  isSpent: true,
  ...changes,
});

function bookOf(
  signed: readonly Agreement[],
  releases: readonly CountedRelease[] = [],
  own: PopulationLimits = {},
  today = '2026-06-01',
): BudgetBook {
  return new BudgetBook({ signed, releases, own, today });
}

test('of different totals the strictest that was signed holds, whichever agreement a study runs under', () => {
  const letters = agreed('letters', { epsilon: 2, total: { epsilon: 3, delta } });
  const forecasts = agreed('forecasts', { total: { epsilon: 1.2, delta } });
  const event = noise(5);
  const spent = [release('letters', event)];
  expect(bookOf([letters], spent).refusalOf(letters, 'next', [noise(4.5)])).toBeUndefined();
  const both = bookOf([letters, forecasts], spent);
  expect(both.refusalOf(letters, 'next', [noise(4.5)])).toMatchObject({
    code: 'budget-exceeded',
    reason: like(/of epsilon 1.2 at delta 0.00001 is left over all purposes \(on forecasts\)/),
  });
  expect(both.refusalOf(forecasts, 'next', [noise(4.5)])).toMatchObject({ code: 'budget-exceeded' });
  expect(both.positions().map(({ scope, setBy, limit }) => [scope, setBy, limit])).toEqual([
    ['purpose', 'on letters', 2],
    ['purpose', 'on forecasts', 1],
    ['all-purposes', 'on letters', 3],
    ['all-purposes', 'on forecasts', 1.2],
  ]);
});

test('a position says what is spent, what is reserved on top, and what is left', () => {
  const letters = agreed('letters', { epsilon: 2 });
  const releases = [release('letters', noise(6)), release('letters', noise(7), { isSpent: false })];
  const [position] = bookOf([letters], releases).positions();
  const of = (events: readonly PrivacyEvent[]): number =>
    accountFor([{ study: 'study of letters', events }], { delta, nodesPerPerson: 1 }).epsilon;
  expect(position).toMatchObject({
    unit: 'person',
    adjacency: 'add-or-remove-one',
    samplingRates: [1],
    nodesPerPerson: 1,
    colluding: 1,
    accountant: 'pld',
  });
  expect(position!.spent).toBe(of([noise(6)]));
  expect(position!.spent + position!.reserved).toBeCloseTo(of([noise(6), noise(7)]), 12);
  expect(position!.left).toBeCloseTo(2 - of([noise(6), noise(7)]), 12);
});

test('limits of the node hold beside what was signed: for a purpose, over all, for a lifetime', () => {
  const letters = agreed('letters', { epsilon: 2 });
  const tight = { epsilon: 0.5, delta };
  for (const own of [{ purpose: tight }, { total: tight }, { lifetime: tight }]) {
    const refusal = bookOf([letters], [], own).refusalOf(letters, 'study', [noise(5)]);
    expect(refusal).toMatchObject({
      code: 'budget-exceeded',
      reason: saying('(node.yaml)'),
    });
    expect(bookOf([letters], [], own).refusalOf(letters, 'study', [noise(12)])).toBeUndefined();
  }
});

describe('a renewal', () => {
  const lifetime = { epsilon: 1.35, delta };
  const first = agreed('letters', { lifetime, total: { epsilon: 1, delta } });
  const renews = { from: '2026-07-01', replaces: 'a'.repeat(64) };
  const second = agreed('letters', { lifetime: { epsilon: 9, delta }, total: { epsilon: 5, delta }, renews });
  const spent = [release('letters', noise(4))];
  const code = (today: string, terms: Agreement, releases = spent, event = noise(5)) =>
    bookOf([first, second], releases, {}, today).refusalOf(terms, 'next', [event])?.code;

  test('opens on its day, closes the period before it, and refills purpose and total but no lifetime', () => {
    expect(code('2026-06-30', second)).toBe('budget-expired');
    expect(code('2026-06-30', first)).toBe('budget-exceeded');
    expect(code('2026-07-01', second)).toBeUndefined();
    expect(code('2026-07-01', first, [], noise(50))).toBe('budget-expired');
    const renewed = [...spent, release('letters', noise(5), { period: '2026-07-01' })];
    // 1 of the new period would fit, but the first agreement's lifetime holds for ever.
    expect(code('2026-07-01', second, renewed, noise(9))).toBe('budget-exceeded');
    const book = bookOf([first, second], renewed, {}, '2026-07-01');
    expect(book.positions().map(({ scope, limit, period }) => [scope, limit, period])).toEqual([
      ['purpose', 1, '2026-07-01'],
      ['all-purposes', 5, null],
      ['lifetime', 1.35, null],
      ['lifetime', 9, null],
    ]);
    const [purpose, , shorter] = book.positions();
    expect(purpose!.spent).toBeLessThan(1);
    expect(shorter!.spent).toBeGreaterThan(purpose!.spent);
  });

  test('the budget of one purpose renews alone', () => {
    const other = agreed('forecasts', { lifetime, total: { epsilon: 1, delta } });
    const book = bookOf([first, second, other], [release('forecasts', noise(4))], {}, '2026-08-01');
    expect(book.refusalOf(other, 'next', [noise(5)])).toMatchObject({ code: 'budget-exceeded' });
  });

  test('a release of an unknown period counts in every one', () => {
    const unknown = [release('letters', noise(4), { period: undefined })];
    expect(code('2026-07-01', second, unknown)).toBe('budget-exceeded');
  });
});

test('an expired budget refuses, on the day after its last', () => {
  const letters = agreed('letters', {}, { expires: '2026-05-31' });
  expect(bookOf([letters], [], {}, '2026-05-31').refusalOf(letters, 's', [noise(9)])).toBeUndefined();
  expect(bookOf([letters], [], {}, '2026-06-01').refusalOf(letters, 's', [noise(9)])).toEqual({
    code: 'budget-expired',
    reason: saying('expired on 2026-05-31'),
  });
});

test('a sum without noise is refused wherever any limit holds for the same persons', () => {
  const bare = agreed('tests', { mode: 'none', epsilon: null, delta: null });
  expect(bookOf([bare]).refusalOf(bare, 's', [undefined])).toBeUndefined();
  expect(bookOf([bare]).positions()).toEqual([]);
  const limited = agreed('letters', { lifetime: { epsilon: 8, delta } });
  for (const book of [
    bookOf([bare, limited]),
    bookOf([bare], [], { purpose: { epsilon: 1, delta } }),
    bookOf([bare], [], { total: { epsilon: 1, delta } }),
  ])
    expect(book.refusalOf(bare, 's', [undefined])).toMatchObject({
      code: 'budget-exceeded',
      reason: saying('without noise'),
    });
});

test('over several agreements it holds for the fewest colluding nodes, and counts the most that a person is in', () => {
  const letters = agreed('letters', { colluding: 2, total: { epsilon: 3, delta } });
  const forecasts = agreed('forecasts', { nodesPerPerson: 2 });
  const terms = bookOf([letters, forecasts])
    .positions()
    .map(({ scope, purpose, nodesPerPerson, colluding }) => [purpose ?? scope, nodesPerPerson, colluding]);
  expect(terms).toEqual([
    ['letters', 1, 2],
    ['forecasts', 2, 1],
    ['all-purposes', 2, 1],
  ]);
});

describe('a person in more nodes than was declared before', () => {
  const first = agreed('letters', { epsilon: 2 });
  const amended = agreed('letters', { epsilon: 2, nodesPerPerson: 2 });
  const spentUnder = (nodesPerPerson: number, signed = [first, amended]): number =>
    bookOf(signed, [release('letters', noise(6), { nodesPerPerson })]).positions()[0]!.spent;
  const costOf = (event: PrivacyEvent): number =>
    accountFor([{ study: 's', events: [event] }], { delta, nodesPerPerson: 1 }).epsilon;

  test('makes what was spent dearer, by so much narrower noise', () => {
    expect(spentUnder(1, [first])).toBeCloseTo(costOf(noise(6)), 12);
    expect(spentUnder(1)).toBeCloseTo(costOf(noise(3)), 12);
    expect(spentUnder(2)).toBeCloseTo(costOf(noise(6)), 12);
    // In whichever order the two were signed.
    expect(spentUnder(1, [amended, first])).toBeCloseTo(costOf(noise(3)), 12);
  });

  test('refuses what fitted before: the node does not go by what the amendment forgot', () => {
    const releases = [release('letters', noise(4.5))];
    const refusal = (signed: Agreement[], terms: Agreement) =>
      bookOf(signed, releases).refusalOf(terms, 'next', [noise(4.5)]);
    expect(refusal([first], first)).toBeUndefined();
    expect(refusal([first, amended], amended)).toMatchObject({ code: 'budget-exceeded' });
    // Nor under the older one, which still is about the same persons.
    expect(refusal([first, amended], first)).toMatchObject({ code: 'budget-exceeded' });
  });

  test('counts so in the wider totals, whichever purpose says so; fewer nodes make nothing cheaper', () => {
    const other = agreed('forecasts', { nodesPerPerson: 2, total: { epsilon: 3, delta } });
    const total = (releases: CountedRelease[]): number =>
      bookOf([first, other], releases)
        .positions()
        .find(({ scope }) => scope === 'all-purposes')!.spent;
    expect(total([release('letters', noise(6))])).toBeCloseTo(costOf(noise(3)), 12);
    expect(total([release('letters', noise(6), { nodesPerPerson: 3 })])).toBeCloseTo(costOf(noise(6)), 12);
  });

  test('counts sampled persons by Rényi divergences, and narrow discrete noise by whole steps', () => {
    const sampled: PrivacyEvent = {
      type: 'sampled-gaussian',
      samplingRate: 0.1,
      noiseMultiplier: 4,
      count: 1,
    };
    const spent = (event: PrivacyEvent) =>
      bookOf([first, amended], [release('letters', event)]).positions()[0]!;
    expect(spent(sampled)).toMatchObject({
      spent: epsilonByRdp([{ ...sampled, noiseMultiplier: 2 }], delta),
      accountant: 'rdp',
    });
    const discrete: PrivacyEvent = {
      ...{ type: 'discrete-gaussian', samplingRate: 1, noiseStdDevGrid: 20, sensitivityGrid: 3 },
      ...{ dimension: 1, count: 1 },
    };
    expect(spent(discrete).spent).toBeCloseTo(costOf({ ...discrete, sensitivityGrid: 6 }), 12);
  });
});

test.each(['purpose', 'total', 'lifetime'] as const)(
  "a node's own %s limit whose delta is a person or more is refused, with what to change",
  (scope) => {
    const letters = agreed('letters');
    const refusal = (tried: number) =>
      bookOf([letters], [], { [scope]: { epsilon: 1, delta: tried } }).refusalOf(letters, 's', [noise(9)]);
    expect(refusal(1 / 3370 - 1e-9)).toBeUndefined();
    expect(refusal(1 / 3370)).toEqual({
      code: 'budget-exceeded',
      reason: like(
        new RegExp(`budgetLimits.${scope}.delta in node.yaml .* 3370 that "on letters" .* below 1/people`),
      ),
    });
  },
);

test('where nothing fits any more it says so', () => {
  const letters = agreed('letters');
  const reason = bookOf([letters], [release('letters', noise(0.5))]).refusalOf(letters, 'next', [
    noise(5),
  ])?.reason;
  expect(reason).toMatch(
    /^0\.00 of epsilon 1 .* not enough for 1 round of this study; no study fits any more; command "budget" shows the terms$/,
  );
});

test.each<[object, RegExp]>([
  [{ total: { epsilon: 0.5, delta } }, /total.*at least epsilon 1/s],
  [{ total: { epsilon: 2, delta: 0.1 } }, /delta must be below/],
  [{ total: { epsilon: 2, delta }, lifetime: { epsilon: 1.5, delta } }, /lifetime.*at least epsilon 2/s],
  [{ renews: { from: '2026-07-01', replaces: 'a'.repeat(64) } }, /needs a lifetime total/],
  [{ lifetime: { epsilon: 2, delta }, renews: { from: '2027-07-01', replaces: 'here' } }, /64 hex digits/],
  [
    { lifetime: { epsilon: 2, delta }, renews: { from: '2100-01-01', replaces: 'a'.repeat(64) } },
    /after the agreement expires/,
  ],
  [
    { mode: 'none', epsilon: null, delta: null, lifetime: { epsilon: 2, delta } },
    /mode none keeps no budget/,
  ],
])('an agreement with %j is refused', (privacy, message) => {
  expect(() => agreed('letters', privacy)).toThrow(message);
});

test('an agreement without the wider totals means what it meant: nothing is added to its text', () => {
  expect(Object.keys(agreed('letters').privacy).sort()).toEqual(
    ['colluding', 'delta', 'epsilon', 'mode', 'nodesPerPerson', 'unit'].sort(),
  );
});
