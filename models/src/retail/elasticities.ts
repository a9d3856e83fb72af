// From the coefficients of a price study to an elasticity a product, each drawn towards what all have in common as far as its own data
// are thin (empirical Bayes; DerSimonian and Laird 1986).
import {
  isOutweighed,
  type ReadableCoefficient,
  type ReadableRegression,
} from '../computations/regression/linear-result.js';
import { NoElasticitiesError } from './no-elasticities.js';

export interface ProductElasticity {
  readonly product: string;
  /** As the product's own rows say. */
  readonly own: number;
  readonly standardError: number | null;
  /** Drawn towards the mean of all; `own` where errors are not known. */
  readonly elasticity: number;
  /** Whether the ridge says more than the rows do, so that no price follows. */
  readonly isOutweighed: boolean;
}

/**
 * @param product name of the feature that tells products apart.
 * @param price name of the feature whose slope is the elasticity: a logarithm, as is the label.
 * @throws NoElasticitiesError where prices do not work by product alone, or no product has a slope.
 */
export function productElasticities(
  { coefficients }: Pick<ReadableRegression, 'coefficients'>,
  product: string,
  price: string,
): ProductElasticity[] {
  const slopes = coefficients.filter(({ term }) => term.split('*').includes(price));
  const other = slopes.find(({ term }) => productOf(term, product, price) === undefined);
  if (other) throw new NoElasticitiesError({ code: 'slope-of-more', term: other.term, product, price });
  const known = slopes.filter(({ coefficient }) => coefficient !== null);
  if (known.length === 0) throw new NoElasticitiesError({ code: 'no-slopes', product, price });
  const shrunk = shrink(known);
  return known.map((slope, at) => ({
    product: productOf(slope.term, product, price)!,
    own: slope.coefficient!,
    standardError: slope.standardError,
    elasticity: shrunk[at]!,
    isOutweighed: isOutweighed(slope),
  }));
}

/** @throws NoElasticitiesError naming those of the wanted products whose slope says more about the ridge than about them. */
export function refuseOutweighed(
  elasticities: readonly ProductElasticity[],
  wanted: ReadonlySet<string> = new Set(elasticities.map(({ product }) => product)),
): void {
  const products = elasticities
    .filter(({ product, isOutweighed: isOut }) => isOut && wanted.has(product))
    .map(({ product }) => product);
  if (products.length > 0) throw new NoElasticitiesError({ code: 'outweighed', products });
}

/** `tea` of `brand=tea*price`; undefined where anything else is part of the term. */
function productOf(term: string, product: string, price: string): string | undefined {
  const factors = term.split('*').filter((factor) => factor !== price);
  const [only, ...more] = factors;
  const prefix = `${product}=`;
  return only?.startsWith(prefix) && more.length === 0 ? only.slice(prefix.length) : undefined;
}

function shrink(slopes: readonly ReadableCoefficient[]): number[] {
  const own = slopes.map(({ coefficient }) => coefficient!);
  const weights = slopes.map(({ standardError }) =>
    standardError === null || standardError <= 0 ? null : 1 / standardError ** 2,
  );
  if (own.length < 3 || weights.includes(null)) return own;
  const exact = weights as number[];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const mean = sum(own.map((value, at) => exact[at]! * value)) / sum(exact);
  const spread = sum(own.map((value, at) => exact[at]! * (value - mean) ** 2));
  const scale = sum(exact) - sum(exact.map((weight) => weight ** 2)) / sum(exact);
  const between = Math.max(0, (spread - (own.length - 1)) / scale);
  // What they have in common, with every product's own spread counted in.
  const common = exact.map((weight) => 1 / (1 / weight + between));
  const centre = sum(own.map((value, at) => common[at]! * value)) / sum(common);
  return own.map((value, at) => {
    const trust = between / (between + 1 / exact[at]!);
    return trust * value + (1 - trust) * centre;
  });
}
