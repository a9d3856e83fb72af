// The plan of a study: every round's sampling and noise, fixed from agreement and study before the first round,
// and derived alike by the coordinator, who writes descriptors from it, and by nodes, who hold them against it.
import {
  inputFor,
  type PlannedComputation,
  type PlannedRound,
  type StudyContext,
  type StudyNoise,
  type VectorLayout,
} from '../computations/computation.js';
import { mostPeople } from '../computations/design.js';
import { plannedComputationByName } from '../computations/planned-registry.js';
import { allowedAggregation, noiseWidening } from '../aggregation/plan-aggregation.js';
import type { Agreement } from '../contracts/agreement.js';
import type { Aggregation } from '../contracts/aggregation.js';
import { designColumns, labelColumn, type Dictionary } from '../contracts/dictionary.js';
import type { Study } from '../contracts/study.js';
import { mistakesInWords, readWritten } from '../contracts/written.js';
import { AccountantsDisagreeError, type Account, type AccountTerms } from './account.js';
import { epsilonByPld } from './accountant-pld.js';
import { composeRdp, epsilonOfRdp, RDP_ORDERS } from './accountant-rdp.js';
import { accountOfSchedule, calibrateNoiseScale, eventOf } from './calibrate.js';
import { EncodingError, planEncoding, type Encoding, type EncodingTerms } from './encoding.js';
import type { PrivacyEvent, SampledGaussianEvent } from './events.js';
import type { PrivacyStatement } from './statement.js';

export interface RoundPlan {
  /** Position in the schedule, from 0. */
  readonly index: number;
  /** Poisson sampling probability of each person; 1 means all. */
  readonly samplingRate: number;
  /** z of this round; 0 in mode `none`. */
  readonly noiseMultiplier: number;
  /** What the accountant is told when the round releases; undefined in mode `none`. */
  readonly event: PrivacyEvent | undefined;
  /**
   * At most this is spent when this and all earlier rounds have released, at the plan's delta; null in mode `none`. Where
   * persons are sampled it is the Rényi accountant's bound, until the whole study's epsilon caps it.
   */
  readonly epsilonAfter: number | null;
}

export interface StudyPlan {
  readonly computation: PlannedComputation;
  readonly context: StudyContext<unknown>;
  readonly noise: StudyNoise;
  readonly aggregation: Aggregation;
  readonly rounds: readonly RoundPlan[];
  /** What the whole study costs if every planned round is released. */
  readonly privacy: PrivacyStatement;
  /** {@link encodingOfRound} adds a round's noise, its signs and the width of a coefficient. */
  readonly terms: Omit<EncodingTerms, 'noiseMultiplier' | 'plainBits' | 'flattening'>;
  /** Whether rounds' vectors are flattened, and of how many clipped ones a sum is made at most; null where not. */
  readonly flattening: { readonly study: string; readonly mostParts: number } | null;
}

/** A study that cannot run under its agreement; the message says what to change. */
export class StudyPlanError extends Error {
  override readonly name: string = 'StudyPlanError';
}
/** A study whose text is wrong, whatever its agreement allows. */
export class StudyDocumentError extends StudyPlanError {
  override readonly name = 'StudyDocumentError';
}

/** What the study may spend; null in mode `none`. */
type Budget = (AccountTerms & { readonly epsilon: number }) | null;

/**
 * Sampling, noise and cost of every round, within the agreement's budget: per person, add or remove one, in at most p nodes and
 * against at most h colluding ones. Assumes what accountants do.
 * @param nodes in the cohort: most contributions in a sum.
 * @throws StudyPlanError
 */
export function planStudy(
  agreement: Agreement,
  study: Study,
  { nodes }: { readonly nodes: number },
): StudyPlan {
  const { mode, nodesPerPerson, colluding } = agreement.privacy;
  const { kMin } = agreement.cohort;
  if (nodes < kMin)
    throw new StudyPlanError(`a cohort of ${nodes} nodes can never reach the agreement's kMin of ${kMin}`);
  const computation = allowedComputation(agreement, study);
  const aggregation = refusing(() => allowedAggregation(agreement, study, nodes));
  const context = contextOf(computation, agreement, study, nodes);
  const schedule = refusing(() => computation.schedule(context));
  requireSomebodySampled(schedule, agreement);
  const budget = budgetOf(agreement, study);
  const noiseScale = budget === null ? 0 : refusing(() => calibrateNoiseScale(budget, schedule));
  const account = budget === null ? null : accountOfSchedule(schedule, noiseScale, budget);
  const sharers = mode === 'local' ? 1 : kMin - colluding;
  const widening = noiseWidening(aggregation, nodes);
  const noise: StudyNoise = {
    stdDevOverClip: schedule.map(
      (round) => noiseScale * round.relativeNoise * nodesPerPerson * Math.sqrt(nodes / sharers) * widening,
    ),
  };
  // In mode member a node's vector is clipped as a whole, whatever it is a sum of.
  const sumsOverPeople = mode !== 'member' && computation.modes.includes('pooled');
  const plan: StudyPlan = Object.freeze({
    computation,
    context,
    noise,
    aggregation,
    rounds: planRounds(schedule, noiseScale, budget, account),
    privacy: statementOf(agreement, schedule, budget, account),
    terms: {
      mode,
      nodesPerPerson,
      kMin,
      colluding,
      nodes,
      rounds: schedule.length,
      sumsOverPeople,
    },
    flattening: study.flatten
      ? { study: study.name, mostParts: sumsOverPeople ? mostPeople(agreement.people) : nodes }
      : null,
  });
  requireStart(plan);
  return plan;
}

