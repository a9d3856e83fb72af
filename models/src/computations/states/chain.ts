// What a chain of states says: how long until customers are lost from each, and how likely they leave or return within some periods.
import { eliminate } from '../linear-system.js';

/** Chances to go from state to state within one period. */
export interface Chain {
  readonly states: number;
  /** By rows: from the first state to each, ...; of a state that nobody was seen to leave, all 0. */
  readonly chances: Float64Array;
}

/** @param counts transitions by rows; negative ones are noise. @param least persons that a row needs to be known. */
export function chainOf(states: number, counts: Float64Array, least: number): Chain {
  const chances = new Float64Array(counts.length);
  for (let from = 0; from < states; from += 1) {
    const row = counts.slice(from * states, (from + 1) * states).map((count) => Math.max(0, count));
    const total = row.reduce((sum, count) => sum + count, 0);
    if (total > least)
      chances.set(
        row.map((count) => count / total),
        from * states,
      );
  }
  return { states, chances };
}

function rowOf({ states, chances }: Chain, from: number): Float64Array {
  return chances.subarray(from * states, (from + 1) * states);
}

/** Whether anybody was seen to leave this state for another or to stay in it. */
export function isKnown(chain: Chain, from: number): boolean {
  return rowOf(chain, from).some((chance) => chance > 0);
}

/** States that can be reached from `from`, itself too, without going on from `end`. */
function reachedFrom(chain: Chain, from: number, end: number): Set<number> {
  const reached = new Set([from]);
  for (const state of reached)
    if (state !== end)
      rowOf(chain, state).forEach((chance, to) => {
        if (chance > 0) reached.add(to);
      });
  return reached;
}

/** Expected periods until `end`, by state; null where a state may never get there. */
export function periodsUntil(chain: Chain, end: number): (number | null)[] {
  const { states } = chain;
  const reaches = Array.from({ length: states }, (_, from) => reachedFrom(chain, from, end));
  const isSure = reaches.map((reached) => [...reached].every((state) => reaches[state]!.has(end)));
  const open = [...Array(states).keys()].filter((state) => state !== end && isSure[state]);
  // t = 1 + Q t over the states that surely get there.
  const rows = open.map((from) =>
    Float64Array.from([...open.map((to) => (from === to ? 1 : 0) - rowOf(chain, from)[to]!), 1]),
  );
  const times = eliminate(rows);
  return Array.from({ length: states }, (_, state) => {
    if (state === end) return 0;
    return isSure[state] ? times[open.indexOf(state)]! : null;
  });
}

/**
 * Chance to be seen in `end` within so many periods, by state; 1 for itself. A state that nobody was seen to leave is taken to stay: what leads
 * through it is at least so likely.
 */
export function chanceWithin(chain: Chain, end: number, periods: number): Float64Array {
  const { states } = chain;
  let chance = Float64Array.from({ length: states }, (_, state) => (state === end ? 1 : 0));
  for (let period = 0; period < periods; period += 1) {
    const before = chance;
    chance = before.map((own, from) => {
      if (from === end) return 1;
      if (!isKnown(chain, from)) return own;
      return rowOf(chain, from).reduce((total, each, to) => total + each * before[to]!, 0);
    });
  }
  return chance;
}
