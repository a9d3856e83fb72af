// A study that has ended at this node, with its documents and its model: what scoring and audits start from.
import {
  agreementSchema,
  computationByName,
  decodeState,
  studyDocumentSchema,
  type Agreement,
  type ReadableEvaluation,
  type ReleasedModel,
  type Study,
} from '@chorale/models';
import type { StudyId } from '@chorale/crypto';
import type { ResultDocument, ResultSurroundings } from '../reports/result-report.js';
import type { NodeStore } from '../storage/node-store.js';
import type { StudyRecord } from '../storage/study-records.js';
import { isErased, ModelFolder } from './keep-model.js';
import { ErasedStudy, NoSuchStudy } from './no-such-study.js';

export interface FinishedStudy {
  readonly id: StudyId;
  readonly agreement: Agreement;
  readonly study: Study;
  readonly model: ReleasedModel;
}

/**
 * @param folder of this node's models.
 * @param name of the study; undefined: the only finished one.
 * @throws NoSuchStudy also where the study makes no model; StoreError where its files were changed.
 */
export function finishedStudy(store: NodeStore, folder: string, name: string | undefined): FinishedStudy {
  const record = finishedRecord(store, name);
  const found = withModel(store, folder, record);
  if (found) return found;
  const { study } = documentsOf(store, record);
  throw new NoSuchStudy(`study "${study.name}" (${study.computation}) makes no model that scores customers`);
}

/** Every finished study that makes a model. @throws NoSuchStudy where there is none, ErasedStudy where there was; StoreError as above. */
export function finishedStudies(store: NodeStore, folder: string): readonly FinishedStudy[] {
  const found = allFinished(store, folder);
  if (found.length === 0 && store.studies.all().some(({ study }) => isErased(store, study)))
    throw new ErasedStudy(
      'what the finished studies left was erased here when the days were over for which their agreements let it be kept',
    );
  if (found.length === 0)
    throw new NoSuchStudy(
      'no study with a model that scores customers has finished at this node yet; "chorale-node status" shows how far they are',
    );
  return found;
}

/** The same; empty where there is none. */
export function allFinished(store: NodeStore, folder: string): readonly FinishedStudy[] {
  return finishedRecords(store).flatMap((record) => withModel(store, folder, record) ?? []);
}

/** Undefined where the study makes no model. @throws StoreError where its files were changed. */
export function withModel(store: NodeStore, folder: string, record: StudyRecord): FinishedStudy | undefined {
  const model = modelOf(store, folder, record);
  return model && { id: record.study, ...documentsOf(store, record), model };
}

/** What a finished study ended with; undefined where it makes no model. @throws StoreError where its files were changed. */
export function modelOf(store: NodeStore, folder: string, record: StudyRecord): ReleasedModel | undefined {
  const { study } = documentsOf(store, record);
  const state = decodeState(new ModelFolder(folder, store).finalState(record));
  return computationByName(study.computation).model(state);
}

/**
 * What a finished study found, as its `result.json` says it.
 * @throws NoSuchStudy also where the study leaves a model alone; StoreError where its files were changed.
 */
export function finishedResult(
  store: NodeStore,
  folder: string,
  name: string | undefined,
): { readonly document: ResultDocument; readonly agreement: Agreement; readonly study: Study } {
  const record = finishedRecord(store, name);
  const text = new ModelFolder(folder, store).result(record);
  if (text === undefined)
    throw new NoSuchStudy(
      modelOf(store, folder, record)
        ? `study "${record.name}" leaves a model alone; "chorale-node score" uses it`
        : `study "${record.name}" ended before it found anything; "chorale-coordinator study status ${record.name}" says why`,
    );
  return { document: JSON.parse(text) as ResultDocument, ...documentsOf(store, record) };
}

/** Finished studies that measured the model of the study of this name. @throws StoreError where their files were changed. */
export function measuresOf(
  store: NodeStore,
  folder: string,
  name: string,
): NonNullable<ResultSurroundings['measuredBy']> {
  return finishedRecords(store).flatMap((record) => {
    const text = new ModelFolder(folder, store).result(record);
    if (text === undefined) return [];
    const { computation, privacy, result } = JSON.parse(text) as ResultDocument;
    if (computation !== 'evaluate') return [];
    const evaluation = result as ReadableEvaluation;
    return evaluation.model === name ? [{ study: record.name, privacy, result: evaluation }] : [];
  });
}

export interface FinishedDocuments extends Pick<FinishedStudy, 'agreement' | 'study'> {
  readonly record: StudyRecord;
}

/** @param name of a finished study; undefined: the only one. @throws NoSuchStudy */
export function finishedDocuments(store: NodeStore, name: string | undefined): FinishedDocuments {
  const record = finishedRecord(store, name);
  return { record, ...documentsOf(store, record) };
}

/** What a study found, as JSON text; undefined where it has not finished, or leaves a model alone. @throws StoreError as above */
export function resultOf(store: NodeStore, folder: string, record: StudyRecord): string | undefined {
  const isFinished = finishedRecords(store).some(({ study }) => study === record.study);
  return isFinished ? new ModelFolder(folder, store).result(record) : undefined;
}

/** Of any study that this node knows. */
export function documentsOf(
  store: NodeStore,
  record: StudyRecord,
): Pick<FinishedStudy, 'agreement' | 'study'> {
  return {
    study: studyDocumentSchema.parse(documentOf(record.bytes)),
    agreement: agreementSchema.parse(documentOf(store.agreements.find(record.agreement)!.bytes)),
  };
}

/** In the order in which they ended at this node. */
export function finishedRecords(store: NodeStore): readonly StudyRecord[] {
  return store.studies.finished();
}

function finishedRecord(store: NodeStore, name: string | undefined): StudyRecord {
  const finished = finishedRecords(store);
  refuseErased(store, name);
  const fitting = name === undefined ? finished : finished.filter((candidate) => candidate.name === name);
  const [only, ...others] = fitting;
  if (only && others.length === 0) return only;
  const names = finished.map((study) => study.name).join(', ');
  if (finished.length === 0)
    throw new NoSuchStudy(
      'no study has finished at this node yet; "chorale-node status" shows how far they are',
    );
  throw new NoSuchStudy(
    name === undefined
      ? `choose a finished study with --study NAME: ${names}`
      : `no study "${name}" has finished at this node; these have: ${names}`,
  );
}

function refuseErased(store: NodeStore, name: string | undefined): void {
  const record = store.studies.all().find((candidate) => candidate.name === name);
  if (record && isErased(store, record.study))
    throw new ErasedStudy(
      `what study "${record.name}" left was erased here when the days were over for which its agreement lets it be kept`,
    );
}

function documentOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
