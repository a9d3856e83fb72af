// Prices by elasticities: the optimum, each rule that may hold it, and no price by who buys.
import {
  optimisePrices,
  productElasticities,
  refuseOutweighed,
  type PricedProduct,
  type PriceRules,
} from '@chorale/models';
import fc from 'fast-check';

const free: PriceRules = { leastMargin: 0, mostChange: 1, overCompetitor: null, step: null };
const tea: PricedProduct = { product: 'tea', price: 10, cost: 6, units: 100 };
const one = (product: Partial<PricedProduct>, rules: Partial<PriceRules> = {}, elasticity = -3) =>
  optimisePrices([{ ...tea, ...product }], new Map([['tea', elasticity]]), { ...free, ...rules })[0]!;

test('the optimum is cost e / (e + 1), and earns more than any other price', () => {
  const best = one({});
  expect(best).toMatchObject({ price: 9, reason: 'optimum', profitNow: 400, unitsNow: 100, store: null });
  expect(best.units).toBeCloseTo(100 * 0.9 ** -3, 9);
  fc.assert(
    fc.property(
      fc.double({ min: 6, max: 20, noNaN: true }),
      fc.double({ min: -8, max: -1.1, noNaN: true }),
      (price, elasticity) => {
        const found = one({}, {}, elasticity);
        const profit = (price - 6) * 100 * (price / 10) ** elasticity;
        expect(found.profit).toBeGreaterThanOrEqual(
          profit * (1 - 1e-12) - (found.reason === 'change' ? Infinity : 0),
        );
      },
    ),
  );
});

test.each([
  [{}, { mostChange: 0.05 }, -3, 9.5, 'change'],
  [{}, { leastMargin: 0.4 }, -3, 10, 'margin'],
  [{ competitor: 8 }, { overCompetitor: 0.05 }, -3, 8.4, 'competitor'],
  [{ stock: 100 }, {}, -3, 10, 'stock'],
  [{}, { step: 0.7 }, -3, 9.1, 'step'],
  [{}, { step: 0.5 }, -3, 9, 'optimum'],
  // Demand that hardly turns away has no peak: only the rules hold it.
  [{}, { mostChange: 0.2 }, -0.8, 12, 'change'],
  [{}, {}, 0.4, 10, 'demand does not fall with price'],
  [{ competitor: 5 }, { overCompetitor: 0, mostChange: 0.1 }, -3, 10, 'no price meets the rules'],
  [{ price: 9.99 }, { step: 5, mostChange: 0.0001 }, -3, 9.99, 'no price meets the rules'],
] as const)('%j under %j with elasticity %d costs %d: %s', (product, rules, elasticity, price, reason) => {
  const best = one(product, rules, elasticity);
  expect(best.reason).toBe(reason);
  expect(best.price).toBeCloseTo(price, 9);
});

test('whatever the rules, the price keeps them or stays', () => {
  const money = fc.double({ min: 0.5, max: 50, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ price: money, cost: money, units: money, stock: money, competitor: money }),
      fc.record({
        leastMargin: fc.double({ min: 0, max: 0.9, noNaN: true }),
        mostChange: fc.double({ min: 0.01, max: 1, noNaN: true }),
        overCompetitor: fc.double({ min: -0.5, max: 1, noNaN: true }),
        step: fc.constantFrom(null, 0.05, 1),
      }),
      fc.double({ min: -6, max: -0.1, noNaN: true }),
      (product, rules, elasticity) => {
        const [advice] = optimisePrices(
          [{ product: 'tea', ...product }],
          new Map([['tea', elasticity]]),
          rules,
        );
        if (advice!.reason === 'no price meets the rules') {
          expect(advice!.price).toBe(product.price);
          return;
        }
        const near = 1e-6;
        expect(advice!.price * (1 - rules.leastMargin)).toBeGreaterThanOrEqual(product.cost - near);
        expect(Math.abs(advice!.price / product.price - 1)).toBeLessThanOrEqual(rules.mostChange + near);
        expect(advice!.price).toBeLessThanOrEqual(product.competitor * (1 + rules.overCompetitor) + near);
        expect(advice!.units).toBeLessThanOrEqual(product.stock + near);
        if (rules.step !== null)
          expect(Math.abs(advice!.price / rules.step - Math.round(advice!.price / rules.step))).toBeLessThan(
            near,
          );
      },
    ),
    { numRuns: 500 },
  );
});

