// How much noise a budget asks for.
import type { PlannedRound } from '../computations/computation.js';
import { accountFor, type Account, type AccountTerms } from './account.js';
import { epsilonByRdp } from './accountant-rdp.js';
import type { SampledGaussianEvent } from './events.js';

/** Scales are multiples of this, rounded up, so that no last bit of a logarithm can change one. */
const SCALE_STEP = 2 ** -16;
const MOST_SCALE = 2 ** 20;

/** What the accountant is told of a planned round: per person, add or remove one, in all nodes that the person appears in. */
export function eventOf(round: PlannedRound, noiseScale: number): SampledGaussianEvent {
  return {
    type: 'sampled-gaussian',
    samplingRate: round.samplingRate,
    noiseMultiplier: noiseScale * round.relativeNoise,
    count: 1,
  };
}

/** What all rounds of a schedule together cost at a noise scale; unit, adjacency and assumptions as {@link accountFor}. */
export function accountOfSchedule(
  schedule: readonly PlannedRound[],
  noiseScale: number,
  terms: AccountTerms,
): Account {
  return accountFor([{ study: 'planned', events: eventsOf(schedule, noiseScale) }], terms);
}

/**
 * The least noise scale at which all rounds of the schedule together stay within (epsilon, delta); round r then
 * has the noise multiplier scale x relativeNoise. Per person, add or remove one; assumes that each round samples persons by
 * independent coins (Poisson) at its rate, or takes all.
 * @throws RangeError when no noise up to 2^20 is enough, or for an epsilon or delta out of range.
 */
export function calibrateNoiseScale(
  budget: AccountTerms & { readonly epsilon: number },
  schedule: readonly PlannedRound[],
): number {
  if (!(budget.epsilon > 0 && Number.isFinite(budget.epsilon)))
    throw new RangeError(`epsilon must lie above 0, it is ${budget.epsilon}`);
  const byRdp = leastSteps(budget.epsilon, MOST_SCALE / SCALE_STEP, (steps) =>
    epsilonByRdp(eventsOf(schedule, steps * SCALE_STEP), budget.delta),
  );
  if (byRdp === undefined)
    throw new RangeError(
      `no amount of noise keeps ${schedule.length} rounds within epsilon ${budget.epsilon}; plan fewer rounds, ` +
        'ask for a larger epsilon, or, where rounds sample persons, give a larger samplingRate',
    );
  // The reported epsilon is never above the Rényi accountant's, so the search ends where that one does.
  const steps = leastSteps(
    budget.epsilon,
    byRdp,
    (tried) => accountOfSchedule(schedule, tried * SCALE_STEP, budget).epsilon,
  );
  return (steps ?? byRdp) * SCALE_STEP;
}

/** One event for all rounds of equal terms. */
function eventsOf(schedule: readonly PlannedRound[], noiseScale: number): SampledGaussianEvent[] {
  const counted = new Map<string, SampledGaussianEvent>();
  for (const round of schedule) {
    const key = `${round.samplingRate} ${round.relativeNoise}`;
    const known = counted.get(key);
    counted.set(key, known ? { ...known, count: known.count + 1 } : eventOf(round, noiseScale));
  }
  return [...counted.values()];
}

interface Tried {
  readonly steps: number;
  readonly epsilon: number;
}

/** Of epsilon in the noise, both as logarithms, until two tries say better: whole samples of much noise. */
const FIRST_SLOPE = -1;
/** Tries nearer to each other tell rounding from slope no more. */
const LEAST_APART = 1e-3;
/** At most so far down at once: rare samples cost nothing above some noise, and very much below. */
const LARGEST_STRIDE = 2 ** -12;
/** After so many tries the rest is halved, whatever the curve. */
const MOST_SECANTS = 24;

/**
 * The least whole number of steps at which a falling function is at most `most`; undefined where `top` steps are too
 * few. Follows secants between logarithms, which the curve is close to, then feels its way to the other side.
 */
function leastSteps(most: number, top: number, epsilonAt: (steps: number) => number): number | undefined {
  const tried = (steps: number): Tried => ({ steps, epsilon: epsilonAt(steps) });
  let last = tried(top);
  if (!(last.epsilon <= most)) return undefined;
  let [tooFew, enough] = [0, top];
  let [slope, stride] = [FIRST_SLOPE, 1];
  for (let tries = 0; enough - tooFew > 1; tries += 1) {
    const root = last.steps * Math.max(LARGEST_STRIDE, (most / last.epsilon) ** (1 / slope));
    let steps = Math.ceil(root);
    if (tries >= MOST_SECANTS || !Number.isFinite(root)) steps = Math.floor((tooFew + enough) / 2);
    else if (last.steps === enough && steps >= enough) [steps, stride] = [enough - stride, 2 * stride];
    else if (last.steps === tooFew && steps <= tooFew + 1) [steps, stride] = [tooFew + stride, 2 * stride];
    const next = tried(Math.min(enough - 1, Math.max(tooFew + 1, steps)));
    const apart = Math.log(next.steps / last.steps);
    const fall = Math.log(next.epsilon / last.epsilon) / apart;
    if (Math.abs(apart) > LEAST_APART && fall < 0 && Number.isFinite(fall)) slope = fall;
    if (next.epsilon <= most) enough = next.steps;
    else tooFew = next.steps;
    last = next;
  }
  return enough;
}
