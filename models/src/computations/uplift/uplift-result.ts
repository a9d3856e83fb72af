// What a study of uplift found, for people: the effect on everybody, how well persons are told apart, and by which columns.
import { mean } from '../vectors.js';
import type { ArmTotals } from './arms.js';
import type { Learned } from './effects.js';
import { whyNoModel, type EmptyArm } from './empty-arm.js';
import { effectBetween, qiniOf, type ArmBins } from './qini.js';

/** Mean over splits, each learned from one half of the persons and measured on the other. */
export interface UpliftMeasures {
  readonly splits: number;
  /** 0: a random ranking, 1: a perfect one. */
  readonly qini: number;
  /** Of single splits around that mean; null for one split, which proves little. */
  readonly qiniStandardDeviation: number | null;
  /** Effect among the 30 % that rank highest. */
  readonly effectAt30: number;
  /** Effect in each tenth of the ranking, the highest first; null where an arm has nobody there. */
  readonly tenths: readonly (number | null)[];
}

export interface UpliftResult {
  /** Why there is no model, with an English sentence; null where there is one. */
  readonly ending: (EmptyArm & { readonly message: string }) | null;
  readonly arms: {
    readonly control: { readonly persons: number; readonly rate: number };
    readonly treated: { readonly persons: number; readonly rate: number };
  };
  /** Difference of the arms' rates over everybody. */
  readonly effect: number;
  /** Null where nothing was measured. */
  readonly measures: UpliftMeasures | null;
  /** Weights of z-scores in the log-odds of either arm; their difference is what tells whom to treat. */
  readonly columns: readonly {
    readonly column: string;
    readonly control: number;
    readonly treated: number;
  }[];
  /** Columns with one value for everybody, which tell nothing. */
  readonly constant: readonly string[];
}

interface Found {
  readonly names: readonly string[];
  readonly totals: readonly [ArmTotals, ArmTotals];
  readonly ending: EmptyArm | null;
  readonly constant: readonly string[];
  /** Of everybody; null where nothing could be learned. */
  readonly learned: Learned | null;
  readonly measures: UpliftMeasures | null;
}

/** Both arms, the effect between them, and how well the model ranks. */
export function upliftResult({ names, totals, ending, constant, learned, measures }: Found): UpliftResult {
  const readable = ({ persons, outcomes }: ArmTotals): UpliftResult['arms']['control'] => ({
    persons,
    rate: persons >= 1 ? outcomes / persons : 0,
  });
  const [control, treated] = [readable(totals[0]), readable(totals[1])];
  return {
    ending: ending && { ...ending, message: whyNoModel(ending, 'en') },
    arms: { control, treated },
    effect: treated.rate - control.rate,
    measures,
    columns: learned
      ? names.map((column, at) => ({
          column,
          control: learned.control[1 + at]!,
          treated: learned.treated[1 + at]!,
        }))
      : [],
    constant,
  };
}

/** @returns null where no split has both arms. */
export function measuresOf(counts: readonly (readonly [ArmBins, ArmBins])[]): UpliftMeasures | null {
  const values = counts.map(([control, treated]) => qiniOf(control, treated)).filter((each) => each !== null);
  if (values.length === 0) return null;
  const qini = mean(values);
  const between = (from: number, to: number): number | null => {
    const found = counts.map(([control, treated]) => effectBetween(control, treated, from, to));
    const known = found.filter((each) => each !== null);
    return known.length > 0 ? mean(known) : null;
  };
  const squares = values.reduce((total, value) => total + (value - qini) ** 2, 0);
  return {
    splits: values.length,
    qini,
    qiniStandardDeviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    effectAt30: between(0, 0.3) ?? 0,
    tenths: Array.from({ length: 10 }, (_, tenth) => between(tenth / 10, (tenth + 1) / 10)),
  };
}
