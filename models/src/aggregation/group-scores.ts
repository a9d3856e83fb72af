// How far each group of a round stands from the others, for finding who poisons: plain float64 in fixed order and rounded to
// integers, so that every recipient signs the same.
import type { Encoding } from '../privacy/encoding.js';
import { coordinatewise, meanOf, medianOf, type GroupSum } from './combine.js';

/** Highest score of a group in a round, in hundredths: no single round decides alone. */
export const MOST_GROUP_SCORE = 1000;
/** Median absolute deviation to standard deviation, for a normal spread. */
const DEVIATION_OVER_MAD = 1.4826;

/**
 * Scores of a round's groups, in hundredths from 0 to {@link MOST_GROUP_SCORE}: the mean square of what separates a group's mean
 * from the coordinate-wise median of all, in units of the noise that the group is known to carry or of how the groups
 * ordinarily differ, whichever is wider; 0 where that is no more than ordinary, 100 at one standard deviation beyond.
 * @param encoding of the round, with noise.
 */
export function groupScores(
  groups: readonly GroupSum[],
  { blocks, nodeNoiseVariance: { numerator, denominator } }: Pick<Encoding, 'blocks' | 'nodeNoiseVariance'>,
): number[] {
  const means = groups.map(meanOf);
  const middle = coordinatewise(means, medianOf);
  const nodeVariance = Number(numerator) / Number(denominator);
  // What only fills up a flattened vector was dropped when the sums were turned back.
  const summed = blocks.filter(({ name }) => groups[0]!.sum.has(name));
  const varianceOf = Float64Array.from(
    summed.flatMap(({ length, grid }) => new Array<number>(length).fill(grid * grid * nodeVariance)),
  );
  // Noise alone makes these chi-squared over their number: 1 in the mean, with variance 2 / dimension.
  const apart = groups.map(({ nodes }, group) => {
    const squares = means[group]!.reduce(
      (total, value, at) => total + ((value - middle[at]!) ** 2 * nodes) / varianceOf[at]!,
      0,
    );
    return squares / varianceOf.length;
  });
  const ordinary = Math.max(1, middleOf(apart));
  const noiseSpread = Math.sqrt(2 / varianceOf.length);
  const beyond = apart.map((square) => (square / ordinary - 1) / noiseSpread);
  const usual = middleOf(beyond);
  const spread = Math.max(1, DEVIATION_OVER_MAD * middleOf(beyond.map((value) => Math.abs(value - usual))));
  return beyond.map((value) => Math.round(Math.min(MOST_GROUP_SCORE, Math.max(0, (100 * value) / spread))));
}

function middleOf(values: readonly number[]): number {
  return medianOf(Float64Array.from(values).sort());
}
