// What to offer now? A contextual bandit whose beliefs are sums: LinUCB (Li 2010) or linear Thompson sampling (Agrawal 2013), and what its
// policy would have earned, from logs with propensities, before anything goes live.
import type {
  Computation,
  OpenedSum,
  People,
  StudyContext,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { noFurther } from '../ended.js';
import type { BanditModel } from '../released-model.js';
import { packedIndex } from '../vectors.js';
import {
  addSums,
  contributeSums,
  readSums,
  readUnusable,
  sumsLayout,
  type ActionSums,
  type Unusable,
} from './action-sums.js';
import { banditResult } from './bandit-result.js';
import {
  banditSchedule,
  banditSettingsSchema,
  banditSetup,
  type BanditSettings,
  type BanditSetup,
} from './bandit-setup.js';
import { beliefsOf, type Beliefs } from './beliefs.js';
import type { NoEvaluation } from './no-evaluation.js';
import { contributeEvaluation, evaluationLayout, readEvaluation, type Evaluation } from './off-policy.js';

interface Learned {
  readonly setup: BanditSetup;
  /** By half of the persons and action. */
  readonly halves: readonly (readonly ActionSums[])[];
  readonly unusable: Unusable;
}

export type BanditState =
  | { readonly stage: 'sums'; readonly setup: BanditSetup }
  | (Learned & { readonly stage: 'evaluation' })
  | (Learned & {
      readonly stage: 'done';
      readonly evaluation: Evaluation | null;
      readonly refused: NoEvaluation | null;
    });
type State = BanditState;

function start(context: StudyContext<BanditSettings>, noise: StudyNoise): State {
  return { stage: 'sums', setup: banditSetup(context, noise) };
}

function layout({ stage, setup }: State): VectorLayout {
  return stage === 'sums' ? sumsLayout(setup) : evaluationLayout(setup);
}

function contribute(state: State, people: People): Float64Array {
  switch (state.stage) {
    case 'sums':
      return contributeSums(state.setup, people);
    case 'evaluation':
      return contributeEvaluation(
        state.setup,
        state.halves.map((sums) => beliefs(state.setup, sums, 1)),
        people,
      );
    case 'done':
      throw noFurther('contribution');
  }
}

/** @param parts of which noised sums they were added up. */
function beliefs(setup: BanditSetup, sums: readonly ActionSums[], parts: number): Beliefs {
  const size = 1 + setup.design.names.length;
  const noise = setup.noiseOverClip[0]! * sumsLayout(setup).clipNormL2;
  return beliefsOf(sums, { prior: setup.prior, gramNoise: noise * size * Math.sqrt(parts) });
}

function together({ halves }: Learned): ActionSums[] {
  return halves[0]!.map((sums, action) => addSums(sums, halves[1]![action]!));
}

/** So many deviations of noise are no sign of a person. */
const CLEAR_OF_NOISE = 4;
/** Persons; sums without noise are exact to far less. */
const NOBODY = 1e-6;

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'sums': {
      const learned: Learned = { setup, halves: readSums(setup, sum), unusable: readUnusable(sum) };
      const refused = findRefusal(learned);
      return refused === null
        ? { ...learned, stage: 'evaluation' }
        : { ...learned, stage: 'done', evaluation: null, refused };
    }
    case 'evaluation': {
      const noise = setup.noiseOverClip[1]! * evaluationLayout(setup).clipNormL2;
      const { halves, unusable } = state;
      const evaluation = readEvaluation(setup, sum, noise);
      return { setup, halves, unusable, stage: 'done', evaluation, refused: null };
    }
    case 'done':
      throw noFurther('sum');
  }
}

function findRefusal({ setup, halves, unusable }: Learned): NoEvaluation | null {
  const { propensity } = setup;
  if (propensity === null) return { code: 'no-propensities' };
  const noise = CLEAR_OF_NOISE * setup.noiseOverClip[0]! * sumsLayout(setup).clipNormL2;
  if (unusable.propensities > Math.max(NOBODY, noise))
    return { code: 'unusable-propensities', propensity, persons: Math.ceil(unusable.propensities) };
  const isTaught = halves.every((sums) => beliefs(setup, sums, 1).seen.includes(true));
  return isTaught ? null : { code: 'too-few-decisions' };
}

function model(state: State): BanditModel | undefined {
  if (state.stage === 'sums') return undefined;
  const { setup } = state;
  const sums = together(state);
  const { seen, ...believed } = beliefs(setup, sums, 2);
  if (!seen.includes(true)) return undefined;
  const size = 1 + setup.design.names.length;
  const persons = sums.reduce((total, { gram }) => total + gram[0]!, 0);
  const { names, lower, upper } = setup.design;
  return {
    kind: 'bandit',
    columns: names,
    lower,
    upper,
    centre: Float64Array.from({ length: size - 1 }, (_, column) => {
      const total = sums.reduce((sum, { gram }) => sum + gram[packedIndex(1 + column, 0)]!, 0);
      return Math.max(-1, Math.min(1, total / persons));
    }),
    actions: setup.actions,
    seen,
    ...believed,
    policy: setup.policy,
    alpha: setup.alpha,
    reward: { lower: setup.reward.lower, upper: setup.reward.upper },
  };
}

export const bandit: Computation<BanditSettings, State> = {
  name: 'bandit',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  // A propensity that is missing must not become one that stands in for it.
  input: { categories: 'one-hot', missing: 'nan' },
  settings: banditSettingsSchema,
  schedule: banditSchedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result: (state) => {
    if (state.stage !== 'done') return undefined;
    const sums = together(state);
    return banditResult({ ...state, sums, seen: beliefs(state.setup, sums, 2).seen });
  },
};
