// How the rounds of a study share what it may spend of privacy.
import type { PrivacyMode } from '../contracts/agreement.js';
import type { PlannedRound } from './computation.js';

/** Rounds of a study without noise. */
export function exactRounds(count: number): PlannedRound[] {
  return Array.from({ length: count }, () => ({ samplingRate: 1, relativeNoise: 0 }));
}

/**
 * Rounds of equal noise that spend a share of the study's privacy between them: Gaussian noise composes as the sum of 1 / z^2, and
 * sampling makes a round cheaper by about its rate.
 * @param share of the privacy, (0, 1].
 */
export function noisedRounds(count: number, share: number, samplingRate = 1): PlannedRound[] {
  const relativeNoise = samplingRate * Math.sqrt(count / share);
  return Array.from({ length: count }, () => ({ samplingRate, relativeNoise }));
}

/** One round a share; without noise in mode `none`. */
export function roundsByShare(mode: PrivacyMode, shares: readonly number[]): PlannedRound[] {
  return mode === 'none' ? exactRounds(shares.length) : shares.flatMap((share) => noisedRounds(1, share));
}
