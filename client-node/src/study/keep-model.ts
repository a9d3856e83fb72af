// What a study leaves in this node's home: every state a round led to, and the last one as other programs
// and people read it.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, type StudyId } from '@chorale/crypto';
import { formatPrivacyStatement, modelFiles, type ReleasedModel } from '@chorale/models';
import { writeFileAtomically } from '../storage/atomic-file.js';
import type { NodeStore } from '../storage/node-store.js';
import { StoreError } from '../storage/store-error.js';
import { FINAL_STATE_FILE, STOPPED_FILE, type StudyRecord } from '../storage/study-records.js';
import { privacySpent } from './privacy-spent.js';
import type { KnownState, StudyRuntime } from './study-runtime.js';

/** What a study without a model found, for people. */
const RESULT_FILE = 'result.json';
/** Says that a study finished which this node helped to open, without receiving its results. */
const SERVED_FILE = 'served.json';

/** Says that a study finished, and that what it left was erased when its days were over. */
const ERASED_FILE = 'erased.json';

/** Name of the file that holds the state after `rounds` closed rounds. */
function stateFile(rounds: number): string {
  return `round-${String(rounds).padStart(4, '0')}.state`;
}

/** Whether the node keeps a file for itself and for people; all others are a model, laid out for other programs. */
function isOwnFile(file: string): boolean {
  const others = [FINAL_STATE_FILE, STOPPED_FILE, RESULT_FILE, SERVED_FILE, ERASED_FILE];
  return others.includes(file) || /^round-\d+\.state$/.test(file);
}

type RecordOfStudy = Pick<StudyRecord, 'study' | 'name'>;

export class ModelFolder {
  constructor(
    private readonly folder: string,
    private readonly store: NodeStore,
  ) {}

  folderOf({ study }: StudyRuntime): string {
    return join(this.folder, study.name);
  }

  /** @param state the bytes that its hash names. */
  keepState(study: StudyRuntime, state: Uint8Array, rounds: number): void {
    this.write(study, stateFile(rounds), state);
  }

  /**
   * Keeps the last state, and what the computation makes of it: a model in files for other programs, or a
   * result that people can read.
   */
  keepFinal(study: StudyRuntime, state: KnownState): void {
    const model = study.computation.model(state.value);
    // What may not be used before somebody measured it is not laid out for other programs either.
    if (model && !study.agreement.releaseGate.measuredFirst) this.layOut(runtimeRecord(study), model);
    this.keepResult(study, state);
    this.write(study, FINAL_STATE_FILE, state.bytes);
  }

  /** Writes a model as files for other programs; those that are there already stay. */
  layOut(study: RecordOfStudy, model: ReleasedModel): void {
    const known = new Set(this.store.studies.modelFiles(study.study).map(({ file }) => file));
    for (const { name, bytes } of modelFiles(model)) if (!known.has(name)) this.writeFile(study, name, bytes);
  }

  /** Takes these files away again; what the node itself goes on with stays. @returns whether there were any. */
  withhold({ study, name }: RecordOfStudy): boolean {
    const laidOut = this.store.studies.modelFiles(study).filter(({ file }) => !isOwnFile(file));
    for (const { file } of laidOut) {
      rmSync(join(this.folder, name, file), { force: true });
      this.store.studies.forgetModelFile(study, file);
    }
    return laidOut.length > 0;
  }

  keepService(study: StudyRuntime): void {
    const served = { study: study.study.name, rounds: this.store.rounds.ofStudy(study.id).length };
    this.write(study, SERVED_FILE, new TextEncoder().encode(`${JSON.stringify(served)}\n`));
  }

  keepStop(study: StudyRuntime, reason: string): void {
    this.write(study, STOPPED_FILE, new TextEncoder().encode(`${JSON.stringify({ reason })}\n`));
  }

  /** Whether the end of a study has been kept, good or bad. */
  hasEnd(study: StudyId): boolean {
    return this.store.studies
      .modelFiles(study)
      .some(({ file }) => [FINAL_STATE_FILE, STOPPED_FILE, SERVED_FILE, ERASED_FILE].includes(file));
  }

