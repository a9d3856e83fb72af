// The one-run canary audit of a study (Steinke, Nasr, Jagielski 2023, arXiv:2305.08846): its own computation, terms, noise and
// encoding over made-up persons, in one process. No row is read and no budget is touched. Unit: one person; adjacency: add or
// remove one; the guesser is whom the guarantee is about: knows all other persons, all but the honest nodes' noise, and
// everything released.
import type { Entropy } from '@chorale/crypto';
import type { Computation, People, VectorLayout } from '../computations/computation.js';
import { concatenate } from '../computations/vectors.js';
import { canaryPeople } from './canary-people.js';
import { epsilonLowerBound, type CanaryGuesses } from '../privacy/canary-audit.js';
import { decode } from '../privacy/encoding.js';
import { StudyPlanError, type StudyPlan } from '../privacy/plan.js';
import type { PrivacyStatement } from '../privacy/statement.js';
import { termsOfRound, type RoundTerms } from '../privacy/round-terms.js';
import { selectPeople } from '../privacy/sampling.js';

/** What a node does with its persons in a round: sample, clip, round, add noise. @returns what it would encrypt. */
export type ProtectPeople = (
  computation: Computation,
  state: object,
  people: People,
  terms: RoundTerms,
) => Promise<Float64Array>;

export interface CanaryAuditRequest {
  /** Canaries to make up; each is in by a fair coin of its own. */
  readonly canaries: number;
  /** The build under audit. */
  readonly protect: ProtectPeople;
  /** The same without noise: whether the audit could have noticed anything. */
  readonly protectWithoutNoise: ProtectPeople;
  /** For the canaries' coins. */
  readonly entropy: Entropy;
  /** Told after each round of both runs. */
  readonly progress?: (done: number, of: number) => void;
}

/** What guesses about one run's canaries refute. */
export interface CanaryEvidence extends CanaryGuesses {
  /** Epsilon of the run is at least this, but for a chance of 1 - confidence. */
  readonly epsilonLower: number;
}

/**
 * `refuted`: the run's epsilon is above the claim. `held`: it could have been refuted, and was not. `no-power`: even a run without
 * any noise would not have been refuted, so nothing was shown.
 */
export type CanaryVerdict = 'held' | 'refuted' | 'no-power';

export interface CanaryAudit extends CanaryEvidence {
  readonly verdict: CanaryVerdict;
  readonly claimedEpsilon: number;
  /** The claim with all its terms. */
  readonly privacy: PrivacyStatement;
  /** What epsilon is stated per. */
  readonly unit: string;
  readonly delta: number;
  readonly confidence: number;
  /** Most coordinates that a round's sum has. */
  readonly dimension: number;
  readonly rounds: number;
  /** Nodes whose noise the guesser does not know; they hold the canaries. */
  readonly honestNodes: number;
  readonly withoutNoise: CanaryEvidence;
}

const CONFIDENCE = 0.95;
/** Fixed before any score is seen: the sixth that scores highest is guessed in, the lowest sixth out. */
const SHARE_GUESSED_EACH_WAY = 1 / 6;
const FEWEST_CANARIES = 100;
const MOST_CANARIES = 10_000;

/**
 * Runs the study twice over made-up persons, with its noise and without, and asks whether guesses about who was in refute its
 * epsilon. Bounds are per unit of the agreement (a person), add or remove one, at the study's delta and for its p and h; assumes that
 * each canary is in by an independent fair coin, and that rounds sample by the study's own coins (Poisson) or take all.
 * @throws StudyPlanError where the study claims no epsilon, or its sums are not over persons; RangeError for fewer than 100 or more
 * than 10,000 canaries.
 */
export async function auditStudy(
  plan: StudyPlan,
  computation: Computation,
  request: CanaryAuditRequest,
): Promise<CanaryAudit> {
  const { epsilon, delta, mode } = plan.privacy;
  const { canaries } = request;
  if (!(Number.isSafeInteger(canaries) && canaries >= FEWEST_CANARIES && canaries <= MOST_CANARIES))
    throw new RangeError(
      `an audit takes ${FEWEST_CANARIES} to ${MOST_CANARIES} canaries, a whole number, not ${canaries}`,
    );
  if (epsilon === null || delta === null)
    throw new StudyPlanError('mode none claims no epsilon: there is nothing to audit');
  if (!plan.terms.sumsOverPeople)
    throw new StudyPlanError(
      `in mode ${mode} a node's update is clipped as a whole, so that a made-up person leaves no mark: there is nothing to guess; ` +
        'audit a study in mode pooled or local',
    );
  const steps = 2 * plan.rounds.length;
  const run = (protect: ProtectPeople, before: number): Promise<Run> =>
    guessCanaries(plan, computation, { ...request, protect }, (round) =>
      request.progress?.(before + round, steps),
    );
  const real = await run(request.protect, 0);
  const control = await run(request.protectWithoutNoise, plan.rounds.length);
  const evidence = (guesses: CanaryGuesses): CanaryEvidence => ({
    ...guesses,
    epsilonLower: epsilonLowerBound(guesses, delta, CONFIDENCE),
  });
  const [measured, withoutNoise] = [evidence(real.guesses), evidence(control.guesses)];
  const { dimension, rounds } = real;
  return {
    ...measured,
    verdict: verdictOf(measured, withoutNoise, epsilon),
    claimedEpsilon: epsilon,
    privacy: plan.privacy,
    unit: plan.privacy.unit,
    delta,
    confidence: CONFIDENCE,
    dimension,
    rounds,
    honestNodes: honestNodesOf(plan),
    withoutNoise,
  };
}

