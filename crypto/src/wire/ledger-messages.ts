// The ledger's records. An entry commits to its payload by hash, so that a payload can be erased.
import { list, safeInteger, struct, text, variableBytes } from './codec.js';
import { hashCodec } from './ids.js';
import { defineMessage } from './message.js';

export const ledgerEntry = defineMessage(
  'chorale/ledger-entry/1',
  struct({
    index: safeInteger,
    /** Milliseconds since 1970, by the coordinator's clock. */
    at: safeInteger,
    /** For example `round-opened`. */
    kind: text(80),
    /** Node id, or `coordinator`, or an administrator's name. */
    actor: text(120),
    /** Id of the study, round, agreement or member it is about; may be empty. */
    subject: text(120),
    payloadHash: hashCodec,
    /** Leaf hash of the entry before; zeros for the first. */
    previous: hashCodec,
  }),
);
export type LedgerEntry = ReturnType<(typeof ledgerEntry)['decode']>;

/** Signed by the coordinator per group commit, countersigned by nodes each round; context: the federation. */
export const ledgerHead = defineMessage(
  'chorale/ledger-head/1',
  struct({ size: safeInteger, root: hashCodec, at: safeInteger }),
);
export type LedgerHead = ReturnType<(typeof ledgerHead)['decode']>;

export const headCountersignature = defineMessage(
  'chorale/head-countersignature/1',
  struct({ size: safeInteger, root: hashCodec }),
);

/** What a member shows another of the history that it was shown: the head, by the word of both who signed it. */
export const shownHead = defineMessage(
  'chorale/shown-head/1',
  struct({
    /** Envelope of headCountersignature, by the node. */
    countersignature: variableBytes(8192),
    /** Envelope of the descriptor that named the head, by the coordinator. */
    descriptor: variableBytes(64 * 1024 * 1024),
  }),
);

/** RFC 9162 section 2.1.4 consistency proof between two sizes. */
export const consistencyProof = defineMessage(
  'chorale/consistency-proof/1',
  struct({ fromSize: safeInteger, toSize: safeInteger, path: list(hashCodec, 128) }),
);
