// What a likelihood gives to its fit: for each person its logarithm with gradient and Hessian over the LOGARITHMS of
// the parameters, so that no step can leave the positive numbers.
import { packedIndex } from '../vectors.js';

/** Log-likelihood, gradient and packed lower triangle of the Hessian of one person. */
export interface Derivatives {
  value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

export function noDerivatives(parameters: number): Derivatives {
  return {
    value: 0,
    gradient: new Float64Array(parameters),
    hessian: new Float64Array(packedIndex(parameters, 0)),
  };
}

/** From derivatives by the parameters to those by their logarithms, in place. */
export function overLogarithms(derivatives: Derivatives, parameters: Float64Array): void {
  const { gradient, hessian } = derivatives;
  for (let row = 0; row < parameters.length; row += 1) {
    for (let column = 0; column <= row; column += 1)
      hessian[packedIndex(row, column)]! *= parameters[row]! * parameters[column]!;
    gradient[row]! *= parameters[row]!;
    hessian[packedIndex(row, row)]! += gradient[row]!;
  }
}
