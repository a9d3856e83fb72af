// Logistic regression. Without noise: Newton's method on summed gradients and Hessians, the very optimum of the
// pooled rows. With noise: a few averaged steps on clipped gradients, so that little is released and little paid.
import { z } from 'zod';
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyContext,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { designOf, type Design } from '../design.js';
import { noFurther } from '../ended.js';
import {
  contributeMoments,
  exactNormaliser,
  momentsLayout,
  normalise,
  readMoments,
  robustNormaliser,
} from '../moments.js';
import {
  contributeGradient,
  descend,
  gradientLayout,
  startDescent,
  type Descent,
  type DescentPlan,
} from './logistic-descent.js';
import { contributeLogisticNewton, logisticNewtonLayout } from './logistic-newton.js';
import { readableLogistic } from './logistic-result.js';
import { newtonStep, startNewton, type Newton } from './newton.js';
import type { LogisticModel, Normaliser } from '../released-model.js';
import { exactRounds, noisedRounds } from '../schedule.js';

// Defaults were fixed once, on three data sets (bench/privacy/utility.ts), so that no study spends budget on trials.
const settingsSchema = z.strictObject({
  c: z
    .number()
    .positive()
    .default(1)
    .describe('inverse ridge: minimises sum of losses + |weights|^2 / (2 c), intercept free'),
  newtonRounds: z
    .int()
    .min(1)
    .max(200)
    .default(25)
    .describe('without noise: most steps; it stops when converged'),
  gradientRounds: z.int().min(2).max(10_000).default(20).describe('with noise: steps'),
  learningRate: z
    .number()
    .positive()
    .default(3)
    .describe('with noise: first step width; halves when steps overshoot'),
  momentum: z.number().min(0).lt(1).default(0.5).describe('with noise'),
  samplingRate: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('with noise: chance of each person to take part in a step'),
  momentsShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('with noise: share of the privacy spent on means and deviations'),
});
export type LogisticRegressionSettings = z.infer<typeof settingsSchema>;

interface Setup {
  readonly design: Design;
  readonly label: string;
  readonly people: number;
  readonly ridge: number;
  /** How to descend; null without noise, where Newton's method needs no plan. */
  readonly descent: DescentPlan | null;
  readonly newtonRounds: number;
}

/** Fits until done; before, `fit` is the stage that the next round belongs to. */
export type LogisticRegressionState =
  | { readonly stage: 'moments'; readonly setup: Setup }
  | {
      readonly stage: 'newton';
      readonly setup: Setup;
      readonly normaliser: Normaliser;
      /** Of the encoded columns; states of studies that began before reasons were counted from the average person have none. */
      readonly means?: Float64Array;
      readonly newton: Newton;
    }
  | {
      readonly stage: 'descent';
      readonly setup: Setup;
      readonly normaliser: Normaliser;
      readonly means?: Float64Array;
      readonly descent: Descent;
    }
  | {
      readonly stage: 'done';
      readonly setup: Setup;
      readonly normaliser: Normaliser;
      readonly means?: Float64Array;
      /** Intercept, then one weight a column. */
      readonly coefficients: Float64Array;
      /** Whether Newton's method met its tolerance; null with noise, where steps are averaged and nothing settles. */
      readonly hasConverged: boolean | null;
    };
type State = LogisticRegressionState;

function schedule({ mode, settings }: StudyContext<LogisticRegressionSettings>): PlannedRound[] {
  if (mode === 'none') return exactRounds(1 + settings.newtonRounds);
  const { gradientRounds, momentsShare, samplingRate } = settings;
  return [...noisedRounds(1, momentsShare), ...noisedRounds(gradientRounds, 1 - momentsShare, samplingRate)];
}

