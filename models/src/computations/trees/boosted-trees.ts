// Gradient-boosted trees over the secure sum (Chen and Guestrin 2016, arXiv:1603.02754, with histograms). First persons
// are counted until every column has its bins. Then each tree grows level by level: a round sums gradients and Hessians
// by node, column and bin, and everybody finds the same splits. Without noise every part is an exact multiple of one
// grid, so the trees are those of the pooled rows on the same bins, bit for bit, whatever the split into parties.
import type { Dictionary } from '../../contracts/dictionary.js';
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { NOTHING_TO_SUM, noFurther } from '../ended.js';
import type { TreesModel } from '../released-model.js';
import { exactRounds, noisedRounds } from '../schedule.js';
import {
  boost,
  boostingLayout,
  contributeBoosting,
  startBoosting,
  type Boosted,
  type Boosting,
} from './boost.js';
import { firstCells } from './cells.js';
import { contributeCounts, countAgain, countingLayout, lastCount, type Counting } from './count-bins.js';
import { readableTrees } from './readable-trees.js';
import { treesSettingsSchema, type TreesSettings } from './settings.js';
import { cellRules, plannedOf, setupOf, type TreesContext, type TreesSetup } from './setup.js';

export type BoostedTreesState =
  | { readonly stage: 'counting'; readonly setup: TreesSetup; readonly counting: Counting }
  | { readonly stage: 'boosting'; readonly setup: TreesSetup; readonly boosting: Boosting }
  | { readonly stage: 'done'; readonly setup: TreesSetup; readonly boosted: Boosted };
type State = BoostedTreesState;

function schedule(context: TreesContext): PlannedRound[] {
  const { binRounds, treeRounds } = plannedOf(context);
  const { binsShare } = context.settings;
  return context.mode === 'none'
    ? exactRounds(binRounds + treeRounds)
    : [...noisedRounds(binRounds, binsShare), ...noisedRounds(treeRounds, 1 - binsShare)];
}

function start(context: TreesContext, noise: StudyNoise): State {
  const setup = setupOf(context, noise);
  const { pieces } = cellRules(setup, 0);
  const columns = context.columns.map((column) => firstCells(column, pieces));
  return { stage: 'counting', setup, counting: { columns, counted: 0 } };
}

function layout(state: State): VectorLayout {
  switch (state.stage) {
    case 'counting':
      return countingLayout(state.setup, state.counting);
    case 'boosting':
      return boostingLayout(state.setup, state.boosting);
    case 'done':
      return NOTHING_TO_SUM;
  }
}

function contribute(state: State, people: People): Float64Array {
  switch (state.stage) {
    case 'counting':
      return contributeCounts(state.setup, state.counting, people);
    case 'boosting':
      return contributeBoosting(state.setup, state.boosting, people);
    case 'done':
      throw noFurther('contribution');
  }
}

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'counting': {
      const { counting } = state;
      const rules = cellRules(setup, layout(state).clipNormL2);
      if (counting.counted + 1 < setup.binRounds)
        return { ...state, counting: countAgain(counting, sum, rules) };
      const { columns, prior } = lastCount(counting, sum, rules, setup);
      if (columns.some(({ isUsed }) => isUsed))
        return { stage: 'boosting', setup, boosting: startBoosting(columns, prior) };
      const boosted: Boosted = { columns, prior, trees: [], losses: [], ending: 'no column has two bins' };
      return { stage: 'done', setup, boosted };
    }
    case 'boosting': {
      const next = boost(setup, state.boosting, sum);
      return 'ending' in next
        ? { stage: 'done', setup, boosted: next }
        : { stage: 'boosting', setup, boosting: next };
    }
    case 'done':
      throw noFurther('sum');
  }
}

function model(state: State): TreesModel | undefined {
  if (state.stage === 'counting') return undefined;
  const { columns, prior, trees } = state.stage === 'done' ? state.boosted : state.boosting;
  const { objective, label } = state.setup;
  const { lower, upper, transform } = label;
  return {
    kind: 'trees',
    columns: columns.map(({ name }) => name),
    bins: columns,
    objective,
    label: { lower, upper, transform },
    priorMean: prior.mean,
    trees,
  };
}

export const boostedTrees: Computation<TreesSettings, State> = {
  name: 'boosted-trees',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'either',
  input: { categories: 'codes', missing: 'nan' },
  settings: treesSettingsSchema,
  roundsSetting: 'trees',
  schedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result(state, dictionary: Dictionary) {
    if (state.stage === 'counting') return undefined;
    const boosted =
      state.stage === 'done'
        ? state.boosted
        : ({ ...state.boosting, ending: 'the study ended early' } satisfies Boosted);
    return readableTrees(boosted, state.setup, dictionary);
  },
};