function verdictOf(measured: CanaryEvidence, control: CanaryEvidence, claimed: number): CanaryVerdict {
  if (measured.epsilonLower > claimed) return 'refuted';
  return control.epsilonLower > claimed ? 'held' : 'no-power';
}

/** Whoever colludes knows its own noise; the guarantee counts on that of all others. */
function honestNodesOf({ terms: { mode, kMin, colluding } }: StudyPlan): number {
  return mode === 'local' ? 1 : kMin - colluding;
}

interface Run {
  readonly guesses: CanaryGuesses;
  readonly dimension: number;
  readonly rounds: number;
}

async function guessCanaries(
  plan: StudyPlan,
  computation: Computation,
  { canaries, protect, entropy }: CanaryAuditRequest,
  progress: (round: number) => void,
): Promise<Run> {
  const everybody = canaryPeople(plan.context.columns, plan.context.label, canaries);
  const isIn = Uint8Array.from({ length: canaries }, () => entropy.uint32() & 1);
  const nodes = placeCanaries(plan, everybody, isIn);
  const scores = new Float64Array(canaries);
  let state = computation.start(plan.context, plan.noise);
  let [dimension, rounds] = [0, 0];
  for (const { index } of plan.rounds) {
    if (computation.done(state)) break;
    const layout = computation.layout(state);
    // The ring decides how integers travel, not which integers.
    const terms = termsOfRound(plan, index, layout, () => 'P1');
    const sum = new Float64Array(terms.blocks.reduce((total, { length }) => total + length, 0));
    for (const people of nodes) addTo(sum, await protect(computation, state, people, terms));
    await scoreRound(scores, { plan, computation, state, layout, terms, sum, everybody, entropy });
    state = computation.update(state, decode(sum, terms.encoding));
    dimension = Math.max(
      dimension,
      layout.blocks.reduce((total, { length }) => total + length, 0),
    );
    rounds += 1;
    progress(rounds);
  }
  return { guesses: guessesBy(scores, isIn), dimension, rounds };
}

/** Each canary that is in goes to as many nodes as one person may appear in. */
function placeCanaries(plan: StudyPlan, everybody: People, isIn: Uint8Array): People[] {
  const nodes = honestNodesOf(plan);
  const copies = copiesOf(plan);
  return Array.from({ length: nodes }, (_, node) =>
    selectPeople(
      everybody,
      [...isIn.keys()].filter(
        (canary) => isIn[canary] === 1 && (((node - canary) % nodes) + nodes) % nodes < copies,
      ),
    ),
  );
}

function copiesOf(plan: StudyPlan): number {
  return Math.min(plan.terms.nodesPerPerson, honestNodesOf(plan));
}

interface ReleasedRound {
  readonly plan: StudyPlan;
  readonly computation: Computation;
  readonly state: object;
  readonly layout: VectorLayout;
  readonly terms: RoundTerms;
  /** Opened integers. */
  readonly sum: Float64Array;
  readonly everybody: People;
  readonly entropy: Entropy;
}

/** Adds to each canary's score the matched filter of its own part in what the round released, weighted by the round's noise. */
async function scoreRound(scores: Float64Array, round: ReleasedRound): Promise<void> {
  const { plan, computation, state, terms, sum, everybody, entropy } = round;
  const { clipNormL2 } = round.layout;
  const partOf = (people: People): Promise<Float64Array> =>
    Promise.resolve(computation.contribute(state, people, clipNormL2, entropy));
  const expectedShare = (terms.privacy.samplingRate * copiesOf(plan)) / 2;
  const expected = await partOf(everybody);
  const surprise = concatenate([...decode(sum, terms.encoding).values()]);
  for (let at = 0; at < surprise.length; at += 1) surprise[at]! -= expectedShare * expected[at]!;
  const weight = 1 / (terms.privacy.noiseMultiplier * clipNormL2) ** 2;
  for (let canary = 0; canary < everybody.size; canary += 1) {
    const part = await partOf(selectPeople(everybody, [canary]));
    let product = 0;
    for (let at = 0; at < part.length; at += 1) product += part[at]! * surprise[at]!;
    scores[canary]! += weight * product;
  }
}

function guessesBy(scores: Float64Array, isIn: Uint8Array): CanaryGuesses {
  const eachWay = Math.floor(scores.length * SHARE_GUESSED_EACH_WAY);
  const order = [...scores.keys()].sort((one, other) => scores[other]! - scores[one]!);
  const right =
    order.slice(0, eachWay).filter((canary) => isIn[canary] === 1).length +
    order.slice(-eachWay).filter((canary) => isIn[canary] === 0).length;
  return { canaries: scores.length, guesses: 2 * eachWay, correct: right };
}

function addTo(total: Float64Array, values: Float64Array): void {
  for (let at = 0; at < total.length; at += 1) total[at]! += values[at]!;
}
