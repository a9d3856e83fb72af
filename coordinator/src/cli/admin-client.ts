// How the command line speaks to the coordinator on this machine: the admin API, nothing else.
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import { z } from 'zod';
import { ConfigurationError, type Environment } from '../platform/config.js';
import { homePaths } from '../platform/home.js';
import { Refused, Unreachable } from './exit-codes.js';

const addressSchema = z.object({
  url: z.string(),
  serverName: z.string(),
  certificate: z.string().optional(),
});
const problemSchema = z.object({ status: z.number(), code: z.string(), detail: z.string() });

type Address = z.infer<typeof addressSchema>;

export class AdminClient {
  private constructor(
    private readonly address: Address,
    private readonly token: string,
  ) {}

  /** @throws ConfigurationError when no coordinator was ever started in this home. */
  static ofHome({ CHORALE_HOME }: Environment): AdminClient {
    const paths = homePaths(CHORALE_HOME);
    try {
      const address = addressSchema.parse(JSON.parse(readFileSync(paths.address, 'utf8')));
      return new AdminClient(address, readFileSync(paths.adminToken, 'utf8').trim());
    } catch {
      throw new ConfigurationError([
        `no coordinator was started in ${paths.home} yet; run "chorale-coordinator serve", or set CHORALE_HOME to its folder`,
      ]);
    }
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(JSON.parse(await textOf(await this.request('GET', path))));
  }
  async post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(JSON.parse(await textOf(await this.request('POST', path, JSON.stringify(body)))));
  }
  /** The answer's bytes as they come. */
  stream(path: string): Promise<AsyncIterable<Uint8Array>> {
    return this.request('GET', path);
  }

  /** @throws Refused for a problem document, Unreachable without an answer. */
  private async request(method: 'GET' | 'POST', path: string, body?: string): Promise<IncomingMessage> {
    const answer = await this.send(method, path, body);
    if ((answer.statusCode ?? 500) < 300) return answer;
    const text = await textOf(answer);
    const problem = problemSchema.safeParse(parseOrUndefined(text));
    if (!problem.success)
      throw new Unreachable(
        `${this.address.url} answers ${String(answer.statusCode)}, but is no coordinator`,
      );
    throw new Refused(problem.data.code, problem.data.status, problem.data.detail);
  }

  private send(method: string, path: string, body: string | undefined): Promise<IncomingMessage> {
    const { url, serverName, certificate } = this.address;
    const options: RequestOptions = {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    };
    const target = new URL(`/admin/v1/${path}`, url);
    return new Promise((resolve, reject) => {
      const sent =
        certificate === undefined
          ? httpRequest(target, options, resolve)
          : httpsRequest(
              target,
              { ...options, servername: serverName, ca: [...rootCertificates, certificate] },
              resolve,
            );
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
