/** One measured figure; ids stay the same over versions, so that runs can be compared. */
export interface BenchRow {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** Name of the secure sum, where a study ran over it. */
  readonly sum?: string;
}

/** The middle one; the upper of the two middle ones. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
