// Who sits on the committee, and how many of them open a sum.

/** Up to this many nodes, every node sits on the committee. */
export const MOST_NODES_AS_COMMITTEE = 16;

/** t of m: with it, up to 2t-m-1 corrupt members cannot open a second set beside the honest ones. */
export function committeeThreshold(members: number): number {
  if (!Number.isInteger(members) || members < 3)
    throw new RangeError('a committee has three members or more');
  return Math.floor((2 * members) / 3) + 1;
}
