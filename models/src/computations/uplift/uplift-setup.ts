// What a study of uplift fixes before its first round: whose answers are told apart by which columns, and how often it is tried out.
import { z } from 'zod';
import type { PlannedRound, StudyContext, StudyNoise } from '../computation.js';
import { designOf, type Design } from '../design.js';
import type { DescentPlan } from '../regression/logistic-descent.js';
import { exactRounds, noisedRounds } from '../schedule.js';
import { roleSettings, rolesOf } from './roles.js';

const EXACT_SPLITS = 20;

export const upliftSettingsSchema = z.strictObject({
  ...roleSettings,
  learner: z
    .enum(['t', 'x'])
    .default('t')
    .describe(
      't: a regression for each arm; x: effects of single persons regressed on top, without noise only',
    ),
  c: z.number().positive().default(1).describe('inverse ridge of each regression, as of logistic-regression'),
  newtonRounds: z.int().min(1).max(200).default(25).describe('without noise: most steps'),
  splits: z
    .int()
    .min(0)
    .max(50)
    .optional()
    .describe(
      `halvings of the persons, one half learned from and the other measured, for Qini; default: ${EXACT_SPLITS} without noise, 0 with`,
    ),
  gradientRounds: z.int().min(2).max(10_000).default(20).describe('with noise: steps'),
  learningRate: z.number().positive().default(3).describe('with noise: first step width'),
  momentum: z.number().min(0).lt(1).default(0.5).describe('with noise'),
  momentsShare: z.number().gt(0).lt(1).default(0.2).describe('with noise: share of the privacy for moments'),
  measureShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.3)
    .describe('with noise: share of the rest for measuring, where there are splits'),
});
export type UpliftSettings = z.infer<typeof upliftSettingsSchema>;
type Context = StudyContext<UpliftSettings>;

export interface UpliftSetup {
  /** What persons are told apart by: neither who was treated nor what came of it. */
  readonly design: Design;
  readonly treated: string;
  readonly outcome: string;
  readonly people: number;
  readonly learner: 't' | 'x';
  readonly ridge: number;
  readonly newtonRounds: number;
  readonly splits: number;
  /** Null without noise. */
  readonly descent: DescentPlan | null;
  /** Standard deviation of the noise in the first round's sums over its clip. */
  readonly momentsNoiseOverClip: number;
}

/** One regression of everybody, and one of a half of them for each split; each has both arms. */
export function fitsOf({ splits }: Pick<UpliftSetup, 'splits'>): number {
  return 1 + splits;
}

function splitsOf({ mode, settings }: Pick<Context, 'mode' | 'settings'>): number {
  return settings.splits ?? (mode === 'none' ? EXACT_SPLITS : 0);
}

/** Moments, then steps of all arms at once, then measuring where halves are split off for it. */
export function upliftSchedule({ mode, settings }: Context): PlannedRound[] {
  const measures = splitsOf({ mode, settings }) > 0 ? 2 : 0;
  if (mode === 'none')
    return exactRounds(1 + settings.newtonRounds + (settings.learner === 'x' ? 1 : 0) + measures);
  const { gradientRounds, momentsShare, measureShare } = settings;
  const rest = 1 - momentsShare;
  const forSteps = measures > 0 ? rest * (1 - measureShare) : rest;
  return [
    ...noisedRounds(1, momentsShare),
    ...noisedRounds(gradientRounds, forSteps),
    ...noisedRounds(measures, rest * measureShare),
  ];
}

/** @throws RangeError for settings that do not fit the study's features. */
export function upliftSetup(context: Context, noise: StudyNoise): UpliftSetup {
  const { people, mode, settings } = context;
  const { learner, gradientRounds, learningRate, momentum, c, newtonRounds } = settings;
  if (mode !== 'none' && learner === 'x')
    throw new RangeError(
      'settings.learner: x regresses on single effects without clipping them and needs mode none; take t',
    );
  const { treated, outcome, telling } = rolesOf(context);
  const splits = splitsOf(context);
  return {
    design: designOf(telling),
    treated,
    outcome,
    people,
    learner,
    ridge: 1 / c,
    newtonRounds,
    splits,
    descent:
      mode === 'none'
        ? null
        : {
            rounds: gradientRounds,
            learningRate,
            momentum,
            samplingRate: 1,
            noiseOverClip: noise.stdDevOverClip[1]! * Math.sqrt(fitsOf({ splits })),
          },
    momentsNoiseOverClip: noise.stdDevOverClip[0]!,
  };
}
