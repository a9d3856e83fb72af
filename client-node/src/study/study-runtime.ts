// A study as this node runs it: the plan it derived itself, the states it knows, and its own people.
import {
  chooseParameters,
  contributorsOf,
  type AgreementHash,
  type Descriptor,
  type NodeId,
  type RosterNode,
  type RoundId,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import {
  computationByName,
  decodeState,
  encodeState,
  fewestGroups,
  hashOfEncodedState,
  inputFor,
  planStudy,
  StudyPlanError,
  type PrivacyStatement,
  termsOfRound,
  nodesTakingPart,
  type Agreement,
  type Computation,
  type InputForm,
  type People,
  type PersonsPart,
  type ReleasedModel,
  type RoundTerms,
  type Study,
  type StudyPlan,
} from '@chorale/models';
import type { AgreedTerms, ExpectedTerms } from '../agreement/check-descriptor.js';
import { RoundRefused } from '../agreement/refusal.js';
import { DataError } from '../ingest/data-error.js';

/** A model state with its canonical bytes and their hash. */
export interface KnownState {
  readonly hash: StateHash;
  readonly bytes: Uint8Array;
  readonly value: object;
}

/** This node's people as its rows and what persons allow had them at one moment. */
export interface ReadPeople {
  readonly people: People;
  /** Persons may decide otherwise without this node hearing of it, so that every round reads anew. */
  readonly changesUnheard: boolean;
  /** Whether nobody was erased since it was read. */
  readonly isCurrent: () => boolean;
}

/** This node's rows cannot be used for now; the message lists what to mend. */
export class PeopleUnavailable extends Error {
  override readonly name = 'PeopleUnavailable';
}

/** Rows that lack what the agreement asks of them are refused for good; others may be mended. No reason names a column to others. */
function unusable(error: DataError): PeopleUnavailable | RoundRefused {
  return error.problems.some(({ code }) => code === 'desensitisation-missing')
    ? new RoundRefused(
        'desensitisation-missing',
        'the agreement asks for desensitisation that this node does not declare; "chorale-node doctor" on the node names the columns',
      )
    : new PeopleUnavailable(error.message, { cause: error });
}

/** How a study wants this node's rows. */
export interface WantedOfRows {
  /** Undefined: as most computations take them. */
  readonly input: InputForm | undefined;
  readonly persons: PersonsPart | undefined;
}

/** What a round of this study must be, seen from one state. */
export interface ExpectedRound {
  readonly terms: RoundTerms;
  readonly descriptor: ExpectedTerms;
}

export class StudyRuntime {
  readonly plan: StudyPlan;
  readonly computation: Computation;
  private loading: { readonly round: RoundId; readonly read: Promise<ReadPeople> } | undefined;

  /**
   * @param nodes of the roster that bring rows to this study.
   * @param loadPeople reads this node's rows, when the first round needs them; again where persons may have decided otherwise.
   * @param given the model that the study names, where it takes one and this node may hold it.
   * @param leftOut of this study, by the agreement's rule on poisoning.
   * @throws StudyPlanError when the study does not fit its agreement, or the model not the study.
   */
  constructor(
    readonly id: StudyId,
    readonly study: Study,
    readonly agreementHash: AgreementHash,
    readonly agreement: Agreement,
    nodes: number,
    private readonly loadPeople: (wanted: WantedOfRows) => Promise<ReadPeople>,
    given?: ReleasedModel,
    private readonly leftOut: ReadonlySet<NodeId> = new Set(),
  ) {
    this.plan = planStudy(agreement, study, { nodes });
    const computation = computationByName(study.computation);
    this.computation = given ? withModel(computation, given, this.plan.context) : computation;
  }

  /** Nodes of a roster that bring rows to this study: contributors of its parties, but for those that it leaves out. */
  contributorsAmong(roster: readonly RosterNode[]): ReadonlySet<NodeId> {
    return contributorsTo(this.agreement, roster, this.leftOut);
  }

  /** Whether nodes keep something of their own from round to round. */
  get keepsAtNodes(): boolean {
    return this.computation.keepsAtNodes?.(this.plan.context.settings) ?? false;
  }

  /**
   * This node's people for a round: those whom the rights of persons allow when the round first asks. A failed attempt is
   * forgotten, so that mended data are read at the next round.
   * @throws PeopleUnavailable when the data cannot be used as configured.
   * @throws RoundRefused `data-quality` or `desensitisation-missing`, when the agreement asks for more than they have.
   */
  async people(round: RoundId): Promise<ReadPeople> {
    const { loading } = this;
    if (loading) {
      const read = await loading.read;
      const isOld = !read.isCurrent() || (read.changesUnheard && loading.round !== round);
      if (isOld && this.loading === loading) this.loading = undefined;
    }
    this.loading ??= {
      round,
      read: this.loadPeople(this.wantedOfRows).catch((error: unknown) => {
        this.loading = undefined;
        throw error instanceof DataError ? unusable(error) : error;
      }),
    };
    return this.loading.read;
  }

  private get wantedOfRows(): WantedOfRows {
    const { computation, plan } = this;
    return { input: inputFor(computation, plan.context.settings), persons: computation.persons };
  }

  /** A study that has ended needs nobody any more. */
  forgetPeople(): void {
    this.loading = undefined;
  }

  firstState(): KnownState {
    return knownState(this.computation.start(this.plan.context, this.plan.noise));
  }

  readState(bytes: Uint8Array): KnownState {
    return { hash: hashOfEncodedState(bytes) as StateHash, bytes, value: decodeState(bytes) };
  }

  /** What follows from agreement and study alone, whatever state a round starts from. */
  get agreedTerms(): AgreedTerms {
    const { aggregation } = this.plan;
    return {
      computation: this.study.computation,
      release: this.agreement.release,
      grouping:
        aggregation.rule === 'sum'
          ? undefined
          : { groupSize: aggregation.groupSize, fewestGroups: fewestGroups(aggregation) },
    };
  }

  expectedRound(state: KnownState, position: number, committeeSize: number): ExpectedRound {
    const terms = termsOfRound(this.plan, position, this.computation.layout(state.value), (layoutOf) =>
      chooseParameters(committeeSize, this.plan.context.nodes, layoutOf),
    );
    const { parameters, blocks, privacy } = terms;
    return { terms, descriptor: { ...this.agreedTerms, parameters, blocks, privacy } };
  }

  /** The state that follows `state` after a sum was opened. */
  next(state: KnownState, sum: Parameters<Computation['update']>[1]): KnownState {
    return knownState(this.computation.update(state.value, sum));
  }

  /** Spent when rounds 0 to `position` have been released; its epsilon is null in mode none. */
  privacyAfter(position: number): PrivacyStatement {
    return privacyAfter(this.plan, position);
  }

  isRoundOf(descriptor: Descriptor): boolean {
    return descriptor.study === this.id && descriptor.agreement === this.agreementHash;
  }
}

/** Spent when rounds 0 to `position` of a plan have been released; its epsilon is null in mode none. */
export function privacyAfter({ privacy, rounds }: StudyPlan, position: number): PrivacyStatement {
  const epsilon = rounds[position]?.epsilonAfter ?? null;
  // Below the whole study's, the plan counts sampled rounds by Rényi divergences.
  const isByRdp = privacy.sampling.kind === 'poisson' && epsilon !== privacy.epsilon;
  return { ...privacy, epsilon, ...(isByRdp && { accountant: 'rdp' }) };
}

function withModel(
  computation: Computation,
  given: ReleasedModel,
  context: StudyPlan['context'],
): Computation {
  try {
    return computation.withModel?.(given, context) ?? computation;
  } catch (error) {
    if (error instanceof RangeError) throw new StudyPlanError(error.message, { cause: error });
    throw error;
  }
}

function knownState(value: object): KnownState {
  const bytes = encodeState(value);
  return { hash: hashOfEncodedState(bytes) as StateHash, bytes, value };
}

/** Nodes of a roster that bring rows to a study under an agreement, by id. */
export function contributorsTo(
  agreement: Agreement,
  roster: readonly RosterNode[],
  leftOut: ReadonlySet<NodeId>,
): ReadonlySet<NodeId> {
  const ids = contributorsOf(nodesTakingPart(agreement, roster)).map(({ id }) => id);
  return new Set(ids.filter((id) => !leftOut.has(id)));
}
