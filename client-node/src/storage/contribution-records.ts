// One contribution a (study, state), again only after proof that the earlier round was burned unopened: two
// sums over the same state, of which one lacks somebody, would give that somebody away.
import type { Hash, RoundId, StateHash, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

export interface NewContribution {
  readonly rid: RoundId;
  readonly study: StudyId;
  readonly state: StateHash;
  readonly attempt: number;
  /** Encoded contribution message, sent as it is. */
  readonly upload: Uint8Array;
  /** Content hashes of the ciphertext chunks, in order; their files are written before. */
  readonly chunks: readonly Hash[];
}

export interface ContributionRecord extends NewContribution {
  /** The coordinator has acknowledged all of it. */
  readonly uploaded: boolean;
}

/** What a study got of this node. */
export interface ContributedStudy {
  readonly study: StudyId;
  readonly rounds: number;
  /** Moments of the first and last contribution. */
  readonly first: number;
  readonly last: number;
}
interface ContributedStudyRow extends Omit<ContributedStudy, 'study'> {
  study: string;
}

interface ContributionRow {
  rid: string;
  study: string;
  state: string;
  attempt: number;
  upload: Uint8Array;
  chunks: string;
  uploaded_at: number | null;
}

export class ContributionRecords extends Records {
  private readonly insert = this.statement<[string, string, string, number, Uint8Array, string, number]>(
    `INSERT INTO contributions (rid, study, state, attempt, upload, chunks, prepared_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  private readonly insertTaken = this.statement<
    [string, string, string, number, Uint8Array, string, number, number]
  >(
    `INSERT INTO contributions (rid, study, state, attempt, upload, chunks, prepared_at, uploaded_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  private readonly selectAttempt = this.statement<[string, string, number], { rid: string }>(
    'SELECT rid FROM contributions WHERE study = ? AND state = ? AND attempt = ?',
  );
  private readonly selectOne = this.statement<[string], ContributionRow>(
    'SELECT * FROM contributions WHERE rid = ?',
  );
  private readonly selectStanding = this.statement<[string, string], { rid: string }>(
    `SELECT rid FROM contributions WHERE study = ? AND state = ?
     AND rid NOT IN (SELECT rid FROM burn_proofs)`,
  );
  private readonly selectBurn = this.statement<[string, string]>(
    'SELECT 1 FROM burns WHERE rid = ? UNION SELECT 1 FROM burn_proofs WHERE rid = ?',
  );
  private readonly selectByStudy = this.statement<[number], ContributedStudyRow>(
    `SELECT study, count(*) AS rounds, min(at) AS first, max(at) AS last FROM (
       SELECT study, prepared_at AS at FROM contributions WHERE rid NOT IN (SELECT rid FROM burn_proofs)
       UNION ALL SELECT study, reserved_at FROM party_metrics WHERE envelope IS NOT NULL
     ) WHERE at >= ? GROUP BY study ORDER BY first, study`,
  );
  private readonly setUploaded = this.statement<[number, string]>(
    'UPDATE contributions SET uploaded_at = coalesce(uploaded_at, ?) WHERE rid = ?',
  );

  /**
   * Before the first byte leaves. Whoever resumes a round asks {@link find} first.
   * @throws StoreError `already-contributed` or `round-burned`.
   */
  prepare({ rid, study, state, attempt, upload, chunks }: NewContribution): void {
    this.atomically(() => {
      if (this.selectBurn.get(rid, rid))
        throw new StoreError('round-burned', `round ${rid} was burned; nothing more goes into it`);
      const standing = this.selectStanding.get(study, state);
      if (standing)
        throw new StoreError(
          'already-contributed',
          `this node contributed to round ${standing.rid} on the same state, and holds no proof that it was ` +
            'burned unopened',
        );
      this.insert.run(rid, study, state, attempt, upload, JSON.stringify(chunks), this.clock.now());
    });
  }

  /**
   * One that this node's records have lost, and that was proved to be its own: it stands in the way of another on the same
   * state, and its study is among those that hold this node's persons. There is nothing left to send.
   * @param at latest moment at which it can have been prepared, in milliseconds since 1970.
   * @throws StoreError `already-contributed` where another one stands for the same attempt: two copies of the home were at work.
   */
  takeOver({ rid, study, state, attempt }: Omit<NewContribution, 'upload' | 'chunks'>, at: number): void {
    this.atomically(() => {
      const other = this.selectAttempt.get(study, state, attempt);
      if (other && other.rid !== rid)
        throw new StoreError(
          'already-contributed',
          `this node contributed to rounds ${other.rid} and ${rid} of one attempt on the same state: two copies of its home ` +
            'were at work; enrol a new node',
        );
      if (!other)
        this.insertTaken.run(rid, study, state, attempt, new Uint8Array(), '[]', at, this.clock.now());
    });
  }

  find(rid: RoundId): ContributionRecord | undefined {
    const row = this.selectOne.get(rid);
    return row && contributionOf(row);
  }
  /** The round to which this node's contribution on a state still counts. */
  standing(study: StudyId, state: StateHash): RoundId | undefined {
    return this.selectStanding.get(study, state)?.rid as RoundId | undefined;
  }
  /**
   * Studies with a contribution prepared from this moment on that is not proved unopened, or whose model this node has released metrics
   * of since, which count as one more; in the order of the first one.
   */
  studiesSince(ms: number): readonly ContributedStudy[] {
    return this.selectByStudy.all(ms).map((row) => ({ ...row, study: row.study as StudyId }));
  }
  markUploaded(rid: RoundId): void {
    this.setUploaded.run(this.clock.now(), rid);
  }
}

function contributionOf(row: ContributionRow): ContributionRecord {
  return {
    rid: row.rid as RoundId,
    study: row.study as StudyId,
    state: row.state as StateHash,
    attempt: row.attempt,
    upload: plainBytes(row.upload),
    chunks: JSON.parse(row.chunks) as Hash[],
    uploaded: row.uploaded_at !== null,
  };
}
