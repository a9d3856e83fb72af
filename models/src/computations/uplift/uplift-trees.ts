// Whom does the treatment move, by boosted trees: a T- or X-learner (Kuenzel 2019) whose arms, and the halves of the persons that it is
// tried out on, are grown side by side in one sum. Without noise the trees are those of the pooled persons.
import type {
  Computation,
  OpenedSum,
  People,
  PlannedRound,
  StudyContext,
  VectorLayout,
} from '../computation.js';
import { NOTHING_TO_SUM, noFurther } from '../ended.js';
import type { UpliftTreesModel } from '../released-model.js';
import { exactRounds } from '../schedule.js';
import { boostedTrees, type BoostedTreesState } from '../trees/boosted-trees.js';
import { armFitsOf, CONTROL, groupsOf, learnedFrom, TREATED, type ArmTotals } from './arms.js';
import { emptyArm, type EmptyArm } from './empty-arm.js';
import {
  contributeMeasuring,
  measuringLayout,
  readCounts,
  readSpreads,
  type MeasureTerms,
  type Measuring,
} from './measure.js';
import {
  contributeSideBySide,
  isGrown,
  modelsOf,
  sideBySideLayout,
  stepSideBySide,
  totalsOf,
} from './side-by-side.js';
import { treeEffectsOf, withEffects, type TreeEffects } from './tree-effects.js';
import { measuresOf, upliftResult, type UpliftMeasures } from './uplift-result.js';
import {
  startArms,
  startEffects,
  upliftTreesSettingsSchema,
  upliftTreesSetup,
  type UpliftTreesSettings,
  type UpliftTreesSetup,
} from './uplift-trees-setup.js';

/** Trees of both arms, by fit: everybody, then the half that each split learns from. */
interface Arms {
  readonly setup: UpliftTreesSetup;
  readonly arms: readonly BoostedTreesState[];
}
/** Of an X-learner: trees of the effects of single persons, in the same order. */
interface Effects extends Arms {
  readonly effects: readonly BoostedTreesState[] | null;
}

export type UpliftTreesState =
  | (Arms & { readonly stage: 'arms' })
  | (Arms & { readonly stage: 'effects'; readonly effects: readonly BoostedTreesState[] })
  | (Effects & Measuring)
  | (Effects & {
      readonly stage: 'done';
      readonly ending: EmptyArm | null;
      readonly measures: UpliftMeasures | null;
    });
type State = UpliftTreesState;
type Context = StudyContext<UpliftTreesSettings>;

function schedule({ settings }: Context): PlannedRound[] {
  const { trees, depth, learner, splits } = settings;
  // Three rounds count bins.
  const stages = (learner === 'x' ? 2 : 1) * (3 + trees * depth);
  return exactRounds(stages + (splits > 0 ? 2 : 0));
}

function start(context: Context): State {
  const setup = upliftTreesSetup(context);
  return { stage: 'arms', setup, arms: startArms(setup) };
}

function layout(state: State): VectorLayout {
  const { setup } = state;
  const fits = 1 + setup.splits;
  switch (state.stage) {
    case 'arms':
      // A person is in one arm of each fit.
      return sideBySideLayout(state.arms, fits);
    case 'effects':
      return sideBySideLayout(state.effects, fits);
    case 'spread':
    case 'counts':
      return measuringLayout(measured(setup), state);
    case 'done':
      return NOTHING_TO_SUM;
  }
}

function contribute(state: State, people: People): Float64Array {
  const { setup } = state;
  switch (state.stage) {
    case 'arms':
      return contributeSideBySide(state.arms, partsOf(setup, people));
    case 'effects':
      return contributeSideBySide(state.effects, effectParts(state, people));
    case 'spread':
    case 'counts':
      return contributeMeasuring(measured(setup), state, upliftOf(state, people), people);
    case 'done':
      throw noFurther('contribution');
  }
}

function measured(setup: UpliftTreesSetup): MeasureTerms {
  return { ...setup, design: { names: namesOf(setup) }, isNoised: false };
}

function namesOf({ columns }: UpliftTreesSetup): string[] {
  return columns.map(({ name }) => name);
}

const keptParts = new WeakMap<People, { readonly of: string; readonly parts: readonly People[] }>();

