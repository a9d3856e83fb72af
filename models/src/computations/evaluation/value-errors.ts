// Predictions of a number against what came, by sums of errors.

/** What is added up a row, in shares of the label's bounds: each lies in [-1, 1]. */
export const VALUE_SUMS = ['rows', 'label', 'value', 'error', 'square', 'labelSquare', 'labelSize'] as const;
/** Without noise only: what rows of a small label say of relative errors would drown in it. */
export const RELATIVE_SUMS = ['relative', 'relativeRows'] as const;
/** A row is off by this many times its label at most, for the mean of relative errors. */
const MOST_RELATIVE = 1000;

export interface ValueScale {
  /** Bounds of the label in its own unit. */
  readonly lower: number;
  readonly upper: number;
}

/** Adds one row to sums in the order of {@link VALUE_SUMS}, then {@link RELATIVE_SUMS} where there is room for them. */
export function addErrors(
  sums: Float64Array,
  { lower, upper }: ValueScale,
  given: number,
  predicted: number,
  weight: number,
): void {
  const most = largest({ lower, upper });
  // What lies beyond the dictionary's bounds counts as the bound.
  const inside = (x: number): number => (x > upper ? upper : x < lower ? lower : x);
  const [label, value] = [inside(given), inside(predicted)];
  const error = Math.abs(value - label) / (upper - lower);
  const scaled = label / most;
  const row = [1, scaled, value / most, error, error * error, scaled * scaled, Math.abs(scaled)];
  if (sums.length > row.length) {
    const relative = label === 0 ? 0 : Math.abs(value - label) / Math.abs(label);
    row.push(Math.min(relative, MOST_RELATIVE) / MOST_RELATIVE, label === 0 ? 0 : 1);
  }
  row.forEach((term, at) => (sums[at]! += weight * term));
}

function largest({ lower, upper }: ValueScale): number {
  return Math.max(Math.abs(lower), Math.abs(upper));
}

export interface ValueMeasures {
  readonly rows: number;
  readonly meanLabel: number | null;
  readonly meanValue: number | null;
  readonly meanAbsoluteError: number | null;
  readonly rootMeanSquaredError: number | null;
  /** Sum of absolute errors over the sum of absolute labels. */
  readonly wape: number | null;
  /** Mean of relative errors over rows whose label is not 0; null with noise. */
  readonly mape: number | null;
  /** Sum of values over sum of labels, less one. */
  readonly bias: number | null;
  /** Share of the label's variance that the values explain. */
  readonly rSquared: number | null;
}

/** From summed errors of one part, in the unit of the label; null where what it divides by is 0. */
export function valueMeasures(sums: Float64Array, scale: ValueScale): ValueMeasures {
  const [rows, label, value, error, square, labelSquare, labelSize, relative = 0, relativeRows = 0] = [
    ...sums,
  ];
  const width = scale.upper - scale.lower;
  const most = largest(scale);
  const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null);
  const meanSquare = ratio(width ** 2 * Math.max(0, square!), rows!);
  const variance = most ** 2 * (labelSquare! - label! ** 2 / Math.max(rows!, 1e-300));
  return {
    rows: rows!,
    meanLabel: ratio(most * label!, rows!),
    meanValue: ratio(most * value!, rows!),
    meanAbsoluteError: ratio(width * error!, rows!),
    rootMeanSquaredError: meanSquare === null ? null : Math.sqrt(meanSquare),
    wape: ratio(width * error!, most * labelSize!),
    mape: ratio(MOST_RELATIVE * relative, relativeRows),
    bias: label! === 0 ? null : value! / label! - 1,
    rSquared: variance > 0 ? 1 - (width ** 2 * square!) / variance : null,
  };
}
