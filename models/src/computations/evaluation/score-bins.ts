// Scores of a yes or no counted in fine bins of their log-odds: all that the usual measures need, and nobody's score.
import { sigmoid } from '../vectors.js';

/** Log-odds beyond count in the outermost bin: one in nine million. */
const MOST_LOG_ODDS = 16;

/** Of a probability in [0, 1]. */
export function scoreBin(probability: number, bins: number): number {
  const logOdds = Math.log(probability / (1 - probability));
  const bin = Math.floor(((logOdds / MOST_LOG_ODDS + 1) / 2) * bins);
  return bin >= bins ? bins - 1 : bin < 0 ? 0 : bin;
}

/** The probability in the middle of a bin. */
function probabilityOf(bin: number, bins: number): number {
  return sigmoid(MOST_LOG_ODDS * ((2 * bin + 1) / bins - 1));
}

/** Rows of either answer by bin, lowest scores first. */
export interface ScoreCounts {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * The counts between the bins where scores lie, none elsewhere: far out on the log-odds even a little noise would weigh as much as everybody.
 * It is the stretch whose rows exceed a deviation of the noise in each bin by most.
 * @param noise standard deviation of a count's noise; 0 without, and then all counts stay.
 */
export function countsClearOf(noise: number, { positives, negatives }: ScoreCounts): ScoreCounts {
  if (noise === 0) return { positives, negatives };
  const ofBin = noise * Math.SQRT2;
  let [from, excess, most, first, end] = [0, 0, 0, 0, 0];
  for (let bin = 0; bin < positives.length; bin += 1) {
    excess += positives[bin]! + negatives[bin]! - ofBin;
    if (excess <= 0) [from, excess] = [bin + 1, 0];
    if (excess > most) [most, first, end] = [excess, from, bin + 1];
  }
  const within = (counts: Float64Array): Float64Array =>
    counts.map((count, bin) => (bin >= first && bin < end ? count : 0));
  return { positives: within(positives), negatives: within(negatives) };
}

export interface Calibration {
  /** 1 holds the tenth of rows that score highest. */
  readonly decile: number;
  readonly rows: number;
  /** Mean probability that the model gave. */
  readonly predicted: number;
  /** Share that said yes. */
  readonly observed: number;
  /** `observed` over the share of all rows that said yes. */
  readonly lift: number;
}

export interface ClassifierMeasures {
  /** With noise estimates, as all counts. */
  readonly rows: number;
  readonly positives: number;
  /** Null where one of the answers is missing. */
  readonly auc: number | null;
  /** Standard error of the AUC (Hanley and McNeil 1982); null where it has none. */
  readonly aucStandardError: number | null;
  readonly logLoss: number | null;
  /** Mean squared distance of probability and answer. */
  readonly brier: number | null;
}

/** From counts by bin of the score, ascending from 0 to 1; null where a count that it divides by is 0. */
export function classifierMeasures({ positives, negatives }: ScoreCounts): ClassifierMeasures {
  const bins = positives.length;
  let [yes, no, ordered, loss, square] = [0, 0, 0, 0, 0];
  for (let bin = 0; bin < bins; bin += 1) {
    const [plus, minus] = [Math.max(0, positives[bin]!), Math.max(0, negatives[bin]!)];
    const probability = probabilityOf(bin, bins);
    // Rows of one bin are ties: half of their pairs count.
    ordered += plus * (no + minus / 2);
    yes += plus;
    no += minus;
    loss -= plus * Math.log(probability) + minus * Math.log(1 - probability);
    square += plus * (1 - probability) ** 2 + minus * probability ** 2;
  }
  const rows = yes + no;
  const auc = yes > 0 && no > 0 ? ordered / (yes * no) : null;
  return {
    rows,
    positives: yes,
    auc,
    aucStandardError: auc === null ? null : standardErrorOfAuc(auc, yes, no),
    logLoss: rows > 0 ? loss / rows : null,
    brier: rows > 0 ? square / rows : null,
  };
}

function standardErrorOfAuc(auc: number, yes: number, no: number): number {
  const twoPositives = auc / (2 - auc);
  const twoNegatives = (2 * auc ** 2) / (1 + auc);
  const spread =
    auc * (1 - auc) +
    Math.max(0, yes - 1) * (twoPositives - auc ** 2) +
    Math.max(0, no - 1) * (twoNegatives - auc ** 2);
  return Math.sqrt(Math.max(0, spread) / (yes * no));
}

const DECILES = 10;

/** Tenths of rows by score, the highest first; a bin on the border is shared out. */
export function calibrationOf({ positives, negatives }: ScoreCounts): Calibration[] {
  const bins = positives.length;
  const counts = positives.map((count, bin) => Math.max(0, count) + Math.max(0, negatives[bin]!));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const yes = positives.reduce((sum, count) => sum + Math.max(0, count), 0);
  if (rows <= 0) return [];
  const deciles = Array.from({ length: DECILES }, () => ({ rows: 0, predicted: 0, observed: 0 }));
  let above = 0;
  for (let bin = bins - 1; bin >= 0; bin -= 1) {
    const rate = counts[bin]! > 0 ? Math.max(0, positives[bin]!) / counts[bin]! : 0;
    for (let left = counts[bin]!; left > 0;) {
      const decile = Math.min(DECILES - 1, Math.floor((above * DECILES) / rows + 1e-9));
      const room = decile === DECILES - 1 ? left : ((decile + 1) * rows) / DECILES - above;
      const taken = Math.min(left, Math.max(room, 0));
      if (taken <= 0) break;
      const into = deciles[decile]!;
      into.rows += taken;
      into.predicted += taken * probabilityOf(bin, bins);
      into.observed += taken * rate;
      above += taken;
      left -= taken;
    }
  }
  return deciles.map(({ rows: size, predicted, observed }, at) => ({
    decile: at + 1,
    rows: size,
    predicted: size > 0 ? predicted / size : 0,
    observed: size > 0 ? observed / size : 0,
    lift: size > 0 && yes > 0 ? observed / size / (yes / rows) : 0,
  }));
}