/** The persons of each arm of each fit; the same objects from round to round, so that trees remember their rows. */
function partsOf(setup: UpliftTreesSetup, people: People): readonly People[] {
  const terms = measured(setup);
  const of = JSON.stringify([terms.design.names, setup.treated, setup.outcome, setup.splits]);
  const kept = keptParts.get(people);
  if (kept?.of === of) return kept.parts;
  const groups = groupsOf(terms, people);
  const parts = armFitsOf(setup).map((armFit) => learnedFrom(people, groups, armFit));
  keptParts.set(people, { of, parts });
  return parts;
}

const keptEffects = new WeakMap<readonly BoostedTreesState[], WeakMap<People, readonly People[]>>();

function effectParts({ setup, arms }: Arms, people: People): readonly People[] {
  const ofArms = keptEffects.get(arms) ?? new WeakMap<People, readonly People[]>();
  keptEffects.set(arms, ofArms);
  const kept = ofArms.get(people);
  if (kept) return kept;
  const models = modelsOf(arms);
  const parts = partsOf(setup, people);
  const found = armFitsOf(setup).map(({ fit, arm }, at) =>
    withEffects(parts[at]!, arm, models[2 * fit + (1 - arm)]!, setup.outcome),
  );
  ofArms.set(people, found);
  return found;
}

function learnedIn({ arms, effects }: Effects, fit: number): TreeEffects {
  const models = modelsOf(arms.slice(2 * fit, 2 * fit + 2));
  const [control, treated] = [models[0]!, models[1]!];
  if (effects === null) return { control, treated, effects: null };
  const second = modelsOf(effects.slice(2 * fit, 2 * fit + 2));
  const [untreated, mailed] = [totalsOf(arms[2 * fit]!).persons, totalsOf(arms[2 * fit + 1]!).persons];
  const treatedShare = mailed / (untreated + mailed);
  return { control, treated, effects: { control: second[0]!, treated: second[1]!, treatedShare } };
}

function upliftOf(state: Effects, people: People): (split: number) => Float64Array {
  return (split) => treeEffectsOf(learnedIn(state, 1 + split), people).uplift;
}

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'arms': {
      const arms = stepSideBySide(state.arms, sum);
      const ending = findEmptyArm(setup, arms);
      if (ending !== null) return { stage: 'done', setup, arms, effects: null, ending, measures: null };
      if (!isGrown(arms)) return { ...state, arms };
      if (setup.learner === 't') return afterLearning({ setup, arms, effects: null });
      return { stage: 'effects', setup, arms, effects: startEffects(setup) };
    }
    case 'effects': {
      const effects = stepSideBySide(state.effects, sum);
      return isGrown(effects) ? afterLearning({ setup, arms: state.arms, effects }) : { ...state, effects };
    }
    case 'spread':
      return { ...state, stage: 'counts', spreads: readSpreads(measured(setup), sum) };
    case 'counts': {
      const { arms, effects } = state;
      const measures = measuresOf(readCounts(measured(setup), sum));
      return { stage: 'done', setup, arms, effects, ending: null, measures };
    }
    case 'done':
      throw noFurther('sum');
  }
}

function afterLearning(learned: Effects): State {
  return learned.setup.splits > 0
    ? { ...learned, stage: 'spread' }
    : { ...learned, stage: 'done', ending: null, measures: null };
}

/** @returns null while bins are counted, or where both arms have persons. */
function findEmptyArm({ treated }: UpliftTreesSetup, arms: readonly BoostedTreesState[]): EmptyArm | null {
  const empty = arms.findIndex((state) => state.stage !== 'counting' && totalsOf(state).persons < 1);
  if (empty < 0) return null;
  return emptyArm(empty % 2 === 1 ? TREATED : CONTROL, treated, empty > 1 ? 'one-half' : 'all');
}

function model(state: State): UpliftTreesModel | undefined {
  if (state.stage !== 'done' || state.ending !== null) return undefined;
  return { kind: 'uplift-trees', columns: namesOf(state.setup), ...learnedIn(state, 0) };
}

export const upliftTrees: Computation<UpliftTreesSettings, State> = {
  name: 'uplift-trees',
  modes: ['none'],
  needsLabel: 'none',
  input: boostedTrees.input!,
  settings: upliftTreesSettingsSchema,
  schedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result(state) {
    if (state.stage !== 'done') return undefined;
    const totals = [0, 1].map((arm): ArmTotals => {
      const { persons, mean } = totalsOf(state.arms[arm]!);
      return { persons, outcomes: persons * mean };
    }) as [ArmTotals, ArmTotals];
    const { ending, measures } = state;
    return upliftResult({ names: [], totals, ending, constant: [], learned: null, measures });
  },
};
