// A whole study in one process, over the exact integer sum where nothing else is given: the computation, encoding and
// noise of the product, and no encryption. For tests and benchmarks, which say so in their output.
import { committeeThreshold, drawGroups, type Entropy, type NodeId, type SecureSum } from '@chorale/crypto';
import { exactIntegerSum } from '@chorale/crypto/testing';
import {
  combine,
  computationByName,
  decode,
  encode,
  encodingOfRound,
  samplePeople,
  type Agreement,
  type Encoding,
  type GroupSum,
  type OpenedSum,
  type People,
  planStudy,
  type ReleasedModel,
  type Study,
  type StudyPlan,
} from '@chorale/models';

/** What a study ends with. */
export interface StudyEnd {
  /** Name of the sum it ran over, which says so where nothing was encrypted. */
  readonly sum: string;
  readonly state: object;
  readonly model: ReleasedModel | undefined;
}

export interface SimulatedStudy extends StudyEnd {
  readonly plan: StudyPlan;
  readonly rounds: number;
}

const PLAIN_BITS = 46;

type AddUp = (encoding: Encoding, vectors: readonly Float64Array[], round: number) => Promise<OpenedSum>;

/** What a node sends in place of its honest integers; undefined where it is honest. */
export type Tamper = (
  party: number,
  honest: Float64Array,
  encoding: Encoding,
  round: number,
) => Float64Array | undefined;

/** Looks at the state that a round led to. */
export type AfterRound = (state: object) => void;

/** Runs the study with one node a party, all of them present in every round. */
export async function simulateStudy(
  agreement: Agreement,
  study: Study,
  parties: readonly People[],
  entropy: Entropy,
  secureSum: SecureSum = exactIntegerSum(entropy),
  tamper: Tamper = () => undefined,
  given?: ReleasedModel,
  afterRound?: AfterRound,
): Promise<SimulatedStudy> {
  const plan = planStudy(agreement, study, { nodes: parties.length });
  const addUp: AddUp = async (encoding, vectors, round) => {
    const sent = vectors.map((honest, party) => tamper(party, honest, encoding, round) ?? honest);
    const opened: GroupSum[] = [];
    for (const group of drawnGroups(plan, parties.length, entropy))
      opened.push(await openGroup(group, sent, encoding, agreement.cohort.kMin, secureSum));
    return combine(opened, plan.aggregation);
  };
  return {
    sum: secureSum.name,
    plan,
    ...(await runPlan(study, plan, parties, entropy, addUp, given, afterRound)),
  };
}

/**
 * The same study by one trusted curator who holds all rows and adds the noise once that epsilon is counted with: central
 * differential privacy, for comparison.
 */
export async function curatedStudy(
  agreement: Agreement,
  study: Study,
  parties: readonly People[],
  entropy: Entropy,
): Promise<SimulatedStudy> {
  const planned = planStudy(agreement, study, { nodes: parties.length });
  const { mode, colluding } = agreement.privacy;
  const sharers = mode === 'local' ? 1 : agreement.cohort.kMin - colluding;
  const surplus = Math.sqrt(parties.length / sharers);
  const plan: StudyPlan = {
    ...planned,
    context: { ...planned.context, nodes: 1 },
    noise: { stdDevOverClip: planned.noise.stdDevOverClip.map((value) => value / surplus) },
    terms: { ...planned.terms, nodes: 1, kMin: 1 + colluding },
  };
  const alone: AddUp = (encoding, [vector]) => Promise.resolve(decode(vector!, encoding));
  const end = await runPlan(study, plan, [together(parties)], entropy, alone);
  return { sum: 'one curator who sees all rows', plan, ...end };
}

async function runPlan(
  study: Study,
  plan: StudyPlan,
  parties: readonly People[],
  entropy: Entropy,
  addUp: AddUp,
  given?: ReleasedModel,
  afterRound: AfterRound = () => undefined,
): Promise<Pick<SimulatedStudy, 'state' | 'rounds' | 'model'>> {
  const unbound = computationByName(study.computation);
  const computation = given ? unbound.withModel!(given, plan.context) : unbound;
  let state = computation.start(plan.context, plan.noise);
  let rounds = 0;
  const kept: (object | undefined)[] = parties.map(() => undefined);
  for (const round of plan.rounds) {
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    const encoding = encodingOfRound(plan, round.index, layout, PLAIN_BITS);
    const vectors: Float64Array[] = [];
    for (const [party, people] of parties.entries()) {
      const sampled = samplePeople(people, round.samplingRate, entropy);
      if (!computation.contributeKeeping) {
        const vector = await computation.contribute(state, sampled, layout.clipNormL2, entropy);
        vectors.push(encode(vector, encoding, entropy));
        continue;
      }
      const { vector, keeps } = await computation.contributeKeeping(
        ...([state, sampled, layout.clipNormL2, entropy, kept[party]] as const),
      );
      kept[party] = keeps ?? kept[party];
      vectors.push(encode(vector, encoding, entropy));
    }
    state = computation.update(state, await addUp(encoding, vectors, rounds));
    rounds += 1;
    afterRound(state);
  }
  // Nodes tell the coordinator the layout of the last state, too.
  computation.layout(state);
  return { state, rounds, model: computation.model(state) };
}

/** People of several parties as one. */
export function together(parts: readonly People[]): People {
  const size = parts.reduce((total, people) => total + people.size, 0);
  const rowStart = new Uint32Array(size + 1);
  let person = 0;
  for (const people of parts)
    for (let each = 0; each < people.size; each += 1, person += 1)
      rowStart[person + 1] = rowStart[person]! + people.rowStart[each + 1]! - people.rowStart[each]!;
  const columns = [...parts[0]!.columns.keys()].map((name) => {
    const values = new Float64Array(rowStart[size]!);
    let at = 0;
    for (const people of parts) {
      values.set(people.columns.get(name)!, at);
      at += people.rowStart[people.size]!;
    }
    return [name, values] as const;
  });
  return { size, rowStart, columns: new Map(columns) };
}

/** Positions of the parties in each group of a round; one group where the study adds everybody up. */
function drawnGroups({ aggregation }: StudyPlan, parties: number, entropy: Entropy): number[][] {
  const everybody = Array.from({ length: parties }, (_, party) => party);
  if (aggregation.rule === 'sum') return [everybody];
  const seed = new Uint8Array(32);
  entropy.fill(seed);
  const groupOf = drawGroups({
    seed,
    cohort: everybody.map((party) => party.toString(16).padStart(32, '0') as NodeId),
    groupSize: aggregation.groupSize,
    memberOf: (node) => node,
  });
  return Array.from({ length: Math.max(...groupOf) + 1 }, (_, group) =>
    everybody.filter((party) => groupOf[party] === group),
  );
}

async function openGroup(
  group: readonly number[],
  contributions: readonly Float64Array[],
  encoding: Encoding,
  kMin: number,
  secureSum: SecureSum,
): Promise<GroupSum> {
  const committee = group.map(String);
  const { values } = await secureSum.sum({
    parameters: 'P1',
    layout: { blocks: encoding.blocks },
    kMin,
    committee,
    threshold: committeeThreshold(committee.length),
    contributions: new Map(group.map((party) => [String(party), contributions[party]!])),
  });
  return { nodes: group.length, sum: decode(values, encoding) };
}
