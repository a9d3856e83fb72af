// A study's state as canonical bytes, so that equal states have equal hashes at every recipient.
import { createHash } from 'node:crypto';

/** Plain data; every number is finite. */
export type StateValue =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | readonly StateValue[]
  | { readonly [key: string]: StateValue };

/** Bytes that are no encoded state, or a value that has no encoding. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

const FORMAT = new TextEncoder().encode('chorale/state/1');
const TAG = { null: 0, false: 1, true: 2, number: 3, text: 4, list: 5, record: 6, floats: 7 } as const;
const DEEPEST = 32;

/**
 * The one encoding of a state: a format tag, then tagged, length-prefixed values; integers and floats are
 * big-endian, keys of a record ascend, floats keep all their bits.
 * @throws StateError for values that are no plain data, or not finite.
 */
export function encodeState(state: object): Uint8Array {
  const parts: Uint8Array[] = [FORMAT];
  writeValue(parts, state, 0);
  return Buffer.concat(parts);
}

/** SHA-256 of the encoded state, lower-case hex. */
export function stateHash(state: object): string {
  return hashOfEncodedState(encodeState(state));
}

/** SHA-256 of bytes that {@link encodeState} gave, lower-case hex. */
export function hashOfEncodedState(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * @throws StateError for anything but the one encoding of a state, trailing bytes included. What the fields mean is
 * the computation's matter: decode only states whose hash the members signed.
 */
export function decodeState(bytes: Uint8Array): object {
  const reader = new StateReader(bytes);
  const state = reader.state();
  if (typeof state !== 'object' || state === null || Array.isArray(state) || state instanceof Float64Array)
    throw new StateError('the encoded state is no record');
  return state;
}

function writeValue(parts: Uint8Array[], value: unknown, depth: number): void {
  if (depth > DEEPEST) throw new StateError(`a state is at most ${DEEPEST} levels deep`);
  if (value === null) parts.push(Uint8Array.of(TAG.null));
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? TAG.true : TAG.false));
  else if (typeof value === 'number')
    parts.push(Uint8Array.of(TAG.number), floatBytes(Float64Array.of(value)));
  else if (typeof value === 'string') writeText(parts, value);
  else if (value instanceof Float64Array) parts.push(header(TAG.floats, value.length), floatBytes(value));
  else if (Array.isArray(value)) {
    parts.push(header(TAG.list, value.length));
    for (const entry of value) writeValue(parts, entry, depth + 1);
  } else if (isPlainObject(value)) writeRecord(parts, value, depth);
  else throw new StateError(`a state holds plain data only, not ${typeof value}`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function writeRecord(parts: Uint8Array[], record: Record<string, unknown>, depth: number): void {
  const keys = Object.keys(record).sort();
  parts.push(header(TAG.record, keys.length));
  for (const key of keys) {
    if (key === '__proto__') throw new StateError('a state has no key __proto__');
    writeText(parts, key);
    writeValue(parts, record[key], depth + 1);
  }
}

function writeText(parts: Uint8Array[], text: string): void {
  if (!text.isWellFormed()) throw new StateError('a text of the state holds a lone surrogate');
  const bytes = new TextEncoder().encode(text);
  parts.push(header(TAG.text, bytes.length), bytes);
}

function header(tag: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(tag);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function floatBytes(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => {
    if (!Number.isFinite(value))
      throw new StateError('the state holds a number that is not finite; the computation has diverged');
    view.setFloat64(8 * index, value);
  });
  return new Uint8Array(view.buffer);
}

class StateReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  state(): StateValue {
    const format = this.#take(FORMAT.length);
    if (!FORMAT.every((byte, index) => byte === format[index]))
      throw new StateError('the bytes are no state of this version');
    const value = this.#value(0);
    if (this.#at !== this.#bytes.length) throw new StateError('bytes follow the state');
    return value;
  }

  #take(size: number): Uint8Array {
    if (size > this.#bytes.length - this.#at) throw new StateError('the state ends too early');
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  #length(): number {
    const at = this.#at;
    this.#take(4);
    return this.#view.getUint32(at);
  }

  #value(depth: number): StateValue {
    if (depth > DEEPEST) throw new StateError(`a state is at most ${DEEPEST} levels deep`);
    const tag = this.#take(1)[0];
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.number:
        return this.#floats(1)[0]!;
      case TAG.text:
        return this.#text();
      case TAG.list:
        return this.#list(depth);
      case TAG.record:
        return this.#record(depth);
      case TAG.floats:
        return this.#floats(this.#length());
      default:
        throw new StateError(`${String(tag)} is no tag of a state`);
    }
  }

  #floats(count: number): Float64Array {
    const at = this.#at;
    this.#take(8 * count);
    const values = Float64Array.from({ length: count }, (_, index) => this.#view.getFloat64(at + 8 * index));
    if (!values.every((value) => Number.isFinite(value)))
      throw new StateError('a number of the state is not finite');
    return values;
  }

  #text(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#take(this.#length()));
    } catch (reason) {
      if (reason instanceof StateError) throw reason;
      throw new StateError('a text of the state is not valid UTF-8');
    }
  }

  #list(depth: number): StateValue[] {
    const count = this.#length();
    const values: StateValue[] = [];
    for (let index = 0; index < count; index += 1) values.push(this.#value(depth + 1));
    return values;
  }

  #record(depth: number): { [key: string]: StateValue } {
    const count = this.#length();
    const record: { [key: string]: StateValue } = {};
    let last: string | undefined;
    for (let index = 0; index < count; index += 1) {
      if (this.#take(1)[0] !== TAG.text) throw new StateError('a key of the state is no text');
      const key = this.#text();
      if (key === '__proto__' || (last !== undefined && key <= last))
        throw new StateError('keys of a record must ascend');
      record[key] = this.#value(depth + 1);
      last = key;
    }
    return record;
  }
}
