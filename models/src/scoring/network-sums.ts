// What a network's outputs say of a row: a sum on which rows of a person are averaged and columns' effects told, and what
// becomes of it. Log-odds of a probability, the encoded label of a number, the expected amount of a zero-inflated one.
import { decodeNumber } from '../contracts/dictionary.js';
import type { NetworkModel, NetworkValue } from '../computations/released-model.js';
import { sigmoid } from '../computations/vectors.js';
import { logDeviation } from '../tensor/network-loss.js';

/** Probabilities of float32 sigmoids reach 0 and 1; log-odds stop here. */
const LEAST_PROBABILITY = 1e-7;

/** By row. @param outputs rows x outputs, row-major. */
export function sumsOf({ value }: Pick<NetworkModel, 'value'>, outputs: Float32Array): Float64Array {
  if (value === undefined)
    return Float64Array.from(outputs, (probability) => {
      const inside = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, probability));
      return Math.log(inside / (1 - inside));
    });
  const { centre, scale } = value;
  if (value.output === 'value') return Float64Array.from(outputs, (output) => centre + scale * output);
  return Float64Array.from({ length: outputs.length / 3 }, (_, row) => {
    const [logOdds, mean, deviation] = [0, 1, 2].map((at) => outputs[3 * row + at]!) as [
      number,
      number,
      number,
    ];
    return within(value, scale * sigmoid(logOdds) * Math.exp(mean + logDeviation(deviation) ** 2 / 2));
  });
}

/** Log-odds of an amount above zero, by row of zero-inflated outputs. */
export function buyingLogOdds(outputs: Float32Array): Float64Array {
  return Float64Array.from({ length: outputs.length / 3 }, (_, row) => outputs[3 * row]!);
}

/** What a sum comes to: a probability, or a value in the label's unit that never leaves its bounds. */
export function respond({ value }: Pick<NetworkModel, 'value'>, sum: number): number {
  return value === undefined ? sigmoid(sum) : within(value, decodeNumber(value.label, sum));
}

function within({ label: { lower, upper } }: NetworkValue, value: number): number {
  return Math.min(upper, Math.max(lower, value));
}
