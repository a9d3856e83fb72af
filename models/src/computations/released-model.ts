// What a study may end with: a model in numbers, apart from how it was trained. Scoring and export start here.
import type { Transform } from '../contracts/dictionary.js';
import type { ValueOutput } from './neural-network/network-topology.js';
import type { ColumnBins } from './trees/bins.js';
import type { ObjectiveName } from './trees/objective.js';
import type { Tree } from './trees/tree.js';

/** How an encoded column becomes a model input: z = (x - centre) / scale, then clamped to [-limit, limit]. */
export interface Normaliser {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** Largest |z|; null: no clamping. */
  readonly limit: number | null;
}

/** P(label) = sigmoid(intercept + sum_j weights_j z_j). */
export interface LogisticModel {
  readonly kind: 'logistic';
  readonly columns: readonly string[];
  readonly normaliser: Normaliser;
  readonly weights: Float64Array;
  /** Of each z over the rows that were learned from: what a reason is measured from. */
  readonly means: Float64Array;
  readonly intercept: number;
}

/**
 * value = response(intercept + sum_j weights_j z_j), where x_j is a product of columns, or of whether a column of codes has a place.
 * The normaliser is of the terms; by the dictionary's bounds every z lies in [-1, 1], and what strays is cut there.
 */
export interface LinearModel {
  readonly kind: 'linear';
  /** Columns that terms are made of, categories as codes. */
  readonly columns: readonly string[];
  readonly terms: readonly {
    readonly name: string;
    /** A place of -1 takes the column's value itself. */
    readonly factors: readonly { readonly column: string; readonly place: number }[];
  }[];
  readonly normaliser: Normaliser;
  readonly weights: Float64Array;
  /** Of each z over the rows that were learned from: what a reason is measured from. */
  readonly means: Float64Array;
  readonly intercept: number;
  readonly response: 'identity' | 'expm1' | 'exp';
  /** The label's, in its own unit: no value and no bound of a value lies beyond. */
  readonly bounds: { readonly lower: number; readonly upper: number };
  /** Bounds that go with a value: what to add before the response, by the share of rows that lie below. */
  readonly intervals: readonly { readonly share: number; readonly offset: number }[];
}

/** Named tensor of a network, row-major. */
export interface NetworkTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** How a network's outputs become a number. */
export interface NetworkValue {
  readonly output: ValueOutput;
  /** Bounds in the label's own unit, which no value leaves; and what was done to it before it was learned. */
  readonly label: { readonly lower: number; readonly upper: number; readonly transform: Transform };
  /** The encoded label is centre + scale * output; of zero-inflated amounts, scale times the expected one. */
  readonly centre: number;
  readonly scale: number;
}

/** A TensorFlow.js layers model on normalised columns. */
export interface NetworkModel {
  readonly kind: 'network';
  readonly columns: readonly string[];
  readonly normaliser: Normaliser;
  /** `modelTopology` of a tf.js LayersModel, as JSON text. */
  readonly topology: string;
  /** Weights in the model's order. */
  readonly tensors: readonly NetworkTensor[];
  /** Left out: one sigmoid output, the probability of label 1. */
  readonly value?: NetworkValue;
}

/** The sum of boosted trees over a raw score that everybody starts from; the objective's link makes a prediction of it. */
export interface TreesModel {
  readonly kind: 'trees';
  readonly columns: readonly string[];
  /** By column: what trees split between. */
  readonly bins: readonly ColumnBins[];
  readonly objective: ObjectiveName;
  /** A prediction of 0 is `lower`, one of 1 `upper`; both are transformed. */
  readonly label: { readonly lower: number; readonly upper: number; readonly transform: Transform };
  /** Mean of the label scaled to [0, 1]: what the raw score of everybody starts from. */
  readonly priorMean: number;
  readonly trees: readonly Tree[];
}

/** How often a customer buys (BG/NBD), and for how much (Gamma-Gamma). */
export interface LifetimeModel {
  readonly kind: 'lifetime';
  /** Frequency, recency, age and, where values are modelled, value. */
  readonly columns: readonly string[];
  /** r, alpha, a, b. */
  readonly purchases: Float64Array;
  /** p, q, v; null: purchases alone. */
  readonly value: Float64Array | null;
  /** How far ahead, in the time unit of age. */
  readonly horizon: number;
}

