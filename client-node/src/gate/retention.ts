// How long the agreement lets this node keep what a study left: models, states and scored lists are erased when their days are over,
// and refused from that moment on, whether or not the node runs.
import { rmSync } from 'node:fs';
import type { Agreement } from '@chorale/models';
import type { NodeParts } from '../round/node-parts.js';
import type { NodeStore } from '../storage/node-store.js';
import type { StudyRecord } from '../storage/study-records.js';
import { ModelFolder } from '../study/keep-model.js';
import { documentsOf, finishedRecords } from '../study/finished-study.js';
import { ModelHeld } from './model-held.js';

const DAY_MS = 24 * 3600 * 1000;

/** Whether the agreement's days are over since the study ended at this node. */
function isOver(
  store: NodeStore,
  { study }: Pick<StudyRecord, 'study'>,
  { retentionDays }: Agreement,
): boolean {
  return store.studies.finishedMsAgo(study) > retentionDays * DAY_MS;
}

/** @throws ModelHeld where the days are over. */
export function requireKept(
  store: NodeStore,
  record: Pick<StudyRecord, 'study' | 'name'>,
  agreement: Agreement,
): void {
  if (isOver(store, record, agreement))
    throw new ModelHeld(
      `the model of "${record.name}" was to be kept for ${agreement.retentionDays} days after the study had ended, and they are over: it is ` +
        'used no more, and a running node erases it. Agree on another study, or on longer days before the next one',
    );
}

/**
 * Erases what is past its days: the model, its states, and the scored lists that were made with it. What a study measured stays, because
 * later models are judged by it. Killed anywhere, it is done at the next call.
 */
export function erasePastRetention(
  { store, report }: Pick<NodeParts, 'store' | 'report'>,
  models: string,
): void {
  for (const record of finishedRecords(store)) {
    const { study, agreement } = documentsOf(store, record);
    if (study.computation === 'evaluate' || !isOver(store, record, agreement)) continue;
    const lists = store.scoredLists.all().filter((list) => list.study === record.study);
    for (const { path } of lists) {
      rmSync(path, { force: true });
      store.scoredLists.forget(path);
    }
    store.studies.eraseStates(record.study);
    new ModelFolder(models, store).erase(record, agreement.retentionDays);
    report({
      event: 'model-erased',
      study: record.study,
      name: record.name,
      retentionDays: agreement.retentionDays,
      lists: lists.length,
    });
  }
}
