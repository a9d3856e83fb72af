// Which of the settings that were weighed is worth running, if any: chance in a simulation must not decide.
import type { ForecastOption } from './forecast-option.js';
import { bestOf, isGoodEnough, isWorthRunning, type AccuracyMeasure, type Expectation } from './judge.js';

/**
 * `accuracy`: nearly as good as the best. `noise`: noise hardly matters. `largest-budget`: noise matters at every setting. `drowned`:
 * noise outweighs the persons at every setting. `chance`: what is expected anywhere is luck, or next to guessing.
 */
export type ForecastReason = 'accuracy' | 'noise' | 'largest-budget' | 'drowned' | 'chance';

export interface Recommendation {
  /** Null where nothing that was weighed is worth running. */
  readonly recommended: ForecastOption | null;
  readonly reason: ForecastReason;
}

/** Noise on a mean, as a share of the clip, that hardly anybody minds. */
const NEGLIGIBLE_NOISE = 0.01;

/** The least epsilon that is nearly as good as the best; there the fewest rounds. */
export function recommend(
  options: readonly ForecastOption[],
  accuracy: { readonly measure: AccuracyMeasure; readonly noiseFree: number } | null,
): Recommendation {
  const audible = options.filter((option) => !isDrowned(option));
  if (audible.length === 0) return { recommended: null, reason: 'drowned' };
  return accuracy === null ? recommendByNoise(audible) : recommendByAccuracy(audible, accuracy);
}

/** Averaged over all rounds, the noise of a coordinate is still larger than the whole clip, which nobody's part exceeds. */
function isDrowned({ noiseOnMean, rounds }: ForecastOption): boolean {
  return noiseOnMean > Math.sqrt(rounds);
}

function recommendByAccuracy(
  options: readonly ForecastOption[],
  { measure, noiseFree }: { readonly measure: AccuracyMeasure; readonly noiseFree: number },
): Recommendation {
  const worth = options.flatMap(({ expected, ...rest }, index) =>
    expected && isWorthRunning(measure, expected, noiseFree) ? [{ ...rest, expected, index }] : [],
  );
  if (worth.length === 0) return { recommended: null, reason: 'chance' };
  const valueOf = ({ expected }: { readonly expected: Expectation }): number => expected.value;
  const best = bestOf(measure, worth.map(valueOf));
  const good = worth.filter((option) => isGoodEnough(measure, valueOf(option), best));
  const [first] = good.sort((one, other) => one.epsilon - other.epsilon || one.rounds - other.rounds);
  return { recommended: options[first!.index]!, reason: 'accuracy' };
}

function recommendByNoise(options: readonly ForecastOption[]): Recommendation {
  const asked = options.find(({ isAsked }) => isAsked)?.roundsSetting;
  const asIs = options.filter(({ roundsSetting }) => roundsSetting === asked);
  const quiet = asIs.find(({ noiseOnMean }) => noiseOnMean <= NEGLIGIBLE_NOISE);
  if (quiet) return { recommended: quiet, reason: 'noise' };
  return { recommended: (asIs.length > 0 ? asIs : options).at(-1)!, reason: 'largest-budget' };
}
