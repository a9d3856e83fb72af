// Where a pack and the ledger part.

export interface PackProblem {
  /** Path inside the pack, as a JSON pointer (RFC 6901). */
  readonly path: string;
  readonly said: unknown;
  /** What follows from the ledger. */
  readonly follows: unknown;
}

/** Sums of logarithms may differ in their last bits from one machine to another; counts, positions and times may not. */
const TOLERANCE = 1e-9;

export function isSameNumber(said: number, follows: number): boolean {
  if (Number.isInteger(said) && Number.isInteger(follows)) return said === follows;
  return Math.abs(said - follows) <= TOLERANCE * Math.max(1, Math.abs(follows));
}
