/** What a study may cost in privacy, or has cost so far. */
export function costOf({ epsilon, delta }: { epsilon: number | null; delta: number | null }): string {
  if (epsilon === null || delta === null) return 'without noise';
  return `epsilon ${Number(epsilon.toPrecision(4))} at delta ${delta}`;
}
