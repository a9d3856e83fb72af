// A whole study in one process, over the exact integer sum where nothing else is given: the computation, encoding and
// noise of the product, and no encryption. For tests and benchmarks, which say so in their output.
import { committeeThreshold, type Entropy, type SecureSum } from '@chorale/crypto';
import { exactIntegerSum } from '@chorale/crypto/testing';
import {
  computationByName,
  decode,
  encode,
  encodingOfRound,
  samplePeople,
  type Agreement,
  type People,
  planStudy,
  type ReleasedModel,
  type Study,
  type StudyPlan,
} from '@chorale/models';

export interface SimulatedStudy {
  /** Name of the sum it ran over, which says so where nothing was encrypted. */
  readonly sum: string;
  readonly plan: StudyPlan;
  readonly state: object;
  readonly rounds: number;
  readonly model: ReleasedModel | undefined;
}

const PLAIN_BITS = 46;

/** Runs the study with one node a party, all of them present in every round. */
export async function simulateStudy(
  agreement: Agreement,
  study: Study,
  parties: readonly People[],
  entropy: Entropy,
  secureSum: SecureSum = exactIntegerSum(entropy),
): Promise<SimulatedStudy> {
  const plan = planStudy(agreement, study, { nodes: parties.length });
  const computation = computationByName(study.computation);
  const committee = parties.map((_, index) => String(index));
  let state = computation.start(plan.context, plan.noise);
  let rounds = 0;
  for (const round of plan.rounds) {
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    const encoding = encodingOfRound(plan, round.index, layout, PLAIN_BITS);
    const contributions = new Map<string, Float64Array>();
    for (const [index, people] of parties.entries()) {
      const sampled = samplePeople(people, round.samplingRate, entropy);
      const vector = await computation.contribute(state, sampled, layout.clipNormL2, entropy);
      contributions.set(String(index), encode(vector, encoding, entropy));
    }
    const opened = await secureSum.sum({
      parameters: 'P1',
      layout: { blocks: encoding.blocks },
      kMin: agreement.cohort.kMin,
      committee,
      threshold: committeeThreshold(committee.length),
      contributions,
    });
    state = computation.update(state, decode(opened.values, encoding));
    rounds += 1;
  }
  return { sum: secureSum.name, plan, state, rounds, model: computation.model(state) };
}
