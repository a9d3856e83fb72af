// The tables that a home began with; migrations.ts says what was added to them.
export const first = `
CREATE TABLE federation (
  one INTEGER PRIMARY KEY CHECK (one = 1), -- a home belongs to one federation
  federation TEXT NOT NULL,
  name TEXT NOT NULL,
  coordinator_url TEXT NOT NULL,
  coordinator_key BLOB NOT NULL,           -- raw Ed25519 public key
  member TEXT NOT NULL,                    -- legal entity that runs this node
  node TEXT NOT NULL,                      -- name of this node
  region TEXT NOT NULL,
  enrolled_at INTEGER                      -- null until the coordinator has accepted the enrolment
) STRICT;

CREATE TABLE confirmed_fingerprints (
  node TEXT NOT NULL,                      -- name under which people compared the fingerprint
  fingerprint TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL,
  PRIMARY KEY (node, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE signed_rosters (
  version INTEGER PRIMARY KEY,             -- the largest is in force; no smaller one is ever signed after it
  hash TEXT NOT NULL UNIQUE,
  bytes BLOB NOT NULL,                     -- encoded roster message
  signed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE agreements (
  hash TEXT PRIMARY KEY,
  bytes BLOB NOT NULL,                     -- JSON text as proposed
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE agreement_consents (
  agreement TEXT NOT NULL REFERENCES agreements (hash),
  roster TEXT NOT NULL REFERENCES signed_rosters (hash),
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (agreement, roster)
) STRICT, WITHOUT ROWID;

CREATE TABLE studies (
  study TEXT PRIMARY KEY,
  agreement TEXT NOT NULL REFERENCES agreements (hash),
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,                     -- JSON text as started
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE distrusted_studies (
  study TEXT PRIMARY KEY REFERENCES studies (study),
  reason TEXT NOT NULL,                    -- this node takes no further part in it
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE study_states (
  study TEXT NOT NULL REFERENCES studies (study),
  state TEXT NOT NULL,
  rounds INTEGER NOT NULL,                 -- closed rounds that led to it; 0 for the first state
  bytes BLOB NOT NULL,                     -- encoded state
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (study, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_files (
  study TEXT NOT NULL REFERENCES studies (study),
  file TEXT NOT NULL,                      -- name inside the study's folder of models
  sha256 TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  PRIMARY KEY (study, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE rounds (
  rid TEXT PRIMARY KEY,
  study TEXT NOT NULL REFERENCES studies (study),
  state TEXT NOT NULL,                     -- state that the round starts from
  round INTEGER NOT NULL,                  -- position in the study's schedule, from 0
  attempt INTEGER NOT NULL,                -- rounds burned unopened on the same state before
  descriptor BLOB NOT NULL,                -- envelope signed by the coordinator
  opened_at INTEGER NOT NULL,
  outcome TEXT CHECK (outcome IN ('adopted', 'refused', 'burned', 'spent')), -- null while it runs
  reason TEXT,                             -- of a refusal, for people
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE contributions (
  rid TEXT PRIMARY KEY REFERENCES rounds (rid),
  study TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  upload BLOB NOT NULL,                    -- contribution message: signed manifest and sealed shares
  chunks TEXT NOT NULL,                    -- JSON list of SHA-256; the files lie in rounds/<rid>/
  prepared_at INTEGER NOT NULL,
  uploaded_at INTEGER,                     -- null until the coordinator has acknowledged all of it
  UNIQUE (study, state, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE commits (
  rid TEXT PRIMARY KEY REFERENCES rounds (rid),
  set_root TEXT NOT NULL,                  -- the one set that this member helps to open
  nodes TEXT NOT NULL,                     -- JSON list of the nodes in it
  envelope BLOB NOT NULL,
  signed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE releases (
  rid TEXT PRIMARY KEY REFERENCES commits (rid),
  envelope BLOB NOT NULL,                  -- sent again unchanged, never made twice
  signed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE burns (
  rid TEXT PRIMARY KEY,                    -- this member will never release the round
  envelope BLOB NOT NULL,
  signed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE burn_proofs (
  rid TEXT PRIMARY KEY,                    -- checked: t members signed that it was never opened
  envelopes BLOB NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE adoptions (
  rid TEXT PRIMARY KEY REFERENCES rounds (rid),
  state TEXT NOT NULL,                     -- state that the round led to
  envelope BLOB NOT NULL,
  signed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER a_burned_round_is_never_released BEFORE INSERT ON releases
WHEN EXISTS (SELECT 1 FROM burns WHERE rid = NEW.rid)
BEGIN SELECT RAISE(ABORT, 'the round was burned'); END;

CREATE TRIGGER a_released_round_is_never_burned BEFORE INSERT ON burns
WHEN EXISTS (SELECT 1 FROM releases WHERE rid = NEW.rid)
BEGIN SELECT RAISE(ABORT, 'the round was released'); END;

CREATE TRIGGER a_commit_is_for_ever BEFORE UPDATE ON commits
BEGIN SELECT RAISE(ABORT, 'a commit never changes'); END;

CREATE TRIGGER a_release_is_for_ever BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'a release never changes'); END;

CREATE TABLE budget_entries (
  rid TEXT NOT NULL REFERENCES rounds (rid),
  population TEXT NOT NULL,                -- whose privacy is spent: this node's persons, by id domain
  purpose TEXT NOT NULL,                   -- from the agreement
  study TEXT NOT NULL REFERENCES studies (study),
  event TEXT NOT NULL,                     -- JSON of the accountant's frozen event record
  status TEXT NOT NULL CHECK (status IN ('reserved', 'spent', 'given-back')),
  reserved_at INTEGER NOT NULL,
  settled_at INTEGER,                      -- null while reserved; a reservation never lapses by time
  PRIMARY KEY (rid, population)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_heads (
  size INTEGER PRIMARY KEY,                -- entries that the head covers; the largest is the newest
  root TEXT NOT NULL,
  envelope BLOB NOT NULL,                  -- signed by the coordinator
  countersigned_at INTEGER NOT NULL
) STRICT;

CREATE TABLE round_keys (
  key_index INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
  envelope BLOB NOT NULL,                  -- signed public key
  sealed_secret BLOB,                      -- under the storage key; null once erased
  state TEXT NOT NULL CHECK (state IN ('unused', 'used', 'erased')),
  used_for TEXT,                           -- round or state that things were sealed to this key for
  created_at INTEGER NOT NULL,
  sent_at INTEGER,                         -- null until the coordinator has the public key
  CHECK ((state = 'erased') = (sealed_secret IS NULL)),
  CHECK (state <> 'used' OR used_for IS NOT NULL)
) STRICT;

CREATE TABLE traffic (
  study TEXT PRIMARY KEY,                  -- empty: not for any one study
  bytes_sent INTEGER NOT NULL              -- HTTP requests as written, heads and bodies
) STRICT, WITHOUT ROWID;
`;
