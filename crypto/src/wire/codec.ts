// Canonical bytes: every value has exactly one encoding, every encoding at most one value. Integers are
// big-endian, variable parts carry their length in front, nothing is optional without a flag byte.

/** What a decoder says of bytes that are no encoding of the expected value; nothing else comes out of it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path === '' ? 'message' : path}: ${reason}`);
  }
}

/** From here on a part is not copied while others are still to come. */
const LARGE_BYTES = 4096;

/** Grows as it is written to; what it holds is what {@link Reader} takes apart. */
export class Writer {
  private buffer = new Uint8Array(1024);
  private view = new DataView(this.buffer.buffer);
  private length = 0;
  /** What was written before the present buffer: large parts stand here as they are, and are copied once, at the end. */
  private readonly written: Uint8Array[] = [];
  private writtenLength = 0;

  private reserve(size: number): number {
    const start = this.length;
    if (start + size > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.buffer.length * 2, start + size));
      grown.set(this.buffer.subarray(0, start));
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    this.length = start + size;
    return start;
  }
  uint(size: 1 | 2 | 4, value: number): void {
    const at = this.reserve(size);
    if (size === 1) this.view.setUint8(at, value);
    else if (size === 2) this.view.setUint16(at, value);
    else this.view.setUint32(at, value);
  }
  uint64(value: bigint): void {
    const at = this.reserve(8);
    this.view.setBigUint64(at, value);
  }
  float64(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value);
  }
  raw(bytes: Uint8Array): void {
    if (bytes.length < LARGE_BYTES) {
      const at = this.reserve(bytes.length);
      this.buffer.set(bytes, at);
      return;
    }
    this.keep(this.buffer.slice(0, this.length));
    this.keep(bytes);
    this.length = 0;
  }
  finish(): Uint8Array {
    const whole = new Uint8Array(this.writtenLength + this.length);
    let at = 0;
    for (const part of this.written) {
      whole.set(part, at);
      at += part.length;
    }
    whole.set(this.buffer.subarray(0, this.length), at);
    return whole;
  }
  private keep(part: Uint8Array): void {
    this.written.push(part);
    this.writtenLength += part.length;
  }
}

/** Reads bytes from front to back; every failure is a {@link DecodeError} that names the field. */
export class Reader {
  private readonly view: DataView;
  private at = 0;
  private readonly path: string[] = [];

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get remaining(): number {
    return this.bytes.length - this.at;
  }
  fail(reason: string): never {
    throw new DecodeError(this.path.join('.'), reason);
  }
  within<T>(name: string, read: () => T): T {
    this.path.push(name);
    const value = read();
    this.path.pop();
    return value;
  }
  private take(size: number): number {
    if (size > this.remaining) this.fail(`needs ${size} bytes, ${this.remaining} are left`);
    const start = this.at;
    this.at += size;
    return start;
  }
  uint(size: 1 | 2 | 4): number {
    const at = this.take(size);
    if (size === 1) return this.view.getUint8(at);
    return size === 2 ? this.view.getUint16(at) : this.view.getUint32(at);
  }
  uint64(): bigint {
    return this.view.getBigUint64(this.take(8));
  }
  float64(): number {
    return this.view.getFloat64(this.take(8));
  }
  raw(size: number): Uint8Array {
    const at = this.take(size);
    return this.bytes.slice(at, at + size);
  }
}

/** How a value of type T is written and read. */
export interface Codec<T> {
  write(writer: Writer, value: T): void;
  read(reader: Reader): T;
}
export type Decoded<C> = C extends Codec<infer T> ? T : never;

function unsigned(size: 1 | 2 | 4): Codec<number> {
  const most = 2 ** (8 * size) - 1;
  return {
    write: (writer, value) => {
      if (!Number.isInteger(value) || value < 0 || value > most)
        throw new RangeError(`${value} is no unsigned integer of ${8 * size} bits`);
      writer.uint(size, value);
    },
    read: (reader) => reader.uint(size),
  };
}

export const u8 = unsigned(1);
export const u16 = unsigned(2);
export const u32 = unsigned(4);

export const u64: Codec<bigint> = {
  write: (writer, value) => {
    if (value < 0n || value >= 1n << 64n) throw new RangeError(`${value} is no unsigned integer of 64 bits`);
    writer.uint64(value);
  },
  read: (reader) => reader.uint64(),
};

