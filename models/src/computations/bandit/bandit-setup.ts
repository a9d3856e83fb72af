// What a study of next actions fixes before its first round: which actions there are, what tells customers apart, what was logged.
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import type { PlannedRound, StudyContext, StudyNoise } from '../computation.js';
import { designOf, type Design } from '../design.js';
import { roundsByShare } from '../schedule.js';
import { packedIndex } from '../vectors.js';

const feature = z.string().min(1);
export const banditSettingsSchema = z.strictObject({
  action: feature.default('action').describe('category: what was done; a row is a decision'),
  reward: feature
    .default('reward')
    .describe('number or yes-or-no: what came of it; a row without it is left out'),
  propensity: feature
    .optional()
    .describe(
      'number from 0 to 1: how likely this action was when it was drawn; without it nothing is evaluated',
    ),
  policy: z
    .enum(['linucb', 'thompson'])
    .default('linucb')
    .describe('linucb: the action that may be best; thompson: each as often as it is likely the best'),
  alpha: z.number().min(0).max(100).default(1).describe('how much what is unsure attracts; 0: not at all'),
  prior: z
    .number()
    .positive()
    .max(10)
    .default(0.5)
    .describe(
      "how far an action's coefficients may be from the mean reward, as a share of the reward's bounds",
    ),
  mostWeight: z
    .number()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('a decision counts for at most so many when a policy is evaluated'),
  evaluationShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.3)
    .describe('with noise: share of the privacy spent on the evaluation'),
});
export type BanditSettings = z.infer<typeof banditSettingsSchema>;

export interface BanditSetup {
  readonly design: Design;
  readonly actions: readonly string[];
  /** The one-hot column of each action. */
  readonly actionColumns: readonly string[];
  readonly reward: { readonly name: string; readonly lower: number; readonly upper: number };
  /** Null: nothing is evaluated. */
  readonly propensity: string | null;
  readonly people: number;
  readonly policy: 'linucb' | 'thompson';
  readonly alpha: number;
  readonly prior: number;
  readonly mostWeight: number;
  /** By round: standard deviation of the noise in its sums over their clip; 0 without. */
  readonly noiseOverClip: readonly number[];
}

type Context = StudyContext<BanditSettings>;

/** One round, or two where propensities are known: what is learned, and what it would have earned. */
export function banditSchedule({ mode, settings }: Pick<Context, 'mode' | 'settings'>): PlannedRound[] {
  const { propensity, evaluationShare } = settings;
  return roundsByShare(mode, propensity === undefined ? [1] : [1 - evaluationShare, evaluationShare]);
}

const MOST_VALUES = 4_000_000;

/** @throws RangeError for settings that do not fit the study's features. */
export function banditSetup({ columns, people, settings }: Context, noise: StudyNoise): BanditSetup {
  const { action, reward, propensity, policy, alpha, prior, mostWeight } = settings;
  const actionColumns = columns.filter(({ name }) => name.startsWith(`${action}=`));
  if (actionColumns.length === 0)
    throw new RangeError(
      `settings.action names "${action}", which is no category among the study's features: ${namesOf(columns)}`,
    );
  const rewardColumn = rewardOf(columns, reward);
  if (propensity !== undefined) requirePropensity(columns, propensity);
  if (propensity === reward)
    throw new RangeError('settings: reward and propensity have to be different features');
  const taken = new Set([reward, propensity, ...actionColumns.map(({ name }) => name)]);
  const telling = columns.filter(({ name }) => !taken.has(name));
  if (telling.length === 0)
    throw new RangeError(
      'nothing is left to tell customers apart: name features beside action, reward and propensity',
    );
  const named = actionColumns.filter(({ name }) => name !== `${action}=other`);
  const values = 2 * named.length * packedIndex(1 + telling.length, 0);
  if (values > MOST_VALUES)
    throw new RangeError(
      `${named.length} actions and ${telling.length} columns are ${values} values a round; leave out features or actions`,
    );
  return {
    design: designOf(telling),
    actions: named.map(({ name }) => name.slice(action.length + 1)),
    actionColumns: named.map(({ name }) => name),
    reward: { name: reward, lower: rewardColumn.lower, upper: rewardColumn.upper },
    propensity: propensity ?? null,
    people,
    policy,
    alpha,
    prior,
    mostWeight,
    noiseOverClip: noise.stdDevOverClip,
  };
}

function namesOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(', ');
}

function rewardOf(columns: readonly Column[], name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined || column.type === 'category')
    throw new RangeError(
      `settings.reward names "${name}", which is no number or yes-or-no among the study's features: ${namesOf(columns)}`,
    );
  if (column.transform !== undefined)
    throw new RangeError(`settings.reward: "${name}" is a logarithm, whose mean is no mean of rewards`);
  return column;
}

/** Clamping would turn a chance of 0 into one that is not, and it could not be refused any more. */
function requirePropensity(columns: readonly Column[], name: string): void {
  const column = columns.find((candidate) => candidate.name === name);
  if (column?.type !== 'number' || column.transform !== undefined)
    throw new RangeError(
      `settings.propensity names "${name}", which is no plain number among the study's features: ${namesOf(columns)}`,
    );
  if (column.lower !== 0 || column.upper !== 1)
    throw new RangeError(
      `settings.propensity: "${name}" is bounded by ${column.lower} and ${column.upper}; the dictionary has to bound a chance by 0 and 1`,
    );
}
