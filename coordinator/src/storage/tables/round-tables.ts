// Studies and their rounds, with all that nodes sent for them; what each column means, and in which unit, stands in ../migrations.
import type {
  AgreementHash,
  Hash,
  NodeId,
  RoundId,
  RoundPhase,
  StateHash,
  StudyId,
  StudyStatus,
} from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import { bytes, flag, integer, text } from '../columns.js';

export interface StudyRow {
  id: StudyId;
  name: string;
  agreement: AgreementHash;
  document: Uint8Array;
  status: StudyStatus;
  reason: string;
  startedAt: number;
  endedAt: number | null;
  state: StateHash;
  layout: Uint8Array;
  roundsClosed: number;
  roundsPlanned: number;
  attempt: number;
  waitingSince: number;
}
export const Studies = new EntitySchema<StudyRow>({
  name: 'studies',
  columns: {
    id: text({ primary: true }),
    name: text(),
    agreement: text(),
    document: bytes(),
    status: text(),
    reason: text(),
    startedAt: integer(),
    endedAt: integer({ nullable: true }),
    state: text(),
    layout: bytes(),
    roundsClosed: integer(),
    roundsPlanned: integer(),
    attempt: integer(),
    waitingSince: integer(),
  },
});

export interface RoundKeyRow {
  node: NodeId;
  keyIndex: number;
  publicKey: Uint8Array;
  envelope: Uint8Array;
  usedFor: string | null;
}
export const RoundKeys = new EntitySchema<RoundKeyRow>({
  name: 'round_keys',
  columns: {
    node: text({ primary: true }),
    keyIndex: integer({ primary: true }),
    publicKey: bytes(),
    envelope: bytes(),
    usedFor: text({ nullable: true }),
  },
});

/** The coordinator's own one-round keys, where an agreement lets it open sums. */
export interface RecipientSecretRow {
  keyIndex: number;
  /** Null between being made and its round being opened, in one transaction. */
  round: RoundId | null;
  publicKey: Uint8Array;
  sealedSecret: Uint8Array | null;
}
export const RecipientSecrets = new EntitySchema<RecipientSecretRow>({
  name: 'recipient_secrets',
  columns: {
    keyIndex: integer({ primary: true }),
    round: text({ nullable: true }),
    publicKey: bytes(),
    sealedSecret: bytes({ nullable: true }),
  },
});

export interface OpenedSumRow {
  round: RoundId;
  study: StudyId;
  blocks: string;
}
export const OpenedSums = new EntitySchema<OpenedSumRow>({
  name: 'opened_sums',
  columns: { round: text({ primary: true }), study: text(), blocks: text() },
});

export interface RoundRow {
  id: RoundId;
  study: StudyId;
  round: number;
  attempt: number;
  phase: RoundPhase;
  phaseSince: number;
  reason: string;
  state: StateHash;
  envelope: Uint8Array;
  openedAt: number;
  collectBy: number;
  committeeBy: number;
  contributionSet: Uint8Array | null;
  setRoot: Hash | null;
  ciphertextSum: Uint8Array | null;
  nextState: StateHash | null;
  endedAt: number | null;
  chunksErased: boolean;
}
export const Rounds = new EntitySchema<RoundRow>({
  name: 'rounds',
  columns: {
    id: text({ primary: true }),
    study: text(),
    round: integer(),
    attempt: integer(),
    phase: text(),
    phaseSince: integer(),
    reason: text(),
    state: text(),
    envelope: bytes(),
    openedAt: integer(),
    collectBy: integer(),
    committeeBy: integer(),
    contributionSet: bytes({ nullable: true }),
    setRoot: text({ nullable: true }),
    ciphertextSum: bytes({ nullable: true }),
    nextState: text({ nullable: true }),
    endedAt: integer({ nullable: true }),
    chunksErased: flag(),
  },
});

