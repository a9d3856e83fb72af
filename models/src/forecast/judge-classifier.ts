// Logistic regression and networks: the study itself on made-up persons, and the AUC of its model on others of their kind.
import type { Computation } from '../computations/computation.js';
import type { Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import type { StudyPlan } from '../privacy/plan.js';
import { areaUnderCurve } from '../scoring/area-under-curve.js';
import { logOddsOf } from '../scoring/log-odds.js';
import { drawsFrom } from './draws.js';
import { overRuns, type Judge } from './judge.js';
import { simulateStudy, withoutNoise } from './simulate-study.js';
import { syntheticPopulation } from './synthetic-people.js';

export interface ClassifierTerms {
  readonly agreement: Agreement;
  readonly study: Study;
  readonly nodes: number;
  readonly signalAuc: number;
  /** Made-up persons at most. */
  readonly mostPersons: number;
  readonly runs: number;
}

/** @param asked plan of the study as it is. */
export async function classifierJudge(
  computation: Computation,
  asked: StudyPlan,
  { agreement, study, nodes, signalAuc, mostPersons, runs }: ClassifierTerms,
): Promise<Judge> {
  const { columns, label, people } = asked.context;
  const persons = Math.min(mostPersons, people);
  const { training, test } = syntheticPopulation(columns, label!.name, persons, signalAuc);
  const labels = test.columns.get(label!.name)!;
  const aucOf = async (plan: StudyPlan, seed: number): Promise<number> => {
    const model = computation.model(await simulateStudy(computation, plan, training, drawsFrom(seed)));
    if (!model) throw new RangeError(`"${computation.name}" ended without a model`);
    return areaUnderCurve(await logOddsOf(model, test), labels);
  };
  return {
    measure: 'auc',
    noiseFree: await aucOf(noiseFreePlan(asked, agreement, study, nodes), 1),
    simulation: { persons, runs, signalAuc },
    isSlow: runs === 1,
    expect: (plan) => overRuns(runs, (seed) => aucOf(plan, seed)),
  };
}

/** A network descends with noise only; without, its plan is the same with its noise left out. */
function noiseFreePlan(asked: StudyPlan, agreement: Agreement, study: Study, nodes: number): StudyPlan {
  if (asked.computation.name !== 'neural-network') return withoutNoise(agreement, study, nodes);
  return { ...asked, noise: { stdDevOverClip: asked.noise.stdDevOverClip.map(() => 0) } };
}
