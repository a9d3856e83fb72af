// The one idea: everything is a sum. A federated algorithm is two pure functions around the secure sum,
// `contribute` on the node and `update` at every recipient; the frame does all else.
import type { Entropy } from '@chorale/crypto';
import type { z } from 'zod';
import type { PrivacyMode } from '../contracts/agreement.js';
import type { Column, Dictionary, InputForm } from '../contracts/dictionary.js';
import type { ReleasedModel } from './released-model.js';

/**
 * Persons as columns of numbers, without ids. Rows of one person stand together: person i owns the rows
 * from `rowStart[i]` up to, without, `rowStart[i + 1]`, in the order of their time where the data have one (docs/data-flow.md).
 * Every column has `rowStart[size]` values, finite ones; only for a computation whose input says `missing: 'nan'` a missing number
 * is NaN.
 */
export interface People {
  readonly size: number;
  /** `size + 1` offsets, ascending from 0. */
  readonly rowStart: Uint32Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** A named stretch of the contributed vector. */
export interface VectorBlock {
  readonly name: string;
  readonly length: number;
  /** Bound on the absolute value of a coordinate of the sum over all people of all nodes. */
  readonly sumRange: number;
  /** Step of the fixed-point grid in mode `none`; with noise the grid follows from the clip. */
  readonly precision: number;
}

/** What a round adds up. `clipNormL2` bounds the L2 norm of one person's part, over all blocks together. */
export interface VectorLayout {
  readonly blocks: readonly VectorBlock[];
  readonly clipNormL2: number;
}

/** What every node knows before the first round; all of it public and agreed. */
export interface StudyContext<Settings> {
  readonly settings: Settings;
  readonly columns: readonly Column[];
  /** The label's column: of type `binary`, values 0 and 1, or `number`; undefined where the dictionary has none. */
  readonly label: Column | undefined;
  /** Declared number of persons over all nodes (agreement). */
  readonly people: number;
  /** Number of nodes in the cohort. */
  readonly nodes: number;
  readonly mode: PrivacyMode;
}

/** One round as the accountant sees it, fixed before the study starts. */
export interface PlannedRound {
  /** Poisson sampling probability of each person, (0, 1]. */
  readonly samplingRate: number;
  /** Noise multiplier of this round relative to the others; the plan scales all to meet the budget. */
  readonly relativeNoise: number;
}

/** What noise the sums of a study will carry; public, fixed before the study starts. */
export interface StudyNoise {
  /** By round: standard deviation of the opened sum's noise over its clip when every node contributes; 0 without. */
  readonly stdDevOverClip: readonly number[];
}

/** The opened sum, block by block, back in real units. */
export type OpenedSum = ReadonlyMap<string, Float64Array>;

export type LabelNeed = 'none' | 'binary' | 'number' | 'either';

/** By the dictionary's `holdout`; without one it is everybody. */
export type PersonsPart = 'training' | 'holdout' | 'all';

/**
 * The public half of a computation: what a coordinator may load, and all that a study's plan needs.
 * `State` is plain data (numbers, strings, booleans, null, arrays, objects, Float64Array), so that it has
 * canonical bytes and a hash (state.ts).
 */
export interface PlannedComputation<Settings = unknown, State extends object = object> {
  readonly name: string;
  /** Modes that make sense; `pooled` only where the vector is a sum over persons. */
  readonly modes: readonly PrivacyMode[];
  /** The kind of label that the dictionary must have; `none`: it runs without one. */
  readonly needsLabel: LabelNeed;
  /** Whether its settings may name the model of a finished study, as `model` (contracts/study-model.ts). */
  readonly takesModel?: boolean;
  /** How it wants its columns; left out: categories one-hot, stand-ins for missing numbers. */
  readonly input?: InputForm;
  /** In place of `input`, where it depends on the settings. */
  inputBy?(settings: Settings): InputForm;
  /** Whose rows it takes where the dictionary holds persons out; left out: those for training. */
  readonly persons?: PersonsPart;
  readonly settings: z.ZodType<Settings>;
  /** Name of the setting that says how many rounds are taken with noise; undefined where none does. */
  readonly roundsSetting?: string;
  /** Whether a node keeps something of its own from round to round ({@link Computation.contributeKeeping}); left out: never. */
  keepsAtNodes?(settings: Settings): boolean;
  /** Every round that may be opened, in order; its length is the most rounds the study takes. */
  schedule(context: StudyContext<Settings>): readonly PlannedRound[];
  /** The state before the first round; the same at every node. */
  start(context: StudyContext<Settings>, noise: StudyNoise): State;
  /** What the next round adds up; never throws: nodes tell it of the last state, too. */
  layout(state: State): VectorLayout;
}

export interface Computation<Settings = unknown, State extends object = object> extends PlannedComputation<
  Settings,
  State
> {
  /**
   * Sum over `people` of parts whose L2 norm is at most `clipNormL2`, the layout's; a person's rows count together as
   * one person.
   * @returns the layout's blocks, in their order.
   */
  contribute(
    state: State,
    people: People,
    clipNormL2: number,
    random: Entropy,
  ): Float64Array | Promise<Float64Array>;
  /**
   * In place of {@link contribute} where the plan says that nodes keep something.
   * @param kept what this node's last contribution that a sum counted left behind; undefined before the first.
   * @returns the vector, and what to keep if this contribution is counted: plain data as a state is; undefined: as before.
   */
  contributeKeeping?(
    state: State,
    people: People,
    clipNormL2: number,
    random: Entropy,
    kept: object | undefined,
  ): Promise<{ readonly vector: Float64Array; readonly keeps: object | undefined }>;
  /** Public and deterministic, plain float64 in a fixed order. */
  update(state: State, sum: OpenedSum): State;
  done(state: State): boolean;
  /** The model to score with and to export; undefined where there is none, or none yet. */
  model(state: State): ReleasedModel | undefined;
  /**
   * Of a computation that takes a model: itself with that model in hand, for those who hold it. Plan, first state and layouts follow
   * from the settings alone, because others derive them too; `input` may be the model's.
   * @throws RangeError for a model that it cannot use.
   */
  withModel?(model: ReleasedModel, context: StudyContext<Settings>): Computation<Settings, State>;
  /**
   * What the study found, in plain JSON data that a person can read: of its last state, also where it ended early because its
   * budget was spent. Undefined where that state holds nothing to read yet.
   */
  result?(state: State, dictionary: Dictionary): unknown;
}

/** How a computation with these settings wants its columns; undefined: as most do. */
export function inputFor<Settings>(
  computation: Pick<PlannedComputation<Settings>, 'input' | 'inputBy'>,
  settings: Settings,
): InputForm | undefined {
  return computation.inputBy?.(settings) ?? computation.input;
}
