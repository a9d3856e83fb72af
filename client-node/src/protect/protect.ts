// The frame around every computation, the same for all: sample persons, compute their clipped sum, round it to the
// grid, add this node's noise. What comes out are integers; what went in is forgotten.
import type { Entropy } from '@chorale/crypto';
import { encode, samplePeople, type Computation, type People, type RoundTerms } from '@chorale/models';

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
): Promise<Float64Array> {
  const { clipNormL2, samplingRate } = terms.privacy;
  const sample = samplePeople(people, samplingRate, entropy);
  const vector = await computation.contribute(state, sample, clipNormL2, entropy);
  if (!vector.every(Number.isFinite))
    throw new ContributionError(
      `${computation.name} computed a value that is not finite; check the columns with "chorale-node doctor"`,
    );
  const integers = encode(vector, terms.encoding, entropy);
  vector.fill(0);
  return integers;
}
