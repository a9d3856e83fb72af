// What a study that measured a model found, from its opened sum alone: for whoever may open sums and holds no model.
import type { Agreement } from '../../contracts/agreement.js';
import type { Study } from '../../contracts/study.js';
import { planStudy } from '../../privacy/plan.js';
import { plannedComputationByName } from '../planned-registry.js';
import { readableEvaluation, type ReadableEvaluation } from './evaluate-result.js';
import type { EvaluateState } from './evaluate-plan.js';

/**
 * @param study with computation `evaluate`, under `agreement`.
 * @param nodes that brought rows to it.
 * @param blocks its opened sum, in real units.
 * @throws StudyPlanError where the study does not fit the agreement.
 */
export function evaluationOfSums(
  agreement: Agreement,
  study: Study,
  nodes: number,
  blocks: readonly { readonly name: string; readonly values: readonly number[] }[],
): ReadableEvaluation {
  const plan = planStudy(agreement, study, { nodes });
  const { setup } = plannedComputationByName('evaluate').start(plan.context, plan.noise) as EvaluateState;
  return readableEvaluation(
    setup,
    Object.fromEntries(blocks.map(({ name, values }) => [name, Float64Array.from(values)])),
  );
}
