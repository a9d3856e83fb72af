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

/** Shrinking from the top while nothing is known below. */
const STRIDE = 0.75;

/**
 * The least whole number of steps at which a falling function is at most `most`; undefined where `top` steps are too
 * few. Follows the chord between logarithms, which is nearly the curve, and halves where that gets stuck.
 */
function leastSteps(most: number, top: number, epsilonAt: (steps: number) => number): number | undefined {
  let [enough, atEnough] = [top, epsilonAt(top)];
  if (!(atEnough <= most)) return undefined;
  let [tooFew, atTooFew] = [0, Infinity];
  for (let isStuck = false; enough - tooFew > 1;) {
    const chord = Math.log(enough / tooFew) / Math.log(atTooFew / atEnough);
    const guess =
      tooFew === 0
        ? Math.floor(enough * Math.min(STRIDE, Math.max(2 ** -12, (1.1 * atEnough) / most)))
        : enough * (atEnough / most) ** chord;
    const middle = Math.floor((tooFew + enough) / 2);
    const isUsable = !isStuck && Number.isFinite(guess);
    const steps = isUsable ? Math.min(enough - 1, Math.max(tooFew + 1, Math.round(guess))) : middle;
    const width = enough - tooFew;
    const epsilon = epsilonAt(steps);
    if (epsilon <= most) [enough, atEnough] = [steps, epsilon];
    else [tooFew, atTooFew] = [steps, epsilon];
    isStuck = enough - tooFew > width / 2 && !isStuck;
  }
  return enough;
}
