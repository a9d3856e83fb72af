// A real server on loopback, and what it saw.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: Uint8Array | string;
}

export interface LocalServer {
  readonly url: string;
  readonly server: Server;
  readonly seen: SeenRequest[];
  /** Bytes that arrived on all connections so far. */
  bytesRead(): number;
  close(): Promise<void>;
}

/** Collects each request whole, then answers what `answer` says. */
export function collecting(seen: SeenRequest[], answer: (request: SeenRequest) => Answer): RequestListener {
  return (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const whole = { method, target: url, headers, body: new Uint8Array(Buffer.concat(pieces)) };
      seen.push(whole);
      const { status, type, body } = answer(whole);
      response.writeHead(status, type === undefined ? {} : { 'content-type': type });
      response.end(body);
    });
  };
}

const socketsOf = new WeakMap<Server, Set<Socket>>();

export async function listen(server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  socketsOf.set(server, sockets);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function shut(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  // Also those that became websockets or tunnels, which the server itself no longer counts.
  for (const socket of socketsOf.get(server) ?? []) socket.destroy();
  await closed;
}

export async function startServer(answer: (request: SeenRequest) => Answer, port = 0): Promise<LocalServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(collecting(seen, answer));
  const bound = await listen(server, port);
  return {
    url: `http://127.0.0.1:${bound}`,
    server,
    seen,
    bytesRead: () => [...(socketsOf.get(server) ?? [])].reduce((sum, socket) => sum + socket.bytesRead, 0),
    close: () => shut(server),
  };
}

export function problem(status: number, code: string, detail: string): Answer {
  const body = JSON.stringify({ type: 'about:blank', title: code, status, code, detail });
  return { status, type: 'application/problem+json; charset=utf-8', body };
}
