// How far off a regression is: residuals counted in fine bins, so that their quantiles are known without anybody's residual.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, finePrecision, sumRangeOver } from '../design.js';
import { forEachScaledRow, type GramSetup } from './gram.js';

/** Bins between -1 and 1 times `reach`; what lies beyond is counted in the outermost ones. */
export interface ResidualBins {
  readonly bins: number;
  /** In the scaled unit of y. */
  readonly reach: number;
}

/** Residuals of rows rarely lie further from zero than this many of their standard deviations. */
export const REACH_DEVIATIONS = 8;

export function residualLayout({ rows }: GramSetup, { bins }: ResidualBins): VectorLayout {
  const sumRange = sumRangeOver(rows, 1);
  return {
    blocks: [{ name: 'residuals', length: bins, sumRange, precision: finePrecision(sumRange) }],
    clipNormL2: 1,
  };
}

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

/** Residual that a share of rows lies below, by share, in the scaled unit of y; linear within a bin. */
export function readResidualQuantiles(
  sum: OpenedSum,
  shares: readonly number[],
  { bins, reach }: ResidualBins,
): Float64Array {
  // With noise a count may fall below zero.
  const counts = blockOf(sum, 'residuals').map((count) => Math.max(0, count));
  const all = counts.reduce((total, count) => total + count, 0);
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