export interface ContributionRow {
  round: RoundId;
  node: NodeId;
  manifest: Uint8Array;
  ciphertextBytes: number;
  at: number;
  position: number;
}
export const Contributions = new EntitySchema<ContributionRow>({
  name: 'contributions',
  columns: {
    round: text({ primary: true }),
    node: text({ primary: true }),
    manifest: bytes(),
    ciphertextBytes: integer(),
    at: integer(),
    position: integer(),
  },
});

export interface SealedShareRow {
  round: RoundId;
  node: NodeId;
  member: NodeId;
  sealedShare: Uint8Array;
}
export const SealedShares = new EntitySchema<SealedShareRow>({
  name: 'sealed_shares',
  columns: {
    round: text({ primary: true }),
    node: text({ primary: true }),
    member: text({ primary: true }),
    sealedShare: bytes(),
  },
});

export interface ShareVerdictRow {
  round: RoundId;
  member: NodeId;
  node: NodeId;
  good: boolean;
}
export const ShareVerdicts = new EntitySchema<ShareVerdictRow>({
  name: 'share_verdicts',
  columns: {
    round: text({ primary: true }),
    member: text({ primary: true }),
    node: text({ primary: true }),
    good: flag(),
  },
});

/** What a node may say once in a round, signed. */
export type RoundMessageKind = 'refusal' | 'commit' | 'release' | 'adoption' | 'burn' | 'open-failure';
export interface RoundMessageRow {
  round: RoundId;
  kind: RoundMessageKind;
  node: NodeId;
  envelope: Uint8Array;
  at: number;
}
export const RoundMessages = new EntitySchema<RoundMessageRow>({
  name: 'round_messages',
  columns: {
    round: text({ primary: true }),
    kind: text({ primary: true }),
    node: text({ primary: true }),
    envelope: bytes(),
    at: integer(),
  },
});

/** A release's content key, sealed to one recipient. */
export interface SealedSumKeyRow {
  round: RoundId;
  recipient: NodeId;
  member: NodeId;
  sealedKey: Uint8Array;
}
export const SealedSumKeys = new EntitySchema<SealedSumKeyRow>({
  name: 'sealed_sum_keys',
  columns: {
    round: text({ primary: true }),
    recipient: text({ primary: true }),
    member: text({ primary: true }),
    sealedKey: bytes(),
  },
});

/** A node asks for one state of a study at a time; two studies may come to the same state. */
export interface StateRequestRow {
  node: NodeId;
  study: StudyId;
  state: StateHash;
  envelope: Uint8Array;
  at: number;
  transfer: Uint8Array | null;
}
export const StateRequests = new EntitySchema<StateRequestRow>({
  name: 'state_requests',
  columns: {
    node: text({ primary: true }),
    study: text({ primary: true }),
    state: text(),
    envelope: bytes(),
    at: integer(),
    transfer: bytes({ nullable: true }),
  },
});

export type BudgetStatus = 'reserved' | 'spent' | 'given-back';
export interface BudgetRow {
  round: RoundId;
  study: StudyId;
  agreement: AgreementHash;
  event: string;
  status: BudgetStatus;
  at: number;
}
export const BudgetEntries = new EntitySchema<BudgetRow>({
  name: 'budget_entries',
  columns: {
    round: text({ primary: true }),
    study: text(),
    agreement: text(),
    event: text(),
    status: text(),
    at: integer(),
  },
});

/** Whose chunks: a node's contribution, or the sum over the set. */
export type ChunkOwner = NodeId | 'sum';

export interface SmallChunkRow {
  round: RoundId;
  owner: ChunkOwner;
  chunk: Hash;
  bytes: Uint8Array;
}
export const SmallChunks = new EntitySchema<SmallChunkRow>({
  name: 'small_chunks',
  columns: {
    round: text({ primary: true }),
    owner: text({ primary: true }),
    chunk: text({ primary: true }),
    bytes: bytes(),
  },
});
