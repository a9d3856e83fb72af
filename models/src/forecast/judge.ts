// What a plan is worth, before it runs: one judge a kind of computation. Each says what it measures and what it takes for granted.
import type { StudyPlan } from '../privacy/plan.js';

/**
 * `auc`: of the model on made-up persons, more is better. `inertia-ratio`: of the segments over those without noise, on made-up
 * persons, 1 is best. `standard-error`: noise in a mean as a share of its column's range, exact, less is better.
 */
export type AccuracyMeasure = 'auc' | 'inertia-ratio' | 'standard-error';

/** Why nothing can be said of a plan but its noise. */
export type NoJudge = 'averages-updates' | 'other-layers' | 'too-large' | 'too-few-persons' | 'unknown';

export interface Expectation {
  readonly value: number;
  /** Between simulated runs; null where there was one, or nothing was simulated. */
  readonly stdDev: number | null;
}

/** What an estimate took for granted. */
export interface Simulation {
  /** Made-up persons who were trained on; the sums are scaled up to the declared number. */
  readonly persons: number;
  readonly runs: number;
  /** AUC of the true model of the made-up persons; null where nothing is predicted. */
  readonly signalAuc: number | null;
}

export interface Judge {
  readonly measure: AccuracyMeasure;
  /** Of the same study without noise. */
  readonly noiseFree: number;
  /** Null where the measure is exact. */
  readonly simulation: Simulation | null;
  /** Whether an expectation takes seconds. */
  readonly isSlow: boolean;
  expect(plan: StudyPlan): Promise<Expectation>;
}

/** A value that is as good as `best` for all that a smaller epsilon is worth. */
export function isGoodEnough(measure: AccuracyMeasure, value: number, best: number): boolean {
  switch (measure) {
    case 'auc':
      return value >= best - NEGLIGIBLE.auc;
    case 'inertia-ratio':
      return value <= best + NEGLIGIBLE.inertiaRatio;
    case 'standard-error':
      return value <= Math.max(best, NEGLIGIBLE.standardError);
  }
}

/** What is not worth a larger epsilon; the standard error absolute, as a share of a column's range. */
const NEGLIGIBLE = { auc: 0.005, inertiaRatio: 0.02, standardError: 0.005 } as const;

/**
 * Whether an expectation is more than luck and guessing: steady between runs, and for an AUC at least a third of the way from
 * guessing to what the study reaches without noise.
 */
export function isWorthRunning(
  measure: AccuracyMeasure,
  { value, stdDev }: Expectation,
  noiseFree: number,
): boolean {
  if (!Number.isFinite(value) || (stdDev ?? 0) > MOST_SPREAD[measure]) return false;
  switch (measure) {
    case 'auc':
      return value > GUESSING && value >= GUESSING + (noiseFree - GUESSING) / 3;
    case 'inertia-ratio':
      return true;
    case 'standard-error':
      return value <= MOST_STANDARD_ERROR;
  }
}

const GUESSING = 0.5;
/** Standard deviation between runs beyond which chance decides; exact measures have none. */
const MOST_SPREAD: Record<AccuracyMeasure, number> = {
  auc: 0.05,
  'inertia-ratio': 0.25,
  'standard-error': 0,
};
/** As a share of a column's range: a mean that was guessed anywhere in it errs hardly more (0.29). */
const MOST_STANDARD_ERROR = 0.25;

export function bestOf(measure: AccuracyMeasure, values: readonly number[]): number {
  return measure === 'auc' ? Math.max(...values) : Math.min(...values);
}

/** Mean and spread of the runs of a simulation. */
export async function overRuns(runs: number, run: (seed: number) => Promise<number>): Promise<Expectation> {
  const values: number[] = [];
  for (let seed = 0; seed < runs; seed += 1) values.push(await run(FIRST_SEED + seed));
  const value = values.reduce((total, each) => total + each, 0) / runs;
  const square = values.reduce((total, each) => total + (each - value) ** 2, 0);
  return { value, stdDev: runs > 1 ? Math.sqrt(square / (runs - 1)) : null };
}

/** Made-up persons have the one before. */
const FIRST_SEED = 2;
