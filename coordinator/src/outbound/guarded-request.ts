// Requests that the coordinator sends of its own accord: to an identity provider, to webhooks. Never to an address that
// is not public, never on by a redirect, never for long, and never more of an answer than was asked for.
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ForbiddenAddress, type AddressGuard } from './address-guard.js';

export interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly mostAnswerBytes: number;
}
export interface GuardedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** @throws Error that says what went wrong, without anything from the answer. */
export async function guardedRequest(guard: AddressGuard, asked: GuardedRequest): Promise<GuardedAnswer> {
  const { url, timeoutMs, mostAnswerBytes } = asked;
  requireAllowed(guard, url);
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await send(guard, asked, signal);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > mostAnswerBytes) {
      answer.destroy();
      throw new Error(`${url.host} answered with more than ${mostAnswerBytes} bytes`);
    }
    parts.push(part);
  }
  return {
    status: answer.statusCode ?? 0,
    headers: headersOf(answer),
    body: new Uint8Array(Buffer.concat(parts, length)),
  };
}

/** A literal address is connected to without a lookup, so it is checked here. */
function requireAllowed(guard: AddressGuard, { protocol, hostname, username, password }: URL): void {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (username !== '' || password !== '') throw new Error(`the address of ${host} holds a password`);
  if (isIP(host) !== 0 && !guard.allows(host, host)) throw new ForbiddenAddress(host);
  // Plain HTTP is for what was allowed by name: a provider or receiver on this machine or behind the same wall.
  if (protocol !== 'https:' && !(protocol === 'http:' && guard.isAllowedByName(host)))
    throw new Error(`${host}: only https:// addresses are asked`);
}

function send(guard: AddressGuard, asked: GuardedRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, url, headers, body } = asked;
  const length: Record<string, number> =
    body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const options: RequestOptions = {
    method,
    headers: { ...headers, ...length },
    lookup: guard.lookup,
    signal,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}

/** The same for libraries that speak `fetch`. */
export function guardedFetch(
  guard: AddressGuard,
): (url: string, options: GuardedFetchOptions) => Promise<Response> {
  return async (url, { method, headers, body }) => {
    if (method !== 'GET' && method !== 'POST') throw new Error(`${method} is not asked of other machines`);
    const text = body === undefined || body === null ? undefined : bodyText(body);
    const answer = await guardedRequest(guard, {
      ...{ method, url: new URL(url), headers, body: text },
      ...{ timeoutMs: FETCH_TIMEOUT_MS, mostAnswerBytes: MOST_FETCHED_BYTES },
    });
    const hasBody = ![204, 304].includes(answer.status);
    return new Response(hasBody ? Buffer.from(answer.body) : null, {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

export interface GuardedFetchOptions {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}
const FETCH_TIMEOUT_MS = 10_000;
const MOST_FETCHED_BYTES = 1024 * 1024;

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error('only text is sent to other machines');
}
