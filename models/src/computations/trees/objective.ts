// What boosting descends: the loss of one row's raw score against its label, its gradient and its Hessian. Labels and
// predictions lie in [0, 1] here (a number label is scaled by its public bounds), so that |gradient| <= 1 and the
// Hessian is at most 1: a person's part is bounded without being cut.
import { sigmoid } from '../vectors.js';

export const objectiveNames = ['logistic', 'squared-error', 'poisson'] as const;
export type ObjectiveName = (typeof objectiveNames)[number];

export interface Objective {
  readonly mostGradient: number;
  readonly mostHessian: number;
  /** The raw score whose prediction is `mean`, in (0, 1). */
  rawOf(mean: number): number;
  /** In [0, 1]. */
  predictionOf(raw: number): number;
  /** d loss / d raw score. */
  gradient(prediction: number, label: number): number;
  hessian(prediction: number): number;
  /** In [0, {@link MOST_LOSS}]. */
  loss(prediction: number, label: number): number;
}

/** What a measured loss is cut at: of one hopeless row. */
export const MOST_LOSS = 16;
const LEAST_PREDICTION = 1e-6;

const inside = (prediction: number): number =>
  Math.min(1 - LEAST_PREDICTION, Math.max(LEAST_PREDICTION, prediction));
const withinUnit = (value: number): number => Math.min(1, Math.max(0, value));
const cut = (loss: number): number => Math.min(MOST_LOSS, Math.max(0, loss));

const logistic: Objective = {
  mostGradient: 1,
  mostHessian: 1 / 4,
  rawOf: (mean) => Math.log(inside(mean) / (1 - inside(mean))),
  predictionOf: sigmoid,
  gradient: (prediction, label) => prediction - label,
  hessian: (prediction) => prediction * (1 - prediction),
  loss: (prediction, label) =>
    cut(-label * Math.log(inside(prediction)) - (1 - label) * Math.log(1 - inside(prediction))),
};

const squaredError: Objective = {
  mostGradient: 1,
  mostHessian: 1,
  rawOf: (mean) => mean,
  predictionOf: withinUnit,
  gradient: (prediction, label) => prediction - label,
  hessian: () => 1,
  loss: (prediction, label) => (prediction - label) ** 2,
};

/** With a logarithmic link. Scaling the label moves every raw score by one constant, so the scaled loss has the same trees. */
const poisson: Objective = {
  mostGradient: 1,
  mostHessian: 1,
  rawOf: (mean) => Math.log(inside(mean)),
  predictionOf: (raw) => Math.min(1, Math.exp(raw)),
  gradient: (prediction, label) => prediction - label,
  hessian: (prediction) => prediction,
  // Half the deviance: never negative, and zero where the prediction is the label.
  loss: (prediction, label) =>
    cut(
      prediction - label + (label > 0 ? label * Math.log(label / Math.max(prediction, LEAST_PREDICTION)) : 0),
    ),
};

const objectives: Readonly<Record<ObjectiveName, Objective>> = {
  logistic,
  'squared-error': squaredError,
  poisson,
};

export function objectiveOf(name: ObjectiveName): Objective {
  return objectives[name];
}
