// How much noise a budget asks for.
import type { PlannedRound } from '../computations/computation.js';
import { epsilonByRdp } from './accountant-rdp.js';
import type { PrivacyEvent } from './events.js';

/** Scales are multiples of this, rounded up, so that no last bit of a logarithm can change one. */
const SCALE_STEP = 2 ** -16;
const MOST_SCALE = 2 ** 20;

/** What the accountant is told of a planned round. */
export function eventOf(round: PlannedRound, noiseScale: number): PrivacyEvent {
  return {
    type: 'sampled-gaussian',
    samplingRate: round.samplingRate,
    noiseMultiplier: noiseScale * round.relativeNoise,
    count: 1,
  };
}

/**
 * The least noise scale at which all rounds of the schedule together stay within (epsilon, delta); round r then
 * has the noise multiplier scale x relativeNoise.
 * @throws RangeError when no noise up to 2^20 is enough.
 */
export function calibrateNoiseScale(
  budget: { readonly epsilon: number; readonly delta: number },
  schedule: readonly PlannedRound[],
): number {
  const fits = (steps: number): boolean =>
    epsilonByRdp(
      schedule.map((round) => eventOf(round, steps * SCALE_STEP)),
      budget.delta,
    ) <= budget.epsilon;
  let [tooFew, enough] = [0, MOST_SCALE / SCALE_STEP];
  if (!fits(enough))
    throw new RangeError(
      `no amount of noise keeps ${schedule.length} rounds within epsilon ${budget.epsilon}; plan fewer rounds`,
    );
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (fits(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough * SCALE_STEP;
}