/**
 * Below one person a round, delta alone would pay for all rounds: epsilon would be next to 0 with hardly any noise, and whoever was
 * drawn after all would stand bare. As delta lies below one person in all, this rate lies above every delta.
 */
function requireSomebodySampled(schedule: readonly PlannedRound[], { people }: Agreement): void {
  const tooRare = schedule.find(({ samplingRate }) => samplingRate * people < 1);
  if (tooRare)
    throw new StudyPlanError(
      `a samplingRate of ${tooRare.samplingRate} takes less than one person a round; set it to at least ` +
        `1/people = ${1 / people} in settings, or leave it out`,
    );
}

/**
 * Of two documents that were read from files. A study may name its agreement by hash, too, which only the federation knows.
 * @throws StudyDocumentError for a study that names another agreement.
 */
export function requireBelongingTogether({ title }: Agreement, study: Study): void {
  if (study.agreement !== title && !/^[0-9a-f]{64}$/.test(study.agreement))
    throw new StudyDocumentError(
      `the study is meant for the agreement "${study.agreement}", this one is "${title}"; give the two that belong together`,
    );
}

/** A study that cannot start, or whose noise would be too narrow, is refused before its first round. */
function requireStart(plan: StudyPlan): void {
  const { computation, context, noise } = plan;
  const layout = refusing(() => computation.layout(computation.start(context, noise)));
  const seen = new Set<number>();
  for (const { index, noiseMultiplier } of plan.rounds) {
    if (!seen.has(noiseMultiplier)) encodingOfRound(plan, index, layout, FEWEST_PLAIN_BITS);
    seen.add(noiseMultiplier);
  }
}

/** Of the secure sum's parameters; what does not fit one coefficient takes several. */
const FEWEST_PLAIN_BITS = 40;

/**
 * Grid, noise and lanes of one round; per person, add or remove one, with what the plan assumes of p, h and sampling.
 * @param layout of the state that the round starts from.
 * @param plainBits of the secure sum's parameters.
 * @throws StudyPlanError for a round the plan does not hold, or a layout that cannot be encoded.
 */
export function encodingOfRound(
  plan: StudyPlan,
  index: number,
  layout: VectorLayout,
  plainBits: number,
): Encoding {
  const round = plan.rounds[index];
  if (round === undefined)
    throw new StudyPlanError(`the study has ${plan.rounds.length} rounds, there is no round ${index}`);
  const { noiseMultiplier } = round;
  const flattening = plan.flattening && {
    tag: signsOfRound(plan.flattening.study, index),
    mostParts: plan.flattening.mostParts,
  };
  return refusing(() =>
    planEncoding(layout, {
      ...plan.terms,
      noiseMultiplier,
      plainBits,
      ...(flattening && { flattening }),
    }),
  );
}

/** Name of the signs that flatten the vectors of a round. */
export function signsOfRound(study: string, index: number): string {
  return `${study}:${index}`;
}

function allowedComputation(agreement: Agreement, study: Study): PlannedComputation {
  if (!agreement.computations.includes(study.computation))
    throw new StudyPlanError(
      `the agreement does not allow "${study.computation}"; it allows ${agreement.computations.join(', ')}`,
    );
  const computation = refusing(() => plannedComputationByName(study.computation));
  const { mode } = agreement.privacy;
  if (!computation.modes.includes(mode))
    throw new StudyPlanError(
      `"${study.computation}" does not run in mode ${mode} of the agreement, only in ${computation.modes.join(', ')}`,
    );
  return computation;
}

