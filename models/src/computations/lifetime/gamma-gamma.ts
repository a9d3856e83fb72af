// What a purchase of a customer is worth: Gamma-Gamma (Fader, Hardie 2013, "The gamma-gamma model of monetary value").
// Purchases are Gamma(p, nu) with nu of each customer Gamma(q, v); independent of how often they buy.
import { packedIndex } from '../vectors.js';
import { noDerivatives, overLogarithms, type Derivatives } from './likelihood.js';
import { digamma, logGamma, trigamma } from './special-functions.js';

/** In the order of the parameter vector. */
export const gammaGammaParameters = ['p', 'q', 'v'] as const;

/** Log-likelihood of one customer's mean value over `purchases` >= 1 repeat purchases, over the logarithms of p, q, v. */
export function gammaGammaDerivatives(
  parameters: Float64Array,
  purchases: number,
  meanValue: number,
): Derivatives {
  const [p, q, v] = parameters as unknown as [number, number, number];
  const result = noDerivatives(3);
  const { gradient, hessian } = result;
  const x = purchases;
  const shape = p * x;
  const total = x * meanValue + v;
  result.value =
    logGamma(shape + q) -
    logGamma(shape) -
    logGamma(q) +
    q * Math.log(v) +
    (shape - 1) * Math.log(meanValue) +
    shape * Math.log(x) -
    (shape + q) * Math.log(total);
  gradient[0] =
    x * (digamma(shape + q) - digamma(shape) + Math.log(meanValue) + Math.log(x) - Math.log(total));
  gradient[1] = digamma(shape + q) - digamma(q) + Math.log(v) - Math.log(total);
  gradient[2] = q / v - (shape + q) / total;
  hessian[packedIndex(0, 0)] = x ** 2 * (trigamma(shape + q) - trigamma(shape));
  hessian[packedIndex(1, 0)] = x * trigamma(shape + q);
  hessian[packedIndex(1, 1)] = trigamma(shape + q) - trigamma(q);
  hessian[packedIndex(2, 0)] = -x / total;
  hessian[packedIndex(2, 1)] = 1 / v - 1 / total;
  hessian[packedIndex(2, 2)] = -q / v ** 2 + (shape + q) / total ** 2;
  overLogarithms(result, parameters);
  return result;
}

/** Expected value of a purchase, between the customer's own mean and everybody's (the paper's equation 5). */
export function expectedValue(parameters: Float64Array, purchases: number, meanValue: number): number {
  const [p, q, v] = parameters as unknown as [number, number, number];
  return (p * (v + purchases * meanValue)) / (p * purchases + q - 1);
}