  /** Everything that the study left here, for good; its end stays known. The last state goes last, so that a killed node comes back to it. */
  erase(record: RecordOfStudy, retentionDays: number): void {
    const { study, name } = record;
    const files = this.store.studies.modelFiles(study).map(({ file }) => file);
    const others = files.filter((each) => each !== FINAL_STATE_FILE);
    for (const file of [...others, FINAL_STATE_FILE]) rmSync(join(this.folder, name, file), { force: true });
    const erased = { study: name, retentionDays };
    this.store.transaction(() => {
      this.writeFile(record, ERASED_FILE, new TextEncoder().encode(`${JSON.stringify(erased)}\n`));
      for (const file of files) this.store.studies.forgetModelFile(study, file);
      this.store.personal.forget(study);
    });
  }

  /** What the rounds of a study left that was stopped; why it was stays known. @returns whether there was anything. */
  eraseStopped({ study, name }: RecordOfStudy): boolean {
    const files = this.store.studies.modelFiles(study).filter(({ file }) => file !== STOPPED_FILE);
    for (const { file } of files) {
      rmSync(join(this.folder, name, file), { force: true });
      this.store.studies.forgetModelFile(study, file);
    }
    return files.length > 0;
  }

  /** The agreed last state of a finished study. @throws StoreError `model-missing` where its file is gone or changed. */
  finalState(study: RecordOfStudy): Uint8Array {
    return this.read(study, FINAL_STATE_FILE);
  }

  /** What a study found, as JSON text; undefined where it leaves none. @throws StoreError `model-missing`, as above. */
  result(study: RecordOfStudy): string | undefined {
    if (!this.has(study.study, RESULT_FILE)) return undefined;
    return new TextDecoder().decode(this.read(study, RESULT_FILE));
  }

  private has(study: StudyId, name: string): boolean {
    return this.store.studies.modelFiles(study).some(({ file }) => file === name);
  }

  private read({ study, name }: RecordOfStudy, file: string): Uint8Array {
    const path = join(this.folder, name, file);
    const kept = this.store.studies.modelFiles(study).find((each) => each.file === file);
    const bytes = existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
    if (!bytes || contentHash(bytes) !== kept?.sha256)
      throw new StoreError('model-missing', `${path} is missing or was changed; restore it from a backup`);
    return bytes;
  }

  /** Figures for people, never without the privacy that they cost. */
  private keepResult(runtime: StudyRuntime, state: KnownState): void {
    const { computation, study, agreement, plan } = runtime;
    const privacy = privacySpent(this.store, plan, runtime.id);
    const result = computation.result?.(state.value, agreement.dictionary);
    if (result === undefined) return;
    const document = {
      study: study.name,
      question: study.question,
      computation: computation.name,
      recipe: study.recipe,
      roles: study.roles,
      privacy: { statement: formatPrivacyStatement(privacy, 'en'), ...privacy },
      result,
    };
    this.write(runtime, RESULT_FILE, new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`));
  }

  private write(study: StudyRuntime, file: string, bytes: Uint8Array): void {
    this.writeFile(runtimeRecord(study), file, bytes);
  }

  private writeFile({ study, name }: RecordOfStudy, file: string, bytes: Uint8Array): void {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileAtomically(join(folder, file), bytes, 0o600);
    this.store.studies.recordModelFile({ study, file, sha256: contentHash(bytes) });
  }
}

function runtimeRecord({ id, study }: StudyRuntime): RecordOfStudy {
  return { study: id, name: study.name };
}

/** Whether a study finished at this node, be its model erased since. */
export function hasFinished({ studies }: NodeStore, study: StudyId): boolean {
  return studies.modelFiles(study).some(({ file }) => file === FINAL_STATE_FILE || file === ERASED_FILE);
}

/** Whether what a study left was erased when its days were over. */
export function isErased({ studies }: NodeStore, study: StudyId): boolean {
  return studies.modelFiles(study).some(({ file }) => file === ERASED_FILE);
}
