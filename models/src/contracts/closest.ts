/** Number of single-letter edits and swaps that turn one word into the other. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) cost = Math.min(cost, beforePrevious[column - 2]! + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length]!;
}

/** A name without case, blanks and punctuation: "Customer ID" and "customer_id" read the same. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The candidate that a person most likely meant, or undefined when none comes near. */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = plainName(name);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const plain = plainName(candidate);
    const contained =
      wanted.length > 2 && plain.length > 2 && (plain.includes(wanted) || wanted.includes(plain));
    const distance = contained ? Math.min(2, editDistance(wanted, plain)) : editDistance(wanted, plain);
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  const farthest = Math.max(1, Math.floor(wanted.length / 3));
  return best && best.distance <= Math.max(farthest, 2) && best.distance < wanted.length
    ? best.candidate
    : undefined;
}

/** `Did you mean "x"?` with a leading blank, or nothing when no candidate comes near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const closest = closestName(name, candidates);
  return closest === undefined ? '' : ` Did you mean "${closest}"?`;
}
