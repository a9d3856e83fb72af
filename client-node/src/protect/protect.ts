// The frame around every computation, the same for all: sample persons, compute their clipped sum, round it to the
// grid, add this node's noise. What comes out are integers; what went in is forgotten.
import type { Entropy } from '@chorale/crypto';
import { quantise, samplePeople, type Computation, type People, type RoundTerms } from '@chorale/models';
import type { NoiseSource } from './noise-pool.js';

class ContributionError extends Error {
  override readonly name = 'ContributionError';
}

export interface ProtectedContribution {
  /** Safe integers in layout order, ready to be encrypted. */
  readonly values: Float64Array;
  /** What the node keeps if this contribution is counted; undefined: nothing new. */
  readonly keeps: object | undefined;
}

/** @param kept what this node's last counted contribution to the study left behind. */
export async function protectedContribution(
  computation: Computation,
  state: object,
  people: People,
  terms: RoundTerms,
  entropy: Entropy,
  noise: NoiseSource,
  kept?: object,
): Promise<ProtectedContribution> {
  const { clipNormL2, samplingRate } = terms.privacy;
  const sample = samplePeople(people, samplingRate, entropy);
  const { vector, keeps } = computation.contributeKeeping
    ? await computation.contributeKeeping(state, sample, clipNormL2, entropy, kept)
    : { vector: await computation.contribute(state, sample, clipNormL2, entropy), keeps: undefined };
  if (!vector.every(Number.isFinite))
    throw new ContributionError(
      `${computation.name} computed a value that is not finite; check the columns with "chorale-node doctor"`,
    );
  const { mode, nodeNoiseVariance } = terms.encoding;
  const values = quantise(vector, terms.encoding, entropy);
  vector.fill(0);
  if (mode !== 'none') await noise.add(values, nodeNoiseVariance);
  return { values, keeps };
}
