// What a party releases of itself alone.
import { float64, list, struct } from './codec.js';
import { agreementHashCodec, nodeIdCodec, stateHashCodec, studyIdCodec } from './ids.js';
import { defineMessage } from './message.js';

/** Bins of either answer, or sums of errors, with room to spare. */
const MOST_VALUES = 1024;

/** How good a released model is on the rows of one node, with all of the noise its own; context: the federation. */
export const partyMetrics = defineMessage(
  'chorale/party-metrics/1',
  struct({
    node: nodeIdCodec,
    /** That made the model, and its last state. */
    study: studyIdCodec,
    state: stateHashCodec,
    /** In mode local, whose budget it is taken from. */
    agreement: agreementHashCodec,
    /** Asked for; the multiplier follows from it. */
    epsilon: float64,
    noiseMultiplier: float64,
    /** Noised sums in grid steps, whole numbers, as the layout orders them. */
    values: list(float64, MOST_VALUES),
  }),
);
