// Everything about people, put together.
import type { Entropy, StorageKey } from '@chorale/crypto';
import type { Federation } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import type { AddressGuard } from '../outbound/address-guard.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Database } from '../storage/database.js';
import { AccessTokenBook } from './access-tokens.js';
import { AccountBook } from './accounts.js';
import { PeopleGate } from './gate.js';
import { IdempotencyBook } from './idempotency.js';
import { LocalSignIn } from './local-sign-in.js';
import { LockOut } from './lock-out.js';
import type { OidcSettings } from './oidc-settings.js';
import { OidcSignIn } from './oidc-sign-in.js';
import { ReadRecords } from './read-records.js';
import { SessionBook } from './sessions.js';

export interface PeopleFoundations {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly storageKey: StorageKey;
  readonly federation: Federation;
  readonly logger: Logger;
  readonly publicUrl: () => string;
  /** Undefined: local accounts only. */
  readonly oidc: OidcSettings | undefined;
  readonly outbound: AddressGuard;
}
export type People = ReturnType<typeof gatherPeople>;

export function gatherPeople(foundations: PeopleFoundations) {
  const { database, ledger, clock, entropy, storageKey, federation, logger, publicUrl, oidc, outbound } =
    foundations;
  const sessions = new SessionBook(database, ledger, clock, entropy);
  const accessTokens = new AccessTokenBook(database, ledger, clock, entropy);
  const accounts = new AccountBook(database, ledger, clock, entropy, storageKey, () => {
    sessions.forget();
    accessTokens.forget();
  });
  const lockOut = new LockOut(database, clock);
  return {
    accounts,
    sessions,
    accessTokens,
    gate: new PeopleGate(accounts, sessions, accessTokens),
    localSignIn: new LocalSignIn(database, clock, entropy, federation, accounts, sessions, lockOut, logger),
    oidcSignIn: new OidcSignIn(
      ...([database, clock, entropy, storageKey, accounts, sessions] as const),
      ...([oidc, outbound, publicUrl, logger] as const),
    ),
    idempotency: new IdempotencyBook(database, clock, storageKey),
    readRecords: new ReadRecords(database, ledger),
  };
}
