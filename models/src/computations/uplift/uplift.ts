// Whom does the treatment move? A T- or X-learner on logistic regressions (Kuenzel 2019): both arms, and as many halvings of the
// persons as it is tried out on, are fitted side by side in one sum; Qini follows from counts of scores by arm.
import type {
  Computation,
  OpenedSum,
  People,
  StudyContext,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { NOTHING_TO_SUM, noFurther } from '../ended.js';
import type { Descent } from '../regression/logistic-descent.js';
import { exactNormaliser, readMoments, robustNormaliser, type Moments } from '../moments.js';
import type { Normaliser, UpliftModel } from '../released-model.js';
import { CONTROL, contributeFirst, firstLayout, readTotals, TREATED, type ArmTotals } from './arms.js';
import {
  contributeDescents,
  contributeNewtons,
  descentsLayout,
  newtonsLayout,
  startDescents,
  startNewtons,
  stepDescents,
  stepNewtons,
  type ArmNewton,
} from './both-arms.js';
import { emptyArm, type EmptyArm } from './empty-arm.js';
import {
  contributeEffects,
  effectsLayout,
  effectsOf,
  learnedOf,
  readEffects,
  type Learned,
} from './effects.js';
import {
  contributeMeasuring,
  measuringLayout,
  readCounts,
  readSpreads,
  type MeasureTerms,
  type Measuring,
} from './measure.js';
import { measuresOf, upliftResult, type UpliftMeasures } from './uplift-result.js';
import {
  upliftSchedule,
  upliftSettingsSchema,
  upliftSetup,
  type UpliftSettings,
  type UpliftSetup,
} from './uplift-setup.js';

/** What the first round told, and all later ones start from. */
interface Known {
  readonly setup: UpliftSetup;
  readonly normaliser: Normaliser;
  readonly totals: readonly [ArmTotals, ArmTotals];
  readonly constant: readonly string[];
}

/** By fit: everybody, then the half that each split learns from. */
type AllLearned = readonly Learned[];

export type UpliftState =
  | { readonly stage: 'moments'; readonly setup: UpliftSetup }
  | (Known & { readonly stage: 'newton'; readonly newtons: readonly ArmNewton[] })
  | (Known & { readonly stage: 'descent'; readonly descents: readonly Descent[] })
  | (Known & { readonly stage: 'effects'; readonly learned: AllLearned })
  | (Known & { readonly learned: AllLearned } & Measuring)
  | (Known & {
      readonly stage: 'done';
      /** Of everybody; null where nothing could be learned. */
      readonly learned: Learned | null;
      readonly ending: EmptyArm | null;
      readonly measures: UpliftMeasures | null;
    });
type State = UpliftState;

function start(context: StudyContext<UpliftSettings>, noise: StudyNoise): State {
  return { stage: 'moments', setup: upliftSetup(context, noise) };
}

function layout(state: State): VectorLayout {
  const { setup } = state;
  switch (state.stage) {
    case 'moments':
      return firstLayout(setup);
    case 'newton':
      return newtonsLayout(setup, state.normaliser, state.newtons);
    case 'descent':
      return descentsLayout(setup);
    case 'effects':
      return effectsLayout(setup, state.normaliser);
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
    case 'moments':
      return contributeFirst(setup, people);
    case 'newton':
      return contributeNewtons(setup, state.normaliser, state.newtons, people);
    case 'descent':
      return contributeDescents(setup, state.normaliser, state.descents, people);
    case 'effects':
      return contributeEffects(setup, state.normaliser, state.learned, people);
    case 'spread':
    case 'counts':
      return contributeMeasuring(measured(setup), state, upliftOf(state, people), people);
    case 'done':
      throw noFurther('contribution');
  }
}

function measured(setup: UpliftSetup): MeasureTerms {
  return { ...setup, isNoised: setup.descent !== null };
}

function upliftOf(
  { setup, normaliser, learned }: Extract<State, { stage: 'spread' | 'counts' }>,
  people: People,
): (split: number) => Float64Array {
  const model = { columns: setup.design.names, normaliser };
  return (split) => effectsOf(model, learned[1 + split]!, people).uplift;
}

function update(state: State, sum: OpenedSum): State {
  switch (state.stage) {
    case 'moments':
      return afterMoments(state.setup, sum);
    case 'newton': {
      const newtons = stepNewtons(state.setup, state.newtons, sum);
      if (newtons.some(({ isOpen }) => isOpen)) return { ...state, newtons };
      const learned = learnedOf(newtons.map(({ newton }) => newton.coefficients));
      if (state.setup.learner === 't') return afterLearning(knownOf(state), learned);
      return { ...knownOf(state), stage: 'effects', learned };
    }
    case 'descent': {
      const descents = stepDescents(state.descents, sum);
      const { step, plan } = descents[0]!;
      if (step < plan.rounds) return { ...state, descents };
      return afterLearning(knownOf(state), learnedOf(descents.map(({ average }) => average)));
    }
    case 'effects': {
      const [control, treated] = state.totals;
      const share = treated.persons / (control.persons + treated.persons);
      return afterLearning(knownOf(state), readEffects(state.setup, state.learned, sum, share));
    }
    case 'spread':
      return { ...state, stage: 'counts', spreads: readSpreads(measured(state.setup), sum) };
    case 'counts': {
      const measures = measuresOf(readCounts(measured(state.setup), sum));
      return { ...knownOf(state), stage: 'done', learned: state.learned[0]!, ending: null, measures };
    }
    case 'done':
      throw noFurther('sum');
  }
}

function knownOf({ setup, normaliser, totals, constant }: Known): Known {
  return { setup, normaliser, totals, constant };
}

function afterMoments(setup: UpliftSetup, sum: OpenedSum): State {
  const { design, people, descent } = setup;
  const moments = readMoments(design, sum, people);
  const totals = readTotals(sum);
  const known: Known = {
    setup,
    normaliser: descent === null ? exactNormaliser(design, moments) : robustNormaliser(design, moments),
    totals,
    constant: descent === null ? constantColumns(setup, moments) : [],
  };
  const ending = findEmptyArm(setup, totals);
  if (ending !== null) return { ...known, stage: 'done', learned: null, ending, measures: null };
  return descent === null
    ? { ...known, stage: 'newton', newtons: startNewtons(setup) }
    : { ...known, stage: 'descent', descents: startDescents(setup, totals) };
}

/** Below this share of (half the range)^2 a variance is rounding. */
const NO_VARIANCE = 1e-10;

function constantColumns({ design }: UpliftSetup, { variance }: Moments): string[] {
  return design.names.filter((_, column) => {
    const half = (design.upper[column]! - design.lower[column]!) / 2;
    return variance[column]! <= NO_VARIANCE * half ** 2;
  });
}

/** An arm has to stand out of the noise on its count by so many deviations. */
const CLEAR_OF_NOISE = 4;

function findEmptyArm(setup: UpliftSetup, totals: readonly [ArmTotals, ArmTotals]): EmptyArm | null {
  const noise = setup.momentsNoiseOverClip * firstLayout(setup).clipNormL2;
  const isEmpty = ({ persons }: ArmTotals): boolean => persons < Math.max(1, CLEAR_OF_NOISE * noise);
  const [control, treated] = totals;
  if (!isEmpty(control) && !isEmpty(treated)) return null;
  return emptyArm(isEmpty(treated) ? TREATED : CONTROL, setup.treated, noise > 0 ? 'all-but-noise' : 'all');
}

function afterLearning(known: Known, learned: AllLearned): State {
  if (known.setup.splits > 0) return { ...known, stage: 'spread', learned };
  return { ...known, stage: 'done', learned: learned[0]!, ending: null, measures: null };
}

function model(state: State): UpliftModel | undefined {
  if (state.stage !== 'done' || state.learned === null) return undefined;
  return {
    kind: 'uplift',
    columns: state.setup.design.names,
    normaliser: state.normaliser,
    ...state.learned,
  };
}

export const uplift: Computation<UpliftSettings, State> = {
  name: 'uplift',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  settings: upliftSettingsSchema,
  roundsSetting: 'gradientRounds',
  schedule: upliftSchedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result: (state) =>
    state.stage === 'done' ? upliftResult({ ...state, names: state.setup.design.names }) : undefined,
};
