// What of a ledger belongs into a pack: all that a study, a period or a member has part in.
import type { Agreement } from '../contracts/agreement.js';
import { partyRoleOf } from '../contracts/parties.js';
import { studyModelSchema, type StudyModel } from '../contracts/study-model.js';
import { dayOf } from './days.js';
import type {
  AgreementFacts,
  ErasureFacts,
  IncidentFacts,
  LedgerFacts,
  Noted,
  RoundFacts,
  SeenRoster,
  StudyFacts,
  VoteFacts,
} from './ledger-facts.js';
import type { EvidenceScope } from './scope.js';

export interface ReadAgreement extends AgreementFacts {
  readonly terms: Agreement;
}
export interface OpenedRound extends RoundFacts {
  readonly opened: Noted;
}

/** Everything is in the order of the ledger. */
export class Selection {
  readonly agreements: readonly ReadAgreement[];
  readonly studies: readonly StudyFacts[];
  /** The newest in force; undefined before the first. */
  readonly roster: (Noted & { readonly roster: SeenRoster }) | undefined;
  readonly #rounds: ReadonlyMap<string, readonly OpenedRound[]>;
  readonly #counted = new Map<string, readonly OpenedRound[]>();
  readonly #nodes: ReadonlySet<string>;

  constructor(
    readonly facts: LedgerFacts,
    readonly scope: EvidenceScope,
  ) {
    this.roster = facts.rosters.at(-1);
    const opened = [...facts.rounds.values()].filter(
      (round): round is OpenedRound => round.opened !== undefined,
    );
    this.#rounds = Map.groupBy(opened, ({ study }) => study ?? '');
    const seated = facts.rosters.flatMap(({ roster }) => roster.nodes);
    this.#nodes = new Set(
      seated.flatMap(({ id, member }) => (scope.kind === 'member' && member === scope.member ? [id] : [])),
    );
    this.studies = [...facts.studies.values()].filter((study) => this.hasStudy(study));
    // What a party released of itself on a model stands under an agreement of its own.
    const ids = new Set(this.studies.map(({ id }) => id));
    const released = facts.partyMetrics.filter(({ study }) => ids.has(study));
    const ofStudies = new Set([...this.studies, ...released].map(({ agreement }) => agreement));
    this.agreements = [...facts.agreements.values()].filter(
      (agreement): agreement is ReadAgreement =>
        agreement.terms !== undefined && (ofStudies.has(agreement.hash) || this.hasAgreement(agreement)),
    );
  }

  /** All of a study. */
  roundsOf(study: string): readonly OpenedRound[] {
    return this.#rounds.get(study) ?? [];
  }
  /** Those of a study that were opened in the period, where the pack is about one. */
  countedRounds(study: string): readonly OpenedRound[] {
    const known = this.#counted.get(study);
    if (known) return known;
    const counted = this.roundsOf(study).filter(({ opened }) => this.isRecent(opened));
    this.#counted.set(study, counted);
    return counted;
  }

  get decisions(): readonly VoteFacts[] {
    const agreements = new Set(this.agreements.map(({ hash }) => hash));
    return this.facts.votes.filter((vote) => {
      switch (this.scope.kind) {
        case 'study':
          return vote.subject === this.scope.study || agreements.has(vote.subject);
        case 'period':
          return this.isRecent(vote);
        case 'member':
          return vote.member === this.scope.member;
      }
    });
  }

  get incidents(): readonly IncidentFacts[] {
    return [...this.facts.incidents.values()].filter((incident) => {
      switch (this.scope.kind) {
        case 'study':
          return incident.study === this.scope.study;
        case 'period':
          return incident.closed === undefined || this.isRecent(incident.closed);
        case 'member':
          return incident.member === null || incident.member === this.scope.member;
      }
    });
  }

  get erasures(): readonly ErasureFacts[] {
    return this.facts.erasures.filter((erasure) =>
      this.scope.kind === 'study' ? erasure.studies.includes(this.scope.study) : this.isOfNode(erasure),
    );
  }
  get leftOut(): LedgerFacts['leftOut'] {
    return this.facts.leftOut.filter((word) =>
      this.scope.kind === 'study' ? word.study === this.scope.study : this.isOfNode(word),
    );
  }
  /** Exports are of no one study. */
  get exports(): LedgerFacts['exports'] {
    const { scope } = this;
    if (scope.kind === 'study') return [];
    return this.facts.exports.filter((one) =>
      scope.kind === 'member' ? one.member === scope.member : this.isRecent(one),
    );
  }
  get exclusions(): LedgerFacts['exclusions'] {
    const studies = new Set(this.studies.map(({ id }) => id));
    return this.facts.exclusions.filter(({ study }) => studies.has(study));
  }

  /** Of models of these studies, whichever study measured them. */
  get overrides(): LedgerFacts['overrides'] {
    const studies = new Set(this.studies.map(({ id }) => id));
    return this.facts.overrides.filter(({ study }) => {
      const measured = pinnedModelOf(this.facts.studies.get(study))?.study;
      return studies.has(study) || (measured !== undefined && studies.has(measured));
    });
  }

  private hasStudy(study: StudyFacts): boolean {
    switch (this.scope.kind) {
      case 'study':
        return study.id === this.scope.study;
      case 'period': {
        const { proposed, started, finished, stopped } = study;
        const rounds = this.roundsOf(study.id).flatMap(({ opened, closed }) => [opened, closed]);
        return [proposed, started, finished, stopped, ...rounds].some(
          (noted) => noted !== undefined && this.isRecent(noted),
        );
      }
      case 'member': {
        const agreement = this.facts.agreements.get(study.agreement);
        return agreement !== undefined && this.hasAgreement(agreement);
      }
    }
  }

  private hasAgreement({ terms, consents, active, ended, position, at }: AgreementFacts): boolean {
    switch (this.scope.kind) {
      case 'study':
        return false;
      case 'period': {
        const stood = active.length > 0 && ended.length === 0 && (terms?.expires ?? '') >= this.scope.from;
        return stood || [{ position, at }, ...active, ...ended].some((noted) => this.isRecent(noted));
      }
      case 'member':
        return consents.some(({ node }) => this.#nodes.has(node)) || isNamed(terms, this.scope.member);
    }
  }

  private isOfNode(word: Noted & { readonly node: string }): boolean {
    return this.scope.kind === 'member' ? this.#nodes.has(word.node) : this.isRecent(word);
  }

  /** What came after a period was never read. */
  private isRecent({ at }: Noted): boolean {
    return this.scope.kind !== 'period' || dayOf(at) >= this.scope.from;
  }
}

/** The model that a study starts from or measures. */
export function pinnedModelOf(study: StudyFacts | undefined): StudyModel['pinned'] {
  return studyModelSchema.safeParse(study?.document?.settings['model']).data?.pinned;
}

/** Without a list of parties an agreement is everybody's, and then whoever signed it takes part. */
function isNamed(terms: Agreement | undefined, member: string): boolean {
  return terms?.parties !== undefined && partyRoleOf(terms, member) !== undefined;
}
