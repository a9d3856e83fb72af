// Can somebody tell from a released model who was trained on? The oldest attack: persons whom the model
// fits better than others are taken for members (Yeom et al. 2018, arXiv:1709.01604). A measurement, never a guarantee. Unit: one
// person. Assumes that both groups come from the same population; where they do not, the attack tells populations apart instead.
import type { People } from '../computations/computation.js';
import { columnValues } from '../computations/design.js';
import { meanOverRows } from '../computations/moments.js';
import type { ReleasedModel } from '../computations/released-model.js';
import { mean, sigmoid } from '../computations/vectors.js';
import { logOddsOf } from '../scoring/log-odds.js';

export interface MembershipMeasure {
  /** Chance that a random member is fitted better than a random other person; 0.5 is guessing. */
  readonly auc: number;
  /** Two-sided 95 % interval of `auc` (DeLong, DeLong, Clarke-Pearson 1988). */
  readonly low: number;
  readonly high: number;
  readonly members: number;
  readonly others: number;
}

const FEWEST = 30;
const NORMAL_QUANTILE_975 = 1.959963984540054;

/**
 * The loss-threshold attack on `model`: on persons who were trained on, against persons who were not. Unit: one person, with all
 * rows; in or out is add or remove one. Assumes that both groups are drawn independently from one population, whatever rounds sampled.
 * @param label name of the label column, which both groups need.
 * @throws RangeError for fewer than 30 persons in a group, or a column that is missing.
 */
export async function measureMembership(
  model: ReleasedModel,
  label: string,
  members: People,
  others: People,
): Promise<MembershipMeasure> {
  requireEnough(members, others);
  const lossesOfMembers = await losses(model, label, members);
  const lossesOfOthers = await losses(model, label, others);
  return aucOfLosses(lossesOfMembers, lossesOfOthers);
}

/** @throws RangeError for fewer than 30 persons in a group. */
export function requireEnough(members: People, others: People): void {
  for (const [name, { size }] of [
    ['trained on', members],
    ['held out', others],
  ] as const)
    if (size < FEWEST)
      throw new RangeError(`${size} persons ${name} are too few to measure; ${FEWEST} are needed`);
}

/**
 * The largest AUC that any attack can have on what is (epsilon, delta)-private: the area under the ROC curve of Kairouz, Oh,
 * Viswanath 2017 (arXiv:1311.0776), true positives at most e^epsilon times false ones plus delta, and the same the other way round.
 * It holds for telling one unit (a person) that was added from one that was removed, and assumes what the epsilon assumes: its
 * sampling, p and h.
 * @param epsilon at least 0. @param delta in [0, 1].
 */
export function mostMembershipAuc(epsilon: number, delta: number): number {
  // Corners of the curve: (0, delta), (corner, 1 - corner), (1 - delta, 1).
  const corner = (1 - delta) / (1 + Math.exp(epsilon));
  return (corner * (1 - corner + delta)) / 2 + ((1 - delta - corner) * (2 - corner)) / 2 + delta;
}

async function losses(model: ReleasedModel, label: string, people: People): Promise<Float64Array> {
  const labels = columnValues(people, label);
  const probability = (await logOddsOf(model, people)).map(sigmoid);
  return probability.map((p, person) => {
    const y = meanOverRows(people, person, (row) => labels[row]!);
    return -(
      y * Math.log(Math.max(p, Number.MIN_VALUE)) +
      (1 - y) * Math.log(Math.max(1 - p, Number.MIN_VALUE))
    );
  });
}

/** The same of scores that are higher for who looks trained on. */
export function aucOfScores(members: Float64Array, others: Float64Array): MembershipMeasure {
  return aucOfLosses(
    members.map((score) => -score),
    others.map((score) => -score),
  );
}

/** A member with the smaller loss counts one, with an equal loss one half. */
export function aucOfLosses(members: Float64Array, others: Float64Array): MembershipMeasure {
  // The share of the other group that stands on the right side of each person (DeLong's placements).
  const placedMembers = placements(members, others).map((below) => 1 - below);
  const placedOthers = placements(others, members);
  const auc = mean(placedMembers);
  const deviation = Math.sqrt(
    variance(placedMembers) / members.length + variance(placedOthers) / others.length,
  );
  return {
    auc,
    low: Math.max(0, auc - NORMAL_QUANTILE_975 * deviation),
    high: Math.min(1, auc + NORMAL_QUANTILE_975 * deviation),
    members: members.length,
    others: others.length,
  };
}

/** For each value the share of `against` below it, ties counting one half. */
function placements(values: Float64Array, against: Float64Array): Float64Array {
  const sorted = against.toSorted();
  return values.map(
    (value) =>
      (countBelow(sorted, (other) => other < value) + countBelow(sorted, (other) => other <= value)) /
      (2 * sorted.length),
  );
}

/** How many of the first values of an ascending array hold the test. */
function countBelow(sorted: Float64Array, isBelow: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  return values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1);
}
