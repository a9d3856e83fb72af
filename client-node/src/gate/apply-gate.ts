// The gate, applied to the files that models are laid out in for other programs: of one study after the other, so that one whose files
// are damaged keeps no other one's model in use. What cannot be judged is taken back as well.
import type { Hash } from '@chorale/crypto';
import type { NodeParts } from '../round/node-parts.js';
import type { StudyRecord } from '../storage/study-records.js';
import { finishedRecords, withModel, type FinishedStudy } from '../study/finished-study.js';
import { ModelFolder } from '../study/keep-model.js';
import { ReleaseGate, type ReleaseStanding } from './release-gate.js';

type GateParts = Pick<NodeParts, 'store'> & Partial<Pick<NodeParts, 'report'>>;

export interface Applied {
  /** What administrators vote on, of each model whose use hangs on their words. */
  readonly subjects: readonly Hash[];
  readonly unjudged: readonly (Pick<StudyRecord, 'study' | 'name'> & { readonly reason: string })[];
}

/** Lays out what may be used, takes back what may not. */
export function applyGateToAll(parts: GateParts, models: string): Applied {
  const { store } = parts;
  const gate = new ReleaseGate(store, models);
  const folder = new ModelFolder(models, store);
  const subjects: Hash[] = [];
  const unjudged: Applied['unjudged'][number][] = [];
  for (const record of finishedRecords(store)) {
    try {
      const finished = withModel(store, models, record);
      if (!finished) continue;
      const { standing, subject } = applyGate(parts, models, gate, finished);
      if (standing === 'held' || standing === 'overridden') subjects.push(subject);
    } catch (error) {
      unjudged.push({ study: record.study, name: record.name, reason: takeBack(folder, record, error) });
    }
  }
  return { subjects, unjudged };
}

/** @returns why the study was not judged, and, where its files stay, why they do. */
function takeBack(folder: ModelFolder, record: StudyRecord, error: unknown): string {
  try {
    folder.withhold(record);
    return messageOf(error);
  } catch (stuck) {
    return `${messageOf(error)}; files that other programs read of it cannot be taken away: ${messageOf(stuck)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same of one study. @throws StoreError where a file that its judgement needs was changed. */
export function applyGate(
  { store, report }: GateParts,
  models: string,
  gate: ReleaseGate,
  finished: FinishedStudy,
): ReleaseStanding {
  const folder = new ModelFolder(models, store);
  const record = { study: finished.id, name: finished.study.name };
  const found = gate.standingOf(finished);
  if (found.standing !== 'held') folder.layOut(record, finished.model);
  else if (folder.withhold(record)) report?.({ event: 'model-held', ...record, reason: found.reason });
  return found;
}
