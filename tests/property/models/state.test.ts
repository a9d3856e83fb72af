import { decodeState, encodeState, StateError, stateHash, type StateValue } from '@chorale/models';
import fc from 'fast-check';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const text = fc.string({ unit: 'grapheme' });
const floats = fc.array(finite, { maxLength: 6 }).map((values) => Float64Array.from(values));
const { value: values } = fc.letrec<{ value: StateValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    finite,
    text,
    floats,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));
const states = fc.dictionary(
  text.filter((key) => key !== '__proto__'),
  values,
  { maxKeys: 5, noNullPrototype: true },
);

test('a state comes back as it was, to the last bit', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(decodeState(encodeState(state))).toEqual(state);
    }),
  );
});

test('key order does not matter, everything else does', () => {
  expect(stateHash({ a: 1, b: [true, null] })).toBe(stateHash({ b: [true, null], a: 1 }));
  expect(stateHash({ a: 1 })).not.toBe(stateHash({ a: '1' }));
  expect(stateHash({ a: Float64Array.of(1) })).not.toBe(stateHash({ a: [1] }));
});

test('bytes are a state in one encoding, or no state', () => {
  fc.assert(
    fc.property(states, fc.nat(), fc.integer({ min: 1, max: 255 }), (state, position, flip) => {
      const bytes = encodeState(state).slice();
      bytes[position % bytes.length]! ^= flip;
      let decoded: object;
      try {
        decoded = decodeState(bytes);
      } catch (reason) {
        expect(reason).toBeInstanceOf(StateError);
        return;
      }
      expect(Buffer.from(encodeState(decoded)).equals(bytes)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  { a: Number.NaN },
  { a: Float64Array.of(Infinity) },
  { a: undefined },
  { a: new Map() },
  { a: '\ud800' },
])('no encoding for %j', (state) => {
  expect(() => encodeState(state)).toThrow(StateError);
});

test('truncated and overlong bytes are refused', () => {
  const bytes = encodeState({ name: 'x', weights: Float64Array.of(1, 2, 3) });
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => decodeState(bytes.subarray(0, length))).toThrow(StateError);
  expect(() => decodeState(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(StateError);
});
