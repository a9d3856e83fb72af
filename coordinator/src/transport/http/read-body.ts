import type { IncomingMessage } from 'node:http';
import { CoordinatorError } from '../../platform/errors.js';

/**
 * Reads a body whole.
 * @throws CoordinatorError `too-large` as soon as it is clear that it exceeds `most` bytes.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Uint8Array> {
  refuseLonger(request, most);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > most) throw tooLarge(most);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts, length));
}

/** Refuses by the announced length alone. */
export function refuseLonger(request: IncomingMessage, most: number): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > most) throw tooLarge(most);
}

function tooLarge(most: number): CoordinatorError {
  return new CoordinatorError('too-large', `this route takes at most ${most} bytes; send less`);
}

/** Bytes of a request's line and headers as they came in; with the body, what a node cost in traffic. */
export function headBytes({ method, url, httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method ?? ''} ${url ?? ''} HTTP/${httpVersion}\r\n`.length;
  const separators = (rawHeaders.length / 2) * ': \r\n'.length;
  return (
    line + rawHeaders.reduce((total, text) => total + Buffer.byteLength(text), 0) + separators + '\r\n'.length
  );
}
