// What a ledger says of agreements, studies, rounds and everything else that a pack tells, entry by entry. Whoever reads the
// same entries holds the same facts: the coordinator as it builds a pack, and an auditor who checks it.
import type { Agreement } from '../contracts/agreement.js';
import type { StudyDocument } from '../contracts/study.js';

/** When and where something was written down. */
export interface Noted {
  /** In the ledger, from 0. */
  readonly position: number;
  /** Milliseconds since 1970, by the coordinator's clock. */
  readonly at: number;
}

export interface SeatedNode {
  readonly id: string;
  readonly name: string;
  readonly member: string;
  readonly region: string;
  readonly role: 'contributor' | 'committee';
}
/** A roster as far as a pack tells of it. */
export interface SeenRoster {
  readonly version: number;
  readonly members: readonly { readonly name: string }[];
  readonly nodes: readonly SeatedNode[];
  /** Ids of nodes. */
  readonly suspended: readonly string[];
}

export interface AgreementFacts extends Noted {
  readonly hash: string;
  /** Undefined where this version cannot read them. */
  readonly terms: Agreement | undefined;
  readonly consents: (Noted & { readonly node: string })[];
  readonly active: (Noted & { readonly nodes: number })[];
  readonly ended: (Noted & { readonly member: string; readonly reason: string })[];
}

export interface StudyFacts {
  readonly id: string;
  name: string;
  agreement: string;
  document: StudyDocument | undefined;
  proposed?: Noted;
  started?: Noted & StartedStudy;
  finished?: Noted & { readonly state: string; readonly reason: string };
  stopped?: Noted & { readonly reason: string };
}
interface StartedStudy {
  /** For all planned rounds; null in mode none. */
  readonly epsilon: number | null;
  readonly roundsPlanned: number;
}

export interface RoundFacts {
  readonly id: string;
  study?: string;
  /** In the schedule, from 0. */
  index?: number;
  opened?: Noted;
  /** Null where it has no noise. */
  reserved?: Noted & { readonly event: unknown };
  spent?: Noted;
  givenBack?: Noted;
  /** Ids of the nodes whose sum was opened. */
  set?: Noted & { readonly nodes: readonly string[] };
  /** Where it was added up over groups: how many nodes each had. */
  groups?: Noted & { readonly sizes: readonly number[] };
  closed?: Noted & {
    readonly state: string;
    readonly adoptedBy: readonly string[];
    readonly badShares: readonly { readonly member: string }[];
  };
  burned?: Noted;
  lost?: Noted & { readonly reason: string };
  readonly refusals: (Noted & { readonly node: string; readonly code: string; readonly reason: string })[];
}

export interface VoteFacts extends Noted {
  readonly matter: 'roster' | 'agreement' | 'study' | 'release';
  readonly subject: string;
  readonly member: string;
  readonly decision: string;
  readonly reason: string;
}
export interface IncidentFacts extends Noted {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly study: string | null;
  /** Null: concerns everybody. */
  readonly member: string | null;
  closed?: Noted & { readonly resolution: string };
}
export interface LeftOutFacts extends Noted {
  readonly node: string;
  readonly study: string;
  /** Bands of counts. */
  readonly withoutConsent: string | null;
  readonly erased: string | null;
}
export interface ErasureFacts extends Noted {
  readonly node: string;
  readonly certificate: string;
  /** UTC days. */
  readonly requestedOn: string;
  readonly dueOn: string;
  readonly erasedOn: string;
  readonly studies: readonly string[];
}
export interface ExportFacts extends Noted {
  readonly role: string;
  readonly member: string | null;
  readonly route: string;
  readonly reason: string | null;
}
export interface ExclusionFacts extends Noted {
  readonly agreement: string;
  readonly study: string;
  readonly nodes: readonly string[];
}

/** What a party released of itself, in mode local. */
export interface PartyMetricsFacts extends Noted {
  /** Whose model it is about. */
  readonly study: string;
  readonly agreement: string;
  readonly noiseMultiplier: number;
}

/** A model that the release gate held back, and administrators of two members let pass. */
export interface OverrideFacts extends Noted {
  /** That measured the model; the model's own where nobody measured it. */
  readonly study: string;
  readonly approvedBy: readonly { readonly member: string; readonly reason: string }[];
}

export interface LedgerFacts {
  readonly rosters: (Noted & { readonly roster: SeenRoster })[];
  readonly agreements: Map<string, AgreementFacts>;
  readonly studies: Map<string, StudyFacts>;
  readonly rounds: Map<string, RoundFacts>;
  readonly votes: VoteFacts[];
  readonly incidents: Map<string, IncidentFacts>;
  readonly leftOut: LeftOutFacts[];
  readonly erasures: ErasureFacts[];
  readonly exports: ExportFacts[];
  readonly exclusions: ExclusionFacts[];
  readonly overrides: OverrideFacts[];
  readonly partyMetrics: PartyMetricsFacts[];
  /** Entries of these kinds whose payload was erased, or is of another version: what they said is missing. */
  readonly unread: Noted[];
}

export function noFacts(): LedgerFacts {
  return {
    rosters: [],
    agreements: new Map(),
    studies: new Map(),
    rounds: new Map(),
    votes: [],
    incidents: new Map(),
    leftOut: [],
    erasures: [],
    exports: [],
    exclusions: [],
    overrides: [],
    partyMetrics: [],
    unread: [],
  };
}
