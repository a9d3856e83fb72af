// Persons who do not exist, as unlike each other as a dictionary allows, so that each leaves a mark of its own in a sum.
import type { People } from '../computations/computation.js';
import type { Column } from '../contracts/dictionary.js';

/**
 * Canaries with one row each: every feature, and the label, stands at one of two extremes by an entry of a Walsh-Hadamard matrix,
 * whose rows are orthogonal. With fewer features than canaries some are alike.
 * @param columns of the study, as the dictionary encodes them.
 * @param label the label's column, where the study has one.
 */
export function canaryPeople(columns: readonly Column[], label: Column | undefined, count: number): People {
  const values = new Map<string, Float64Array>();
  let feature = 0;
  for (let at = 0; at < columns.length;) {
    const column = columns[at]!;
    feature += 1;
    if (column.type !== 'category' || column.categories) {
      values.set(column.name, signs(feature, count, column.lower, column.upper));
      at += 1;
      continue;
    }
    // The columns of one feature stand together, two at least; a person is in the first category or in the second.
    const prefix = column.name.slice(0, column.name.indexOf('=') + 1);
    values.set(columns[at]!.name, signs(feature, count, 0, 1));
    values.set(columns[at + 1]!.name, signs(feature, count, 1, 0));
    for (at += 2; columns[at]?.name.startsWith(prefix) && columns[at]!.type === 'category'; at += 1)
      values.set(columns[at]!.name, new Float64Array(count));
  }
  if (label !== undefined) values.set(label.name, signs(feature + 1, count, label.lower, label.upper));
  const rowStart = Uint32Array.from({ length: count + 1 }, (_, index) => index);
  return { size: count, rowStart, columns: values };
}

/** Column `feature` of the matrix in natural order, rows 1 to `count`: the parity of the bits that both numbers have. */
function signs(feature: number, count: number, even: number, odd: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    let common = (index + 1) & feature;
    let parity = 0;
    for (; common > 0; common &= common - 1) parity ^= 1;
    return parity === 0 ? even : odd;
  });
}
