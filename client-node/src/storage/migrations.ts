// The node's tables, as a list of steps that are only ever added to. SQLite keeps the comments, so `.schema`
// explains a home without this file. Times are milliseconds since 1970 by the node's clock; ids and hashes
// are lower-case hex; a `rid` names a round.

const first = `
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

const roles = `
ALTER TABLE federation ADD COLUMN role TEXT NOT NULL DEFAULT 'contributor'
  CHECK (role IN ('contributor', 'committee')); -- committee: without rows, only holds key shares
`;

const drawings = `
CREATE TABLE lots (
  study TEXT PRIMARY KEY REFERENCES studies (study),
  sealed_secret BLOB NOT NULL,             -- start of this node's chain of values, under the storage key
  anchor BLOB NOT NULL,                    -- signed end of the chain
  created_at INTEGER NOT NULL,
  drawing INTEGER,                         -- last drawing that a value was shown for; null before the first
  round INTEGER,                           -- position in the study's schedule that it was for
  attempt INTEGER,
  call TEXT                                -- hash of the call, which names everybody's anchors
) STRICT, WITHOUT ROWID;
`;

const governance = `
CREATE TABLE rosters_in_force (
  version INTEGER PRIMARY KEY,             -- the largest is the one that rounds have to name
  hash TEXT NOT NULL UNIQUE,
  bytes BLOB NOT NULL,                     -- encoded roster message, held against the members' signatures
  followed_at INTEGER NOT NULL
) STRICT;
-- Before, a roster was in force once every node in it had signed it.
INSERT INTO rosters_in_force
  SELECT version, hash, bytes, signed_at FROM signed_rosters ORDER BY version DESC LIMIT 1;

CREATE TABLE own_votes (
  subject TEXT PRIMARY KEY,                -- hash of a roster or agreement, or id of a study
  matter TEXT NOT NULL CHECK (matter IN ('roster', 'agreement', 'study')),
  decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
  envelope BLOB NOT NULL,                  -- signed vote; a later one takes its place
  cast_at INTEGER NOT NULL,
  sent_at INTEGER                          -- null until the coordinator has acknowledged it
) STRICT, WITHOUT ROWID;

