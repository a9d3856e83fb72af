// What fuzzing asks of every decoder: one of its declared errors or a value comes out, nothing else, and a value encodes
// to the very bytes that it came from.
import type { Watchdog } from './watchdog.js';

export type ErrorClass = abstract new (...args: never[]) => Error;

export interface FuzzedDecoder {
  readonly name: string;
  /** Valid inputs; fuzzing starts from them. */
  readonly corpus: readonly Uint8Array[];
  /** Inputs to start from that are not valid. */
  readonly invalid?: readonly Uint8Array[];
  /**
   * Decodes.
   * @returns what the value encodes to; undefined where `decode` itself holds the value against what it has to be.
   */
  readonly decode: (bytes: Uint8Array) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** All that it may throw at bytes from outside. */
  readonly refusals: readonly ErrorClass[];
  /** Cost of a case beside that of a small message; long runs take fewer of the dear ones. */
  readonly weight?: number;
  /** Whole steps of a round, whose decoders stand in the registry by themselves, take fewer cases in CI too. */
  readonly wholeStep?: true;
  /** Whether it stands every input, because spare parts make up for bad ones. */
  readonly refusesNothing?: true;
  /** Bytes that it may allocate for any input, beyond a multiple of the input's own length. */
  readonly allowance?: number;
}

export type Outcome = 'accepted' | 'refused';

/** @throws Error naming decoder and bytes when anything but a value or a refusal comes out. */
export async function decodeOnce(
  decoder: FuzzedDecoder,
  bytes: Uint8Array,
  watchdog?: Watchdog,
): Promise<Outcome> {
  const { name, refusals } = decoder;
  watchdog?.begin(name, bytes);
  let encoded: Uint8Array | undefined;
  try {
    const result = decoder.decode(bytes);
    encoded = result instanceof Promise ? await result : result;
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return 'refused';
    throw new Error(`${name} lets ${String(error)} out, for ${told(bytes)}`, { cause: error });
  }
  if (encoded !== undefined && Buffer.compare(encoded, bytes) !== 0)
    throw new Error(`${name} accepts ${told(bytes)}, whose value encodes to ${told(encoded)}`);
  return 'accepted';
}

/** Of long bytes, both ends. */
function told(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${bytes.length} bytes ${hex.length <= 4_000 ? hex : `${hex.slice(0, 2_000)}...${hex.slice(-200)}`}`;
}
