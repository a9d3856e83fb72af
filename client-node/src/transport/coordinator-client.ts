// The one way from node to coordinator over HTTP.
import {
  nodeRoutes,
  routePath,
  severalAnswers,
  severalRequests,
  type NodeRoute,
  type RouteParameter,
  type StudyId,
} from '@chorale/crypto';
import { request as httpRequest, type Dispatcher } from 'undici';
import { z } from 'zod';
import type { RoundCall } from '../round/coordinator-port.js';
import { bytesSent } from './bytes-sent.js';
import { parseCoordinatorUrl, requestDispatcher, type NetworkSettings } from './network.js';
import { requestHeaders, type Signer } from './signed-headers.js';
import { CoordinatorProblem, Unreachable } from './coordinator-problem.js';

export interface CoordinatorClientOptions {
  readonly url: string;
  readonly network: NetworkSettings;
  /** Undefined before a node has keys: then only `protocol` and `enrol` can be asked. */
  readonly signer?: Signer | undefined;
  /** Called for each request written; see {@link bytesSent} for what counts. */
  readonly onSent?: ((study: StudyId | undefined, bytes: number) => void) | undefined;
}

export interface RequestOptions {
  /** Path parameters of the route. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** For the count of bytes. */
  readonly study?: StudyId;
  readonly signal?: AbortSignal | undefined;
}

const UNSIGNED: readonly NodeRoute[] = ['protocol', 'enrol'];
const MEBIBYTE = 1024 * 1024;
/** An answer above this is no answer of ours; a sealed model state may be large. */
const mostAnswerBytes = (route: NodeRoute): number => (route === 'receiveState' ? 257 : 128) * MEBIBYTE;
/** Until the answer begins, and between its pieces. A slow uplink needs long for a chunk of 2 MB. */
const ANSWER_TIMEOUT_MS = 120_000;

const problemSchema = z.object({ status: z.number(), code: z.string(), detail: z.string() });
/** Statuses by which a reverse proxy says that nobody is behind it. */
const NOBODY_BEHIND = [502, 503, 504];

export class CoordinatorClient {
  /** Scheme, host and port. */
  readonly origin: string;
  private readonly base: URL;
  private readonly dispatcher: Dispatcher;

  /** @throws NetworkSettingsError for an address that must not be used. */
  constructor(private readonly options: CoordinatorClientOptions) {
    this.base = parseCoordinatorUrl(options.url);
    this.origin = this.base.origin;
    this.dispatcher = requestDispatcher(this.base, options.network);
  }

  /**
   * @returns the answer's body; empty for 204.
   * @throws CoordinatorProblem when refused, Unreachable without an answer, the reason of `signal` when aborted.
   */
  async request(route: NodeRoute, options: RequestOptions = {}): Promise<Uint8Array> {
    const { method } = nodeRoutes[route];
    // Signed is the path as the coordinator routes it; a prefix belongs to a reverse proxy before it.
    const target = routePath(route, options.params) + queryText(options.query);
    const body = options.body ?? new Uint8Array(0);
    const signer = UNSIGNED.includes(route) ? undefined : this.requireSigner();
    const headers = requestHeaders(signer, { method, target, body });
    const path = this.base.pathname.replace(/\/$/, '') + target;
    const written = { method, target: path, host: this.base.host, headers, bodyLength: body.length };
    this.options.onSent?.(options.study, bytesSent(written));
    try {
      const answer = await httpRequest(this.base.origin + path, {
        method,
        headers,
        body: method === 'GET' ? null : body,
        dispatcher: this.dispatcher,
        signal: options.signal ?? null,
        headersTimeout: ANSWER_TIMEOUT_MS,
        bodyTimeout: ANSWER_TIMEOUT_MS,
      });
      const content = await readAtMost(answer.body, mostAnswerBytes(route));
      if (answer.statusCode >= 300) throw this.problemOf(answer, content);
      return content;
    } catch (error) {
      throw this.explain(error, options.signal);
    }
  }

