// No unbounded memory. A few bytes that claim to be followed by gigabytes allocate nothing for them.
import { decodeOnce, type FuzzedDecoder } from '../support/fuzz/fuzz-decoder.js';
import { bigEndian } from '../support/fuzz/mutation.js';
import { Watchdog } from '../support/fuzz/watchdog.js';
import { decoders } from './registry.js';

const LIES = [0xffffffffn, 0x80000000n, 0x7fffffffn, 0x03ffffffn, 0x00ffffffn];
/** A place of every kind of field there is, in all but the longest inputs. */
const MOST_PLACES = 160;
const MEBIBYTE = 1024 * 1024;
/** A value takes more memory than its bytes: an object an entry, a character a hex digit. */
const A_BYTE = 64;
/** What one decoding may take besides: buffers of fixed size, code that was just compiled. */
const BESIDES = 4 * MEBIBYTE;
const TRIES = 3;

const watchdog = new Watchdog();
afterAll(() => watchdog.close());

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Growth while decoding; the least of a few tries, because others allocate in this process too. */
async function growth(decoder: FuzzedDecoder, bytes: Uint8Array, bound: number): Promise<number> {
  let least = Infinity;
  for (let tried = 0; tried < TRIES && least > bound; tried += 1) {
    const before = memory();
    await decodeOnce(decoder, bytes, watchdog);
    least = Math.min(least, memory() - before);
  }
  return least;
}

test.each(decoders.filter(({ wholeStep }) => !wholeStep))('$name', async (decoder) => {
  const { corpus, allowance = 0 } = decoder;
  const shortest = corpus.toSorted((one, other) => one.length - other.length)[0]!;
  const stride = Math.max(1, Math.ceil(shortest.length / MOST_PLACES));
  for (let at = 0; at < shortest.length; at += stride)
    for (const lie of LIES) {
      const lying = shortest.slice();
      lying.set(bigEndian(lie, 4).subarray(0, shortest.length - at), at);
      // Cut off behind the lie, too: then hardly a byte stands behind what it claims.
      for (const bytes of [lying, lying.subarray(0, at + 4)]) {
        const bound = BESIDES + allowance + A_BYTE * bytes.length;
        expect(await growth(decoder, bytes, bound)).toBeLessThanOrEqual(bound);
      }
    }
});

test('a decoder that believes a length is found', async () => {
  const believing: FuzzedDecoder = {
    name: 'believing',
    corpus: [Uint8Array.of(0, 0, 0, 0)],
    decode: (bytes) =>
      new Uint8Array(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)).subarray(0, 4),
    refusals: [],
  };
  const bytes = Uint8Array.of(0, 0x80, 0, 0);
  await expect(growth(believing, bytes, BESIDES)).rejects.toThrow('believing accepts');
  const quiet = { ...believing, decode: (lie: Uint8Array) => (believing.decode(lie), undefined) };
  expect(await growth(quiet, bytes, BESIDES)).toBeGreaterThan(BESIDES);
});
