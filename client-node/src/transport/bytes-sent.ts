/** An HTTP/1.1 request as it is written. */
export interface WrittenRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyLength: number;
}

/**
 * Bytes of a request on the wire, head and body: request line, every header, blank line, body. Not counted are
 * TLS and TCP framing, the handshake with a proxy, repeated packets, and the wake-up socket.
 */
export function bytesSent({ method, target, host, headers, bodyLength }: WrittenRequest): number {
  const lengthHeader: Record<string, string> =
    method === 'GET' ? {} : { 'content-length': String(bodyLength) };
  const all = { host, connection: 'keep-alive', ...headers, ...lengthHeader };
  const headerBytes = Object.entries(all).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    0,
  );
  return `${method} ${target} HTTP/1.1\r\n`.length + headerBytes + 2 + bodyLength;
}
