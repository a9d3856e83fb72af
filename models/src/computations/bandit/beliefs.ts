// What the sums of each action say of a customer: an expected reward and how sure that is; and how often a policy takes which action.
import { publicUniforms } from '../public-uniforms.js';
import { dot, packedIndex, solveIfPositiveDefinite } from '../vectors.js';
import type { ActionSums } from './action-sums.js';

/** Linear beliefs about rewards on [0, 1], over inputs (1, columns on [-1, 1]). */
export interface Beliefs {
  /** Actions, in the dictionary's order; of those never seen nothing is believed, and none is taken. */
  readonly seen: readonly boolean[];
  /** `actions * size`: expected reward = coefficients . x. */
  readonly coefficients: Float64Array;
  /** `actions * size (size + 1) / 2`, packed lower triangles: the variance of that is variance x' inverse x. */
  readonly inverses: Float64Array;
  /** Of a reward around its expectation. */
  readonly variance: number;
}

export interface BeliefTerms {
  /** Deviation of an action's coefficients before anything is known of it, around the mean reward of all actions. */
  readonly prior: number;
  /** Standard deviation of the noise in a value of a gram matrix; 0 without. */
  readonly gramNoise: number;
}

const LEAST_VARIANCE = 1e-6;
/** No reward on [0, 1] varies more. */
const MOST_VARIANCE = 0.25;
/** An action has to stand out of the noise on its persons by so many deviations. */
const CLEAR_OF_NOISE = 4;

/**
 * Bayesian linear regression of each action, with one variance of rewards for all: what is believed of an action that few got stays
 * near the mean reward, and unsure. The variance is found once under the widest there is, and the beliefs again under it.
 */
export function beliefsOf(sums: readonly ActionSums[], terms: BeliefTerms): Beliefs {
  const least = Math.max(1e-6, CLEAR_OF_NOISE * terms.gramNoise);
  const seen = sums.map(({ gram }) => gram[0]! > least);
  const shown = sums.filter((_, action) => seen[action]);
  const persons = shown.reduce((total, { gram }) => total + gram[0]!, 0);
  const rewards = shown.reduce((total, { moment }) => total + moment[0]!, 0);
  const mean = persons > 0 ? Math.max(0, Math.min(1, rewards / persons)) : 0;
  const centred = sums.map((each) => aroundMean(each, mean));
  const first = regress(centred, seen, MOST_VARIANCE, terms);
  const { coefficients, inverses, variance } = regress(centred, seen, first.variance, terms);
  const size = sums[0]!.moment.length;
  sums.forEach((_, action) => {
    coefficients[action * size]! += mean;
  });
  return { seen, coefficients, inverses, variance };
}

/** The same sums of rewards less their mean. */
function aroundMean({ gram, moment, square }: ActionSums, mean: number): ActionSums {
  return {
    gram,
    moment: moment.map((value, at) => value - mean * gram[packedIndex(at, 0)]!),
    square: square - 2 * mean * moment[0]! + mean ** 2 * gram[0]!,
  };
}

function regress(
  sums: readonly ActionSums[],
  seen: readonly boolean[],
  assumed: number,
  { prior, gramNoise }: BeliefTerms,
): Omit<Beliefs, 'seen'> {
  const size = sums[0]!.moment.length;
  const packed = packedIndex(size, 0);
  const coefficients = new Float64Array(sums.length * size);
  const inverses = new Float64Array(sums.length * packed);
  // Symmetric noise has eigenvalues up to 2 sqrt(p) of its deviation (Wigner); a ridge above them keeps the sums a sum of squares.
  const penalty = assumed / prior ** 2 + 2 * gramNoise * Math.sqrt(size);
  // Persons beyond those that coefficients are spent on.
  let [persons, residual] = [0, 0];
  sums.forEach(({ gram, moment, square }, action) => {
    const inverse = inverseOf(gram, penalty, size);
    inverses.set(inverse, action * packed);
    if (!seen[action]) return;
    const own = times(inverse, moment);
    coefficients.set(own, action * size);
    persons += gram[0]! - size;
    residual += square - 2 * dot(own, moment) + dot(own, times(gram, own));
  });
  const variance = persons > 0 ? residual / persons : MOST_VARIANCE;
  return {
    coefficients,
    inverses,
    variance: Math.min(MOST_VARIANCE, Math.max(LEAST_VARIANCE, variance)),
  };
}

