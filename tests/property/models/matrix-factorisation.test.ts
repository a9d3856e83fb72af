import { testEntropy } from '@chorale/crypto/testing';
import { planStudy, recommend, scorePeople, type People, type RecommenderModel } from '@chorale/models';
import fc from 'fast-check';
import {
  gramOf,
  mostSquaredNorm,
  personFactors,
} from '../../../models/src/computations/recommendation/person-factors.ts';
import { peopleOfBaskets } from '../../support/baskets.ts';
import { agreementAndStudy } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const items = Array.from({ length: 12 }, (_, item) => `item-${item}`);
const features = [{ name: 'item', type: 'category', categories: items }];
const settings = { rank: 3, lambda: 2, rounds: 4 };

async function factorise(parties: readonly People[], people: number): Promise<RecommenderModel> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'matrix-factorisation', mode: 'none', features, people, settings },
  });
  const { model } = await simulateStudy(agreement, study, parties, testEntropy('factors'));
  return model as RecommenderModel;
}

const basket = fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 6 });

test('whatever the split, the factors of items are those of all baskets together', async () => {
  const shopper = fc.record({ basket, party: fc.integer({ min: 0, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(shopper, { minLength: 8, maxLength: 40 }), async (shoppers) => {
      const partOf = (party: number): People =>
        peopleOfBaskets(shoppers.filter((each) => each.party === party).map((each) => each.basket));
      const split = await factorise([0, 1, 2, 3].map(partOf), shoppers.length);
      const nobody = peopleOfBaskets([]);
      const all = peopleOfBaskets(shoppers.map((each) => each.basket));
      const together = await factorise([all, nobody, nobody, nobody], shoppers.length);
      split.values.forEach((value, at) => expect(Math.abs(value - together.values[at]!)).toBeLessThan(1e-6));
      expect(split.buyers.map(Math.round)).toEqual(together.buyers.map(Math.round));
    }),
    { numRuns: 20 },
  );
});

test("a person's factors are never longer than what bounds the sums", () => {
  fc.assert(
    fc.property(
      basket,
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 36, maxLength: 36 }),
      fc.double({ min: 0.1, max: 100, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      (bought, values, alpha, lambda) => {
        const factors = { rank: 3, values: Float64Array.from(values), alpha, lambda };
        const x = personFactors(factors, gramOf(factors), Uint32Array.from(bought));
        const norm2 = x.reduce((sum, value) => sum + value ** 2, 0);
        expect(norm2).toBeLessThanOrEqual(mostSquaredNorm(factors, bought.length) * (1 + 1e-9));
      },
    ),
  );
});

describe('two tastes that anybody can see', () => {
  // The first six items go together, and the last six; nobody has all of their taste.
  const drawn = testEntropy('tastes');
  const baskets = Array.from({ length: 240 }, (_, person) => {
    const first = person % 2 === 0 ? 0 : 6;
    const without = drawn.uint32() % 6;
    return [0, 1, 2, 3, 4, 5].filter((item) => item !== without).map((item) => first + item);
  });
  const parties = [0, 1, 2, 3].map((party) =>
    peopleOfBaskets(baskets.filter((_, person) => Math.floor(person / 2) % 4 === party)),
  );

  test('everybody is offered what their taste still misses', async () => {
    const model = await factorise(parties, baskets.length);
    const offers = recommend(
      model,
      baskets.map((each) => Uint32Array.from(each)),
      1,
    );
    offers.forEach(([offer], person) => {
      expect(Math.floor(offer! / 6)).toBe(person % 2);
      expect(baskets[person]).not.toContain(offer);
    });
  });

  test('what is out of stock is offered to nobody, and who bought nothing is offered what most bought', async () => {
    const model = await factorise(parties, baskets.length);
    const without = new Set([0, 1, 2, 3]);
    const named = new Set([...without].map((item) => items[item]!));
    const [offers, again] = [false, true].map(
      (repeats) => recommend(model, [Uint32Array.of(4, 5)], 12, { repeats, without: named })[0]!,
    );
    expect(offers!.filter((item) => without.has(item) || item === 4 || item === 5)).toEqual([]);
    expect(again).toContain(4);
    const popular = [...items.keys()].sort((a, b) => model.buyers[b]! - model.buyers[a]! || a - b);
    expect(recommend(model, [new Uint32Array(0)], 12)[0]).toEqual(popular);
  });

  test('a scored list names ten offers a person', async () => {
    const model = await factorise(parties, baskets.length);
    const { outputs, rankedBy } = await scorePeople(model, parties[0]!);
    expect(rankedBy).toBeUndefined();
    expect([...outputs.keys()]).toEqual(Array.from({ length: 10 }, (_, place) => `offer_${place + 1}`));
    expect(items).toContain(outputs.get('offer_1')![0]);
    // Seven items are left for who bought five of twelve.
    expect(outputs.get('offer_8')![0]).toBe('');
  });
});

test.each([
  [{ item: 'nothing' }, 'no category'],
  [{ rank: 500 }, '128'],
])('settings %j are refused: %s', (wrong, message) => {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'matrix-factorisation', mode: 'none', features, people: 100, settings: wrong },
  });
  expect(() => planStudy(agreement, study, { nodes: 4 })).toThrow(message);
});
