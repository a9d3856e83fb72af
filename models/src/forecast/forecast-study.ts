// Epsilon against rounds, noise and expected accuracy, before anything is spent and without touching a row.
import type { Agreement } from '../contracts/agreement.js';
import type { Study } from '../contracts/study.js';
import { planStudy, StudyPlanError, type StudyPlan } from '../privacy/plan.js';
import type { PrivacyStatement } from '../privacy/statement.js';
import { accuracyOf, canSimulate, withoutNoise } from './simulate-accuracy.js';
import { syntheticPopulation } from './synthetic-people.js';

export interface ForecastOption {
  /** At the agreement's delta, per person, add or remove one. */
  readonly epsilon: number;
  /** Rounds that release something, normalisation included. */
  readonly rounds: number;
  /** Value of the setting that says how many rounds; null where the computation fixes them. */
  readonly roundsSetting: number | null;
  /** z of the costliest round: standard deviation of the noise over the sum's sensitivity. */
  readonly noiseMultiplier: number;
  /** Noise in a round's mean over the persons who take part, as a share of the clip. */
  readonly noiseOnMean: number;
  /** Mean over a few runs on made-up persons; null where the computation cannot be simulated here. */
  readonly expectedAuc: number | null;
  /** Standard deviation between these runs. */
  readonly aucStdDev: number | null;
  /** Whether the study document asks for just this. */
  readonly isAsked: boolean;
}

export interface StudyForecast {
  readonly study: string;
  readonly computation: string;
  /** Name of the setting that says how many rounds; null where the computation fixes them. */
  readonly roundsSettingName: string | null;
  /** What the study would cost as it is. */
  readonly privacy: PrivacyStatement;
  readonly people: number;
  readonly nodes: number;
  readonly options: readonly ForecastOption[];
  /** What the estimate takes for granted; null without one. */
  readonly simulation: {
    /** AUC of the true model of the made-up persons. */
    readonly signalAuc: number;
    /** AUC of the same study without noise. */
    readonly noiseFreeAuc: number;
    readonly persons: number;
    readonly runs: number;
  } | null;
  readonly recommended: ForecastOption;
  readonly reason: 'accuracy' | 'noise' | 'largest-budget';
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
const MOST_SYNTHETIC = 4000;
const RUNS = 3;
/** AUC that is not worth a larger epsilon. */
const NEGLIGIBLE_AUC = 0.005;
/** Noise on a mean, as a share of the clip, that hardly anybody minds. */
const NEGLIGIBLE_NOISE = 0.01;

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
  const simulated = canSimulate(computation) ? computation : undefined;
  const persons = Math.min(MOST_SYNTHETIC, context.people);
  const population =
    simulated && syntheticPopulation(context.columns, context.label!.name, persons, signalAuc);
  const askedRounds = roundsSettingOf(asked);
  const choices = BUDGET_SHARES.flatMap((share) =>
    (askedRounds === null ? [null] : roundsAround(askedRounds)).map((rounds) => ({
      epsilon: share * most,
      rounds,
    })),
  );
  const options: ForecastOption[] = [];
  for (const { epsilon, rounds } of choices) {
    progress?.(options.length, choices.length);
    const isAsked = epsilon === most && rounds === askedRounds;
    const plan = isAsked
      ? asked
      : planVariant(agreement, study, nodes, epsilon, rounds, computation.roundsSetting);
    if (!plan) continue;
    const aucs: number[] = [];
    if (simulated && population)
      for (let seed = 2; seed < 2 + RUNS; seed += 1)
        aucs.push(await accuracyOf(simulated, plan, population, seed));
    options.push(optionOf(plan, epsilon, rounds, aucs, isAsked));
  }
  return {
    study: study.name,
    computation: computation.name,
    roundsSettingName: computation.roundsSetting ?? null,
    privacy,
    people: context.people,
    nodes,
    options,
    simulation:
      simulated && population
        ? {
            signalAuc,
            noiseFreeAuc: await accuracyOf(simulated, withoutNoise(agreement, study, nodes), population, 1),
            persons,
            runs: RUNS,
          }
        : null,
    ...recommend(options),
  };
}

function roundsSettingOf({ computation, rounds, context }: StudyPlan): number | null {
  const name = computation.roundsSetting;
  if (name === undefined) return null;
  const given = (context.settings as Readonly<Record<string, unknown>>)[name];
  // A computation that leaves it open takes its default, one round of which normalises.
  return typeof given === 'number' ? given : Math.max(2, rounds.length - 1);
}

function roundsAround(asked: number): number[] {
  return [...new Set(ROUND_FACTORS.map((factor) => Math.max(2, Math.round(asked * factor))))];
}

/** @returns undefined where the computation does not take so many rounds. */
function planVariant(
  agreement: Agreement,
  study: Study,
  nodes: number,
  epsilon: number,
  rounds: number | null,
  setting: string | undefined,
): StudyPlan | undefined {
  const settings =
    setting === undefined || rounds === null ? study.settings : { ...study.settings, [setting]: rounds };
  try {
    return planStudy(agreement, { ...study, settings, privacy: { epsilon } }, { nodes });
  } catch (error) {
    if (error instanceof StudyPlanError) return undefined;
    throw error;
  }
}

function optionOf(
  { rounds, noise, context }: StudyPlan,
  epsilon: number,
  roundsSetting: number | null,
  aucs: readonly number[],
  isAsked: boolean,
): ForecastOption {
  const mean = aucs.reduce((total, auc) => total + auc, 0) / aucs.length;
  const square = aucs.reduce((total, auc) => total + (auc - mean) ** 2, 0) / Math.max(1, aucs.length - 1);
  const last = rounds.at(-1)!;
  return {
    epsilon,
    rounds: rounds.length,
    roundsSetting,
    noiseMultiplier: Math.min(...rounds.map(({ noiseMultiplier }) => noiseMultiplier)),
    noiseOnMean: noise.stdDevOverClip[last.index]! / (last.samplingRate * context.people),
    expectedAuc: aucs.length === 0 ? null : mean,
    aucStdDev: aucs.length === 0 ? null : Math.sqrt(square),
    isAsked,
  };
}

/** The least epsilon that is nearly as good as the best; there the fewest rounds. */
function recommend(options: readonly ForecastOption[]): Pick<StudyForecast, 'recommended' | 'reason'> {
  const byAuc = options.filter(({ expectedAuc }) => expectedAuc !== null);
  if (byAuc.length > 0) {
    const enough = Math.max(...byAuc.map(({ expectedAuc }) => expectedAuc!)) - NEGLIGIBLE_AUC;
    const good = byAuc.filter(({ expectedAuc }) => expectedAuc! >= enough);
    const least = Math.min(...good.map(({ epsilon }) => epsilon));
    const [best] = good
      .filter(({ epsilon }) => epsilon === least)
      .sort((one, other) => one.rounds - other.rounds);
    return { recommended: best!, reason: 'accuracy' };
  }
  const asIs = options.filter((option) => option.isAsked || option.roundsSetting === askedOf(options));
  const quiet = asIs.find(({ noiseOnMean }) => noiseOnMean <= NEGLIGIBLE_NOISE);
  return quiet
    ? { recommended: quiet, reason: 'noise' }
    : { recommended: asIs.at(-1)!, reason: 'largest-budget' };
}

function askedOf(options: readonly ForecastOption[]): number | null | undefined {
  return options.find(({ isAsked }) => isAsked)?.roundsSetting;
}
