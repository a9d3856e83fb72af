// A person's items: each counts once, however often it was bought.
import type { People } from '../computation.js';
import { columnValues } from '../design.js';

/**
 * Places of the items that each person's rows name, ascending; the place after the last, `other`, is none.
 * @param mostItems of more the last bought count.
 */
export function basketsOf(people: People, column: string, items: number, mostItems: number): Uint32Array[] {
  const codes = columnValues(people, column);
  return Array.from({ length: people.size }, (_, person) => {
    const found = new Set<number>();
    for (let row = people.rowStart[person + 1]! - 1; row >= people.rowStart[person]!; row -= 1) {
      const item = codes[row]!;
      if (item < items && found.size < mostItems) found.add(item);
    }
    return Uint32Array.from(found).sort();
  });
}
