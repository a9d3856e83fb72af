// Epsilon against rounds, noise and expected accuracy, before anything is spent and without touching a row.
import type { Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import { planStudy, StudyPlanError, type StudyPlan } from '../privacy/plan.js';
import type { PrivacyStatement } from '../privacy/statement.js';
import type { ForecastOption } from './forecast-option.js';
import { judgeOf } from './judge-of.js';
import { standardErrorsOf, type StandardErrors } from './judge-statistics.js';
import type { AccuracyMeasure, Judge, NoJudge, Simulation } from './judge.js';
import { recommend, type Recommendation } from './recommend.js';

/** A setting that cannot be planned, so that no option stands for it. */
export interface UnplannedSetting {
  readonly epsilon: number;
  /** As in {@link ForecastOption}. */
  readonly roundsSetting: number | null;
  readonly why: string;
}

export interface StudyForecast extends Recommendation {
  readonly study: string;
  readonly computation: string;
  /** Name of the setting that says how many rounds; null where the computation fixes them. */
  readonly roundsSettingName: string | null;
  /** What the study would cost as it is. */
  readonly privacy: PrivacyStatement;
  readonly people: number;
  readonly nodes: number;
  readonly options: readonly ForecastOption[];
  readonly unplanned: readonly UnplannedSetting[];
  /** What is expected of each option; null where only noise is known. */
  readonly accuracy: {
    readonly measure: AccuracyMeasure;
    /** Of the same study without noise. */
    readonly noiseFree: number;
    /** What the estimate takes for granted; null where it is exact. */
    readonly simulation: Simulation | null;
  } | null;
  /** Why nothing is expected; null where something is. */
  readonly noExpectation: NoJudge | null;
  /** Of statistics, as the document asks; null of other computations. */
  readonly standardErrors: StandardErrors | null;
}

export interface ForecastRequest {
  readonly nodes: number;
  /** AUC that the label's true model would have; in (0.5, 1). */
  readonly signalAuc: number;
  /** Told before each option is worked out. */
  readonly progress?: (done: number, of: number) => void;
}

const BUDGET_SHARES = [1 / 8, 1 / 4, 1 / 2, 1];
const ROUND_FACTORS = [1 / 4, 1 / 2, 1, 2, 4];
const ROUND_FACTORS_OF_SLOW = [1 / 2, 1, 2];

/**
 * Plans the study with parts of its epsilon and with fewer and more rounds. Nothing is spent, and no person's data are used.
 * @throws StudyPlanError for a study that does not fit its agreement, or that promises no privacy.
 */
export async function forecastStudy(
  agreement: Agreement,
  study: Study,
  { nodes, signalAuc, progress }: ForecastRequest,
): Promise<StudyForecast> {
  if (!(signalAuc > 0.5 && signalAuc < 1))
    throw new RangeError(`the assumed AUC must lie between 0.5 and 1, it is ${signalAuc}`);
  const asked = planStudy(agreement, study, { nodes });
  const { computation, context, privacy } = asked;
  const most = study.privacy?.epsilon ?? agreement.privacy.epsilon;
  if (most === null)
    throw new StudyPlanError('mode none adds no noise and spends no budget: there is nothing to weigh');
  const found = await judgeOf(asked, { agreement, study, nodes, signalAuc });
  const judge = typeof found === 'string' ? null : found;
  const askedRounds = roundsSettingOf(asked);
  const choices = BUDGET_SHARES.flatMap((share) =>
    roundsToTry(askedRounds, judge).map((rounds) => ({ epsilon: share * most, rounds })),
  );
  const options: ForecastOption[] = [];
  const unplanned: UnplannedSetting[] = [];
  for (const { epsilon, rounds } of choices) {
    progress?.(options.length + unplanned.length, choices.length);
    const isAsked = epsilon === most && rounds === askedRounds;
    const plan = isAsked
      ? asked
      : planVariant(agreement, study, nodes, epsilon, rounds, computation.roundsSetting);
    if (typeof plan === 'string') {
      unplanned.push({ epsilon, roundsSetting: rounds, why: plan });
      continue;
    }
    options.push({
      ...noiseOf(plan),
      epsilon,
      roundsSetting: rounds,
      expected: judge && (await judge.expect(plan)),
      isAsked,
    });
  }
  const accuracy = judge && {
    measure: judge.measure,
    noiseFree: judge.noiseFree,
    simulation: judge.simulation,
  };
  return {
    study: study.name,
    computation: computation.name,
    roundsSettingName: computation.roundsSetting ?? null,
    privacy,
    people: context.people,
    nodes,
    options,
    unplanned,
    accuracy,
    noExpectation: typeof found === 'string' ? found : null,
    standardErrors: judge?.measure === 'standard-error' ? standardErrorsOf(asked) : null,
    ...recommend(options, accuracy),
  };
}

function roundsSettingOf({ computation, rounds, context }: StudyPlan): number | null {
  const name = computation.roundsSetting;
  if (name === undefined) return null;
  const given = (context.settings as Readonly<Record<string, unknown>>)[name];
  if (typeof given === 'number') return given;
  // What a computation takes where it is left open; where a node's update is clipped as a whole, no first round normalises.
  return context.mode === 'member' ? rounds.length : rounds.length - 1;
}

/** [null] where the computation fixes its rounds. */
function roundsToTry(asked: number | null, judge: Judge | null): (number | null)[] {
  if (asked === null) return [null];
  const factors = judge?.isSlow ? ROUND_FACTORS_OF_SLOW : ROUND_FACTORS;
  const tried = factors.map((factor) => (factor === 1 ? asked : Math.max(2, Math.round(asked * factor))));
  return [...new Set(tried)];
}

/** @returns why not, where the computation does not take so many rounds, or no noise keeps them within so small an epsilon. */
function planVariant(
  agreement: Agreement,
  study: Study,
  nodes: number,
  epsilon: number,
  rounds: number | null,
  setting: string | undefined,
): StudyPlan | string {
  const settings =
    setting === undefined || rounds === null ? study.settings : { ...study.settings, [setting]: rounds };
  try {
    return planStudy(agreement, { ...study, settings, privacy: { epsilon } }, { nodes });
  } catch (error) {
    if (error instanceof StudyPlanError) return error.message;
    throw error;
  }
}

function noiseOf({
  rounds,
  noise,
  context,
}: StudyPlan): Pick<ForecastOption, 'rounds' | 'noiseMultiplier' | 'noiseOnMean'> {
  const last = rounds.at(-1)!;
  return {
    rounds: rounds.length,
    noiseMultiplier: last.noiseMultiplier,
    noiseOnMean: noise.stdDevOverClip[last.index]! / (last.samplingRate * context.people),
  };
}
