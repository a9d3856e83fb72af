// What would still fit where a request does not: said to people with every refusal.
import { accountFor, type StudyReleases } from './account.js';
import type { PrivacyEvent } from './events.js';

export type FitsRelease = (more: StudyReleases) => boolean;

/** Bisections between noise multipliers 2^-4 and 2^14: to a part in a thousand. */
const BISECTIONS = 14;
const LEAST_NOISE_LOG2 = -4;
const MOST_NOISE_LOG2 = 14;

/** How many of the planned rounds, from the first on, fit every limit: per person, add or remove one, as `fits` counts and assumes. */
export function fittingRounds(study: string, planned: readonly PrivacyEvent[], fits: FitsRelease): number {
  let [enough, tooMany] = [0, planned.length];
  while (tooMany - enough > 1) {
    const tried = Math.floor((enough + tooMany) / 2);
    if (fits({ study, events: planned.slice(0, tried) })) enough = tried;
    else tooMany = tried;
  }
  return enough;
}

/**
 * The largest epsilon, at `delta`, that a study of its own could be planned with: that of one release over everybody,
 * which studies of many rounds come close to. 0 where nothing fits. Per person, add or remove one; assumes what the accountants do,
 * and noise that is made for the p that `fits` counts with.
 */
export function fittingEpsilon(fits: FitsRelease, { delta }: { readonly delta: number }): number {
  const release = (log2: number): StudyReleases => ({
    study: 'a new study',
    events: [{ type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 2 ** log2, count: 1 }],
  });
  if (!fits(release(MOST_NOISE_LOG2))) return 0;
  let [tooLittle, enough] = [LEAST_NOISE_LOG2, MOST_NOISE_LOG2];
  for (let bisection = 0; bisection < BISECTIONS; bisection += 1) {
    const tried = (tooLittle + enough) / 2;
    if (fits(release(tried))) enough = tried;
    else tooLittle = tried;
  }
  return accountFor([release(enough)], { delta, nodesPerPerson: 1 }).epsilon;
}
