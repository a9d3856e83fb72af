// Which price earns most under a demand of constant elasticity, within the rules of a shop: q(p) = units (p / price)^elasticity. One price
// a product and store: nothing here knows a customer, and what would tell customers apart is refused.

/** A product as it is sold today; money in one currency, units in one period. */
export interface PricedProduct {
  readonly product: string;
  /** Where prices differ from store to store; undefined: one price everywhere. */
  readonly store?: string;
  readonly price: number;
  /** Of one unit. */
  readonly cost: number;
  /** Sold at today's price. */
  readonly units: number;
  /** Most that can be sold. */
  readonly stock?: number;
  /** What the nearest competitor asks. */
  readonly competitor?: number;
}

export interface PriceRules {
  /** Least (price - cost) / price, in [0, 1). */
  readonly leastMargin: number;
  /** Most a price may move, as a share of today's, in (0, 1]. */
  readonly mostChange: number;
  /** Most a price may lie above the competitor's, as a share of it; null: competitors do not matter. */
  readonly overCompetitor: number | null;
  /** Prices are multiples of it, such as 0.05; null: any price. */
  readonly step: number | null;
}

/** What holds the price where it is: the optimum itself, or a rule. */
export type PriceReason =
  | 'optimum'
  | 'margin'
  | 'change'
  | 'competitor'
  | 'stock'
  | 'step'
  | 'demand does not fall with price'
  | 'no price meets the rules';

export interface PriceAdvice {
  readonly product: string;
  readonly store: string | null;
  readonly elasticity: number;
  readonly priceNow: number;
  readonly price: number;
  readonly unitsNow: number;
  readonly units: number;
  readonly profitNow: number;
  readonly profit: number;
  readonly reason: PriceReason;
}

/**
 * The best price of each product; today's is kept, and said so, where no price meets the rules, or demand does not fall with price:
 * such an elasticity is an artefact of the data.
 * @param elasticities by product: change of units in percent for one percent of price.
 * @throws RangeError naming a product that has no elasticity, one that stands there twice, or a number that cannot be.
 */
export function optimisePrices(
  products: readonly PricedProduct[],
  elasticities: ReadonlyMap<string, number>,
  rules: PriceRules,
): PriceAdvice[] {
  refuseRules(rules);
  const seen = new Set<string>();
  return products.map((product) => {
    const name = nameOf(product);
    if (seen.has(name))
      throw new RangeError(`${name} stands there twice: a product has one price in a store, whoever buys it`);
    seen.add(name);
    const elasticity = elasticities.get(product.product);
    if (elasticity === undefined)
      throw new RangeError(
        `${name} has no elasticity; there are those of ${[...elasticities.keys()].join(', ') || 'no product'}`,
      );
    refuseProduct(product);
    return advise(product, elasticity, rules);
  });
}

function nameOf({ product, store }: PricedProduct): string {
  return store === undefined ? `product "${product}"` : `product "${product}" in store "${store}"`;
}

function refuseProduct(product: PricedProduct): void {
  const { price, cost, units, stock = 0, competitor = 1 } = product;
  const wrong = (
    [
      ['price', price, price > 0],
      ['cost', cost, cost >= 0],
      ['units', units, units >= 0],
      ['stock', stock, stock >= 0],
      ['competitor', competitor, competitor > 0],
    ] as const
  ).find(([, value, isRight]) => !Number.isFinite(value) || !isRight);
  if (wrong) throw new RangeError(`${nameOf(product)}: ${wrong[0]} cannot be ${wrong[1]}`);
}

function refuseRules({ leastMargin, mostChange, overCompetitor, step }: PriceRules): void {
  if (!(leastMargin >= 0 && leastMargin < 1))
    throw new RangeError('the least margin is a share from 0 to below 1');
  if (!(mostChange > 0 && mostChange <= 1))
    throw new RangeError('the most change is a share above 0, at most 1');
  if (overCompetitor !== null && !(overCompetitor > -1))
    throw new RangeError('what a price may lie above the competitor is a share above -1');
  if (step !== null && !(step > 0)) throw new RangeError('the step of prices is above 0');
}

