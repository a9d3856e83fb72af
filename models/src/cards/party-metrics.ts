// How good a released model is on the rows of one party, as that party releases it of itself: the counts of a study `evaluate`, over one
// node alone, which adds all of the noise (mode local).
import { readableEvaluation } from '../computations/evaluation/evaluate-result.js';
import { evaluatePlan, type EvaluateState } from '../computations/evaluation/evaluate-plan.js';
import { privacyLimitSchema, type Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import { featureMeantOtherwise, type StudyModel } from '../contracts/study-model.js';
import type { CountedRelease } from '../privacy/budget.js';
import { periodOf } from '../privacy/budget-period.js';
import { decode, valueRange } from '../privacy/encoding.js';
import { planStudy, StudyPlanError, type StudyPlan } from '../privacy/plan.js';
import { termsOfRound, type RoundTerms } from '../privacy/round-terms.js';
import type { ModelCard } from './card-schema.js';

/**
 * As for the groups of a study: with more, noise in empty bins would drown what few persons say. Who reads a release counts on it, so that
 * another number takes another message.
 */
const BINS = 40;

/** The model that is measured. */
export interface MeasuredModel {
  /** Name of the study that made it. */
  readonly name: string;
  readonly pinned: NonNullable<StudyModel['pinned']>;
  /** That it was made under. */
  readonly agreement: Agreement;
}

/** What one node computes and releases; its terms follow from public documents and the epsilon. */
export interface PartyMeasuring {
  readonly plan: StudyPlan;
  readonly state: EvaluateState;
  readonly terms: RoundTerms;
}

/**
 * Per person, add or remove one, over all persons whom the node measures, for persons in at most p nodes and whoever colludes.
 * @param agreement whose budget it is taken from: in mode local, with computation `evaluate`, and features that mean what the model's do.
 * @throws StudyPlanError saying why it cannot be released under this agreement.
 */
export function planPartyMeasuring(
  agreement: Agreement,
  model: MeasuredModel,
  epsilon: number,
): PartyMeasuring {
  const { name, pinned } = model;
  requireLocal(agreement);
  if (!privacyLimitSchema.shape.epsilon.safeParse(epsilon).success)
    throw new StudyPlanError('epsilon has to lie above 0, and to be at most 100');
  const other = featureMeantOtherwise(pinned.features, model.agreement, agreement);
  if (other !== undefined)
    throw new StudyPlanError(
      `the model of study "${name}" takes feature "${other}", which the dictionary of "${agreement.title}" describes otherwise or not at all`,
    );
  const study: Study = {
    ...{ format: 'chorale-study/1', name: 'party-metrics', agreement: agreement.title },
    ...{ computation: evaluatePlan.name, features: pinned.features, privacy: { epsilon } },
    settings: { model: { study: name, pinned }, bins: BINS },
    deadlines: { collectSeconds: 1, committeeSeconds: 1 },
  };
  // In mode local nothing but the width of lanes depends on the nodes of a sum.
  const plan = planStudy(agreement, study, { nodes: agreement.cohort.kMin });
  // That of one node: the plan's is that of a sum over several.
  const noise = { stdDevOverClip: [plan.rounds[0]!.noiseMultiplier * plan.terms.nodesPerPerson] };
  const state = evaluatePlan.start(plan.context as Parameters<typeof evaluatePlan.start>[0], noise);
  const terms = termsOfRound(plan, 0, evaluatePlan.layout(state), () => 'P2');
  return { plan, state, terms };
}

function requireLocal({ title, privacy: { mode } }: Agreement): void {
  if (mode !== 'local')
    throw new StudyPlanError(
      `the agreement "${title}" is in mode ${mode}, and a party releases metrics of itself in mode local alone: agree on one with ` +
        'mode local and computation evaluate, and name it',
    );
}

/**
 * The measures behind released values.
 * @throws RangeError for values that no node would have released under these terms.
 */
export function partyMetricsOf(
  { plan, state: { setup }, terms }: PartyMeasuring,
  values: readonly number[],
): Pick<ModelCard['byParty'][number], 'label' | 'measures' | 'calibration' | 'privacy'> {
  const { blocks, encoding } = terms;
  const most = blocks.flatMap((block) => Array<number>(block.length).fill(valueRange(block)));
  if (values.length !== most.length)
    throw new RangeError(`${most.length} values belong to these metrics, not ${values.length}`);
  if (!values.every((value, at) => Number.isSafeInteger(value) && Math.abs(value) < most[at]!))
    throw new RangeError('a value is no whole number of grid steps, or out of range');
  const sums = Object.fromEntries(decode(Float64Array.from(values), encoding));
  const { label, everybody, calibration } = readableEvaluation(setup, sums);
  return {
    label,
    measures: { ...everybody },
    calibration: calibration.map((tenth) => ({ ...tenth })),
    privacy: plan.privacy,
  };
}

export interface PartyRelease {
  /** Whose model it is about. */
  readonly study: string;
  readonly purpose: string;
  /** That it was released under; undefined where nobody knows. */
  readonly agreement: Agreement | undefined;
  readonly noiseMultiplier: number;
  readonly isSpent: boolean;
}

/** As budgets count it: by itself, because no schedule foresaw it. */
export function countedPartyRelease(release: PartyRelease): CountedRelease {
  const { study, purpose, agreement, noiseMultiplier, isSpent } = release;
  return {
    study: `${study} by party`,
    purpose,
    period: agreement && periodOf(agreement),
    event: { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier, count: 1 },
    nodesPerPerson: agreement?.privacy.nodesPerPerson ?? 1,
    isSpent,
  };
}

/**
 * What releases of many nodes cost a person, who is in p of them at most: under each agreement that of the least noise, for each model.
 * Every node's noise is made for a sum over p nodes, sigma = z p D, so that p releases move a person's loss by 1 / (z^2 p) together, and one
 * is counted as 1 / z^2.
 */
export function dearestOfEachModel<
  Release extends { study: string; agreement: string; noiseMultiplier: number },
>(releases: readonly Release[]): Release[] {
  const byModel = Map.groupBy(releases, ({ study, agreement }) => `${study} ${agreement}`);
  return [...byModel.values()].map((same) =>
    same.reduce((dearest, one) => (one.noiseMultiplier < dearest.noiseMultiplier ? one : dearest)),
  );
}
