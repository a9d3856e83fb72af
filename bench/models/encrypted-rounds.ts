// A study's rounds under encryption: all parties, the coordinator and the committee work one after the other in this process.
import { committeeThreshold, inProcessRing, protocolSum, systemEntropy } from '@chorale/crypto';
import {
  computationByName,
  decode,
  encode,
  encodingOfRound,
  planStudy,
  type Agreement,
  type People,
  type Study,
} from '@chorale/models';
import { processorSeconds } from '../processor-time.ts';

const PLAIN_BITS = 46;

/** By round, processor time of all of them together; state and name of the sum at the end. */
export async function encryptedRounds(
  { agreement, study }: { readonly agreement: Agreement; readonly study: Study },
  parties: readonly People[],
): Promise<{ readonly seconds: readonly number[]; readonly state: object; readonly sum: string }> {
  const plan = planStudy(agreement, study, { nodes: parties.length });
  const computation = computationByName(study.computation);
  const entropy = systemEntropy();
  const secureSum = protocolSum(await inProcessRing(entropy), entropy);
  let state = computation.start(plan.context, plan.noise);
  const seconds: number[] = [];
  for (const { index } of plan.rounds) {
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    const encoding = encodingOfRound(plan, index, layout, PLAIN_BITS);
    seconds.push(
      await processorSeconds(async () => {
        const contributions = new Map<string, Float64Array>();
        for (const [party, people] of parties.entries()) {
          const vector = await computation.contribute(state, people, layout.clipNormL2, entropy);
          contributions.set(String(party), encode(vector, encoding, entropy));
        }
        const committee = [...contributions.keys()];
        const { values } = await secureSum.sum({
          ...{ parameters: 'P1', layout: { blocks: encoding.blocks }, kMin: agreement.cohort.kMin },
          ...{ committee, threshold: committeeThreshold(parties.length), contributions },
        });
        state = computation.update(state, decode(values, encoding));
      }),
    );
  }
  return { seconds, state, sum: secureSum.name };
}
