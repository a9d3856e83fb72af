// Which state a row shows: the place of a category, or where a number such as recency lies between bounds.
import { decodeNumber } from '../../contracts/dictionary.js';
import type { People } from '../computation.js';
import { columnValues } from '../design.js';
import type { StateRule } from '../released-model.js';

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
