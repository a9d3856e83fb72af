// People around a test house, and requests of theirs.
import type { PersonRole } from '../../../coordinator/src/people/roles.js';
import type { AccountRow } from '../../../coordinator/src/storage/tables/people-tables.js';
import type { TestFederation } from './test-house.js';
import type { Answer, TestServer } from './test-server.js';

export interface TestPerson {
  readonly account: AccountRow;
  /** An access token. */
  readonly token: string;
}

/** An account with an access token, without the road through sign-in. */
export async function letIn(
  { house, clock }: TestFederation,
  role: PersonRole,
  member: string | null = null,
  name: string = role,
): Promise<TestPerson> {
  const { accounts, accessTokens } = house.people;
  const validUntil = role === 'auditor' ? clock.now() + 30 * 24 * 3_600_000 : null;
  const identity = { issuer: 'https://id.example.org', subject: name, name };
  const account = await house.database.write((transaction) =>
    accounts.openFromProvider(transaction, identity, { role, member, validUntil }),
  );
  const { token } = await accessTokens.issue(account, 'test', 30);
  return { account, token };
}

export interface AskOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request of a person; `path` begins behind `/v1/admin/`. */
export function ask(
  server: TestServer,
  method: string,
  path: string,
  { token, body, reason, headers = {} }: AskOptions = {},
): Promise<Answer> {
  const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body));
  return server.send(method, `/v1/admin/${path}`, bytes, {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(reason === undefined ? {} : { 'chorale-reason': encodeURIComponent(reason) }),
    ...headers,
  });
}
