// What a regression adds up: features, and products of features. A category stands for one 0/1 column a category, which nobody stores:
// a row is in one of them.
import type { Column } from '../../contracts/dictionary.js';
import type { People } from '../computation.js';
import { columnValues } from '../design.js';

/** One factor of a column: a number or binary as it is, or whether a category has a certain place. */
interface Factor {
  readonly column: string;
  /** Place of the category; -1: the column's value itself. */
  readonly place: number;
}

/** One column of the regression's design matrix, as plain state. */
export interface TermColumn {
  /** Such as `price`, `brand=tea` or `brand=tea*price`. */
  readonly name: string;
  readonly factors: readonly Factor[];
  /** v = (x - centre) / scale lies in [-1, 1]. */
  readonly centre: number;
  readonly scale: number;
}

const MOST_COLUMNS = 1000;

/**
 * @param terms each a feature, or several joined by `*`; a product brings no feature beside it.
 * @param columns of the study, categories as codes.
 * @throws RangeError for a feature that the study does not have, or more than 1,000 columns.
 */
export function termColumns(terms: readonly string[], columns: readonly Column[]): TermColumn[] {
  const found = terms.flatMap((term) => productOf(term, columns));
  if (found.length > MOST_COLUMNS)
    throw new RangeError(`terms: ${found.length} columns are too many, ${MOST_COLUMNS} are the most`);
  const names = new Set<string>();
  for (const { name } of found) {
    if (names.has(name)) throw new RangeError(`terms: "${name}" stands there twice`);
    names.add(name);
  }
  return found;
}

/** A column under construction, with the bounds of its values. */
interface Product {
  readonly names: readonly string[];
  readonly factors: readonly Factor[];
  readonly lower: number;
  readonly upper: number;
}

function productOf(term: string, columns: readonly Column[]): TermColumn[] {
  let products: Product[] = [{ names: [], factors: [], lower: 1, upper: 1 }];
  for (const name of term.split('*').map((part) => part.trim())) {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column)
      throw new RangeError(
        `terms: "${name}" of "${term}" is none of the study's features: ${columns.map((each) => each.name).join(', ')}`,
      );
    products = products.flatMap((product) => factorsOf(column).map((factor) => times(product, factor)));
  }
  return products.map(({ names, factors, lower, upper }) => {
    const isOneNumber = factors.length === 1 && factors[0]!.place < 0;
    // A product stays 0 where its category is another one; only a number by itself is moved to the middle of its bounds.
    const centre = isOneNumber ? (lower + upper) / 2 : 0;
    const scale = isOneNumber ? (upper - lower) / 2 : Math.max(Math.abs(lower), Math.abs(upper));
    return { name: names.join('*'), factors, centre, scale: scale > 0 ? scale : 1 };
  });
}

function factorsOf({ name, categories, lower, upper }: Column): Product[] {
  if (!categories) return [{ names: [name], factors: [{ column: name, place: -1 }], lower, upper }];
  return [...categories, 'other'].map((category, place) => ({
    ...{ names: [`${name}=${category}`], factors: [{ column: name, place }] },
    ...{ lower: 0, upper: 1 },
  }));
}

function times(one: Product, other: Product): Product {
  const bounds = [one.lower, one.upper].flatMap((a) => [other.lower, other.upper].map((b) => a * b));
  return {
    names: [...one.names, ...other.names],
    factors: [...one.factors, ...other.factors],
    lower: Math.min(...bounds),
    upper: Math.max(...bounds),
  };
}

/** Into [-1, 1], whatever a row holds. */
export function within(v: number): number {
  if (v > 1) return 1;
  return v < -1 ? -1 : v;
}

/**
 * Fills `row` with the scaled values of one row of the design matrix.
 * @throws RangeError naming a column that the persons do not have.
 */
export function termReader(
  terms: readonly TermColumn[],
  people: People,
): (row: number, into: Float64Array) => void {
  const read = terms.map(({ factors, centre, scale }) => ({
    factors: factors.map(({ column, place }) => ({ values: columnValues(people, column), place })),
    centre,
    scale,
  }));
  return (row, into) => {
    for (let at = 0; at < read.length; at += 1) {
      const { factors, centre, scale } = read[at]!;
      let x = 1;
      for (const { values, place } of factors) {
        const value = values[row]!;
        if (place < 0) x *= value;
        else if (value !== place) {
          x = 0;
          break;
        }
      }
      into[at] = within((x - centre) / scale);
    }
  };
}
