// How the command line speaks to a coordinator: the admin API, nothing else.
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import { z } from 'zod';
import { ConfigurationError, type Environment } from '../platform/config.js';
import { homePaths } from '../platform/home.js';
import { Refused, Unreachable } from './exit-codes.js';
import { keepSession, readSession } from './kept-session.js';

const addressSchema = z.object({
  url: z.string(),
  serverName: z.string().optional(),
  certificate: z.string().optional(),
});
const problemSchema = z.object({ status: z.number(), code: z.string(), detail: z.string() });

type Address = z.infer<typeof addressSchema>;
type Method = 'GET' | 'POST' | 'DELETE';

export interface ClientOptions {
  /** Why an officer reads, for the ledger. */
  readonly reason?: string | undefined;
  /** Receives the token that takes the place of the present one. */
  readonly keepToken?: (token: string) => void;
}

export class AdminClient {
  constructor(
    private readonly address: Address,
    /** Undefined before somebody signed in. */
    private readonly token: string | undefined,
    private readonly options: ClientOptions = {},
  ) {}

  /**
   * As whoever signed in from this home, otherwise as the owner of the coordinator's home.
   * @throws ConfigurationError where nobody signed in and no coordinator was ever started.
   */
  static ofHome(environment: Environment, reason?: string): AdminClient {
    const session = readSession(environment);
    if (session)
      return new AdminClient({ url: session.url }, session.token, {
        reason,
        keepToken: (token) => keepSession(environment, { ...session, token }),
      });
    const paths = homePaths(environment.CHORALE_HOME);
    try {
      const address = addressSchema.parse(JSON.parse(readFileSync(paths.address, 'utf8')));
      return new AdminClient(address, readFileSync(paths.adminToken, 'utf8').trim(), { reason });
    } catch {
      throw new ConfigurationError([
        `nobody signed in from ${paths.home}, and no coordinator was started in it yet; run "chorale-coordinator sign-in" or ` +
          '"chorale-coordinator serve", or set CHORALE_HOME to its folder',
      ]);
    }
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(JSON.parse(await textOf(await this.request('GET', path))));
  }
  /** All pages of a list. */
  async list<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    const page = z.object({ items: z.array(item), next: z.string().nullable() });
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const answer: z.output<typeof page> = await this.get(`${path}?${query}`, page);
      items.push(...answer.items);
      cursor = answer.next;
    }
    return items;
  }
  /** @param version entity tag of what is changed, where it has versions. */
  async post<T>(path: string, body: unknown, schema: z.ZodType<T>, version?: string): Promise<T> {
    const headers = version === undefined ? {} : { 'if-match': version };
    const answer = await this.request('POST', path, JSON.stringify(body), headers);
    return schema.parse(JSON.parse(await textOf(answer)));
  }
  async delete(path: string, version?: string): Promise<void> {
    await textOf(
      await this.request('DELETE', path, undefined, version === undefined ? {} : { 'if-match': version }),
    );
  }
  /** Entity tag of what a GET answers with. */
  async versionOf(path: string): Promise<string> {
    const answer = await this.request('GET', path);
    await textOf(answer);
    return answer.headers.etag ?? '';
  }
  /** The answer's bytes as they come. */
  stream(path: string): Promise<AsyncIterable<Uint8Array>> {
    return this.request('GET', path);
  }

  /** @throws Refused for a problem document, Unreachable without an answer. */
  private async request(
    method: Method,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<IncomingMessage> {
    const answer = await this.send(method, path, body, headers);
    const nextToken = answer.headers['chorale-session-token'];
    if (typeof nextToken === 'string') this.options.keepToken?.(nextToken);
    if ((answer.statusCode ?? 500) < 300) return answer;
    const text = await textOf(answer);
    const problem = problemSchema.safeParse(parseOrUndefined(text));
    if (!problem.success)
      throw new Unreachable(
        `${this.address.url} answers ${String(answer.statusCode)}, but is no coordinator`,
      );
    throw new Refused(problem.data.code, problem.data.status, problem.data.detail);
  }

  private send(
    method: Method,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<IncomingMessage> {
    const { url, serverName, certificate } = this.address;
    const { reason } = this.options;
    const options: RequestOptions = {
      method,
      headers: {
        ...headers,
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(reason === undefined ? {} : { 'chorale-reason': encodeURIComponent(reason) }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    };
    const target = new URL(`/v1/admin/${path}`, url);
    const trust =
      certificate === undefined ? {} : { servername: serverName, ca: [...rootCertificates, certificate] };
    return new Promise((resolve, reject) => {
      const sent =
        target.protocol === 'https:'
          ? httpsRequest(target, { ...options, ...trust }, resolve)
          : httpRequest(target, options, resolve);
      sent.on('error', (error) => reject(this.unreachable(error)));
      sent.end(body);
    });
  }

  private unreachable(error: Error): Unreachable {
    return new Unreachable(
      `the coordinator at ${this.address.url} does not answer (${error.message}); is "chorale-coordinator serve" running?`,
    );
  }
}

async function textOf(answer: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of answer) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
