// A person's rows as decisions: what was known of them, what was done, what came of it, and how likely it was to be done.
import type { People } from '../computation.js';
import { columnValues, scaleByBounds } from '../design.js';
import type { BanditSetup } from './bandit-setup.js';

export interface Decision {
  /** (1, columns on [-1, 1]); a missing number is 0, the middle of its bounds. Reused from row to row. */
  readonly input: Float64Array;
  /** Place of the action; -1 for one that the dictionary does not name. */
  readonly action: number;
  /** On [0, 1]; NaN where it is missing. */
  readonly reward: number;
  /** NaN where it is missing; 1 where nothing is evaluated. */
  readonly propensity: number;
}

/** Calls `visit` for each row, with the number of rows that its person has. */
export function forEachDecision(
  setup: BanditSetup,
  people: People,
  visit: (person: number, rows: number, decision: Decision) => void,
): void {
  const { design, actionColumns, reward } = setup;
  const columns = design.names.map((name) => columnValues(people, name));
  const actions = actionColumns.map((name) => columnValues(people, name));
  const rewards = columnValues(people, reward.name);
  const propensities = setup.propensity === null ? undefined : columnValues(people, setup.propensity);
  const input = new Float64Array(1 + columns.length);
  input[0] = 1;
  for (let person = 0; person < people.size; person += 1) {
    const [first, end] = [people.rowStart[person]!, people.rowStart[person + 1]!];
    for (let row = first; row < end; row += 1) {
      columns.forEach((values, column) => {
        const value = values[row]!;
        input[1 + column] = Number.isNaN(value) ? 0 : scaleByBounds(design, column, value);
      });
      visit(person, end - first, {
        input,
        action: actions.findIndex((values) => values[row] === 1),
        reward: Math.min(1, Math.max(0, (rewards[row]! - reward.lower) / (reward.upper - reward.lower))),
        propensity: propensities ? propensities[row]! : 1,
      });
    }
  }
}