  /**
   * Small requests of one round in one exchange, carried out in their order.
   * @returns their answers.
   * @throws as {@link request}; a refusal of one ends them.
   */
  async requestTogether(
    calls: readonly RoundCall[],
    { signal }: Pick<RequestOptions, 'signal'> = {},
  ): Promise<Uint8Array[]> {
    const [{ params, study }] = calls as [RoundCall];
    const body = severalRequests.encode({
      requests: calls.map(({ route, params: { round: _, ...others }, query = {}, body: content }) => ({
        route,
        params: parametersOf(others),
        query: parametersOf(query),
        body: content ?? new Uint8Array(0),
      })),
    });
    const options = { params: { round: params.round }, body, ...(study && { study }), signal };
    const { answers } = severalAnswers.decode(await this.request('several', options));
    for (const answer of answers) if (answer.status >= 300) throw this.refusalOf(answer.status, answer.body);
    if (answers.length !== calls.length)
      throw this.refusalOf(502, new TextEncoder().encode('fewer answers than requests'));
    return answers.map((answer) => answer.body);
  }

  /** Ends open connections; requests under way fail. */
  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private requireSigner(): Signer {
    const { signer } = this.options;
    if (!signer) throw new RangeError('this route needs a signed request');
    return signer;
  }

  private problemOf({ statusCode, headers }: Dispatcher.ResponseData, content: Uint8Array): Error {
    const type = String(headers['content-type'] ?? '');
    if (type.startsWith('application/problem+json')) return this.refusalOf(statusCode, content);
    if (NOBODY_BEHIND.includes(statusCode))
      return new Unreachable(
        `a proxy before ${this.origin} answers ${statusCode}: the coordinator behind it is down`,
      );
    return this.unexpected(statusCode);
  }

  /** @param content a problem document. */
  private refusalOf(status: number, content: Uint8Array): CoordinatorProblem {
    const problem = problemSchema.safeParse(parseJson(content));
    return problem.success ? new CoordinatorProblem(problem.data) : this.unexpected(status);
  }

  private unexpected(statusCode: number): CoordinatorProblem {
    return new CoordinatorProblem({
      status: statusCode,
      code: 'unexpected-answer',
      detail: `${this.origin} answers ${statusCode} in a way that no coordinator does; check the address`,
    });
  }

  /** Network failures by the name of what to look at; anything else is a bug and goes on. */
  private explain(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted === true) return signal.reason;
    if (error instanceof CoordinatorProblem || error instanceof Unreachable) return error;
    const code = codeOf(error);
    if (code === undefined || code.startsWith('UND_ERR_INVALID')) return error;
    return new Unreachable(`${this.origin} cannot be reached: ${reasonOf(code)}`, { cause: error });
  }
}

function parametersOf(named: Readonly<Record<string, string>>): RouteParameter[] {
  return Object.entries(named).map(([name, value]) => ({ name, value }));
}

function queryText(query: Readonly<Record<string, string>> | undefined): string {
  return query ? `?${new URLSearchParams(query).toString()}` : '';
}

async function readAtMost(body: AsyncIterable<unknown>, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    const bytes = piece as Uint8Array;
    size += bytes.length;
    if (size > most)
      throw new Unreachable(`the answer exceeds ${most} bytes; something else than a coordinator answers`);
    pieces.push(bytes);
  }
  const content = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    content.set(piece, at);
    at += piece.length;
  }
  return content;
}

function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the coordinator started, and the port right?',
  ENOTFOUND: 'the name is unknown; check the address, DNS and HTTPS_PROXY',
  EAI_AGAIN: 'names cannot be looked up just now; check the network and DNS',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time; check firewall and HTTPS_PROXY',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; use the name in the certificate',
  CERT_HAS_EXPIRED: 'its certificate has expired; the coordinator needs a new one',
};
const UNKNOWN_AUTHORITY = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
];

function reasonOf(code: string): string {
  if (UNKNOWN_AUTHORITY.includes(code))
    return `its certificate is of an unknown authority (${code}); set CHORALE_CA_FILE to the PEM file of yours`;
  return `${reasons[code] ?? 'the network failed'} (${code})`;
}
