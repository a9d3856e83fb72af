// What a policy would have earned, from logs of another one: every decision counts as much more often as the policy would have taken it
// (importance weights), in sums; what one half of the persons taught is tried on the other half.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, exactPrecision, sumRangeOver } from '../design.js';
import { dot } from '../vectors.js';
import { halfOf } from './action-sums.js';
import type { BanditSetup } from './bandit-setup.js';
import { chancesOf, outlookFor, type Beliefs } from './beliefs.js';
import { forEachDecision } from './decisions.js';

/** Values of a weighted mean's parts: weight, weight x reward, and their products. */
const WEIGHTED = 5;
const POLICY = WEIGHTED + 2;
const LOGGED = 4;

/**
 * A person's part is within [-1, 1] in each of the policy's seven values and the log's four; weights of single actions add up to 1 at most, so that
 * all actions together are no longer than the five values of one. 7 + 4 + 5 = 16.
 */
export function evaluationLayout({ actions, people }: BanditSetup): VectorLayout {
  const sumRange = sumRangeOver(people, 1);
  const precision = exactPrecision(sumRange);
  const block = (name: string, length: number) => ({ name, length, sumRange, precision });
  return {
    blocks: [block('policy', POLICY), block('logged', LOGGED), block('actions', WEIGHTED * actions.length)],
    clipNormL2: 4,
  };
}

/** @param taught by half: what the other half is tried with is what this one taught. */
export function contributeEvaluation(
  setup: BanditSetup,
  taught: readonly Beliefs[],
  people: People,
): Float64Array {
  const { mostWeight, actions } = setup;
  const count = actions.length;
  const vector = new Float64Array(POLICY + LOGGED + WEIGHTED * count);
  const half = halfOf(setup, people);
  // Means over a person's usable decisions, in shares of the largest weight: of the policy, then of each action.
  const weight = new Float64Array(1 + count);
  const earned = new Float64Array(1 + count);
  let [rows, reward, robust, capped, current] = [0, 0, 0, 0, -1];
  const close = (): void => {
    if (rows === 0) return;
    const weightedAt = (at: number): number => (at === 0 ? 0 : POLICY + LOGGED + WEIGHTED * (at - 1));
    for (let at = 0; at <= count; at += 1) {
      const [w, r] = [weight[at]! / rows, earned[at]! / rows];
      [w, r, w * w, w * r, r * r].forEach((value, place) => {
        vector[weightedAt(at) + place]! += value;
      });
    }
    [robust / rows, (robust / rows) ** 2].forEach((value, place) => {
      vector[WEIGHTED + place]! += value;
    });
    [1, reward / rows, (reward / rows) ** 2, capped / rows].forEach((value, place) => {
      vector[POLICY + place]! += value;
    });
    weight.fill(0);
    earned.fill(0);
    [rows, reward, robust, capped] = [0, 0, 0, 0];
  };
  forEachDecision(setup, people, (person, _rows, decision) => {
    if (person !== current) close();
    current = person;
    const { input, action, propensity } = decision;
    if (action < 0 || Number.isNaN(decision.reward) || !(propensity > 0)) return;
    const beliefs = taught[1 - half[person]!]!;
    const outlook = outlookFor(beliefs, input);
    const chances = chancesOf(setup, beliefs, outlook);
    const expected = outlook.value.map((value) => Math.max(0, Math.min(1, value)));
    const wanted = chances[action]! / propensity;
    const share = Math.min(1, wanted / mostWeight);
    const ofAction = Math.min(1, 1 / propensity / mostWeight);
    rows += 1;
    reward += decision.reward;
    capped += wanted > mostWeight ? 1 : 0;
    weight[0]! += share;
    earned[0]! += share * decision.reward;
    weight[1 + action]! += ofAction;
    earned[1 + action]! += ofAction * decision.reward;
    // Doubly robust (Dudik 2011), in shares of the most that it can be.
    robust +=
      (dot(chances, expected) + mostWeight * share * (decision.reward - expected[action]!)) /
      (1 + mostWeight);
  });
  close();
  return vector;
}

/** Mean reward on [0, 1]. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

export interface Evaluation {
  /** Persons with decisions that could be used. */
  readonly persons: number;
  /** What the log's own policy earned. */
  readonly logged: Estimate;
  readonly inversePropensity: Estimate;
  readonly selfNormalised: Estimate;
  readonly doublyRobust: Estimate;
  /** As many persons, all of one weight, would tell as much. */
  readonly effectivePersons: number;
  /** Share of decisions whose weight was cut at the most. */
  readonly cappedShare: number;
  /** By action: what it alone would have earned, self-normalised; null where the log hardly holds it. */
  readonly actions: readonly (Estimate | null)[];
}

/** @param noise standard deviation of the noise in each summed value; 0 without. */
export function readEvaluation(setup: BanditSetup, sum: OpenedSum, noise: number): Evaluation {
  const { mostWeight, actions } = setup;
  const policy = blockOf(sum, 'policy');
  const [persons, rewards, squares, capped] = valuesOf(blockOf(sum, 'logged'));
  const count = Math.max(1, persons);
  const mean = (total: number, square: number, unit: number): Estimate => {
    const value = total / count;
    const variance = Math.max(0, square / count - value ** 2) / count + (noise / count) ** 2;
    return { value: unit * value, standardError: unit * Math.sqrt(variance) };
  };
  const weighted = (values: Float64Array): Estimate | null => {
    const [w, wr, ww, wwr, wwrr] = valuesOf(values);
    if (w <= Math.max(1e-9, CLEAR_OF_NOISE * noise)) return null;
    const value = Math.max(0, Math.min(1, wr / w));
    const variance = Math.max(0, wwrr - 2 * value * wwr + value ** 2 * ww) + noise ** 2 * (1 + value ** 2);
    return { value, standardError: Math.sqrt(variance) / w };
  };
  const logged = mean(rewards, squares, 1);
  return {
    persons,
    logged,
    inversePropensity: mean(policy[1]!, policy[4]!, mostWeight),
    // A policy that never does what was logged has no weight at all.
    selfNormalised: weighted(policy.subarray(0, WEIGHTED)) ?? { value: 0, standardError: 1 },
    doublyRobust: mean(policy[WEIGHTED]!, policy[WEIGHTED + 1]!, 1 + mostWeight),
    effectivePersons: policy[2]! > 0 ? Math.min(count, policy[0]! ** 2 / policy[2]!) : 0,
    cappedShare: Math.max(0, Math.min(1, capped / count)),
    actions: actions.map((_, action) =>
      weighted(blockOf(sum, 'actions').subarray(WEIGHTED * action, WEIGHTED * (action + 1))),
    ),
  };
}

type Five = readonly [number, number, number, number, number];

function valuesOf(values: Float64Array): Five {
  return [values[0]!, values[1]!, values[2]!, values[3]!, values[4] ?? 0];
}

/** Weights have to stand out of the noise by so many deviations. */
const CLEAR_OF_NOISE = 4;
