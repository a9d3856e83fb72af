// Which state a row shows: the place of a category, or where a number such as recency lies between bounds.
import { decodeNumber, type Transform } from '../../contracts/dictionary.js';
import type { People } from '../computation.js';
import { columnValues } from '../design.js';

/** How rows become states; public. */
export interface StateRule {
  readonly column: string;
  readonly names: readonly string[];
  /** Of a number, ascending, in its own unit: up to the first one it is the first state; null: the column holds places. */
  readonly bounds: Float64Array | null;
  readonly transform: Transform;
}

/** By row: the place of its state, -1 where it is missing or unknown. */
export function statesOf({ column, names, bounds, transform }: StateRule, people: People): Int32Array {
  return Int32Array.from(columnValues(people, column), (value) => {
    if (Number.isNaN(value)) return -1;
    if (bounds === null) return value < names.length ? value : -1;
    const plain = decodeNumber({ transform }, value);
    const place = bounds.findIndex((bound) => plain <= bound + ROUNDING * Math.abs(bound));
    return place < 0 ? names.length - 1 : place;
  });
}

/** A transform and its inverse may miss a bound by the last digits. */
const ROUNDING = 1e-12;
