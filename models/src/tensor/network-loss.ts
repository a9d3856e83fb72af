// What networks learn by: the mean loss of some rows, by what their outputs say.
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { ValueOutput } from '../computations/neural-network/network-topology.js';
import type { TensorFlow } from './backend.js';

/** Both rows x outputs. */
type Loss = (labels: Tensor, outputs: Tensor) => Scalar;

/** @param output undefined: a probability. */
export function lossOf(tf: TensorFlow, output: ValueOutput | undefined): Loss {
  switch (output) {
    case undefined:
      return (labels, outputs) => tf.losses.logLoss(labels, outputs, undefined, LEAST_PROBABILITY).asScalar();
    case 'value':
      return (labels, outputs) => tf.squaredDifference(labels, outputs).mean().div(2).asScalar();
    case 'zero-inflated':
      return (labels, outputs) => zeroInflatedLogNormal(tf, labels, outputs);
  }
}

/** Keeps logarithms finite and still leaves float32's gradients as they are. */
const LEAST_PROBABILITY = 1e-30;
/** Of the logarithm: what is as good as certain would be divided by. */
const LEAST_DEVIATION = 1e-3;

/**
 * Negative log-likelihood of amounts that are zero with a chance and log-normal else (Wang, Liu, Miao 2019, arXiv:1912.07753).
 * @param labels rows x 1 or more: amounts of 0 or more in the first column.
 * @param outputs rows x 3: log-odds of an amount above zero, mean of its logarithm, and what softplus makes its deviation of.
 */
function zeroInflatedLogNormal(tf: TensorFlow, labels: Tensor, outputs: Tensor): Scalar {
  const amounts = labels.slice([0, 0], [-1, 1]);
  const column = (at: number): Tensor => outputs.slice([0, at], [-1, 1]);
  const isAbove = amounts.greater(0).cast('float32');
  const logOdds = column(0);
  const chance = tf.softplus(logOdds).sub(isAbove.mul(logOdds));
  const logAmount = tf.where(amounts.greater(0), amounts, tf.onesLike(amounts)).log();
  const deviation = tf.softplus(column(2)).add(LEAST_DEVIATION);
  const surprise = logAmount.sub(column(1)).div(deviation).square().div(2);
  const density = surprise
    .add(deviation.log())
    .add(logAmount)
    .add(Math.log(2 * Math.PI) / 2);
  return chance.add(isAbove.mul(density)).mean().asScalar();
}

/** The deviation that {@link lossOf} takes a third output for. */
export function logDeviation(output: number): number {
  return Math.log1p(Math.exp(-Math.abs(output))) + Math.max(0, output) + LEAST_DEVIATION;
}
