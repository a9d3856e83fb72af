// How far off a regression is: residuals counted in fine bins, so that their quantiles are known without anybody's residual.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, finePrecision, sumRangeOver } from '../design.js';
import { STANDS_CLEAR } from './fit-noise.js';
import { forEachScaledRow, type GramSetup } from './gram.js';

/** Bins between -1 and 1 times `reach`; what lies beyond is counted in the outermost ones. */
export interface ResidualBins {
  readonly bins: number;
  /** In the scaled unit of y. */
  readonly reach: number;
}

/** Of a person's counts, in the Euclidean norm. */
export const COUNTS_CLIP = 1;

/** Residuals of rows rarely lie further from zero than this many of their standard deviations. */
export const REACH_DEVIATIONS = 8;

/** One block: persons (or rows) by bin of their residual. */
export function residualLayout({ rows }: GramSetup, { bins }: ResidualBins): VectorLayout {
  const sumRange = sumRangeOver(rows, 1);
  return {
    blocks: [{ name: 'residuals', length: bins, sumRange, precision: finePrecision(sumRange) }],
    clipNormL2: COUNTS_CLIP,
  };
}

/** @param fit on scaled terms and label. @returns a count a bin, in the weights of {@link forEachScaledRow}. */
export function contributeResiduals(
  setup: GramSetup,
  people: People,
  fit: { readonly weights: Float64Array; readonly intercept: number },
  { bins, reach }: ResidualBins,
): Float64Array {
  const counts = new Float64Array(bins);
  const { weights, intercept } = fit;
  forEachScaledRow(setup, people, (weight, z) => {
    let residual = z[z.length - 1]! - intercept;
    for (let column = 0; column < weights.length; column += 1) residual -= weights[column]! * z[column + 1]!;
    const bin = Math.floor(((residual / reach + 1) / 2) * bins);
    counts[Math.max(0, Math.min(bins - 1, bin))]! += weight;
  });
  return counts;
}

/**
 * Residual that a share of rows lies below, by share, in the scaled unit of y; linear within a bin. Null where the rows beyond the
 * outermost share do not stand clear of the noise in a sum of counts.
 * @param noiseStdDev of each count.
 */
export function readResidualQuantiles(
  sum: OpenedSum,
  shares: readonly number[],
  { bins, reach }: ResidualBins,
  noiseStdDev: number,
): Float64Array | null {
  // With noise a count may fall below zero: cut off there, what is left of the noise in empty bins would add up.
  const counts = blockOf(sum, 'residuals');
  const all = counts.reduce((total, count) => total + count, 0);
  const beyond = all * Math.min(...shares.map((share) => Math.min(share, 1 - share)));
  if (beyond < STANDS_CLEAR * noiseStdDev * Math.sqrt(bins)) return null;
  return Float64Array.from(shares, (share) => {
    let below = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const count = counts[bin]!;
      if (count > 0 && below + count >= share * all) {
        const place = bin + (share * all - below) / count;
        return reach * ((2 * place) / bins - 1);
      }
      below += count;
    }
    return 0;
  });
}
