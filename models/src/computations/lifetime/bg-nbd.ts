// How often a customer buys, and when they stop: BG/NBD (Fader 2005, "Counting your customers the easy
// way"). Purchases are Poisson with rates Gamma(r, alpha); after each, a customer leaves with a probability Beta(a, b).
import { packedIndex } from '../vectors.js';
import { noDerivatives, overLogarithms, type Derivatives } from './likelihood.js';
import { digamma, hypergeometric, logGamma, trigamma } from './special-functions.js';

/** In the order of the parameter vector. */
export const bgNbdParameters = ['r', 'alpha', 'a', 'b'] as const;

/** What is known of a customer's purchases, times in one unit. */
export interface PurchaseHistory {
  /** Repeat purchases: all but the first. */
  readonly frequency: number;
  /** From the first to the last purchase; 0 without a repeat. */
  readonly recency: number;
  /** From the first purchase to the day of observation. */
  readonly age: number;
}

/** Log-likelihood of one customer and its derivatives over the logarithms of r, alpha, a, b (Fader 2005, equation 6). */
export function bgNbdDerivatives(
  parameters: Float64Array,
  { frequency: x, recency, age }: PurchaseHistory,
): Derivatives {
  const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
  const result = noDerivatives(4);
  const { gradient, hessian } = result;
  const alive = alpha + age;
  const left = alpha + recency;
  const last = b + Math.max(x, 1) - 1;
  // The likelihood is a common factor times (still a customer + left after the last purchase).
  const logAlive = -(r + x) * Math.log(alive);
  const logLeft = x > 0 ? Math.log(a) - Math.log(last) - (r + x) * Math.log(left) : -Infinity;
  const most = Math.max(logAlive, logLeft);
  const logBoth = most + Math.log(Math.exp(logAlive - most) + Math.exp(logLeft - most));
  const hasLeft = Math.exp(logLeft - logBoth);
  const isAlive = 1 - hasLeft;
  result.value =
    logGamma(r + x) -
    logGamma(r) +
    r * Math.log(alpha) +
    (logGamma(a + b) + logGamma(b + x) - logGamma(b) - logGamma(a + b + x)) +
    logBoth;

  const aliveGradient = [-Math.log(alive), -(r + x) / alive, 0, 0];
  const leftGradient = [-Math.log(left), -(r + x) / left, 1 / a, -1 / last];
  const both = digamma(a + b) - digamma(a + b + x);
  const common = [
    digamma(r + x) - digamma(r) + Math.log(alpha),
    r / alpha,
    both,
    both + digamma(b + x) - digamma(b),
  ];
  for (let at = 0; at < 4; at += 1)
    gradient[at] = common[at]! + isAlive * aliveGradient[at]! + hasLeft * leftGradient[at]!;

  // Of a logarithm of a sum: the weighed Hessians, and the spread of the gradients.
  for (let row = 0; row < 4; row += 1)
    for (let column = 0; column <= row; column += 1)
      hessian[packedIndex(row, column)] =
        isAlive *
        hasLeft *
        (leftGradient[row]! - aliveGradient[row]!) *
        (leftGradient[column]! - aliveGradient[column]!);
  const bothCurvature = trigamma(a + b) - trigamma(a + b + x);
  hessian[packedIndex(0, 0)]! += trigamma(r + x) - trigamma(r);
  hessian[packedIndex(1, 0)]! += 1 / alpha - isAlive / alive - hasLeft / left;
  hessian[packedIndex(1, 1)]! += -r / alpha ** 2 + (r + x) * (isAlive / alive ** 2 + hasLeft / left ** 2);
  hessian[packedIndex(2, 2)]! += bothCurvature - hasLeft / a ** 2;
  hessian[packedIndex(3, 2)]! += bothCurvature;
  hessian[packedIndex(3, 3)]! += bothCurvature + trigamma(b + x) - trigamma(b) + hasLeft / last ** 2;
  overLogarithms(result, parameters);
  return result;
}

/** Probability that the customer still buys (the paper's section 4; 1 for who bought once, which the model takes as alive). */
export function probabilityAlive(
  parameters: Float64Array,
  { frequency: x, recency, age }: PurchaseHistory,
): number {
  const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
  if (x === 0) return 1;
  return 1 / (1 + (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x));
}

/** Purchases expected in the next `horizon` (the paper's equation 10), in the time unit of the history. */
export function expectedPurchases(
  parameters: Float64Array,
  history: PurchaseHistory,
  horizon: number,
): number {
  const [r, alpha, , b] = parameters as unknown as [number, number, number, number];
  const { frequency: x, age } = history;
  const a = awayFrom(1, parameters[2]!);
  const c = awayFrom(0, a + b + x - 1);
  const z = horizon / (alpha + age + horizon);
  const stays = ((alpha + age) / (alpha + age + horizon)) ** (r + x);
  const bought = (c / (a - 1)) * (1 - stays * hypergeometric(r + x, b + x, c, z));
  return bought * probabilityAlive(parameters, history);
}

/** Removable poles of the expectation: a hair beside them it has its limit to nine digits. */
const BESIDE_POLE = 1e-6;

function awayFrom(pole: number, value: number): number {
  return Math.abs(value - pole) < BESIDE_POLE ? pole + BESIDE_POLE : value;
}