/** Packed lower triangle of (gram + penalty)^-1; a penalty that noise still outweighs is doubled. */
function inverseOf(gram: Float64Array, penalty: number, size: number): Float64Array {
  const matrix = gram.slice();
  for (let at = 0; at < size; at += 1) matrix[packedIndex(at, at)]! += penalty;
  const inverse = new Float64Array(gram.length);
  for (let column = 0; column < size; column += 1) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    const solved = solveIfPositiveDefinite(matrix, unit);
    if (!solved) return inverseOf(gram, 2 * penalty, size);
    for (let row = column; row < size; row += 1) inverse[packedIndex(row, column)] = solved[row]!;
  }
  return inverse;
}

/** A symmetric matrix, packed, times x. */
function times(packed: Float64Array, x: Float64Array): Float64Array {
  const product = new Float64Array(x.length);
  for (let row = 0, at = 0; row < x.length; row += 1)
    for (let column = 0; column <= row; column += 1, at += 1) {
      product[row]! += packed[at]! * x[column]!;
      if (column < row) product[column]! += packed[at]! * x[row]!;
    }
  return product;
}

/** By action, on the scale of [0, 1]: expected reward and the deviation of that expectation. */
export interface Outlook {
  readonly value: Float64Array;
  readonly deviation: Float64Array;
}

/** What each action promises a person, on the scale of [0, 1] of rewards. @param input (1, x_1..x_d). */
export function outlookFor(beliefs: Beliefs, input: Float64Array): Outlook {
  const size = input.length;
  const packed = packedIndex(size, 0);
  const actions = beliefs.seen.length;
  const value = new Float64Array(actions);
  const deviation = new Float64Array(actions);
  for (let action = 0; action < actions; action += 1) {
    value[action] = dot(beliefs.coefficients.subarray(action * size, (action + 1) * size), input);
    const inverse = beliefs.inverses.subarray(action * packed, (action + 1) * packed);
    deviation[action] = Math.sqrt(beliefs.variance * Math.max(0, dot(times(inverse, input), input)));
  }
  return { value, deviation };
}

export interface Policy {
  readonly policy: 'linucb' | 'thompson';
  /** How many deviations what is unsure is worth. */
  readonly alpha: number;
}

/** How many worlds decide how often each action is the best; chances are multiples of one over it. */
const DRAWS = 256;
const drawsOf = new Map<number, Float64Array>();

/** `DRAWS * actions` standard normal numbers, the same everywhere (Box and Muller 1958). */
function publicNormals(actions: number): Float64Array {
  let normals = drawsOf.get(actions);
  if (!normals) {
    const size = DRAWS * actions;
    const uniforms = publicUniforms('bandit', 'thompson', 2 * size);
    normals = Float64Array.from({ length: size }, (_, at) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniforms[2 * at]!));
      return radius * Math.cos(2 * Math.PI * uniforms[2 * at + 1]!);
    });
    drawsOf.set(actions, normals);
  }
  return normals;
}

/** Chance of each action, 0 for those never seen; adds up to 1 where any was. */
export function chancesOf(
  { policy, alpha }: Policy,
  { seen }: Beliefs,
  { value, deviation }: Outlook,
): Float64Array {
  const actions = value.length;
  const chances = new Float64Array(actions);
  if (!seen.includes(true)) return chances;
  const normals = policy === 'thompson' ? publicNormals(actions) : new Float64Array(actions).fill(1);
  const worlds = normals.length / actions;
  for (let world = 0; world < worlds; world += 1) {
    let [best, most] = [-1, -Infinity];
    for (let action = 0; action < actions; action += 1) {
      const worth = value[action]! + alpha * deviation[action]! * normals[world * actions + action]!;
      if (seen[action] && worth > most) [best, most] = [action, worth];
    }
    chances[best]! += 1 / worlds;
  }
  return chances;
}