/** Factors of items; a person's are found at home from the items that they bought. */
export interface RecommenderModel {
  readonly kind: 'recommender';
  /** The item's column of codes. */
  readonly columns: readonly string[];
  readonly items: readonly string[];
  /** Of a person with more items, the last bought count. */
  readonly mostItems: number;
  /** Persons that bought each item: what is offered to who bought nothing yet. */
  readonly buyers: Float64Array;
  readonly rank: number;
  /** `items * rank`, an item's factors together. */
  readonly values: Float64Array;
  readonly alpha: number;
  readonly lambda: number;
}

/**
 * What a treatment adds to the chance of an answer: sigmoid(treated) - sigmoid(control) or, where there is one, `effect` itself. Each is
 * an intercept and weights of z-scores.
 */
export interface UpliftModel {
  readonly kind: 'uplift';
  readonly columns: readonly string[];
  readonly normaliser: Normaliser;
  /** Log-odds of an answer of who is not treated, and of who is. */
  readonly control: Float64Array;
  readonly treated: Float64Array;
  /** Null: the difference of the two chances. */
  readonly effect: Float64Array | null;
}

/** The same by trees: of an answer in either arm and, of an X-learner, of the effects of single persons in either arm. */
export interface UpliftTreesModel {
  readonly kind: 'uplift-trees';
  readonly columns: readonly string[];
  readonly control: TreesModel;
  readonly treated: TreesModel;
  /** Null: uplift is the difference of the two chances; else the mean of two effects, `control` by the share of who was treated. */
  readonly effects: {
    readonly control: TreesModel;
    readonly treated: TreesModel;
    readonly treatedShare: number;
  } | null;
}

/** What each action is expected to earn, linear in columns on [-1, 1] by their bounds; rewards on [0, 1] by theirs. */
export interface BanditModel {
  readonly kind: 'bandit';
  readonly columns: readonly string[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Mean of each scaled column. */
  readonly centre: Float64Array;
  readonly actions: readonly string[];
  /** Actions that no log showed are never taken. */
  readonly seen: readonly boolean[];
  /** `actions * (1 + columns)`, the intercept first. */
  readonly coefficients: Float64Array;
  /** By action a packed lower triangle: `variance x' inverse x` is the variance of the expected reward at x. */
  readonly inverses: Float64Array;
  readonly variance: number;
  readonly policy: 'linucb' | 'thompson';
  readonly alpha: number;
  readonly reward: { readonly lower: number; readonly upper: number };
}

/** How rows become states; public. */
export interface StateRule {
  readonly column: string;
  readonly names: readonly string[];
  /** Of a number, ascending, in its own unit: up to the first one it is the first state; null: the column holds places. */
  readonly bounds: Float64Array | null;
  readonly transform: Transform;
}

/** Groups of persons around centres; a person is in the one whose centre is nearest. */
export interface SegmentsModel {
  readonly kind: 'segments';
  readonly columns: readonly string[];
  readonly normaliser: Normaliser;
  /** Persons by segment, the largest first; with noise estimates. */
  readonly sizes: Float64Array;
  /** `segments * columns`, normalised, a segment's together. */
  readonly centres: Float64Array;
}

/** A Markov chain of customers' states, and what follows from it by state. */
export interface StatesModel {
  readonly kind: 'states';
  /** The column that shows a row's state. */
  readonly columns: readonly string[];
  readonly rule: StateRule;
  /** By rows: chances to go from state to state within a period. */
  readonly transitions: Float64Array;
  /** Periods that the chances look ahead. */
  readonly horizon: number;
  readonly lostWithin: Float64Array;
  readonly activeWithin: Float64Array;
  /** Null where a state may never lead to it. */
  readonly periodsUntilLost: Float64Array | null;
  /** Persons in each state at their last period. */
  readonly current: Float64Array;
}

/** Which items go with each, by who bought both. */
export interface NeighboursModel {
  readonly kind: 'neighbours';
  /** The item's column of codes. */
  readonly columns: readonly string[];
  readonly items: readonly string[];
  /** Of a person with more items, the last bought count. */
  readonly mostItems: number;
  /** Persons that bought each item: what is offered to who bought nothing yet. */
  readonly buyers: Float64Array;
  readonly neighbours: number;
  /** `items * neighbours`, an item's together: places of the nearest, the nearest first, then -1. */
  readonly nearest: Float64Array;
  /** In the same order, from 0 to 1/2. */
  readonly likeness: Float64Array;
}

export type ReleasedModel =
  | SegmentsModel
  | LogisticModel
  | LinearModel
  | NetworkModel
  | TreesModel
  | LifetimeModel
  | RecommenderModel
  | UpliftModel
  | UpliftTreesModel
  | BanditModel
  | StatesModel
  | NeighboursModel;
