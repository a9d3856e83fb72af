// The one file of the node that lets others connect: on a unix socket of its owner, or on the loopback. It opens no connection itself,
// and sees no rows: it is handed a function that answers about one person.
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { problem, type Answer, type Asked } from './answer.js';
import type { Place } from './place.js';
import { ServiceRefused } from './service-refused.js';

export interface Listening {
  /** As `--listen` takes it, with the port that was chosen. */
  readonly address: string;
  close(): Promise<void>;
}

export interface ListenParts {
  readonly answer: (asked: Asked) => Answer;
  /** The answer failed; 500 is sent, and nothing of what was asked may be logged. */
  readonly onError: (error: unknown) => void;
  /** A socket that nobody closed may be taken away: no other service can hold this place. */
  readonly mayReplace: boolean;
}

const LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 5000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 1000,
};
const MOST_CONNECTIONS = 128;
const OWNER_ONLY = 0o600;
const OTHERS_OFF = 0o177;

/** @throws ServiceRefused where the place is taken. */
export async function listen(place: Place, parts: ListenParts): Promise<Listening> {
  const server = createServer(LIMITS, (request, response) => respond(request, response, parts));
  server.maxConnections = MOST_CONNECTIONS;
  // Not its own words: they may quote the request.
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  if ('socket' in place) clearPlace(place.socket, parts.mayReplace);
  await opened(server, place);
  return { address: addressOf(server, place), close: () => closed(server) };
}

function respond(request: IncomingMessage, response: ServerResponse, { answer, onError }: ListenParts): void {
  const { status, headers, body } = answerOrBug(askedOf(request), answer, onError);
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, {
    ...headers,
    'content-length': length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(hasBody(request) && { connection: 'close' }),
  });
  response.end(body);
}

function answerOrBug(asked: Asked, answer: ListenParts['answer'], onError: ListenParts['onError']): Answer {
  try {
    return answer(asked);
  } catch (error) {
    onError(error);
    return problem(500, 'failed', 'The service could not answer; its log says why.');
  }
}

function askedOf(request: IncomingMessage): Asked {
  const { method = '', url = '', headers } = request;
  const { host, origin, authorization } = headers;
  return { method, target: url, host, origin, authorization, hasBody: hasBody(request) };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function clearPlace(path: string, mayReplace: boolean): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket() || !mayReplace)
    throw new ServiceRefused(
      `${path} is there already; remove it if no service listens on it any more, or name another path`,
    );
  rmSync(path);
}

/** A socket is its owner's from its first moment on. */
async function opened(server: Server, place: Place): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
  });
  if ('socket' in place) {
    const before = process.umask(OTHERS_OFF);
    try {
      server.listen(place.socket);
    } finally {
      process.umask(before);
    }
  } else server.listen(place.port, place.host);
  try {
    await listening;
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new ServiceRefused(
      `the service cannot listen on ${inWords(place)} (${code})${code === 'EADDRINUSE' ? ': another program does' : ''}; ` +
        'name another place with --listen (port 0 lets the system choose), or stop what listens on it',
    );
  }
  if ('socket' in place) chmodSync(place.socket, OWNER_ONLY);
}

function addressOf(server: Server, place: Place): string {
  const address = server.address();
  return 'host' in place && typeof address === 'object' && address
    ? inWords({ ...place, port: address.port })
    : inWords(place);
}

/** As `--listen` takes it. */
function inWords(place: Place): string {
  if ('socket' in place) return `unix:${place.socket}`;
  return place.host === '::1' ? `[::1]:${place.port}` : `${place.host}:${place.port}`;
}

async function closed(server: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await ended;
}
