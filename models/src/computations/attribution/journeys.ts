// A person's touches in the order of time, cut into journeys: each ends where somebody converted or gave up, the last one at
// the person's last touch.
import type { People } from '../computation.js';
import { columnValues } from '../design.js';

/** Columns of the study: one row a touch. */
export interface TouchColumns {
  /** Codes of channels. */
  readonly channel: string;
  /** Conversions at this touch; rows of counted paths have many. */
  readonly conversions: string;
  /** Value of these conversions together; null: not given. */
  readonly value: string | null;
  /** How often the path ended here without a conversion; null: only where the person's touches end. */
  readonly nulls: string | null;
}

export interface Journey {
  /** Places of channels, at least one, the earliest first. */
  readonly touches: readonly number[];
  readonly conversions: number;
  readonly value: number;
  readonly nulls: number;
}

/** @param mostTouches of a longer journey the last ones are kept. */
export function journeysOf(
  people: People,
  columns: TouchColumns,
  person: number,
  mostTouches: number,
): Journey[] {
  const channel = columnValues(people, columns.channel);
  const conversions = columnValues(people, columns.conversions);
  const value = columns.value === null ? undefined : columnValues(people, columns.value);
  const nulls = columns.nulls === null ? undefined : columnValues(people, columns.nulls);
  const journeys: Journey[] = [];
  let touches: number[] = [];
  const end = people.rowStart[person + 1]!;
  for (let row = people.rowStart[person]!; row < end; row += 1) {
    touches.push(channel[row]!);
    const converted = conversions[row]!;
    const gaveUp = nulls?.[row] ?? 0;
    const isLast = row === end - 1;
    if (converted <= 0 && gaveUp <= 0 && !isLast) continue;
    journeys.push({
      touches: touches.slice(-mostTouches),
      conversions: converted,
      value: converted > 0 ? (value?.[row] ?? 0) : 0,
      nulls: gaveUp > 0 || converted > 0 ? gaveUp : 1,
    });
    touches = [];
  }
  return journeys;
}
