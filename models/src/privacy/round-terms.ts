// What a round's descriptor says of vector and noise. The coordinator writes it from here, and each node holds the
// descriptor against its own calculation.
import type { IntegerLayout } from '@chorale/crypto';
import type { VectorLayout } from '../computations/computation.js';
import type { PrivacyMode } from '../contracts/agreement.js';
import type { EncodedBlock, Encoding } from './encoding.js';
import { encodingOfRound, StudyPlanError, type StudyPlan } from './plan.js';

/** Names of the secure sum's parameter sets, with the bits of a plaintext coefficient in each. */
export const plainBitsOf = { P1: 46, P2: 40 } as const;
export type RingName = keyof typeof plainBitsOf;

export interface RoundTerms {
  readonly parameters: RingName;
  readonly blocks: readonly EncodedBlock[];
  readonly privacy: {
    readonly mode: PrivacyMode;
    readonly clipNormL2: number;
    readonly samplingRate: number;
    readonly noiseMultiplier: number;
    readonly nodeNoiseVarianceNumerator: bigint;
    readonly nodeNoiseVarianceDenominator: bigint;
    readonly nodesPerPerson: number;
    readonly colluding: number;
  };
  /** How the node encodes, and recipients decode. */
  readonly encoding: Encoding;
}

/**
 * The terms of round `index`; unit, adjacency and assumptions are those of the plan.
 * @param layout of the state that the round starts from.
 * @param chooseRing the secure sum's own choice, given the layout under each plaintext modulus.
 * @throws StudyPlanError
 */
export function termsOfRound(
  plan: StudyPlan,
  index: number,
  layout: VectorLayout,
  chooseRing: (layoutOf: (plainBits: number) => IntegerLayout) => RingName,
): RoundTerms {
  const round = plan.rounds[index];
  if (!round)
    throw new StudyPlanError(`the study has ${plan.rounds.length} rounds, there is no round ${index}`);
  const encodingFor = (plainBits: number): Encoding => encodingOfRound(plan, index, layout, plainBits);
  const parameters = chooseRing((plainBits) => ({ blocks: encodingFor(plainBits).blocks }));
  const encoding = encodingFor(plainBitsOf[parameters]);
  return {
    parameters,
    blocks: encoding.blocks.map(({ name, length, laneBits, limbs, grid }) => ({
      name,
      length,
      laneBits,
      limbs,
      grid,
    })),
    privacy: {
      mode: encoding.mode,
      clipNormL2: layout.clipNormL2,
      samplingRate: round.samplingRate,
      noiseMultiplier: round.noiseMultiplier,
      nodeNoiseVarianceNumerator: encoding.nodeNoiseVariance.numerator,
      nodeNoiseVarianceDenominator: encoding.nodeNoiseVariance.denominator,
      nodesPerPerson: plan.terms.nodesPerPerson,
      colluding: plan.terms.colluding,
    },
    encoding,
  };
}