/** A price and what holds it. */
interface Bound {
  readonly price: number;
  readonly reason: PriceReason;
}

function advise(product: PricedProduct, elasticity: number, rules: PriceRules): PriceAdvice {
  const { price: now, cost, units } = product;
  const unitsAt = (price: number): number => unitsSold(product, elasticity, price);
  const profitAt = (price: number): number => (price - cost) * unitsAt(price);
  const best: Bound | undefined =
    elasticity < 0
      ? bestPrice(product, elasticity, rules, profitAt)
      : { price: now, reason: 'demand does not fall with price' };
  const price = best?.price ?? now;
  return {
    product: product.product,
    store: product.store ?? null,
    elasticity,
    priceNow: now,
    price,
    unitsNow: Math.min(units, product.stock ?? Infinity),
    units: unitsAt(price),
    profitNow: profitAt(now),
    profit: profitAt(price),
    reason: best?.reason ?? 'no price meets the rules',
  };
}

function unitsSold(
  { price: now, units, stock = Infinity }: PricedProduct,
  elasticity: number,
  price: number,
): number {
  return Math.min(stock, units * (price / now) ** elasticity);
}

function bestPrice(
  product: PricedProduct,
  elasticity: number,
  rules: PriceRules,
  profitAt: (price: number) => number,
): Bound | undefined {
  const low = lowest(product, rules);
  const high = highest(product, rules);
  if (low.price > high.price) return undefined;
  const free = freePrice(product, elasticity);
  const inside = free.price < low.price ? low : free.price > high.price ? high : free;
  return rules.step === null ? inside : toStep(inside, low, high, rules.step, profitAt);
}

/** Where the profit peaks: c e / (e + 1); demand that does not turn away has no peak. Below the price that just sells the stock nothing is gained. */
function freePrice({ price: now, cost, units, stock }: PricedProduct, elasticity: number): Bound {
  const peak = elasticity < -1 ? (cost * elasticity) / (elasticity + 1) : Infinity;
  const clears =
    stock === undefined || stock >= units * (peak / now) ** elasticity
      ? 0
      : now * (stock / units) ** (1 / elasticity);
  return clears > peak ? { price: clears, reason: 'stock' } : { price: peak, reason: 'optimum' };
}

function lowest({ price, cost }: PricedProduct, { leastMargin, mostChange }: PriceRules): Bound {
  const margin = cost / (1 - leastMargin);
  const change = price * (1 - mostChange);
  return margin > change ? { price: margin, reason: 'margin' } : { price: change, reason: 'change' };
}

function highest({ price, competitor }: PricedProduct, { overCompetitor, mostChange }: PriceRules): Bound {
  const change = price * (1 + mostChange);
  const theirs =
    competitor === undefined || overCompetitor === null ? Infinity : competitor * (1 + overCompetitor);
  return theirs < change ? { price: theirs, reason: 'competitor' } : { price: change, reason: 'change' };
}

/** Of the two steps beside a price, those within the rules, the better one. */
function toStep(
  { price, reason }: Bound,
  low: Bound,
  high: Bound,
  step: number,
  profitAt: (price: number) => number,
): Bound | undefined {
  const near = 1e-9 * step;
  const candidates = [Math.floor(price / step + near), Math.ceil(price / step - near)]
    .map((steps) => Number((steps * step).toPrecision(12)))
    .filter((each) => each >= low.price - near && each <= high.price + near && each > 0);
  const [first, second] = candidates;
  if (first === undefined) return undefined;
  const best = second !== undefined && profitAt(second) > profitAt(first) ? second : first;
  return { price: best, reason: Math.abs(best - price) <= near ? reason : 'step' };
}
