// What a study may end with: a model in numbers, apart from how it was trained. Scoring and export start here.

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
  readonly intercept: number;
}

/** Named tensor of a network, row-major. */
export interface NetworkTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A TensorFlow.js layers model on normalised columns, with one sigmoid output. */
export interface NetworkModel {
  readonly kind: 'network';
  readonly columns: readonly string[];
  readonly normaliser: Normaliser;
  /** `modelTopology` of a tf.js LayersModel, as JSON text. */
  readonly topology: string;
  /** Weights in the model's order. */
  readonly tensors: readonly NetworkTensor[];
}

export type ReleasedModel = LogisticModel | NetworkModel;
