// Every message: one encoding for each value, and nothing shorter or longer. tests/fuzz mutates them.
import fc from 'fast-check';
import { DecodeError, sumParts } from '@chorale/crypto';
import { wireMessages } from '../../support/fuzz/wire-messages.js';

describe.each(wireMessages)('$tag', (message) => {
  test('decodes to what was encoded, and encodes to the same bytes again', () => {
    fc.assert(
      fc.property(message.values, (value) => {
        const encoded = message.encode(value);
        const decoded = message.decode(encoded);
        expect(message.encode(decoded)).toEqual(encoded);
        expect(decoded).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses every truncation and every byte too many', () => {
    fc.assert(
      fc.property(message.values, fc.nat(), (value, cut) => {
        const encoded = message.encode(value);
        expect(() => message.decode(encoded.subarray(0, cut % encoded.length))).toThrow(DecodeError);
        expect(() => message.decode(Uint8Array.of(...encoded, 0))).toThrow(DecodeError);
      }),
      { numRuns: 50 },
    );
  });
});

test('parts of every size come back as they went in, the large ones that a writer keeps apart among them', () => {
  const size = fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 4090, max: 4100 }), fc.nat({ max: 20_000 }));
  const part = size.map((length) => Uint8Array.from({ length }, (_, at) => (at * 7 + length) % 256));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (chunks) => {
      expect(sumParts.decode(sumParts.encode({ chunks }))).toEqual({ chunks });
    }),
    { numRuns: 100 },
  );
});
