// The first house. A migration is never changed after a release: what comes later is a new file.
// Times are milliseconds since 1970 by the coordinator's clock; hashes and ids are lower-case hex.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runStatements } from './run-statements.js';

const TABLES = `
CREATE TABLE settings (
  name  text PRIMARY KEY,            -- federation-name, admin-token-hash
  value text NOT NULL
);

CREATE TABLE invites (
  secret_hash text PRIMARY KEY,      -- SHA-256 of the one-time secret; the secret itself is never stored
  member      text NOT NULL,         -- legal entity that was invited
  node        text,                  -- name that its node must take; null: any
  created_at  bigint NOT NULL,
  expires_at  bigint NOT NULL,
  used_by     text                   -- node id that enrolled with it
);

CREATE TABLE nodes (
  id          text PRIMARY KEY,      -- first 16 bytes of SHA-256 of the signing key
  member      text NOT NULL,
  name        text NOT NULL UNIQUE,
  region      text NOT NULL,
  signing_key BYTES NOT NULL,        -- raw Ed25519 public key, 32 bytes
  envelope    BYTES NOT NULL,        -- signed enrolment, as it came
  enrolled_at bigint NOT NULL
);

CREATE TABLE rosters (
  hash           text PRIMARY KEY,
  version        bigint NOT NULL UNIQUE,
  bytes          BYTES NOT NULL,     -- canonical roster message
  closed_at      bigint NOT NULL,
  in_force_entry bigint              -- ledger position of the entry that put it in force, after the last
                                     -- node in it signed; null before
);

CREATE TABLE roster_consents (
  roster   text NOT NULL REFERENCES rosters (hash),
  node     text NOT NULL REFERENCES nodes (id),
  envelope BYTES NOT NULL,
  at       bigint NOT NULL,
  PRIMARY KEY (roster, node)
);

CREATE TABLE agreements (
  hash        text PRIMARY KEY,
  title       text NOT NULL,
  document    BYTES NOT NULL,        -- JSON text: these bytes are hashed and signed
  proposed_at bigint NOT NULL
);

CREATE TABLE agreement_consents (
  agreement text NOT NULL REFERENCES agreements (hash),
  roster    text NOT NULL REFERENCES rosters (hash),
  node      text NOT NULL REFERENCES nodes (id),
  envelope  BYTES NOT NULL,
  at        bigint NOT NULL,
  PRIMARY KEY (agreement, roster, node)
);

CREATE TABLE studies (
  id             text PRIMARY KEY,
  name           text NOT NULL UNIQUE,
  agreement      text NOT NULL REFERENCES agreements (hash),
  document       BYTES NOT NULL,     -- JSON text of the study
  status         text NOT NULL,      -- running, finished, stopped
  reason         text NOT NULL,      -- why it stopped; empty otherwise
  started_at     bigint NOT NULL,
  ended_at       bigint,
  state          text NOT NULL,      -- hash of the state after the last closed round
  layout         BYTES NOT NULL,     -- next-layout message: what the next round adds up
  rounds_closed  bigint NOT NULL,    -- also the schedule position of the next round
  rounds_planned bigint NOT NULL,
  attempt        bigint NOT NULL,    -- rounds burned unopened on the present state
  waiting_since  bigint NOT NULL     -- since when the next round could open but for missing nodes
);

CREATE TABLE round_keys (
  node       text NOT NULL REFERENCES nodes (id),
  key_index  bigint NOT NULL,        -- the node's own count
  public_key BYTES NOT NULL,         -- X-Wing, 1216 bytes
  envelope   BYTES NOT NULL,
  used_for   text,                   -- the round id, or state:<hash>; null while unused
  PRIMARY KEY (node, key_index)
);

CREATE TABLE rounds (
  id               text PRIMARY KEY, -- hash of the descriptor
  study            text NOT NULL REFERENCES studies (id),
  round            bigint NOT NULL,  -- position in the schedule, from 0
  attempt          bigint NOT NULL,
  phase            text NOT NULL,    -- written by rounds/round-machine.ts only
  phase_since      bigint NOT NULL,
  reason           text NOT NULL,    -- why it left the road; empty otherwise
  state            text NOT NULL,    -- hash of the state it starts from
  envelope         BYTES NOT NULL,   -- descriptor, signed by the coordinator
  opened_at        bigint NOT NULL,
  collect_by       bigint NOT NULL,
  committee_by     bigint NOT NULL,
  contribution_set BYTES,            -- S, once fixed
  set_root         text,
  ciphertext_sum   BYTES,            -- hashes of the sum's chunks, once added
  next_state       text,             -- hash that the recipients agreed on
  ended_at         bigint,
  chunks_erased    boolean NOT NULL,
  UNIQUE (study, round, attempt)
);
CREATE UNIQUE INDEX rounds_one_at_a_time ON rounds (study) WHERE phase NOT IN ('closed', 'burned', 'spent');
CREATE INDEX rounds_by_next_state ON rounds (study, next_state);

CREATE TABLE recipient_secrets (
  key_index     bigint PRIMARY KEY,
  round         text UNIQUE REFERENCES rounds (id),
  public_key    BYTES NOT NULL,      -- X-Wing, 1216 bytes
  sealed_secret BYTES                -- under the storage key; null once the round has ended
);

CREATE TABLE opened_sums (
  round  text PRIMARY KEY REFERENCES rounds (id),
  study  text NOT NULL REFERENCES studies (id),
  blocks text NOT NULL               -- JSON [{ name, values }]: the noised sum in real units
);

CREATE TABLE contributions (
  round            text NOT NULL REFERENCES rounds (id),
  node             text NOT NULL REFERENCES nodes (id),
  manifest         BYTES NOT NULL,   -- signed manifest, as it came
  ciphertext_bytes bigint NOT NULL,  -- sum of its chunks' lengths, bytes
  at               bigint NOT NULL,
  PRIMARY KEY (round, node)
);

CREATE TABLE sealed_shares (
  round        text NOT NULL REFERENCES rounds (id),
  node         text NOT NULL REFERENCES nodes (id),
  member       text NOT NULL REFERENCES nodes (id),
  sealed_share BYTES NOT NULL,       -- only the member can open it
  PRIMARY KEY (round, node, member)
);

CREATE TABLE share_verdicts (
  round  text NOT NULL REFERENCES rounds (id),
  member text NOT NULL REFERENCES nodes (id),
  node   text NOT NULL REFERENCES nodes (id),
  good   boolean NOT NULL,           -- whether the member could open the node's share
  PRIMARY KEY (round, member, node)
);

CREATE TABLE round_messages (
  round    text NOT NULL REFERENCES rounds (id),
  kind     text NOT NULL,            -- refusal, commit, release, adoption, burn, open-failure
  node     text NOT NULL REFERENCES nodes (id),
  envelope BYTES NOT NULL,
  at       bigint NOT NULL,
  PRIMARY KEY (round, kind, node)
);

CREATE TABLE state_requests (
  node     text NOT NULL REFERENCES nodes (id),
  state    text NOT NULL,
  study    text NOT NULL REFERENCES studies (id),
  envelope BYTES NOT NULL,
  at       bigint NOT NULL,
  transfer BYTES,                    -- signed transfer that answers it; null while it waits
  PRIMARY KEY (node, state)
);

CREATE TABLE budget_entries (
  round     text PRIMARY KEY REFERENCES rounds (id),
  study     text NOT NULL REFERENCES studies (id),
  agreement text NOT NULL REFERENCES agreements (hash),
  event     text NOT NULL,           -- JSON: sampling rate and noise multiplier, as the accountant counts them
  status    text NOT NULL,           -- reserved, spent, given-back
  at        bigint NOT NULL
);

CREATE TABLE ledger_entries (
  position  bigint PRIMARY KEY,      -- from 0
  entry     BYTES NOT NULL,          -- canonical entry
  leaf_hash BYTES NOT NULL           -- RFC 9162 leaf hash of the entry, 32 bytes
);

CREATE TABLE ledger_payloads (
  position bigint PRIMARY KEY REFERENCES ledger_entries (position),
  payload  text NOT NULL             -- JSON text that the entry commits to; deleting the row erases it
);

CREATE TABLE ledger_heads (
  size     bigint PRIMARY KEY,       -- entries covered
  root     text NOT NULL,
  envelope BYTES NOT NULL            -- signed by the coordinator
);

CREATE TABLE ledger_countersignatures (
  size     bigint NOT NULL REFERENCES ledger_heads (size),
  node     text NOT NULL REFERENCES nodes (id),
  envelope BYTES NOT NULL,
  PRIMARY KEY (size, node)
);

CREATE TABLE request_nonces (
  node       text NOT NULL,
  nonce      text NOT NULL,
  created_at bigint NOT NULL,        -- by the node's clock; rows older than the replay window are deleted
  PRIMARY KEY (node, nonce)
);

CREATE TABLE bytes_received (
  study text NOT NULL,               -- study id; empty for requests that belong to none
  node  text NOT NULL,
  bytes bigint NOT NULL,             -- request lines, headers and bodies, bytes
  PRIMARY KEY (study, node)
)`;

/** TypeORM orders migrations by the time at the end of their names. */
export class Foundations1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, TABLES);
  }
  /** A first schema has nothing to go back to; restore a backup instead (docs/operations.md). */
  down(): Promise<void> {
    return Promise.reject(new Error('the first migration cannot be reverted; restore a backup'));
  }
}