test('a product has one price in a store, whoever buys it', () => {
  const elasticities = new Map([['tea', -3]]);
  expect(
    optimisePrices(
      [
        { ...tea, store: 'A' },
        { ...tea, store: 'B' },
      ],
      elasticities,
      free,
    ),
  ).toHaveLength(2);
  expect(() => optimisePrices([tea, { ...tea, price: 12 }], elasticities, free)).toThrow(
    /"tea" stands there twice: .* whoever buys it/,
  );
  expect(() => optimisePrices([{ ...tea, product: 'cup' }], elasticities, free)).toThrow(
    /"cup" has no elasticity; there are those of tea/,
  );
  expect(() => optimisePrices([{ ...tea, price: 0 }], elasticities, free)).toThrow(/price cannot be 0/);
  expect(() => optimisePrices([tea], elasticities, { ...free, mostChange: 0 })).toThrow(/most change/);
});

describe('elasticities of a study', () => {
  const slope = (
    term: string,
    coefficient: number | null,
    standardError: number | null = null,
    kept: number | null = coefficient === null ? null : 1,
  ) => ({ term, coefficient, standardError, kept });

  test('are its slopes of product and price', () => {
    const found = productElasticities(
      {
        coefficients: [
          slope('brand=a', 3),
          slope('brand=a*price', -2),
          slope('price*brand=b', -3),
          slope('brand=other*price', null),
          slope('deal', 1),
        ],
      },
      'brand',
      'price',
    );
    expect(found).toEqual([
      { product: 'a', own: -2, standardError: null, elasticity: -2, isOutweighed: false },
      { product: 'b', own: -3, standardError: null, elasticity: -3, isOutweighed: false },
    ]);
  });

  test.each(['segment=young*price', 'brand=a*segment=young*price', 'price'])(
    'a slope of %s would set prices by who buys',
    (term) => {
      expect(() =>
        productElasticities(
          { coefficients: [slope('brand=a*price', -2), slope(term, -3)] },
          'brand',
          'price',
        ),
      ).toThrow(/not one of a product alone: prices are set a product, never by who buys/);
    },
  );

  test('are drawn together as far as their own data are thin', () => {
    const shrunk = productElasticities(
      {
        coefficients: [
          slope('p=a*price', -2, 0.1),
          slope('p=b*price', -3, 0.1),
          slope('p=c*price', -4, 0.1),
          slope('p=d*price', 1, 3),
        ],
      },
      'p',
      'price',
    ).map(({ elasticity }) => elasticity);
    expect(shrunk[0]!).toBeGreaterThan(-2.1);
    expect(shrunk[0]!).toBeLessThan(-2);
    expect(shrunk[1]!).toBeCloseTo(-3, 2);
    expect(shrunk[3]!).toBeLessThan(-2);
    // Alike but for chance: all are one.
    const alike = productElasticities(
      { coefficients: [slope('p=a*price', -2, 1), slope('p=b*price', -2.2, 1), slope('p=c*price', -1.8, 1)] },
      'p',
      'price',
    ).map(({ elasticity }) => elasticity);
    expect(alike).toEqual([expect.closeTo(-2, 9), expect.closeTo(-2, 9), expect.closeTo(-2, 9)]);
  });

  test('a slope that the ridge outweighs makes no price, and those beside it do', () => {
    const found = productElasticities(
      { coefficients: [slope('p=a*price', -0.2, null, 0.3), slope('p=b*price', -2, null, 0.9)] },
      'p',
      'price',
    );
    expect(found.map(({ isOutweighed }) => isOutweighed)).toEqual([true, false]);
    expect(() => refuseOutweighed(found, new Set(['b']))).not.toThrow();
    expect(() => refuseOutweighed(found, new Set(['a', 'b']))).toThrow(
      /more than half of the elasticity of a: .* more epsilon, fewer products .* more rows/,
    );
  });

  test('a study without slopes has none', () => {
    expect(() => productElasticities({ coefficients: [slope('deal', 1)] }, 'brand', 'price')).toThrow(
      /no slope of "brand\*price"/,
    );
  });
});
