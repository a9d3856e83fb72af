// States that members hand over to each other.
import { decodeState, encodeState, StateError } from '../../../models/src/computations/state.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';

const states: readonly object[] = [
  {},
  { stage: 'done', weights: Float64Array.of(1, -2.5, 0), limit: null, ready: true },
  { nested: { list: [1, 'two', false, null, [], { '10': 1, '9': 2, b: '\u{1f3b5}' }] }, text: '\ufeff' },
  { deep: [[[[[[[['deep']]]]]]]] },
];

export const stateDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'decodeState',
    corpus: states.map(encodeState),
    decode: (bytes) => encodeState(decodeState(bytes)),
    refusals: [StateError],
  },
];
