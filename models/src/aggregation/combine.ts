// From the opened sums of a round's groups to the one sum that `update` takes: robust rules over group means, in plain
// float64 and fixed order, so that every recipient gets the same bits. A group that holds a bad node is a bad group.
import type { OpenedSum } from '../computations/computation.js';
import { mean } from '../computations/vectors.js';
import type { Aggregation, GroupedAggregation } from '../contracts/aggregation.js';
import { fewestGroups } from '../contracts/aggregation.js';

/** What a round opened of one group, in real units. */
export interface GroupSum {
  /** Contributions in it. */
  readonly nodes: number;
  readonly sum: OpenedSum;
}

/**
 * The rule's estimate of the sum over all contributions: its value on the group means, times their number.
 * @param groups opened groups, in the order of the descriptor; one group of everybody for rule `sum`.
 * @throws RangeError with fewer groups than the rule needs.
 */
export function combine(groups: readonly GroupSum[], aggregation: Aggregation): OpenedSum {
  const [first] = groups;
  if (first === undefined) throw new RangeError('no group was opened');
  if (aggregation.rule === 'sum') {
    if (groups.length !== 1) throw new RangeError(`the plain sum has one group, got ${groups.length}`);
    return first.sum;
  }
  const fewest = fewestGroups(aggregation);
  if (groups.length < fewest)
    throw new RangeError(`rule "${aggregation.rule}" takes ${fewest} groups, ${groups.length} were opened`);
  const nodes = groups.reduce((total, group) => total + group.nodes, 0);
  const centre = robustMean(groups.map(meanOf), aggregation);
  return blocksLike(
    first.sum,
    centre.map((value) => value * nodes),
  );
}

function robustMean(means: readonly Float64Array[], aggregation: GroupedAggregation): Float64Array {
  switch (aggregation.rule) {
    case 'median':
      return coordinatewise(means, medianOf);
    case 'trimmed-mean': {
      const { trim } = aggregation;
      return coordinatewise(means, (sorted) => mean(sorted.subarray(trim, sorted.length - trim)));
    }
    case 'krum':
      return krum(means, aggregation.trim);
  }
}

/** Yin et al. 2018 (arXiv:1803.01498), Def. 1 and 2: one rule for each coordinate on its own. */
export function coordinatewise(
  vectors: readonly Float64Array[],
  rule: (sorted: Float64Array) => number,
): Float64Array {
  const column = new Float64Array(vectors.length);
  return vectors[0]!.map((_, at) => {
    vectors.forEach((vector, index) => (column[index] = vector[at]!));
    return rule(column.sort());
  });
}

/**
 * Multi-Krum (Blanchard et al. 2017, section 4): each vector is scored by its squared distances to its n - f - 2 nearest;
 * the n - 2f - 2 of the lowest score are averaged. Equal scores: the earlier group.
 */
function krum(vectors: readonly Float64Array[], bad: number): Float64Array {
  const neighbours = vectors.length - bad - 2;
  const chosen = vectors
    .map((vector, index) => {
      const distances = Float64Array.from(
        vectors.filter((_, other) => other !== index),
        (other) => squaredDistance(vector, other),
      ).sort();
      const score = distances.subarray(0, neighbours).reduce((total, distance) => total + distance, 0);
      return { vector, score, index };
    })
    .sort((a, b) => a.score - b.score || a.index - b.index)
    .slice(0, vectors.length - 2 * bad - 2)
    .map(({ vector }) => vector);
  return coordinatewise(chosen, mean);
}

/** The middle value, or the mean of the two. @param sorted ascending, at least one. */
export function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, at) => total + (value - b[at]!) ** 2, 0);
}

/** All blocks in one vector, over the number of contributions. */
export function meanOf({ nodes, sum }: GroupSum): Float64Array {
  const blocks = [...sum.values()];
  const mean = new Float64Array(blocks.reduce((total, block) => total + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    mean.set(block, at);
    at += block.length;
  }
  return mean.map((value) => value / nodes);
}

function blocksLike(shape: OpenedSum, vector: Float64Array): OpenedSum {
  let at = 0;
  return new Map(
    [...shape].map(([name, { length }]) => {
      const block = vector.slice(at, at + length);
      at += length;
      return [name, block];
    }),
  );
}
