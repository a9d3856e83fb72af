// Which measured models may be used: each is held against the model released before it for the same question, and against two
// challengers. From public figures alone, so that everybody who holds them comes to the same verdict.
import type { ReadableEvaluation } from '../computations/evaluation/evaluate-result.js';

/** What a model was off by on the persons who measured it; smaller is better. */
export interface ValidationError {
  /** Mean log loss of a yes or no, in nats; root mean squared error of a number, in the label's unit. */
  readonly measure: 'log-loss' | 'rmse';
  readonly error: number;
  /** The same of whoever says the same of everybody: the share of yes, or the mean of the label; null where it cannot be told. */
  readonly baseline: number | null;
}

/** One finished measuring of one model. */
export interface MeasuredRelease {
  /** Id of the study that measured. */
  readonly evaluation: string;
  /** Id of the study whose model it is. */
  readonly model: string;
  /** See {@link questionOf}. */
  readonly question: string;
  readonly validation: ValidationError;
  /** By how much the error may exceed that of the model released before, as a share of it. */
  readonly mostDrift: number;
}

export type HoldReason = 'drift' | 'challengers';

export interface ReleaseVerdict extends MeasuredRelease {
  /** What the error is held against; null for the first model of a question. */
  readonly before: { readonly model: string; readonly evaluation: string; readonly error: number } | null;
  /** Error over that of the model before, less one; null without one. */
  readonly drift: number | null;
  /** The best other model of the question that was measured before; null where there is none. */
  readonly challenger: { readonly model: string; readonly evaluation: string; readonly error: number } | null;
  /** Empty: nothing holds it back. */
  readonly held: readonly HoldReason[];
  /** Two administrators let it pass all the same. */
  readonly overridden: boolean;
  readonly released: boolean;
}

/** Models that predict the same label for the same purpose answer the same question, whatever computed them. */
export function questionOf(
  purpose: string,
  label: { readonly name: string; readonly type?: string | undefined },
): string {
  return JSON.stringify([purpose, label.name, label.type ?? 'binary']);
}

/** @returns undefined where the measuring found nobody to measure on. */
export function validationErrorOf({ everybody }: ReadableEvaluation): ValidationError | undefined {
  if ('auc' in everybody) {
    const { rows, positives, logLoss } = everybody;
    if (logLoss === null || !(rows > 0)) return undefined;
    return { measure: 'log-loss', error: logLoss, baseline: entropyOf(positives / rows) };
  }
  const { rootMeanSquaredError: error, rSquared } = everybody;
  if (error === null) return undefined;
  // R squared is 1 - error^2 / variance.
  const baseline = rSquared === null || rSquared >= 1 ? null : error / Math.sqrt(1 - rSquared);
  return { measure: 'rmse', error, baseline };
}

/** Log loss of saying `share` of everybody, in nats. */
function entropyOf(share: number): number {
  const part = (p: number): number => (p > 0 ? -p * Math.log(p) : 0);
  return part(share) + part(1 - share);
}

interface Released {
  readonly model: string;
  readonly evaluation: string;
  readonly error: number;
}

/**
 * Judges measurings in the order in which they came. A model is held back whose error exceeds by more than `mostDrift` that of the
 * model released before it for the question, or its own when it was released; and one whose error is larger than that of both
 * challengers, the baseline and the best other model of the question measured before; of the one, where there is one alone.
 * @param isOverridden whether two administrators let pass what one measuring found.
 */
export function judgeReleases(
  measured: readonly MeasuredRelease[],
  isOverridden: (evaluation: string) => boolean,
): ReleaseVerdict[] {
  const last = new Map<string, Released>();
  const own = new Map<string, Released>();
  const newest = new Map<string, MeasuredRelease>();
  return measured.map((release) => {
    const { model, evaluation, question, mostDrift, validation } = release;
    const { error, baseline } = validation;
    const before = own.get(model) ?? last.get(question) ?? null;
    const challenger = bestOf([...newest.values()].filter((other) => rivals(other, release)));
    const drifts = before !== null && error > before.error * (1 + mostDrift);
    const challengers = [baseline, challenger?.error ?? null].filter((each) => each !== null);
    const loses = challengers.length > 0 && challengers.every((each) => error > each);
    const held: HoldReason[] = [
      ...(drifts ? ['drift' as const] : []),
      ...(loses ? ['challengers' as const] : []),
    ];
    const overridden = held.length > 0 && isOverridden(evaluation);
    const released = held.length === 0 || overridden;
    newest.set(model, release);
    if (released) {
      // What is compared with is the error with which it was released, so that small steps do not add up unseen.
      const entry = (overridden ? undefined : own.get(model)) ?? { model, evaluation, error };
      own.set(model, entry);
      last.set(question, entry);
    }
    const drift = before === null || before.error === 0 ? null : error / before.error - 1;
    return { ...release, before, drift, challenger, held, overridden, released };
  });
}

function rivals(other: MeasuredRelease, { model, question }: MeasuredRelease): boolean {
  return other.model !== model && other.question === question;
}

function bestOf(rivalsOf: readonly MeasuredRelease[]): Released | null {
  const [best] = rivalsOf
    .map(({ model, evaluation, validation: { error } }) => ({ model, evaluation, error }))
    .sort((one, other) => one.error - other.error);
  return best ?? null;
}
