// How the groups of a round are drawn: every node binds itself to a chain of values, a drawing is called, the nodes called
// show one value each, and all of them together are the seed.
import { fixedBytes, list, optional, struct, u16, u32, variableBytes, type Decoded } from './codec.js';
import { hashCodec, nodeIdCodec, stateHashCodec, studyIdCodec } from './ids.js';
import { MOST_NODES } from './round-messages.js';
import { defineMessage } from './message.js';

/** Of a signed {@link lotAnchor}. */
const MOST_ANCHOR_BYTES = 1024;

/** The end of a node's chain of values for a study, before any of them is shown; context: the federation. */
export const lotAnchor = defineMessage(
  'chorale/lot-anchor/1',
  struct({ study: studyIdCodec, node: nodeIdCodec, anchor: hashCodec }),
);

/** Who is called to a drawing, and under which anchors; fixed, by its hash, before the first value is shown. */
export const drawingCall = defineMessage(
  'chorale/drawing-call/1',
  struct({
    study: studyIdCodec,
    /** State that the round will start from. */
    state: stateHashCodec,
    round: u32,
    attempt: u16,
    /** Counts the drawings of the study, from 0. */
    drawing: u32,
    /** Signed {@link lotAnchor} of each node called, by ascending node id. */
    anchors: list(variableBytes(MOST_ANCHOR_BYTES), MOST_NODES),
  }),
);

const shownLot = struct({ drawing: u32, value: fixedBytes(32) });
export interface ShownLot extends Decoded<typeof shownLot> {}

/** What a node hands in: its anchor, and its value where it is called. The value proves itself against the anchor. */
export const lotUpload = defineMessage(
  'chorale/lot-upload/1',
  struct({
    anchor: variableBytes(MOST_ANCHOR_BYTES),
    shown: optional<ShownLot>(shownLot),
  }),
);

/** A drawing as it came out; its hash stands in the descriptor. */
export const drawing = defineMessage(
  'chorale/drawing/1',
  struct({
    call: variableBytes(8 * 1024 * 1024),
    /** One for each anchor of the call; nothing where a node withheld its value and is left out. */
    values: list(optional(fixedBytes(32)), MOST_NODES),
  }),
);
