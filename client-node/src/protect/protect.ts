// The frame around every computation, the same for all: sample persons, compute their clipped sum, round it to the
// grid, add this node's noise. What comes out are integers; what went in is forgotten.
import type { Entropy } from '@chorale/crypto';
import { quantise, samplePeople, type Computation, type People, type RoundTerms } from '@chorale/models';
import type { NoiseSource } from './noise-pool.js';

class ContributionError extends Error {
  override readonly name = 'ContributionError';
}

/** @returns safe integers in layout order, ready to be encrypted. */
export async function protectedContribution(
  computation: Computation,
  state: object,
  people: People,
  terms: RoundTerms,
  entropy: Entropy,
  noise: NoiseSource,
): Promise<Float64Array> {
  const { clipNormL2, samplingRate } = terms.privacy;
  const sample = samplePeople(people, samplingRate, entropy);
  const vector = await computation.contribute(state, sample, clipNormL2, entropy);
  if (!vector.every(Number.isFinite))
    throw new ContributionError(
      `${computation.name} computed a value that is not finite; check the columns with "chorale-node doctor"`,
    );
  const { mode, nodeNoiseVariance } = terms.encoding;
  const integers = quantise(vector, terms.encoding, entropy);
  vector.fill(0);
  if (mode !== 'none') await noise.add(integers, nodeNoiseVariance);
  return integers;
}
