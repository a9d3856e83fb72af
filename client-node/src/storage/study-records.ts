import type { AgreementHash, Hash, StateHash, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

/** Holds the last state of a study that has finished. */
export const FINAL_STATE_FILE = 'final.state';
/** Says why a study was stopped; its states are no result. */
export const STOPPED_FILE = 'stopped.json';

export interface StudyRecord {
  readonly study: StudyId;
  readonly agreement: AgreementHash;
  readonly name: string;
  /** JSON text as it was started; its hash is the study's id. */
  readonly bytes: Uint8Array;
}

/** A model state that this node derived itself, or got from a member with proof of its hash. */
export interface StateRecord {
  readonly study: StudyId;
  readonly state: StateHash;
  /** Closed rounds that led to it; 0 for the first state. */
  readonly rounds: number;
  /** Encoded state. */
  readonly bytes: Uint8Array;
}

/** An exported file in the study's folder of models. */
export interface ModelFileRecord {
  readonly study: StudyId;
  readonly file: string;
  readonly sha256: Hash;
}

interface StudyRow {
  study: string;
  agreement: string;
  name: string;
  bytes: Uint8Array;
}
interface StateRow {
  study: string;
  state: string;
  rounds: number;
  bytes: Uint8Array;
}

export class StudyRecords extends Records {
  private readonly insertStudy = this.statement<[string, string, string, Uint8Array, number]>(
    'INSERT INTO studies VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectStudy = this.statement<[string], StudyRow>(
    'SELECT study, agreement, name, bytes FROM studies WHERE study = ?',
  );
  private readonly selectStudies = this.statement<[], StudyRow>(
    'SELECT study, agreement, name, bytes FROM studies ORDER BY received_at, study',
  );
  private readonly selectFinished = this.statement<[string], StudyRow>(
    `SELECT study, agreement, name, bytes FROM studies JOIN model_files USING (study)
     WHERE file = ? ORDER BY written_at, received_at, study`,
  );
  private readonly insertDistrust = this.statement<[string, string, number]>(
    'INSERT INTO distrusted_studies VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectDistrust = this.statement<[string], { reason: string }>(
    'SELECT reason FROM distrusted_studies WHERE study = ?',
  );
  private readonly insertState = this.statement<[string, string, number, Uint8Array, number]>(
    'INSERT INTO study_states VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectState = this.statement<[string, string], StateRow>(
    'SELECT study, state, rounds, bytes FROM study_states WHERE study = ? AND state = ?',
  );
  private readonly selectLatestState = this.statement<[string], StateRow>(
    'SELECT study, state, rounds, bytes FROM study_states WHERE study = ? ORDER BY rounds DESC LIMIT 1',
  );
  private readonly upsertModel = this.statement<[string, string, string, number]>(
    `INSERT INTO model_files VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, written_at = excluded.written_at`,
  );
  private readonly countFinished = this.statement<[string], { finished: number }>(
    'SELECT COUNT(*) AS finished FROM model_files WHERE file = ?',
  );
  private readonly selectEnded = this.statement<[string, string, string], { written_at: number }>(
    'SELECT written_at FROM model_files WHERE study = ? AND file IN (?, ?)',
  );
  // What a state was stays known by its hash.
  private readonly emptyStates = this.statement<[string]>(
    "UPDATE study_states SET bytes = x'' WHERE study = ?",
  );
  private readonly deleteModel = this.statement<[string, string]>(
    'DELETE FROM model_files WHERE study = ? AND file = ?',
  );
  private readonly selectModels = this.statement<[string], { study: string; file: string; sha256: string }>(
    'SELECT study, file, sha256 FROM model_files WHERE study = ? ORDER BY file',
  );

  /** The agreement has been received before. @param record its id is the hash of its bytes, checked. */
  receive({ study, agreement, name, bytes }: StudyRecord): void {
    this.insertStudy.run(study, agreement, name, bytes, this.clock.now());
  }
  find(study: StudyId): StudyRecord | undefined {
    const row = this.selectStudy.get(study);
    return row && studyOf(row);
  }
  all(): readonly StudyRecord[] {
    return this.selectStudies.all().map(studyOf);
  }
  /** Whose last state is kept, in the order in which they ended at this node. */
  finished(): readonly StudyRecord[] {
    return this.selectFinished.all(FINAL_STATE_FILE).map(studyOf);
  }

  /** From here on this node takes no part in the study. */
  distrust(study: StudyId, reason: string): void {
    this.insertDistrust.run(study, reason, this.clock.now());
  }
  /** @returns the reason; undefined where there is none. */
  distrusted(study: StudyId): string | undefined {
    return this.selectDistrust.get(study)?.reason;
  }

  /** @param record its hash is that of its bytes, checked. */
  storeState({ study, state, rounds, bytes }: StateRecord): void {
    this.insertState.run(study, state, rounds, bytes, this.clock.now());
  }
  state(study: StudyId, state: StateHash): StateRecord | undefined {
    const row = this.selectState.get(study, state);
    return row && row.bytes.length > 0 ? stateOf(row) : undefined;
  }
  /** The state that most rounds led to; without bytes where it was erased. */
  latestState(study: StudyId): StateRecord | undefined {
    const row = this.selectLatestState.get(study);
    return row && stateOf(row);
  }

  recordModelFile({ study, file, sha256 }: ModelFileRecord): void {
    this.upsertModel.run(study, file, sha256, this.clock.now());
  }
  /** Studies whose last state is kept. */
  finishedCount(): number {
    return this.countFinished.get(FINAL_STATE_FILE)!.finished;
  }
  /** Milliseconds since the last state of a study was kept, or it was stopped; below 0 where it has not ended, or was erased. */
  endedMsAgo(study: StudyId): number {
    const written = this.selectEnded.get(study, FINAL_STATE_FILE, STOPPED_FILE);
    return written ? this.clock.now() - written.written_at : -1;
  }
  /** Their bytes are gone for good. */
  eraseStates(study: StudyId): void {
    this.emptyStates.run(study);
  }
  forgetModelFile(study: StudyId, file: string): void {
    this.deleteModel.run(study, file);
  }
  modelFiles(study: StudyId): readonly ModelFileRecord[] {
    return this.selectModels.all(study) as ModelFileRecord[];
  }
}

function studyOf({ study, agreement, name, bytes }: StudyRow): StudyRecord {
  return { study: study as StudyId, agreement: agreement as AgreementHash, name, bytes: plainBytes(bytes) };
}
function stateOf({ study, state, rounds, bytes }: StateRow): StateRecord {
  return { study: study as StudyId, state: state as StateHash, rounds, bytes: plainBytes(bytes) };
}
