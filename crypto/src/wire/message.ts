// A message is a domain-separation tag and canonical bytes. What is signed and hashed are these bytes as
// they were sent, never a second encoding of what they meant.
import { createHash } from 'node:crypto';
import { DecodeError, Reader, Writer, type Codec } from './codec.js';

export interface Message<T> {
  /** For example `chorale/descriptor/1`; the number changes with the layout. */
  readonly tag: string;
  /** @throws RangeError when a field is outside its codec's range. */
  encode(value: T): Uint8Array;
  /** @throws DecodeError for anything but the one encoding of a value, trailing bytes included. */
  decode(bytes: Uint8Array): T;
}
export type MessageBody<M> = M extends Message<infer T> ? T : never;

/** @param tag at most 255 bytes; no two kinds of message share one. */
export function defineMessage<T>(tag: string, codec: Codec<T>): Message<T> {
  const prefix = new TextEncoder().encode(tag);
  return {
    tag,
    encode: (value) => {
      const writer = new Writer();
      writer.uint(1, prefix.length);
      writer.raw(prefix);
      codec.write(writer, value);
      return writer.finish();
    },
    decode: (bytes) => {
      const reader = new Reader(bytes);
      const size = reader.uint(1);
      const found = reader.raw(size);
      if (size !== prefix.length || !prefix.every((byte, index) => byte === found[index]))
        throw new DecodeError('tag', `expected ${tag}`);
      const value = codec.read(reader);
      if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes too many`);
      return value;
    },
  };
}

/** Whether bytes say that they are such a message; whether they are one, only decoding tells. */
export function hasTag({ tag }: Pick<Message<unknown>, 'tag'>, bytes: Uint8Array): boolean {
  const prefix = new TextEncoder().encode(tag);
  return bytes[0] === prefix.length && prefix.every((byte, index) => byte === bytes[index + 1]);
}

/** SHA-256 of the parts, as lower-case hex. */
export function sha256Hex(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Hash of a text document (an agreement, a study) under its own domain. */
export function documentHash(tag: string, bytes: Uint8Array): string {
  const writer = new Writer();
  const prefix = new TextEncoder().encode(tag);
  writer.uint(1, prefix.length);
  writer.raw(prefix);
  writer.uint(4, bytes.length);
  writer.raw(bytes);
  return sha256Hex(writer.finish());
}
