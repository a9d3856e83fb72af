// What a study has cost in privacy, as this node saw its rounds: what results and model cards state.
import type { StudyId } from '@chorale/crypto';
import type { PrivacyStatement, StudyPlan } from '@chorale/models';
import type { NodeStore } from '../storage/node-store.js';
import { privacyAfter } from './study-runtime.js';

/** By everything that was, or may have been, opened; the whole plan where this node saw none of its rounds. */
export function privacySpent(store: NodeStore, plan: StudyPlan, study: StudyId): PrivacyStatement {
  const opened = store.rounds
    .ofStudy(study)
    .filter(({ ending }) => ending?.outcome === 'adopted' || ending?.outcome === 'spent').length;
  const rounds = Math.max(opened, store.studies.latestState(study)?.rounds ?? 0);
  return rounds === 0 ? plan.privacy : privacyAfter(plan, Math.min(rounds, plan.rounds.length) - 1);
}
