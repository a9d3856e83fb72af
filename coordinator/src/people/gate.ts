// Who asks: by a session in a cookie or header, an access token, or the token in the coordinator's home.
import { timingSafeEqual } from 'node:crypto';
import { CoordinatorError } from '../platform/errors.js';
import type { AccessTokenBook } from './access-tokens.js';
import type { AccountBook } from './accounts.js';
import { actorOf, type AccountId, type Principal, type Proof } from './roles.js';
import { secretHash, secretPrefixes } from './secrets.js';
import type { SessionBook } from './sessions.js';

export interface Shown {
  /** Value of the header `authorization`. */
  readonly authorization: string | undefined;
  /** Session token from the cookie. */
  readonly cookie: string | undefined;
}

const HOME_OWNER: Principal = {
  account: null,
  name: 'administrator',
  role: 'federation-admin',
  member: null,
  actor: 'administrator',
  proof: { kind: 'home-token' },
};

export class PeopleGate {
  /** Hash of the token in the coordinator's home; none until the server has opened it. */
  #homeTokenHash: string | undefined;

  constructor(
    private readonly accounts: AccountBook,
    private readonly sessions: SessionBook,
    private readonly accessTokens: AccessTokenBook,
  ) {}

  /** @param hash from `secretHash`. */
  admitHomeToken(hash: string): void {
    this.#homeTokenHash = hash;
  }

  /** @throws CoordinatorError `admin-only`. */
  async identify({ authorization, cookie }: Shown): Promise<Principal> {
    if (authorization === undefined) {
      if (cookie === undefined) throw unknown();
      return this.bySession(cookie, 'cookie');
    }
    const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(authorization)?.[1];
    if (token === undefined) throw unknown();
    if (token.startsWith(secretPrefixes.session)) return this.bySession(token, 'bearer');
    if (token.startsWith(secretPrefixes.accessToken)) {
      const { account, id } = await this.accessTokens.use(token);
      return this.principal(account, { kind: 'access-token', id });
    }
    if (!this.isHomeToken(token)) throw unknown();
    return HOME_OWNER;
  }

  private async bySession(token: string, carriedBy: 'cookie' | 'bearer'): Promise<Principal> {
    const { session, nextToken } = await this.sessions.use(token);
    // A token that scripts were never meant to see is worth nothing in a header, and the other way round.
    if (session.carriedBy !== carriedBy) throw unknown();
    const { id, csrfToken } = session;
    return this.principal(session.account, { kind: 'session', id, carriedBy, csrfToken, nextToken });
  }

  private async principal(id: AccountId, proof: Proof): Promise<Principal> {
    const row = await this.accounts.find(id);
    if (!this.accounts.isOpen(row))
      throw new CoordinatorError(
        'admin-only',
        'the account is closed or its time is over; ask an administrator',
      );
    const { name, role, member } = row;
    return { account: id, name, role, member, actor: actorOf(id), proof };
  }

  private isHomeToken(token: string): boolean {
    if (this.#homeTokenHash === undefined) return false;
    return timingSafeEqual(Buffer.from(secretHash(token)), Buffer.from(this.#homeTokenHash));
  }
}

function unknown(): CoordinatorError {
  return new CoordinatorError(
    'admin-only',
    'this needs a session or an access token; on the coordinator the token in CHORALE_HOME/admin-token serves as well',
  );
}
