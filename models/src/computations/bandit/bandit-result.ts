// What a study of next actions found, for people: what each action earns, and what the policy would have earned.
import type { ActionSums, Unusable } from './action-sums.js';
import type { BanditSetup } from './bandit-setup.js';
import { whyNotEvaluated, type NoEvaluation } from './no-evaluation.js';
import type { Estimate, Evaluation } from './off-policy.js';

export interface BanditResult {
  readonly policy: 'linucb' | 'thompson';
  readonly actions: readonly {
    readonly action: string;
    /** Persons who got it, each of their decisions in part. */
    readonly persons: number;
    /** Of who got it; null where nobody did. */
    readonly meanReward: number | null;
    /** What everybody would earn with this action alone; null where nothing was evaluated, or the log hardly holds it. */
    readonly alone: Estimate | null;
  }[];
  /** Actions that no log shows: nothing is known of them, and they are offered to nobody. */
  readonly unseen: readonly string[];
  /** In persons, each of their decisions in part. */
  readonly unusable: Unusable;
  /** Null where it is refused. In the unit of the reward, by estimator; where they differ by more than their errors, believe none. */
  readonly evaluation: Omit<Evaluation, 'actions'> | null;
  /** Why nothing was evaluated, with an English sentence; null where it was. */
  readonly refused: (NoEvaluation & { readonly message: string }) | null;
}

interface Found {
  readonly setup: BanditSetup;
  readonly sums: readonly ActionSums[];
  readonly seen: readonly boolean[];
  readonly unusable: Unusable;
  readonly evaluation: Evaluation | null;
  readonly refused: NoEvaluation | null;
}

/** What the study found, in the unit of the reward. */
export function banditResult({ setup, sums, seen, unusable, evaluation, refused }: Found): BanditResult {
  const { lower, upper } = setup.reward;
  const inUnit = ({ value, standardError }: Estimate): Estimate => ({
    value: lower + (upper - lower) * value,
    standardError: (upper - lower) * standardError,
  });
  return {
    policy: setup.policy,
    actions: setup.actions.map((action, at) => {
      const { gram, moment } = sums[at]!;
      const alone = evaluation?.actions[at] ?? null;
      return {
        action,
        persons: gram[0]!,
        meanReward: seen[at] ? lower + ((upper - lower) * moment[0]!) / gram[0]! : null,
        alone: alone && inUnit(alone),
      };
    }),
    unseen: setup.actions.filter((_, at) => !seen[at]),
    unusable,
    evaluation: evaluation && {
      persons: evaluation.persons,
      logged: inUnit(evaluation.logged),
      inversePropensity: inUnit(evaluation.inversePropensity),
      selfNormalised: inUnit(evaluation.selfNormalised),
      doublyRobust: inUnit(evaluation.doublyRobust),
      effectivePersons: evaluation.effectivePersons,
      cappedShare: evaluation.cappedShare,
    },
    refused: refused && { ...refused, message: whyNotEvaluated(refused, 'en') },
  };
}
