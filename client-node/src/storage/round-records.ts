import type { RoundId, StateHash, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';
import { StoreError } from './store-error.js';

export type RoundEnding = 'adopted' | 'refused' | 'burned' | 'spent';

/** How far this node went, by its own records. */
export type RoundStep =
  'opened' | 'prepared' | 'contributed' | 'committed' | 'released' | 'adopted' | 'burned';

export interface NewRound {
  readonly rid: RoundId;
  readonly study: StudyId;
  /** State that the round starts from. */
  readonly state: StateHash;
  /** Position in the study's schedule, from 0. */
  readonly round: number;
  readonly attempt: number;
  /** Envelope signed by the coordinator. */
  readonly descriptor: Uint8Array;
}

export interface RoundRecord extends NewRound {
  readonly openedAt: number;
  /** Undefined while the round runs. */
  readonly ending:
    { readonly outcome: RoundEnding; readonly reason: string; readonly at: number } | undefined;
}

interface RoundRow {
  rid: string;
  study: string;
  state: string;
  round: number;
  attempt: number;
  descriptor: Uint8Array;
  opened_at: number;
  outcome: RoundEnding | null;
  reason: string | null;
  ended_at: number | null;
}

export class RoundRecords extends Records {
  private readonly insert = this.statement<[string, string, string, number, number, Uint8Array, number]>(
    `INSERT INTO rounds (rid, study, state, round, attempt, descriptor, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  private readonly selectOne = this.statement<[string], RoundRow>('SELECT * FROM rounds WHERE rid = ?');
  private readonly selectRunning = this.statement<[], RoundRow>(
    'SELECT * FROM rounds WHERE outcome IS NULL ORDER BY opened_at, rid',
  );
  private readonly selectOfStudy = this.statement<[string], RoundRow>(
    'SELECT * FROM rounds WHERE study = ? ORDER BY round, attempt, opened_at',
  );
  private readonly selectAt = this.statement<[string, number], { rid: string }>(
    'SELECT rid FROM rounds WHERE study = ? AND round = ?',
  );
  private readonly selectOnState = this.statement<[string, string], RoundRow>(
    'SELECT * FROM rounds WHERE study = ? AND state = ? ORDER BY round, attempt, opened_at',
  );
  private readonly finish = this.statement<[string, string, number, string]>(
    'UPDATE rounds SET outcome = ?, reason = ?, ended_at = ? WHERE rid = ? AND outcome IS NULL',
  );
  private readonly setSeenClosed = this.statement<[string]>(
    'UPDATE rounds SET seen_closed = 1 WHERE rid = ?',
  );
  private readonly countClosed = this.statement<[string], { closed: number }>(
    'SELECT COALESCE(MAX(round) + 1, 0) AS closed FROM rounds WHERE study = ? AND seen_closed = 1',
  );
  // The step follows from the records themselves, so that it can never say anything else than they do.
  private readonly selectStep = this.statement<[string], { step: RoundStep }>(
    `SELECT CASE
       WHEN EXISTS (SELECT 1 FROM adoptions WHERE rid = rounds.rid) THEN 'adopted'
       WHEN EXISTS (SELECT 1 FROM burns WHERE rid = rounds.rid) THEN 'burned'
       WHEN EXISTS (SELECT 1 FROM releases WHERE rid = rounds.rid) THEN 'released'
       WHEN EXISTS (SELECT 1 FROM commits WHERE rid = rounds.rid) THEN 'committed'
       WHEN EXISTS (SELECT 1 FROM contributions WHERE rid = rounds.rid AND uploaded_at IS NOT NULL) THEN 'contributed'
       WHEN EXISTS (SELECT 1 FROM contributions WHERE rid = rounds.rid) THEN 'prepared'
       ELSE 'opened' END AS step
     FROM rounds WHERE rid = ?`,
  );

  /** The study has been received before. Opening a round again changes nothing. */
  open({ rid, study, state, round, attempt, descriptor }: NewRound): void {
    this.insert.run(rid, study, state, round, attempt, descriptor, this.clock.now());
  }
  find(rid: RoundId): RoundRecord | undefined {
    const row = this.selectOne.get(rid);
    return row && roundOf(row);
  }
  running(): readonly RoundRecord[] {
    return this.selectRunning.all().map(roundOf);
  }
  ofStudy(study: StudyId): readonly RoundRecord[] {
    return this.selectOfStudy.all(study).map(roundOf);
  }
  /** Rounds at one position of a study's schedule: all attempts. */
  at(study: StudyId, round: number): readonly RoundId[] {
    return this.selectAt.all(study, round).map(({ rid }) => rid as RoundId);
  }
  /** Rounds of a study that started from one state. */
  onState(study: StudyId, state: StateHash): readonly RoundRecord[] {
    return this.selectOnState.all(study, state).map(roundOf);
  }
  /** @throws StoreError `unknown-round`. */
  step(rid: RoundId): RoundStep {
    const row = this.selectStep.get(rid);
    if (!row) throw new StoreError('unknown-round', `this node knows no round ${rid}`);
    return row.step;
  }
  /** The coordinator has said that the round closed, with as many equal adoptions as make a state. */
  sawClosed(rid: RoundId): void {
    this.setSeenClosed.run(rid);
  }
  /** Rounds of a study that have closed, at least: up to the last one whose close this node saw. */
  closedRounds(study: StudyId): number {
    return this.countClosed.get(study)!.closed;
  }
  /** The first ending stands. @param reason for people; empty where the outcome says it all. */
  end(rid: RoundId, outcome: RoundEnding, reason = ''): void {
    this.finish.run(outcome, reason, this.clock.now(), rid);
  }
}

function roundOf(row: RoundRow): RoundRecord {
  const { rid, study, state, round, attempt, descriptor, opened_at: openedAt, outcome } = row;
  return {
    rid: rid as RoundId,
    study: study as StudyId,
    state: state as StateHash,
    round,
    attempt,
    descriptor: plainBytes(descriptor),
    openedAt,
    ending: outcome === null ? undefined : { outcome, reason: row.reason ?? '', at: row.ended_at ?? 0 },
  };
}