function contextOf(
  computation: PlannedComputation,
  agreement: Agreement,
  study: Study,
  nodes: number,
): StudyContext<unknown> {
  const { dictionary, people, privacy } = agreement;
  requireLabel(computation, dictionary);
  if (new Set(study.features).size !== study.features.length)
    throw new StudyDocumentError('features of the study must differ');
  const settings = readWritten(computation.settings, study.settings, { quotes: true });
  if (!settings.isRight)
    throw new StudyDocumentError(
      mistakesInWords(
        settings.mistakes.map((mistake) => ({
          ...mistake,
          place: `settings of "${computation.name}": ${mistake.place}`,
        })),
      ).join('\n'),
    );
  return {
    settings: settings.data,
    columns: refusing(() => designColumns(dictionary, study.features, inputFor(computation, settings.data))),
    label: dictionary.label && labelColumn(dictionary.label),
    people,
    nodes,
    mode: privacy.mode,
  };
}

function requireLabel({ name, needsLabel }: PlannedComputation, { label }: Dictionary): void {
  if (needsLabel === 'none') return;
  if (label === undefined) throw new StudyPlanError(`"${name}" needs a label in the agreement's dictionary`);
  const type = label.type ?? 'binary';
  if (needsLabel !== 'either' && needsLabel !== type)
    throw new StudyPlanError(
      `"${name}" learns a ${needsLabel} label, and "${label.name}" of the agreement's dictionary is of type ${type}`,
    );
}

function budgetOf(agreement: Agreement, study: Study): Budget {
  const { mode, epsilon, delta, nodesPerPerson } = agreement.privacy;
  if (mode === 'none') {
    if (study.privacy !== undefined)
      throw new StudyPlanError('mode none adds no noise: leave privacy out of the study');
    return null;
  }
  if (epsilon === null || delta === null) throw new StudyPlanError(`mode ${mode} needs epsilon and delta`);
  const asked = study.privacy?.epsilon ?? epsilon;
  if (asked > epsilon)
    throw new StudyPlanError(`the study asks for epsilon ${asked}, the agreement allows ${epsilon}`);
  return { epsilon: asked, delta, nodesPerPerson };
}

function planRounds(
  schedule: readonly PlannedRound[],
  noiseScale: number,
  budget: Budget,
  account: Account | null,
): RoundPlan[] {
  if (budget === null || account === null)
    return schedule.map(({ samplingRate }, index) =>
      Object.freeze({ index, samplingRate, noiseMultiplier: 0, event: undefined, epsilonAfter: null }),
    );
  const spentAfter = spendingOf(schedule, budget, account);
  return schedule.map((round, index) => {
    const event = Object.freeze(eventOf(round, noiseScale));
    const { samplingRate, noiseMultiplier } = event;
    return Object.freeze({ index, samplingRate, noiseMultiplier, event, epsilonAfter: spentAfter(event) });
  });
}

/** Says of each event in turn what is spent after it. */
function spendingOf(
  schedule: readonly PlannedRound[],
  { delta }: AccountTerms,
  account: Account,
): (event: SampledGaussianEvent) => number {
  // Whole samples compose in closed form; a convolution for every round of a sampled study would take minutes.
  const isExact = account.accountant === 'pld' && schedule.every(({ samplingRate }) => samplingRate === 1);
  const counted = new Map<number, SampledGaussianEvent>();
  const spent = new Float64Array(RDP_ORDERS.length);
  const curves = new Map<string, Float64Array>();
  return (event) => {
    if (isExact) {
      const { noiseMultiplier: noise } = event;
      counted.set(noise, { ...event, count: 1 + (counted.get(noise)?.count ?? 0) });
      return epsilonByPld([...counted.values()], delta);
    }
    const key = `${event.samplingRate} ${event.noiseMultiplier}`;
    const curve = curves.get(key) ?? composeRdp([event]);
    curves.set(key, curve);
    curve.forEach((divergence, order) => {
      spent[order]! += divergence;
    });
    return Math.min(epsilonOfRdp(spent, delta), account.epsilon);
  };
}

function statementOf(
  agreement: Agreement,
  schedule: readonly PlannedRound[],
  budget: Budget,
  account: Account | null,
): PrivacyStatement {
  const { mode, nodesPerPerson, colluding, unit } = agreement.privacy;
  const rates = [...new Set(schedule.map((round) => round.samplingRate))];
  const statement: PrivacyStatement = {
    mode,
    epsilon: account?.epsilon ?? null,
    delta: budget?.delta ?? null,
    unit,
    adjacency: 'add-or-remove-one',
    sampling: rates.every((rate) => rate === 1) ? { kind: 'all' } : { kind: 'poisson', rates },
    nodesPerPerson,
    colluding,
    accountant: account?.accountant ?? 'rdp',
  };
  return Object.freeze(statement);
}

/** What a study can do wrong is the study's error, wherever it shows. */
function refusing<T>(attempt: () => T): T {
  try {
    return attempt();
  } catch (reason) {
    if (
      reason instanceof RangeError ||
      reason instanceof EncodingError ||
      reason instanceof AccountantsDisagreeError
    )
      throw new StudyPlanError(reason.message, { cause: reason });
    throw reason;
  }
}