/** A point in time or a count, as a safe integer on 8 bytes. */
export const safeInteger: Codec<number> = {
  write: (writer, value) => {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${value} is no safe unsigned integer`);
    writer.uint64(BigInt(value));
  },
  read: (reader) => {
    const value = Number(reader.uint64());
    return Number.isSafeInteger(value) ? value : reader.fail('exceeds 2^53 - 1');
  },
};

/** A finite float64; negative zero, infinities and NaN have no encoding. */
export const float64: Codec<number> = {
  write: (writer, value) => {
    if (!Number.isFinite(value) || Object.is(value, -0))
      throw new RangeError(`${value} has no canonical encoding`);
    writer.float64(value);
  },
  read: (reader) => {
    const value = reader.float64();
    return Number.isFinite(value) && !Object.is(value, -0) ? value : reader.fail('is not a finite number');
  },
};

/** Exactly `size` bytes, without a length in front. */
export function fixedBytes(size: number): Codec<Uint8Array> {
  return {
    write: (writer, value) => {
      if (value.length !== size) throw new RangeError(`expected ${size} bytes, got ${value.length}`);
      writer.raw(value);
    },
    read: (reader) => reader.raw(size),
  };
}

/** At most `most` bytes, behind their length on 4. */
export function variableBytes(most: number): Codec<Uint8Array> {
  return {
    write: (writer, value) => {
      if (value.length > most) throw new RangeError(`at most ${most} bytes fit, got ${value.length}`);
      writer.uint(4, value.length);
      writer.raw(value);
    },
    read: (reader) => {
      const size = reader.uint(4);
      return size > most ? reader.fail(`holds ${size} bytes, at most ${most} are allowed`) : reader.raw(size);
    },
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Well-formed UTF-8 of at most `most` bytes. */
export function text(most: number): Codec<string> {
  const inner = variableBytes(most);
  return {
    write: (writer, value) => {
      if (!value.isWellFormed()) throw new RangeError('the text holds a lone surrogate');
      inner.write(writer, new TextEncoder().encode(value));
    },
    read: (reader) => {
      const bytes = inner.read(reader);
      try {
        return utf8.decode(bytes);
      } catch {
        return reader.fail('is not valid UTF-8');
      }
    },
  };
}

/** Bytes on the wire, lower-case hex in the program: ids and hashes that people compare. */
export function hex<Branded extends string = string>(size: number): Codec<Branded> {
  return {
    write: (writer, value) => {
      if (!new RegExp(`^[0-9a-f]{${2 * size}}$`).test(value))
        throw new RangeError(`expected ${2 * size} lower-case hex digits`);
      writer.raw(Buffer.from(value, 'hex'));
    },
    read: (reader) => Buffer.from(reader.raw(size)).toString('hex') as Branded,
  };
}

/** One of at most 256 names, as its position on one byte: a new name goes to the end. */
export function oneOf<const Names extends readonly string[]>(names: Names): Codec<Names[number]> {
  return {
    write: (writer, value) => {
      const index = names.indexOf(value);
      if (index < 0) throw new RangeError(`"${value}" is none of ${names.join(', ')}`);
      writer.uint(1, index);
    },
    read: (reader) => {
      const index = reader.uint(1);
      return names[index] ?? reader.fail(`${index} stands for none of ${names.join(', ')}`);
    },
  };
}

export const flag: Codec<boolean> = {
  write: (writer, value) => writer.uint(1, value ? 1 : 0),
  read: (reader) => {
    const value = reader.uint(1);
    return value === 0 || value === 1 ? value === 1 : reader.fail('is neither 0 nor 1');
  },
};

/** A flag byte, then the value where there is one. */
export function optional<T>(inner: Codec<T>): Codec<T | undefined> {
  return {
    write: (writer, value) => {
      flag.write(writer, value !== undefined);
      if (value !== undefined) inner.write(writer, value);
    },
    read: (reader) => (flag.read(reader) ? inner.read(reader) : undefined),
  };
}

/** At most `most` entries, behind their number on 4 bytes. */
export function list<T>(inner: Codec<T>, most: number): Codec<readonly T[]> {
  return {
    write: (writer, values) => {
      if (values.length > most) throw new RangeError(`at most ${most} entries fit, got ${values.length}`);
      writer.uint(4, values.length);
      for (const value of values) inner.write(writer, value);
    },
    read: (reader) => {
      const count = reader.uint(4);
      // Every entry takes a byte or more, so a lying count cannot make us reserve memory.
      if (count > most || count > reader.remaining) reader.fail(`claims ${count} entries`);
      const values: T[] = [];
      for (let index = 0; index < count; index += 1)
        values.push(reader.within(String(index), () => inner.read(reader)));
      return values;
    },
  };
}

/** What a struct of these fields holds. */
export type Struct<Fields> = { readonly [Name in keyof Fields]: Decoded<Fields[Name]> };

/** Fields in the order of the literal, without tags. */
export function struct<const Fields extends Readonly<Record<string, Codec<unknown>>>>(
  fields: Fields,
): Codec<Struct<Fields>> {
  const entries = Object.entries(fields) as [keyof Fields & string, Codec<unknown>][];
  return {
    write: (writer, value) => {
      for (const [name, codec] of entries) codec.write(writer, value[name]);
    },
    read: (reader) => {
      const value: Partial<Record<string, unknown>> = {};
      for (const [name, codec] of entries) value[name] = reader.within(name, () => codec.read(reader));
      return value as Struct<Fields>;
    },
  };
}
