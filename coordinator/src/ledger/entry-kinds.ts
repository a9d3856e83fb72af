// Every kind of entry that the ledger holds, with the fields of its payload. Payloads are JSON texts; an
// entry commits to the hash of its text, so one that names somebody can be erased and the chain still holds.
import {
  ROSTER_ENTRY,
  type Decision,
  type Matter,
  type NamedShare,
  type NodeRole,
  type PersonBand,
} from '@chorale/crypto';
import type { PersonRole } from '../people/roles.js';

/** Signed messages stand in payloads as base64 of their envelope. */
type Base64 = string;

export interface EntryPayloads {
  'federation-created': { federation: string; name: string; coordinatorKey: string };
  'member-invited': {
    member: string;
    node: string | null;
    role: NodeRole;
    replaces: string | null;
    expiresAt: number;
  };
  'node-enrolled': {
    node: string;
    member: string;
    name: string;
    region: string;
    role: NodeRole;
    /** Id under a lost key, whose place this one takes once members have voted for it; null for a node that is new. */
    replaces: string | null;
    enrolment: Base64;
  };
  'roster-closed': {
    roster: string;
    version: number;
    nodes: string[];
    reason: string;
    /** Against the roster in force, in words. */
    changes: string[];
  };
  'roster-consented': { roster: string; version: number; consent: Base64 };
  [ROSTER_ENTRY]: {
    rosterHash: string;
    version: number;
    roster: Base64;
    approvedBy: string[];
    /** The member that left or changed its own keys, and needed nobody's vote for it. */
    ownWordOf: string | null;
    changes: string[];
  };
  'vote-cast': {
    matter: Matter;
    subject: string;
    member: string;
    decision: Decision;
    reason: string;
    vote: Base64;
  };
  'agreement-proposed': {
    agreement: string;
    title: string;
    purpose: string;
    legalBasis: string;
    text: string;
  };
  'agreement-consented': { agreement: string; roster: string; consent: Base64 };
  'agreement-active': { agreement: string; roster: string; nodes: number; widens: boolean };
  'agreement-ended': { agreement: string; member: string; reason: string };
  /** Administrators of two members let a model pass that the release gate holds back. */
  'release-overridden': {
    subject: string;
    /** That measured the model; the model's own where nobody measured it. */
    study: string;
    approvedBy: { member: string; reason: string }[];
  };
  'study-proposed': { study: string; name: string; agreement: string; text: string; awaiting: string[] };
  'study-started': {
    study: string;
    name: string;
    agreement: string;
    computation: string;
    text: string;
    /** Null in mode none. */
    epsilon: number | null;
    delta: number | null;
    unit: string;
    adjacency: string;
    sampling: string;
    nodesPerPerson: number;
    colluding: number;
    mode: string;
    roundsPlanned: number;
    plan: unknown;
    state: string;
  };
  'lots-anchored': { study: string; anchor: Base64 };
  'drawing-called': { study: string; round: number; attempt: number; call: string; nodes: string[] };
  'groups-drawn': {
    study: string;
    round: number;
    attempt: number;
    nodes: string[];
    /** Called, and left out because no value came in time. */
    withheld: string[];
    drawing: Base64;
  };
  'round-opened': { study: string; round: number; attempt: number; descriptor: Base64 };
  'round-refused': { round: string; code: string; reason: string; refusal: Base64 };
  'contribution-accepted': { round: string; manifestHash: string; ciphertextRoot: string; bytes: number };
  'share-reported-bad': { round: string; of: string[]; report: Base64 };
  'set-fixed': {
    round: string;
    setRoot: string;
    nodes: string[];
    leftOut: { node: string; reason: string }[];
  };
  'set-committed': { round: string; setRoot: string; commit: Base64 };
  'sum-added': { round: string; chunks: number; sumHash: string };
  'sum-opened-by-coordinator': { round: string; badShares: readonly NamedShare[] };
  'share-released': { round: string; releaseHash: string };
  'state-adopted': { round: string; state: string; done: boolean; adoption: Base64 };
  'opening-failed': { round: string; reason: string; report: Base64 };
  'round-burning': { round: string; reason: string };
  'round-burn-signed': { round: string; burn: Base64 };
  'round-burned': { round: string; members: string[] };
  'round-closed': {
    round: string;
    state: string;
    layoutHash: string;
    adoptedBy: string[];
    /** Of each: the member that released it, and the dealers one of which it may be instead. */
    badShares: readonly NamedShare[];
  };
  'groups-scored': { study: string; round: string; groups: { nodes: string[]; score: number }[] };
  'study-searched': {
    study: string;
    rounds: string[];
    nodes: readonly {
      node: string;
      score: number;
      rounds: number;
      chance: number;
      framed: number;
      suspected: boolean;
    }[];
  };
  'nodes-excluded': {
    agreement: string;
    /** The search. */
    study: string;
    excludeAbove: number;
    nodes: readonly { node: string; score: number; framed: number }[];
  };
  'round-spent': { round: string; reason: string };
  'budget-reserved': { round: string; event: unknown; epsilonSoFar: number | null; delta: number | null };
  'budget-spent': { round: string };
  'budget-given-back': { round: string };
  /** How good the model is on one party's rows, by its own word and with all of the noise its own. */
  'party-metrics-released': {
    study: string;
    state: string;
    /** Whose budget it is taken from. */
    agreement: string;
    mode: string;
    epsilon: number | null;
    delta: number | null;
    unit: string;
    adjacency: string;
    sampling: string;
    nodesPerPerson: number;
    colluding: number;
    accountant: string;
    noiseMultiplier: number;
    report: Base64;
  };
  'state-requested': { study: string; state: string; request: Base64 };
  'state-transferred': { study: string; state: string; to: string };
  'study-finished': {
    study: string;
    state: string;
    roundsClosed: number;
    /** Why it ended before its plan; empty where it did not. */
    reason: string;
    epsilon: number | null;
    delta: number | null;
  };
  'study-stopped': { study: string; reason: string };
  'account-invited': { invite: string; account: string | null; role: PersonRole; member: string | null };
  'account-opened': { account: string; role: PersonRole; member: string | null; way: 'password' | 'oidc' };
  /** Role, member or end were changed, or it was set up anew. */
  'account-changed': { account: string; role: PersonRole; member: string | null; validUntil: number | null };
  'account-closed': { account: string };
  'signed-in': { account: string; role: PersonRole; member: string | null; way: 'password' | 'oidc' };
  'session-ended': { account: string; session: string; reason: 'signed-out' | 'token-reused' | 'revoked' };
  'access-token-issued': { account: string; token: string; expiresAt: number };
  'access-token-revoked': { account: string; token: string };
  'incident-opened': {
    incident: string;
    severity: string;
    study: string | null;
    member: string | null;
    title: string;
  };
  'incident-closed': { incident: string; study: string | null; member: string | null; resolution: string };
  /** Counts of persons as bands, never who. */
  'persons-left-out': {
    study: string;
    /** Null where the purpose does not rest on consent at this node. */
    withoutConsent: PersonBand | null;
    /** Null where this node has erased nobody. */
    erased: PersonBand | null;
    report: Base64;
  };
  /** That a node erased a person, by the hash of its certificate; never who. */
  'erasure-certified': {
    certificate: string;
    /** UTC days. */
    requestedOn: string;
    dueOn: string;
    erasedOn: string;
    /** That the person's rows may have been part of. */
    studies: readonly string[];
    notice: Base64;
  };
  /** What the federation answers to an erasure, for one study. */
  'erasure-answered': {
    certificate: string;
    study: string;
    member: string;
    answer: 'privacy-argument' | 'retrained' | 'no-model';
    /** Study that was trained anew without the person. */
    successor: string | null;
    reason: string;
    /** Of the study when the answer was given; null where it added no noise. */
    epsilon: number | null;
    delta: number | null;
  };
  'webhook-added': { webhook: string; host: string; kinds: string[] };
  'webhook-removed': { webhook: string };
  /** Entries left the database for a file. */
  'ledger-archived': {
    /** Position of its first entry. */
    from: number;
    /** Size of the signed head that it ends with. */
    to: number;
    root: string;
    /** Of the file's bytes. */
    sha256: string;
    bytes: number;
  };
  'records-read': RecordsRead;
  'records-exported': RecordsRead;
}
export interface RecordsRead {
  role: PersonRole;
  member: string | null;
  /** Method and path as asked, without what stood in the query. */
  route: string;
  /** Names and values that narrowed the answer. */
  query: Readonly<Record<string, string>>;
  /** In the reader's words; null where the role needs none. */
  reason: string | null;
}
export type EntryKind = keyof EntryPayloads;
