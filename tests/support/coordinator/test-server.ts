// A coordinator's HTTP door on a port of its own, and requests to it that are signed, or wrong on purpose.
import {
  formatRequestSignature,
  nodeRoutes,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  routePath,
  SIGNATURE_HEADER,
  signRequest,
  type NodeRoute,
} from '@chorale/crypto';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { Metrics } from '../../../coordinator/src/platform/metrics.js';
import { secretHash } from '../../../coordinator/src/people/secrets.js';
import {
  RequestRates,
  type RateLimits,
} from '../../../coordinator/src/transport/http/admin/request-rates.js';
import { createHttpApp } from '../../../coordinator/src/transport/http/http-server.js';
import type { PaperNode } from './paper-node.js';
import type { TestFederation } from './test-house.js';

export const ADMIN_TOKEN = 'test-administrator-token';

export interface CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Uint8Array;
  /** Changed after the signature was made. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly nonce?: string;
  /** Seconds by which the node's clock is off. */
  readonly clockSkew?: number;
  readonly signedBody?: Uint8Array;
}
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Code of a problem document. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly headers: Headers;
}

export class TestServer {
  private constructor(
    readonly federation: TestFederation,
    readonly app: Awaited<ReturnType<typeof createHttpApp>>,
    readonly url: string,
  ) {}

  /** @param limits by default so many that no test meets them. */
  static async start(
    federation: TestFederation,
    limits: RateLimits = { perAccount: 1e6, failuresPerAddress: 1e6, signInsPerAddress: 1e6 },
  ): Promise<TestServer> {
    federation.house.people.gate.admitHomeToken(secretHash(ADMIN_TOKEN));
    const app = await createHttpApp({
      house: federation.house,
      metrics: new Metrics(),
      rates: new RequestRates(limits),
      logger: createLogger('silent'),
      tls: undefined,
    });
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    return new TestServer(federation, app, `http://127.0.0.1:${port}`);
  }

  get server(): Server {
    return this.app.getHttpServer() as Server;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await this.app.close();
  }

  /** A node's signed request. */
  call(node: PaperNode, route: NodeRoute, options: CallOptions = {}): Promise<Answer> {
    const target = routePath(route, options.params) + (options.query ?? '');
    return this.callAs(node, nodeRoutes[route].method, target, options);
  }

  /** A node's signed request of any route. */
  callAs(node: PaperNode, method: string, target: string, options: CallOptions = {}): Promise<Answer> {
    const body = options.body ?? new Uint8Array();
    const signature = signRequest(
      node.key,
      this.federation.house.federation.id,
      { method, target, body: options.signedBody ?? body },
      this.federation.clock.now() - (options.clockSkew ?? 0) * 1000,
      options.nonce ?? randomBytes(16).toString('hex'),
    );
    return this.send(method, target, body, {
      [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
      [SIGNATURE_HEADER]: formatRequestSignature(signature),
      ...options.headers,
    });
  }

  admin(method: 'GET' | 'POST', path: string, body?: unknown, token = ADMIN_TOKEN): Promise<Answer> {
    const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body));
    return this.send(method, `/v1/admin/${path}`, bytes, {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    });
  }

  async send(
    method: string,
    target: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const answer = await fetch(this.url + target, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
    });
    const type = answer.headers.get('content-type') ?? '';
    // A stream of events never ends by itself.
    const isEndless = type.startsWith('text/event-stream');
    if (isEndless) await answer.body?.cancel();
    const bytes = new Uint8Array(isEndless ? new ArrayBuffer(0) : await answer.arrayBuffer());
    const problem = type.startsWith('application/problem+json')
      ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as { code: string; detail: string })
      : undefined;
    return {
      status: answer.status,
      type,
      bytes,
      code: problem?.code,
      detail: problem?.detail,
      headers: answer.headers,
    };
  }
}

export function jsonOf(answer: Answer): unknown {
  return JSON.parse(Buffer.from(answer.bytes).toString('utf8'));
}
