// One setting that a forecast weighs: what it costs, what noise it takes, and what is expected of it.
import type { Expectation } from './judge.js';

export interface ForecastOption {
  /** At the agreement's delta, per person, add or remove one. */
  readonly epsilon: number;
  /** Rounds that release something, normalisation included. */
  readonly rounds: number;
  /** Value of the setting that says how many rounds; null where the computation fixes them. */
  readonly roundsSetting: number | null;
  /** z of the rounds that make the result: standard deviation of the noise over the sum's sensitivity. */
  readonly noiseMultiplier: number;
  /** Noise in such a round's mean over the persons who take part, as a share of the clip. */
  readonly noiseOnMean: number;
  /** By the forecast's measure; null where nothing honest can be said. */
  readonly expected: Expectation | null;
  /** Whether the study document asks for just this. */
  readonly isAsked: boolean;
}
