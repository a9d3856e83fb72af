// The node's tables, as a list of steps that are only ever added to. SQLite keeps the comments, so `.schema`
// explains a home without this file. Times are milliseconds since 1970 by the node's clock; ids and hashes
// are lower-case hex; a `rid` names a round.
import { first } from './first-tables.js';

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

const partyMetrics = `
CREATE TABLE party_metrics (
  study TEXT PRIMARY KEY REFERENCES studies (study), -- whose model this node measured on its own rows
  population TEXT NOT NULL,                -- whose privacy is spent
  agreement TEXT NOT NULL REFERENCES agreements (hash), -- in mode local, whose budget it is taken from
  purpose TEXT NOT NULL,                   -- from the agreement
  epsilon REAL NOT NULL,
  noise_multiplier REAL NOT NULL,
  envelope BLOB,                           -- signed, sent again unchanged; null while only reserved
  reserved_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER released_metrics_are_for_ever BEFORE UPDATE ON party_metrics WHEN OLD.envelope IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'released metrics never change'); END;

CREATE TRIGGER released_metrics_stay BEFORE DELETE ON party_metrics WHEN OLD.envelope IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'released metrics stay'); END;
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
  partyMetrics,
];
