import { testEntropy } from '@chorale/crypto/testing';
import { planStudy, recommend, scorePeople, type NeighboursModel, type People } from '@chorale/models';
import fc from 'fast-check';
import { ndcgAt10, onlineRetailBaskets, peopleOfBaskets } from '../../support/baskets.ts';
import { agreementAndStudy, type TermsInBrief } from '../../support/people.ts';
import { testWithData } from '../../support/reference-data.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const items = Array.from({ length: 8 }, (_, item) => `item-${item}`);
const features = [{ name: 'item', type: 'category', categories: items }];

async function run(terms: Partial<TermsInBrief>, parties: readonly People[]): Promise<NeighboursModel> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'item-neighbours', mode: 'none', features, people: 100 },
    ...terms,
  });
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('neighbours'));
  return model as NeighboursModel;
}

/** How near two items are: of who bought both, one over how many items they bought each, over the root of the buyers' product. */
function likenessOf(baskets: readonly (readonly number[])[], one: number, other: number): number {
  const both = baskets.filter((basket) => basket.includes(one) && basket.includes(other));
  const buyers = (item: number): number => baskets.filter((basket) => basket.includes(item)).length;
  return both.reduce((sum, basket) => sum + 1 / basket.length, 0) / Math.sqrt(buyers(one) * buyers(other));
}

function nearOf(model: NeighboursModel, item: number): Map<number, number> {
  const [from, to] = [item * model.neighbours, (item + 1) * model.neighbours];
  return new Map(
    [...model.nearest.subarray(from, to)].flatMap((near, at) =>
      near < 0 ? [] : [[near, model.likeness[from + at]!] as const],
    ),
  );
}

const basket = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 6 });

test('whatever the split into parties, items are as near as over all baskets together', async () => {
  const shopper = fc.record({ basket, party: fc.integer({ min: 0, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(shopper, { minLength: 4, maxLength: 40 }), async (shoppers) => {
      const all = shoppers.map((each) => each.basket);
      const model = await run(
        {},
        [0, 1, 2, 3].map((party) =>
          peopleOfBaskets(shoppers.filter((each) => each.party === party).map((each) => each.basket)),
        ),
      );
      for (let item = 0; item < 8; item += 1) {
        const near = nearOf(model, item);
        for (let other = 0; other < 8; other += 1) {
          if (other === item) continue;
          const expected = likenessOf(all, item, other) || 0;
          expect(Math.abs((near.get(other) ?? 0) - expected)).toBeLessThan(1e-6);
        }
        const likeness = [...near.values()];
        expect(likeness).toEqual([...likeness].sort((one, other) => other - one));
      }
    }),
    { numRuns: 30 },
  );
});

describe('two tastes that anybody can see', () => {
  // The first four items go together, and the last four; nobody has all of their taste.
  const drawn = testEntropy('tastes');
  const baskets = Array.from({ length: 400 }, (_, person) => {
    const first = person % 2 === 0 ? 0 : 4;
    const without = drawn.uint32() % 4;
    return [0, 1, 2, 3].filter((item) => item !== without).map((item) => first + item);
  });
  const parties = [0, 1, 2, 3].map((party) =>
    peopleOfBaskets(baskets.filter((_, person) => Math.floor(person / 2) % 4 === party)),
  );

  test('everybody is offered what their taste still misses; then, for want of more that goes with it, what most bought', async () => {
    const model = await run({ people: 400 }, parties);
    const offers = recommend(
      model,
      baskets.map((each) => Uint32Array.from(each)),
      3,
    );
    const popular = [...items.keys()].sort(
      (one, other) => model.buyers[other]! - model.buyers[one]! || one - other,
    );
    offers.forEach(([first, ...others], person) => {
      expect(Math.floor(first! / 4)).toBe(person % 2);
      expect(baskets[person]).not.toContain(first);
      expect(others).toEqual(popular.filter((item) => Math.floor(item / 4) !== person % 2).slice(0, 2));
    });
    expect(recommend(model, [new Uint32Array(0)], 8)[0]).toEqual(popular);
  });

  test('what is out of stock is offered to nobody', async () => {
    const model = await run({ people: 400 }, parties);
    const without = new Set(['item-3', 'item-7']);
    const { outputs } = await scorePeople(model, parties[0]!, { offers: { repeats: true, without } });
    const offered = [...outputs.values()].flatMap((column) => [...column]);
    expect(offered.filter((item) => without.has(String(item)))).toEqual([]);
    expect(offered).toContain('item-0');
  });

  test('only the items that most bought are paired; the others are offered for how many bought them', async () => {
    const few = [...baskets.map((each) => [...each]), [0, 7]];
    for (const each of few) while (each.includes(6)) each.splice(each.indexOf(6), 1);
    const model = await run({ people: 400, settings: { catalogue: 4 } }, [
      peopleOfBaskets(few),
      ...[0, 1, 2].map(() => peopleOfBaskets([])),
    ]);
    const byBuyers = [...items.keys()].sort(
      (one, other) => model.buyers[other]! - model.buyers[one]! || one - other,
    );
    for (const item of byBuyers.slice(4)) expect(nearOf(model, item).size).toBe(0);
    expect(recommend(model, [Uint32Array.of(byBuyers[0]!)], 8)[0]).toHaveLength(7);
  });

  test('with noise tastes of many are still told apart', async () => {
    const many = Array.from({ length: 50 }, () => baskets).flat();
    const noised = [0, 1, 2, 3].map((party) =>
      peopleOfBaskets(many.filter((_, person) => Math.floor(person / 2) % 4 === party)),
    );
    const terms = { people: 20_000, mode: 'pooled' as const, epsilon: 1, delta: 1e-6 };
    const model = await run({ ...terms, settings: { mostItems: 4 } }, noised);
    for (let item = 0; item < 8; item += 1)
      expect(
        [...nearOf(model, item).keys()].every((near) => Math.floor(near / 4) === Math.floor(item / 4)),
      ).toBe(true);
    expect(nearOf(model, 0).size).toBe(3);
  });
});

test.each([
  [{ settings: { item: 'nothing' } }, 'settings.item names "nothing", which is no category'],
  [{ settings: { catalogue: 7000 } }, '6000'],
  [{ features: [{ ...features[0], categories: ['one'] }] }, 'one item alone, which goes with nothing'],
])('%j is refused: %s', (terms, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'item-neighbours', mode: 'none', features, people: 100 },
    ...terms,
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});

testWithData(
  'Online Retail: new items of November and December, NDCG@10 at least .091, in two rounds',
  'online-retail/online_retail.csv.gz',
  async (file) => {
    const { items: categories, before, after } = onlineRetailBaskets(file);
    const parties = [0, 1, 2, 3, 4].map((party) =>
      peopleOfBaskets(before.filter((_, person) => person % 5 === party)),
    );
    const terms = { features: [{ name: 'item', type: 'category', categories }], people: before.length };
    const model = await run(terms, parties);
    const offers = recommend(
      model,
      before.map((each) => Uint32Array.from(each).sort()),
      10,
    );
    expect(ndcgAt10(offers, after)).toBeGreaterThanOrEqual(0.091);
  },
);