function start(
  { columns, label, people, mode, settings }: StudyContext<LogisticRegressionSettings>,
  noise: StudyNoise,
): State {
  if (label === undefined) throw new RangeError('logistic regression needs a label in the dictionary');
  const { gradientRounds, learningRate, momentum, samplingRate } = settings;
  const setup: Setup = {
    design: designOf(columns),
    label: label.name,
    people,
    ridge: 1 / settings.c,
    descent:
      mode === 'none'
        ? null
        : {
            rounds: gradientRounds,
            learningRate,
            momentum,
            samplingRate,
            noiseOverClip: noise.stdDevOverClip[1]!,
          },
    newtonRounds: settings.newtonRounds,
  };
  return { stage: 'moments', setup };
}

function layout(state: State): VectorLayout {
  const { design, people } = state.setup;
  switch (state.stage) {
    case 'moments':
      return momentsLayout(design, people);
    case 'newton':
      return logisticNewtonLayout(design, state.normaliser, state.newton, people);
    case 'descent':
    case 'done':
      return gradientLayout(design, people);
  }
}

function contribute(state: State, people: People, clipNormL2: number): Float64Array {
  const { design, label } = state.setup;
  switch (state.stage) {
    case 'moments':
      return contributeMoments(design, people);
    case 'newton':
      return contributeLogisticNewton(design, state.normaliser, label, people, state.newton.coefficients);
    case 'descent':
      return contributeGradient(
        design,
        state.normaliser,
        label,
        people,
        state.descent.coefficients,
        clipNormL2,
      );
    case 'done':
      throw noFurther('contribution');
  }
}

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'moments': {
      const moments = readMoments(setup.design, sum, setup.people);
      if (setup.descent === null)
        return {
          stage: 'newton',
          setup,
          normaliser: exactNormaliser(setup.design, moments),
          means: moments.mean,
          newton: startNewton(setup.design.names.length),
        };
      return {
        stage: 'descent',
        setup,
        normaliser: robustNormaliser(setup.design, moments),
        means: moments.mean,
        descent: startDescent(setup.design, setup.descent, setup.ridge, moments.count),
      };
    }
    case 'newton': {
      const { newton, hasConverged } = newtonStep(state.newton, sum, setup.ridge);
      if (!hasConverged && newton.steps < setup.newtonRounds) return { ...state, newton };
      return finish(state, newton.coefficients, hasConverged);
    }
    case 'descent': {
      const descent = descend(state.descent, sum);
      if (descent.step < descent.plan.rounds) return { ...state, descent };
      return finish(state, descent.average, null);
    }
    case 'done':
      throw noFurther('sum');
  }
}

function finish(
  { setup, normaliser, means }: Exclude<State, { stage: 'moments' }>,
  coefficients: Float64Array,
  hasConverged: boolean | null,
): State {
  return { stage: 'done', setup, normaliser, ...(means && { means }), coefficients, hasConverged };
}

/** Whether its weights are the optimum; null with noise, where that cannot be told. */
function hasSettled(state: State): boolean | null {
  if (state.stage === 'done') return state.hasConverged;
  return state.stage === 'descent' ? null : false;
}

/** The model so far: the last iterate of a running study, the result of one that is done. */
function model(state: State): LogisticModel | undefined {
  if (state.stage === 'moments') return undefined;
  const coefficients =
    state.stage === 'done'
      ? state.coefficients
      : (state.stage === 'newton' ? state.newton : state.descent).coefficients;
  return {
    kind: 'logistic',
    columns: state.setup.design.names,
    normaliser: state.normaliser,
    weights: coefficients.slice(1),
    // Of rows without means, what columns are centred on stands for them.
    means: (state.means ?? state.normaliser.centre).map((mean, column) =>
      normalise(state.normaliser, column, mean),
    ),
    intercept: coefficients[0]!,
  };
}

export const logisticRegression: Computation<LogisticRegressionSettings, State> = {
  name: 'logistic-regression',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'binary',
  settings: settingsSchema,
  roundsSetting: 'gradientRounds',
  schedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result(state) {
    const fitted = model(state);
    return fitted && readableLogistic(fitted, hasSettled(state));
  },
};
