// The parts that messages are built of, and the messages themselves.
import fc from 'fast-check';
import {
  DecodeError,
  fixedBytes,
  flag,
  float64,
  hex,
  list,
  oneOf,
  optional,
  Reader,
  safeInteger,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
  variableBytes,
  Writer,
  type Codec,
} from '@chorale/crypto';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { wireMessages } from '../../support/fuzz/wire-messages.js';

/** Sampled alike in every run; the mutations are what changes. */
const SAMPLES = { numRuns: 24, seed: 1 };

function codec<T>(name: string, part: Codec<T>, values: readonly T[]): FuzzedDecoder {
  const encode = (value: T): Uint8Array => {
    const writer = new Writer();
    part.write(writer, value);
    return writer.finish();
  };
  return {
    name: `codec ${name}`,
    corpus: values.map(encode),
    decode: (bytes) => {
      const reader = new Reader(bytes);
      const value = part.read(reader);
      if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes too many`);
      return encode(value);
    },
    refusals: [DecodeError],
  };
}

const texts = ['', 'a', 'Märkte', '\u{1f3b5}', '\ufeffmark', 'line\nbreak'];
const record = struct({ name: text(40), sizes: list(u16, 8), left: optional(hex(4)) });

export const codecDecoders: readonly FuzzedDecoder[] = [
  codec('u8', u8, [0, 1, 255]),
  codec('u16', u16, [0, 1, 65_535]),
  codec('u32', u32, [0, 1, 2 ** 32 - 1]),
  codec('u64', u64, [0n, 1n, (1n << 64n) - 1n]),
  codec('safeInteger', safeInteger, [0, 1, Number.MAX_SAFE_INTEGER]),
  codec('float64', float64, [0, 1, -1.5, 5e-324, Number.MAX_VALUE]),
  codec('fixedBytes', fixedBytes(5), [new Uint8Array(5), new Uint8Array(5).fill(7)]),
  codec('variableBytes', variableBytes(2 ** 31), [new Uint8Array(0), new Uint8Array(40).fill(7)]),
  codec('text', text(2 ** 31), texts),
  codec('hex', hex(8), ['00'.repeat(8), 'c0ffee0123456789']),
  codec('oneOf', oneOf(['first', 'second', 'third']), ['first', 'second', 'third']),
  codec('flag', flag, [true, false]),
  codec('optional', optional(u16), [undefined, 0, 7]),
  codec('list', list(text(2 ** 31), 2 ** 31), [[], texts, ['a', 'a']]),
  codec('struct', record, [
    { name: '', sizes: [], left: undefined },
    { name: 'n', sizes: [1, 2, 3], left: '01020304' },
  ]),
];

export const messageDecoders: readonly FuzzedDecoder[] = wireMessages.map((message) => ({
  name: message.tag,
  corpus: fc.sample(message.values, SAMPLES).map((value) => message.encode(value)),
  decode: (bytes) => message.encode(message.decode(bytes)),
  refusals: [DecodeError],
}));
