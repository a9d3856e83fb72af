// From the sums of two arms to what an experiment shows: effects with intervals, after CUPED, at any time of looking, and
// whether the arms are as large as they should be.
import { normalTail } from '../../privacy/normal.js';
import type { ArmSums, Measured } from './ab-sums.js';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface Effect {
  /** Difference of means, treated less control, in the outcome's encoded unit. */
  readonly effect: number;
  readonly standardError: number;
  /** At the study's confidence, for one look at the end. */
  readonly interval: Interval;
  /** Two-sided, of no effect. */
  readonly pValue: number;
  /** Holds at all looks together (an asymptotic confidence sequence): stop whenever it leaves 0. */
  readonly anytime: Interval;
}

export interface OutcomeResult extends Effect {
  readonly outcome: string;
  readonly control: { readonly mean: number; readonly standardDeviation: number };
  readonly treated: { readonly mean: number; readonly standardDeviation: number };
  /** Effect over the mean of control; null where that is 0. */
  readonly lift: number | null;
  /** After taking out what the covariate explains (Deng 2013); null without one. */
  readonly adjusted: (Effect & { readonly varianceLeft: number }) | null;
}

export interface AbResult {
  readonly persons: { readonly control: number; readonly treated: number };
  readonly sampleRatio: {
    readonly expectedShare: number;
    readonly share: number;
    readonly pValue: number;
    readonly isMismatch: boolean;
  };
  readonly confidence: number;
  readonly outcomes: readonly OutcomeResult[];
}

export interface AbTerms {
  readonly measured: Measured;
  /** Share of persons that should be treated. */
  readonly expectedShare: number;
  /** 1 - alpha. */
  readonly confidence: number;
  /** Persons at which the anytime interval is narrowest. */
  readonly plannedPersons: number;
  /** Standard deviation of the noise on each summed value on [-1, 1]; 0 without noise. */
  readonly noiseStdDev: number;
}

/** Fabijan 2019: below this a mismatch of arms is no luck. */
const MISMATCH_P_VALUE = 0.001;
/** Noise must not turn an arm into nothing. */
const LEAST_PERSONS = 2;

/** Differences between the arms with their intervals, and whether the arms' sizes fit the lot. */
export function abResult(terms: AbTerms, control: ArmSums, treated: ArmSums): AbResult {
  const { measured, expectedShare, confidence, noiseStdDev } = terms;
  const all = Math.max(control.persons, LEAST_PERSONS) + Math.max(treated.persons, LEAST_PERSONS);
  const share = Math.max(treated.persons, 0) / all;
  const spread = expectedShare * (1 - expectedShare) * all + noiseStdDev ** 2;
  const z = (treated.persons - expectedShare * all) / Math.sqrt(spread);
  const pValue = twoSided(z);
  return {
    persons: { control: control.persons, treated: treated.persons },
    sampleRatio: { expectedShare, share, pValue, isMismatch: pValue < MISMATCH_P_VALUE },
    confidence,
    outcomes: Array.from({ length: measured.outcomes }, (_, outcome) =>
      outcomeResult(terms, outcome, control, treated),
    ),
  };
}

/** Mean, variance and covariance with the covariate in one arm, on [-1, 1]. */
interface ArmMoments {
  readonly persons: number;
  readonly mean: number;
  readonly variance: number;
  readonly covariateMean: number;
  readonly covariateVariance: number;
  readonly covariance: number;
}

function momentsOf({ outcomes }: Measured, outcome: number, sums: ArmSums): ArmMoments {
  const persons = Math.max(sums.persons, LEAST_PERSONS);
  const unbiased = persons / (persons - 1);
  const mean = sums.first[outcome]! / persons;
  const hasCovariate = sums.cross.length > 0;
  const covariateMean = hasCovariate ? sums.first[outcomes]! / persons : 0;
  return {
    persons,
    mean,
    variance: Math.max(0, unbiased * (sums.second[outcome]! / persons - mean ** 2)),
    covariateMean,
    covariateVariance: hasCovariate
      ? Math.max(0, unbiased * (sums.second[outcomes]! / persons - covariateMean ** 2))
      : 0,
    covariance: hasCovariate ? unbiased * (sums.cross[outcome]! / persons - mean * covariateMean) : 0,
  };
}

