// The attacker between node processes and a coordinator process. Whatever passes over HTTP may be read, changed, held back,
// repeated or invented; wake-ups pass as they are. Nodes sign their requests, so those can be repeated and swallowed, not changed.
import { once } from 'node:events';
import {
  createServer,
  request as sendRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  nodeRoutes,
  parseRequestSignature,
  severalAnswers,
  severalRequests,
  SIGNATURE_HEADER,
  type NodeId,
  type NodeRoute,
  type RouteParameter,
} from '@chorale/crypto';

export interface ProxiedRequest {
  readonly from: NodeId | undefined;
  readonly route: NodeRoute;
  /** Path parameters of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface ProxiedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}
/** Answers in the coordinator's place; `forward` asks it, each time with the very same bytes. Undefined cuts the connection. */
export type ProxyHand = (
  request: ProxiedRequest,
  forward: () => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer | undefined>;

export const honestHand: ProxyHand = (_, forward) => forward();
/** What the attacker says in the coordinator's place; without bytes: that all is well. */
export function invented(body: Uint8Array = new Uint8Array()): ProxiedAnswer {
  return { status: body.length === 0 ? 204 : 200, type: 'application/octet-stream', body };
}

function byName(parameters: readonly RouteParameter[]): Record<string, string> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}
/** The answer to one of several requests; what refuses all of them, or ended before it, is the answer to each. */
function partOf(whole: ProxiedAnswer, position: number): ProxiedAnswer {
  if (whole.status !== 200) return whole;
  const { answers } = severalAnswers.decode(whole.body);
  return { type: whole.type, ...(answers[position] ?? answers.at(-1)!) };
}

/** What the path of each route looks like; no two of one method fit the same path. */
const patterns = (Object.keys(nodeRoutes) as NodeRoute[]).map((route) => {
  const { method, path } = nodeRoutes[route];
  return { route, method, path: new RegExp(`^${path.replace(/:([a-z]+)/g, '(?<$1>[^/]+)')}$`) };
});

export class TamperingProxy {
  /** Replaced by the test that attacks. */
  hand: ProxyHand = honestHand;
  /** What went wrong here, where nobody else would hear of it. */
  readonly failures: unknown[] = [];

  private constructor(
    private readonly server: Server,
    private readonly coordinatorPort: number,
  ) {}

  static async start(coordinatorPort: number): Promise<TamperingProxy> {
    const server = createServer();
    const proxy = new TamperingProxy(server, coordinatorPort);
    server.on('request', (request, response) => void proxy.pass(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      proxy.passSocket(request, socket, head),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await bytesOf(request);
      const forward = (): Promise<ProxiedAnswer> => this.ask(request, body);
      const known = requestOf(request, body);
      const answer = known ? await this.handOver(known, forward) : await forward();
      if (!answer) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, {
        ...(answer.body.length > 0 && { 'content-type': answer.type }),
        'content-length': answer.body.length,
      });
      response.end(answer.body);
    } catch (error) {
      // A node that was stopped takes its connection with it; anything else the test wants to know.
      if (!request.socket.destroyed) this.failures.push(error);
      request.socket.destroy();
    }
  }

  /** Requests that travel together are shown to the hand one by one. */
  private async handOver(
    known: ProxiedRequest,
    forward: () => Promise<ProxiedAnswer>,
  ): Promise<ProxiedAnswer | undefined> {
    if (known.route !== 'several') return this.hand(known, forward);
    const { requests } = severalRequests.decode(known.body);
    const answers: { status: number; body: Uint8Array }[] = [];
    let first: Promise<ProxiedAnswer> | undefined;
    for (const [position, { route, params, body }] of requests.entries()) {
      const one = { from: known.from, route, params: { ...known.params, ...byName(params) }, body };
      let asked = 0;
      const answer = await this.hand(one, async () => {
        const whole = await (asked++ === 0 ? (first ??= forward()) : forward());
        return partOf(whole, position);
      });
      if (!answer) return undefined;
      answers.push({ status: answer.status, body: answer.body });
      if (answer.status >= 300) break;
    }
    return invented(severalAnswers.encode({ answers }));
  }

  private async ask({ method, url, headers }: IncomingMessage, body: Uint8Array): Promise<ProxiedAnswer> {
    const asked = sendRequest({
      host: '127.0.0.1',
      port: this.coordinatorPort,
      method,
      path: url,
      headers: passedOn(headers),
    });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return {
      status: answer.statusCode!,
      type: answer.headers['content-type'] ?? 'application/octet-stream',
      body: await bytesOf(answer),
    };
  }

  private passSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { method, url, httpVersion, rawHeaders } = request;
    const upstream = connect(this.coordinatorPort, '127.0.0.1');
    const lines = [`${method} ${url} HTTP/${httpVersion}`];
    for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    // Either end may be killed at any time.
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  }
}

/** Connections are the proxy's own on both sides. */
function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _, ...others } = headers;
  return others;
}

/** @returns undefined for what is no route of nodes. */
function requestOf({ method, url, headers }: IncomingMessage, body: Uint8Array): ProxiedRequest | undefined {
  const path = url!.split('?')[0]!;
  for (const pattern of patterns) {
    const match = pattern.method === method ? pattern.path.exec(path) : null;
    if (!match) continue;
    const signature = headers[SIGNATURE_HEADER];
    const from = typeof signature === 'string' ? parseRequestSignature(signature)?.signer : undefined;
    return { from, route: pattern.route, params: { ...match.groups }, body };
  }
  return undefined;
}

async function bytesOf(stream: IncomingMessage): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