CREATE TABLE study_approvals (
  study TEXT NOT NULL REFERENCES studies (study),
  member TEXT NOT NULL,                    -- whose administrator signed it, as this node has checked
  envelope BLOB NOT NULL,
  checked_at INTEGER NOT NULL,
  PRIMARY KEY (study, member)
) STRICT, WITHOUT ROWID;
`;

const rightsOfPersons = `
CREATE TABLE pseudonym_key (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  sealed BLOB NOT NULL,                    -- HMAC-SHA256 key, under the storage key; without it nobody erased is known
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE erasures (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  pseudonym TEXT NOT NULL UNIQUE,          -- of the person, under the pseudonym key; the id itself is nowhere
  ground TEXT NOT NULL,
  requested_on TEXT NOT NULL,              -- UTC day
  due_on TEXT NOT NULL,                    -- last UTC day in time
  recorded_at INTEGER NOT NULL,
  erased_at INTEGER,                       -- null until carried out; from then on the person is left out of every reading
  certificate TEXT,                        -- file text, signed
  certificate_hash TEXT,
  notice BLOB,                             -- envelope for the coordinator, sent as it is
  told_at INTEGER,                         -- null until the coordinator has acknowledged it
  CHECK ((erased_at IS NULL) = (certificate IS NULL) AND (certificate IS NULL) = (notice IS NULL)),
  CHECK ((certificate IS NULL) = (certificate_hash IS NULL))
) STRICT;

CREATE TRIGGER an_erasure_is_for_ever BEFORE UPDATE OF pseudonym, erased_at, certificate ON erasures
WHEN OLD.erased_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an erasure never changes'); END;

CREATE TABLE scored_lists (
  path TEXT PRIMARY KEY,                   -- absolute; a file with customers and their scores that this node wrote
  study TEXT NOT NULL REFERENCES studies (study),
  writes INTEGER NOT NULL,
  written_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

const exclusions = `
ALTER TABLE rounds ADD COLUMN seen_closed INTEGER NOT NULL DEFAULT 0 CHECK (seen_closed IN (0, 1));
  -- 1: this node lived it to its close; an adopted round may also have been spent

CREATE TABLE counted_searches (
  study TEXT NOT NULL,                     -- an ended study over groups, perhaps one that this node was not in
  rounds INTEGER NOT NULL,                 -- closed ones that were counted
  state TEXT NOT NULL,                     -- state that the last of them led to
  suspects TEXT NOT NULL,                  -- JSON, counted here from what recipients signed
  counted_at INTEGER NOT NULL,
  PRIMARY KEY (study, rounds, state)
) STRICT, WITHOUT ROWID;
`;

const smallChunks = `
CREATE TABLE chunks (
  rid TEXT NOT NULL,
  hash TEXT NOT NULL,                      -- SHA-256
  bytes BLOB NOT NULL,                     -- packed ciphertext
  PRIMARY KEY (rid, hash)
) STRICT;
CREATE INDEX rounds_of_study ON rounds (study, round);
`;

const featureHistograms = `
CREATE TABLE feature_histograms (
  study TEXT PRIMARY KEY REFERENCES studies (study),
  sealed BLOB NOT NULL,                    -- rows by feature and bin when it last read, under the storage key; never sent
  kept_at INTEGER NOT NULL                 -- when it first read
) STRICT;
`;

const contributionsTakenOver = `
-- What was taken over from the federation counts as contributed: upload is empty where the records were lost.
INSERT OR IGNORE INTO contributions (rid, study, state, attempt, upload, chunks, prepared_at, uploaded_at)
  SELECT rid, study, state, attempt, x'', '[]', ended_at, ended_at FROM rounds
  WHERE outcome = 'spent' AND reason = 'taken over from the federation'
    AND rid NOT IN (SELECT rid FROM contributions);
`;

const ledgerForks = `
CREATE TABLE ledger_forks (
  size INTEGER NOT NULL,                   -- of a head that another member was shown
  root TEXT NOT NULL,
  envelope BLOB NOT NULL,                  -- descriptor that names it, signed by the coordinator
  reason TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (size, root)
) STRICT;
`;

const releases = `
CREATE TABLE votes_of_this_member (
  subject TEXT PRIMARY KEY,                -- hash of a roster or agreement, id of a study, or what stands for a release
  matter TEXT NOT NULL CHECK (matter IN ('roster', 'agreement', 'study', 'release')),
  decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
  envelope BLOB NOT NULL,                  -- signed vote; a later one takes its place
  cast_at INTEGER NOT NULL,
  sent_at INTEGER                          -- null until the coordinator has acknowledged it
) STRICT, WITHOUT ROWID;
INSERT INTO votes_of_this_member SELECT subject, matter, decision, envelope, cast_at, sent_at FROM own_votes;
DROP TABLE own_votes;
ALTER TABLE votes_of_this_member RENAME TO own_votes;

CREATE TABLE release_ballots (
  subject TEXT NOT NULL,                   -- stands for the study that measured a model, or the model's own
  signer TEXT NOT NULL,                    -- key of an administrator
  envelope BLOB NOT NULL,                  -- signed vote, checked; the latest of the signer
  kept_at INTEGER NOT NULL,
  PRIMARY KEY (subject, signer)
) STRICT, WITHOUT ROWID;
`;

const keptByNodes = `
CREATE TABLE kept_by_contributions (
  rid TEXT PRIMARY KEY REFERENCES contributions (rid), -- the contribution that left it behind
  study TEXT NOT NULL REFERENCES studies (study),
  round INTEGER NOT NULL,                  -- position in the study's schedule, from 0
  sealed BLOB NOT NULL,                    -- encoded as a state, under the storage key
  counted INTEGER NOT NULL DEFAULT 0 CHECK (counted IN (0, 1)) -- 1: the round's sum held the contribution, and led to the next state
) STRICT;
CREATE INDEX kept_of_study ON kept_by_contributions (study, round);
`;

const personalNetworks = `
CREATE TABLE personal_networks (
  study TEXT PRIMARY KEY REFERENCES studies (study),
  sealed BLOB NOT NULL,                    -- network fitted to this node's customers, under the storage key; empty: somebody was erased since
  kept_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER an_erasure_empties_personal_networks AFTER UPDATE OF erased_at ON erasures
WHEN NEW.erased_at IS NOT NULL
BEGIN UPDATE personal_networks SET sealed = x''; END;
`;

const contradictedHeads = `
ALTER TABLE ledger_forks ADD COLUMN own_size INTEGER NOT NULL DEFAULT 0; -- of the head in ledger_heads that it contradicts
ALTER TABLE ledger_forks ADD COLUMN stops INTEGER NOT NULL DEFAULT 1 CHECK (stops IN (0, 1));
  -- 1: shown by another member, this node takes part in nothing more; 0: in a round, which was refused
UPDATE ledger_forks SET own_size = coalesce(
  (SELECT size FROM ledger_heads AS own WHERE own.size = ledger_forks.size), (SELECT max(size) FROM ledger_heads));
`;

/** Step i takes a home from version i to i + 1 (SQLite's user_version). */
export const migrations: readonly string[] = [
  first,
  roles,
  drawings,
  governance,
  rightsOfPersons,
  exclusions,
  smallChunks,
  featureHistograms,
  contributionsTakenOver,
  ledgerForks,
  releases,
  keptByNodes,
  personalNetworks,
  contradictedHeads,
];
