// Every message: one encoding for each value, and nothing shorter or longer. tests/fuzz mutates them.
import fc from 'fast-check';
import { DecodeError } from '@chorale/crypto';
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
