// People: accounts, how they sign in, and what they asked for once.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE accounts (
  id          text PRIMARY KEY,      -- random; all that the ledger knows of a person
  name        text NOT NULL UNIQUE,  -- what a person signs in with, or what the provider calls them
  role        text NOT NULL,         -- people/roles.ts
  member      text,                  -- legal entity that the account is bound to; null: the whole federation
  way         text NOT NULL,         -- password or oidc
  issuer      text,                  -- of the OIDC provider
  subject     text,                  -- what the provider knows the person by
  valid_until bigint,                -- null: until it is closed
  created_at  bigint NOT NULL,
  closed_at   bigint,
  password    text,                  -- argon2id in PHC form; null with oidc
  code_secret BYTES,                 -- TOTP secret, sealed under the storage key; null with oidc
  code_step   bigint NOT NULL,       -- newest TOTP step that was used: a code serves once
  UNIQUE (issuer, subject)
);

CREATE TABLE account_invites (
  secret_hash text PRIMARY KEY,      -- of the one-time token that opens an account, or sets it up anew
  account     text REFERENCES accounts (id), -- set up anew; null: a new account
  name        text,                  -- null: whoever comes chooses it
  role        text NOT NULL,
  member      text,
  valid_until bigint,
  code_secret BYTES NOT NULL,        -- TOTP secret that the account will have, sealed
  created_at  bigint NOT NULL,
  expires_at  bigint NOT NULL
);

CREATE TABLE sessions (
  id            text PRIMARY KEY,
  account       text NOT NULL REFERENCES accounts (id),
  token_hash    text NOT NULL UNIQUE, -- of the token in force
  previous_hash text UNIQUE,         -- of the one before: whoever shows it late has stolen it, or was robbed
  rotated_at    bigint NOT NULL,
  csrf_token    text NOT NULL,       -- worth nothing without the session's own token
  carried_by    text NOT NULL,       -- cookie or bearer
  created_at    bigint NOT NULL,
  last_used_at  bigint NOT NULL      -- to the minute
);

CREATE TABLE access_tokens (
  id         text PRIMARY KEY,
  account    text NOT NULL REFERENCES accounts (id),
  token_hash text NOT NULL UNIQUE,
  label      text NOT NULL,          -- what its owner calls it
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);

CREATE TABLE sign_in_failures (
  name_hash    text PRIMARY KEY,     -- of the name that was tried, whether or not there is such an account
  failures     bigint NOT NULL,      -- since the last sign-in that succeeded
  locked_until bigint NOT NULL,
  last_at      bigint NOT NULL
);

CREATE TABLE oidc_attempts (
  state_hash text PRIMARY KEY,       -- of the state parameter: an answer is taken once
  sealed     BYTES NOT NULL,         -- code verifier, nonce and where to go on, sealed
  expires_at bigint NOT NULL
);

CREATE TABLE idempotent_requests (
  account         text NOT NULL,     -- account id, or administrator
  idempotency_key text NOT NULL,
  request_hash    text NOT NULL,     -- of method, path and body
  answer          BYTES,             -- status and body, sealed, because answers may hold one-time tokens; null
                                     -- from the act's own transaction until the answer is known
  created_at      bigint NOT NULL,
  PRIMARY KEY (account, idempotency_key)
)`;

export class People1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  async down(runner: QueryRunner): Promise<void> {
    const inOrder = ['idempotent_requests', 'oidc_attempts', 'sign_in_failures', 'access_tokens', 'sessions'];
    for (const table of [...inOrder, 'account_invites', 'accounts'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
