// What a node fetches after each wake-up: all that waits for it. The socket only says "look again", so a
// lost connection loses nothing.
import {
  type Decoded,
  flag,
  list,
  oneOf,
  optional,
  safeInteger,
  struct,
  text,
  u16,
  u32,
  variableBytes,
} from './codec.js';
import {
  agreementHashCodec,
  hashCodec,
  rosterHashCodec,
  roundIdCodec,
  stateHashCodec,
  studyIdCodec,
} from './ids.js';
import { MOST_NODES } from './round-messages.js';
import { defineMessage } from './message.js';

export const roundPhases = [
  'collecting',
  'committing',
  'releasing',
  'adopting',
  'burning',
  'closed',
  'burned',
  'spent',
] as const;
export type RoundPhase = (typeof roundPhases)[number];

/** `proposed`: waits for the approval of every member that brings rows. */
export const studyStatuses = ['running', 'finished', 'stopped', 'proposed'] as const;
export type StudyStatus = (typeof studyStatuses)[number];

const listedAgreement = struct({ agreement: agreementHashCodec, active: flag, signedByYou: flag });
const listedStudy = struct({
  study: studyIdCodec,
  agreement: agreementHashCodec,
  name: text(80),
  status: oneOf(studyStatuses),
  reason: text(400),
  /** Rounds closed so far, and the most there can be. */
  roundsClosed: u32,
  roundsPlanned: u32,
  /** State after the last closed round. */
  state: stateHashCodec,
});
const listedRound = struct({
  round: roundIdCodec,
  study: studyIdCodec,
  phase: oneOf(roundPhases),
  contributed: u32,
  /** What this node has already handed in, so that a restarted one knows where it stood. */
  yourContribution: flag,
  yourReports: u32,
  yourCommit: flag,
  yourRelease: flag,
  yourAdoption: flag,
  yourBurn: flag,
});
const calledDrawing = struct({ round: u32, attempt: u16, drawing: u32, call: hashCodec });
const listedDrawing = struct({
  study: studyIdCodec,
  agreement: agreementHashCodec,
  /** Absent where only the node's anchor is wanted. */
  called: optional<CalledDrawing>(calledDrawing),
});
// Named, because the compiler writes the fields of a struct inside a struct as `any` into declarations.
export interface ListedAgreement extends Decoded<typeof listedAgreement> {}
export interface ListedStudy extends Decoded<typeof listedStudy> {}
export interface ListedRound extends Decoded<typeof listedRound> {}
export interface CalledDrawing extends Decoded<typeof calledDrawing> {}
export interface ListedDrawing extends Decoded<typeof listedDrawing> {}

export const work = defineMessage(
  'chorale/work/1',
  struct({
    protocol: u16,
    /** The coordinator's clock, to notice skew. */
    now: safeInteger,
    roster: rosterHashCodec,
    rosterVersion: u32,
    /** Signed {@link ledgerHead} envelope. */
    head: variableBytes(4096),
    /** Signed round keys that no round has used yet. */
    unusedRoundKeys: u32,
    agreements: list<ListedAgreement>(listedAgreement, 4096),
    studies: list<ListedStudy>(listedStudy, 4096),
    rounds: list<ListedRound>(listedRound, 4096),
    /** Running studies with groups for whose drawings something is wanted of this node. */
    drawings: list<ListedDrawing>(listedDrawing, 4096),
    stateRequests: list(variableBytes(8192), MOST_NODES),
  }),
);
export type Work = ReturnType<(typeof work)['decode']>;

/** Answer to "which of these chunks do you hold already?": resumable upload. */
export const chunkInventory = defineMessage(
  'chorale/chunk-inventory/1',
  struct({ held: list(hashCodec, 8192) }),
);

/** Every round that holds a contribution of the asking node, newest first. */
export const contributedRounds = defineMessage(
  'chorale/contributed-rounds/1',
  struct({ rounds: list(roundIdCodec, 65_536) }),
);
