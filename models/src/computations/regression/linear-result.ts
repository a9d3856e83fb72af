// Coefficients in the units of the dictionary.
import type { Transform } from '../../contracts/dictionary.js';
import type { GramSetup } from './gram.js';
import type { LeastSquares } from './least-squares.js';

export interface ReadableCoefficient {
  /** Such as `price`, `brand=tea` or `brand=tea*price`. */
  readonly term: string;
  /** What the label gains with one unit of the term, both as the dictionary encodes them (after a transform); null where left out. */
  readonly coefficient: number | null;
  /** For independent rows of one variance; null with a ridge or noise. */
  readonly standardError: number | null;
}

export interface ReadableRegression {
  readonly label: string;
  /** Rows, or persons where they count as one each; with noise an estimate. */
  readonly rows: number;
  /** Groups whose means were taken off; null where none were. */
  readonly groups: number | null;
  /** Share of the label's variance that the terms explain (within groups where means were taken off); null where there is none. */
  readonly rSquared: number | null;
  /** Standard deviation of residuals, in the encoded label's unit. */
  readonly residualDeviation: number | null;
  /** Null where means were taken off. */
  readonly intercept: number | null;
  readonly coefficients: readonly ReadableCoefficient[];
  /** Terms that are constant, or that terms before them make up already. */
  readonly leftOut: readonly string[];
  /** Bounds of residuals by the share of rows below them, in the encoded label's unit: what to add to a value; empty where none were asked. */
  readonly intervals: readonly { readonly share: number; readonly offset: number }[];
  /** How the label is encoded: with `log` or `log1p` effects multiply. */
  readonly transform: Transform;
}

export function readableRegression(
  setup: GramSetup & { readonly intervals: readonly number[]; readonly transform: Transform },
  fit: LeastSquares & { readonly count: number; readonly groups: number },
  offsets: Float64Array,
): ReadableRegression {
  const { terms, label, demeanBy } = setup;
  const { weights, standardErrors, leftOut, intercept, residual, total, freedom } = fit;
  const shift = terms.reduce((sum, { centre, scale }, at) => sum + (weights[at]! * centre) / scale, 0);
  return {
    label: label.name,
    rows: fit.count,
    groups: demeanBy === null ? null : fit.groups,
    rSquared: total > 0 ? 1 - residual / total : null,
    residualDeviation: freedom > 0 ? label.scale * Math.sqrt(residual / freedom) : null,
    intercept: demeanBy === null ? label.centre + label.scale * (intercept - shift) : null,
    coefficients: terms.map(({ name, scale }, at) => ({
      term: name,
      coefficient: leftOut[at]! ? null : (label.scale * weights[at]!) / scale,
      standardError:
        standardErrors === null || leftOut[at]! ? null : (label.scale * standardErrors[at]!) / scale,
    })),
    leftOut: terms.filter((_, at) => leftOut[at]).map(({ name }) => name),
    intervals: setup.intervals.map((share, at) => ({ share, offset: offsets[at]! * label.scale })),
    transform: setup.transform,
  };
}
