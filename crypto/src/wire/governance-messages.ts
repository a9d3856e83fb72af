// What members decide: votes, rosters put before them, and the proof with which a roster came into force.
import { list, oneOf, safeInteger, struct, text, variableBytes, type Decoded } from './codec.js';
import { hashCodec } from './ids.js';
import { defineMessage } from './message.js';

/** What can be voted on; the subject is the hash of the roster or agreement, the id of the study, or a `releaseSubject`. */
export const matters = ['roster', 'agreement', 'study', 'release'] as const;
export type Matter = (typeof matters)[number];
export const decisions = ['approve', 'reject'] as const;
export type Decision = (typeof decisions)[number];

/** An administrator's word for the member; context: the federation. The latest of a member's words counts. */
export const vote = defineMessage(
  'chorale/vote/1',
  struct({
    matter: oneOf(matters),
    subject: hashCodec,
    decision: oneOf(decisions),
    /** For the other members and the ledger; a study is not approved without one. */
    reason: text(2000),
    at: safeInteger,
  }),
);

const MOST_ROSTER_BYTES = 4 * 1024 * 1024;
const ballots = list(variableBytes(8192), 4096);

/** All words on one roster, agreement or study. */
export const ballotBox = defineMessage('chorale/ballots/1', struct({ ballots }));

/** A roster that a member puts before the others, with the words for it that are known already. */
export const rosterProposal = defineMessage(
  'chorale/roster-proposal/1',
  struct({ roster: variableBytes(MOST_ROSTER_BYTES), reason: text(2000), ballots }),
);

/** As many as one answer holds. */
export const MOST_ROSTERS = 64;

/** Rosters that wait for votes, beside each other. */
export const rosterList = defineMessage(
  'chorale/rosters/1',
  struct({ rosters: list(variableBytes(MOST_ROSTER_BYTES), MOST_ROSTERS) }),
);

const succession = struct({ roster: variableBytes(MOST_ROSTER_BYTES), ballots });
/** A roster in force, and the signed words that put it in force. */
export interface Succession extends Decoded<typeof succession> {}

/** Every roster that came into force after the one that was asked about, oldest first. */
export const successions = defineMessage(
  'chorale/roster-successions/1',
  struct({ steps: list<Succession>(succession, 1024) }),
);