function outcomeResult(terms: AbTerms, outcome: number, control: ArmSums, treated: ArmSums): OutcomeResult {
  const { design } = terms.measured;
  const half = (design.upper[outcome]! - design.lower[outcome]!) / 2;
  const middle = (design.upper[outcome]! + design.lower[outcome]!) / 2;
  const [c, t] = [control, treated].map((sums) => momentsOf(terms.measured, outcome, sums)) as [
    ArmMoments,
    ArmMoments,
  ];
  const readable = ({ mean, variance }: ArmMoments): OutcomeResult['control'] => ({
    mean: middle + half * mean,
    standardDeviation: half * Math.sqrt(variance),
  });
  const effect = effectOf(terms, half, c, t, t.mean - c.mean, [c.variance, t.variance]);
  const controlMean = middle + half * c.mean;
  return {
    outcome: design.names[outcome]!,
    ...effect,
    control: readable(c),
    treated: readable(t),
    lift: controlMean === 0 ? null : effect.effect / controlMean,
    adjusted: adjustedEffect(terms, half, c, t),
  };
}

/** CUPED: less theta times the covariate, theta from both arms (Deng 2013). */
function adjustedEffect(
  terms: AbTerms,
  half: number,
  c: ArmMoments,
  t: ArmMoments,
): OutcomeResult['adjusted'] {
  const spread = c.persons * c.covariateVariance + t.persons * t.covariateVariance;
  if (spread <= 0) return null;
  const theta = (c.persons * c.covariance + t.persons * t.covariance) / spread;
  const left = ({ variance, covariance, covariateVariance }: ArmMoments): number =>
    Math.max(0, variance - 2 * theta * covariance + theta ** 2 * covariateVariance);
  const difference = t.mean - c.mean - theta * (t.covariateMean - c.covariateMean);
  const before = c.variance / c.persons + t.variance / t.persons;
  const after = left(c) / c.persons + left(t) / t.persons;
  return {
    ...effectOf(terms, half, c, t, difference, [left(c), left(t)]),
    varianceLeft: before > 0 ? after / before : 1,
  };
}

function effectOf(
  { confidence, plannedPersons, noiseStdDev }: AbTerms,
  half: number,
  c: ArmMoments,
  t: ArmMoments,
  difference: number,
  [controlVariance, treatedVariance]: readonly [number, number],
): Effect {
  // The noise on sum and count moves a mean by noise (1 + mean^2)^(1/2) / persons.
  const noise = ({ persons, mean }: ArmMoments): number => (noiseStdDev / persons) ** 2 * (1 + mean ** 2);
  const variance = controlVariance / c.persons + treatedVariance / t.persons + noise(c) + noise(t);
  const standardError = half * Math.sqrt(variance);
  const effect = half * difference;
  const around = (width: number): Interval => ({ lower: effect - width, upper: effect + width });
  const alpha = 1 - confidence;
  return {
    effect,
    standardError,
    interval: around(quantile(alpha) * standardError),
    pValue: standardError > 0 ? twoSided(effect / standardError) : effect === 0 ? 1 : 0,
    anytime: around(anytimeFactor(c.persons + t.persons, plannedPersons, alpha) * standardError),
  };
}

/**
 * Half width of an asymptotic confidence sequence in standard errors (Waudby-Smith 2024, theorem 2.2), tuned to be narrowest at `planned`
 * persons (their equation 24).
 */
function anytimeFactor(persons: number, planned: number, alpha: number): number {
  const tuned = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / planned;
  const mixed = persons * tuned + 1;
  return Math.sqrt(((2 * mixed) / (persons * tuned)) * Math.log(Math.sqrt(mixed) / alpha));
}

function twoSided(z: number): number {
  return 2 * normalTail(Math.abs(z));
}

/** z with P(|Z| > z) = alpha, by bisection to float64. */
function quantile(alpha: number): number {
  let low = 0;
  let high = 40;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (twoSided(middle) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
