// How long the agreement lets this node keep what a study left: models, states, scored lists and counts of what it read are erased when
// their days are over, and refused from that moment on, whether or not the node runs.
import { rmSync } from 'node:fs';
import type { Agreement } from '@chorale/models';
import type { NodeParts } from '../round/node-parts.js';
import type { NodeStore } from '../storage/node-store.js';
import { STOPPED_FILE, type StudyRecord } from '../storage/study-records.js';
import { isErased, ModelFolder } from '../study/keep-model.js';
import { documentsOf } from '../study/finished-study.js';
import { ModelHeld } from './model-held.js';

const DAY_MS = 24 * 3600 * 1000;

type KeptRecord = Pick<StudyRecord, 'study' | 'name'>;

/** Whether a study still has what it left here, within the agreement's days since it ended at this node. */
export function isKept(
  store: NodeStore,
  { study }: Pick<StudyRecord, 'study'>,
  agreement: Agreement,
): boolean {
  return store.studies.endedMsAgo(study) <= agreement.retentionDays * DAY_MS && !isErased(store, study);
}

/** @throws ModelHeld where the days are over. */
export function requireKept(store: NodeStore, record: KeptRecord, agreement: Agreement): void {
  if (!isKept(store, record, agreement))
    throw new ModelHeld(
      `the model of "${record.name}" was to be kept for ${agreement.retentionDays} days after the study had ended, and they are over: it is ` +
        'used no more, and a running node erases it. Agree on another study, or on longer days before the next one',
    );
}

/**
 * Erases what is past its days: the model, its states, the scored lists that were made with it, and how the features lay that it read;
 * of a study that was stopped, what its rounds left. What a study measured stays, because later models are judged by it. Killed
 * anywhere, or kept from a file, which it reports, it is done at the next call.
 */
export function erasePastRetention(parts: RetentionParts, models: string): void {
  for (const record of parts.store.studies.all())
    attempt(parts, record, 'what it left', () => eraseIfOver(parts, models, record));
}

type RetentionParts = Pick<NodeParts, 'store' | 'report'>;

function eraseIfOver(parts: RetentionParts, models: string, record: StudyRecord): void {
  const { store, report } = parts;
  const { study, agreement } = documentsOf(store, record);
  if (isKept(store, record, agreement)) return;
  store.histograms.forget(record.study);
  // Also of a model that is gone: a list may have been out of reach then.
  const lists = eraseLists(parts, record);
  const { retentionDays } = agreement;
  const isNews = eraseFiles(store, models, record, study.computation, retentionDays);
  if (isNews || lists > 0)
    report({ event: 'model-erased', study: record.study, name: record.name, retentionDays, lists });
}

/** @returns whether there was anything to erase. */
function eraseFiles(
  store: NodeStore,
  models: string,
  record: StudyRecord,
  computation: string,
  retentionDays: number,
): boolean {
  const { studies } = store;
  const folder = new ModelFolder(models, store);
  if (studies.modelFiles(record.study).some(({ file }) => file === STOPPED_FILE)) {
    const hadStates = (studies.latestState(record.study)?.bytes.length ?? 0) > 0;
    if (hadStates) studies.eraseStates(record.study);
    return folder.eraseStopped(record) || hadStates;
  }
  if (computation === 'evaluate' || isErased(store, record.study)) return false;
  studies.eraseStates(record.study);
  folder.erase(record, retentionDays);
  return true;
}

/** @returns how many. */
function eraseLists(parts: RetentionParts, record: StudyRecord): number {
  const { scoredLists } = parts.store;
  const lists = scoredLists.all().filter((list) => list.study === record.study);
  return lists.filter(({ path }) =>
    attempt(parts, record, path, () => {
      rmSync(path, { force: true });
      scoredLists.forget(path);
    }),
  ).length;
}

/** One file must not keep others from being erased. @returns whether the work was done. */
function attempt(
  { report }: RetentionParts,
  { study, name }: KeptRecord,
  what: string,
  work: () => void,
): boolean {
  try {
    work();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report({ event: 'not-erased', study, name, what, reason });
    return false;
  }
}
