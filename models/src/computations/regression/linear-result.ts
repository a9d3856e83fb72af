// Coefficients in the units of the dictionary.
import type { Transform } from '../../contracts/dictionary.js';
import { residualNoise, STANDS_CLEAR, totalNoise } from './fit-noise.js';
import type { GramSetup } from './gram.js';
import type { LeastSquares } from './least-squares.js';

export interface ReadableCoefficient {
  /** Such as `price`, `brand=tea` or `brand=tea*price`. */
  readonly term: string;
  /** What the label gains with one unit of the term, both as the dictionary encodes them (after a transform); null where left out. */
  readonly coefficient: number | null;
  /** For independent rows of one variance; null with a ridge or noise. */
  readonly standardError: number | null;
  /** Share of the effect that the ridge leaves, of noise too: below one half it says more than the rows do; null where left out. */
  readonly kept: number | null;
}

/** Whether the ridge, which noise needs, says more about a coefficient than the rows do: it is then far too near to 0. */
export function isOutweighed({ kept }: Pick<ReadableCoefficient, 'kept'>): boolean {
  return kept !== null && kept < 0.5;
}

export interface ReadableRegression {
  readonly label: string;
  /** Rows, or persons where they count as one each; with noise an estimate. */
  readonly rows: number;
  /** Groups whose means were taken off; null where none were. */
  readonly groups: number | null;
  /** Share of the label's variance that the terms explain (within groups where means were taken off); null where there is none, or noise covers it. */
  readonly rSquared: number | null;
  /** Standard deviation of residuals, in the encoded label's unit; null where noise covers it. */
  readonly residualDeviation: number | null;
  /** Whether the squared residuals, or what they are compared with, do not stand clear of the noise. */
  readonly isFitCovered: boolean;
  /** Null where means were taken off. */
  readonly intercept: number | null;
  readonly coefficients: readonly ReadableCoefficient[];
  /** Terms that are constant, or that terms before them make up already. */
  readonly leftOut: readonly string[];
  /** Bounds of residuals by the share of rows below them, in the encoded label's unit: what to add to a value; empty where none were asked, null where noise covers them. */
  readonly intervals: readonly { readonly share: number; readonly offset: number }[] | null;
  /** How the label is encoded: with `log` or `log1p` effects multiply. */
  readonly transform: Transform;
}

/** The fit back in the units of label and terms; null wherever noise covers a figure. */
export function readableRegression(
  setup: GramSetup & {
    readonly intervals: readonly number[];
    readonly transform: Transform;
    readonly noiseStdDev: number;
  },
  fit: LeastSquares & { readonly means: Float64Array; readonly count: number; readonly groups: number },
  offsets: Float64Array | null,
): ReadableRegression {
  const { terms, label, demeanBy, noiseStdDev } = setup;
  const { weights, standardErrors, kept, leftOut, intercept, residual, total, freedom } = fit;
  const shift = terms.reduce((sum, { centre, scale }, at) => sum + (weights[at]! * centre) / scale, 0);
  const isResidualCovered = residual < STANDS_CLEAR * residualNoise(fit, noiseStdDev);
  const isFitCovered = isResidualCovered || total < STANDS_CLEAR * totalNoise(fit, noiseStdDev);
  return {
    label: label.name,
    rows: fit.count,
    groups: demeanBy === null ? null : fit.groups,
    rSquared: total > 0 && !isFitCovered ? 1 - residual / total : null,
    residualDeviation: freedom > 0 && !isResidualCovered ? label.scale * Math.sqrt(residual / freedom) : null,
    isFitCovered,
    intercept: demeanBy === null ? label.centre + label.scale * (intercept - shift) : null,
    coefficients: terms.map(({ name, scale }, at) => ({
      term: name,
      coefficient: leftOut[at]! ? null : (label.scale * weights[at]!) / scale,
      standardError:
        standardErrors === null || leftOut[at]! ? null : (label.scale * standardErrors[at]!) / scale,
      kept: leftOut[at]! ? null : kept[at]!,
    })),
    leftOut: terms.filter((_, at) => leftOut[at]).map(({ name }) => name),
    intervals:
      offsets === null
        ? null
        : setup.intervals.map((share, at) => ({ share, offset: offsets[at]! * label.scale })),
    transform: setup.transform,
  };
}
