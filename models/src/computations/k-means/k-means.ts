// Segments of alike persons: k-means over z-scores. Several runs from public starts go on in one sum, because Lloyd's
// algorithm finds a local optimum only and a start drawn from the data (k-means++) would publish a person; the best goes on.
import { z } from 'zod';
import type { Dictionary } from '../../contracts/dictionary.js';
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
  clipFor,
  contributeLloyd,
  lloydLayout,
  pointsOf,
  startRun,
  stepLloyd,
  type Clip,
  type Run,
} from './lloyd.js';
import { readableSegments, segmentsModel } from './k-means-result.js';
import { publicStart, startFrom } from './starts.js';
import {
  contributeMoments,
  momentsLayout,
  normalisedBounds,
  numbersNormaliser,
  readMoments,
  type Moments,
} from '../moments.js';
import type { Normaliser } from '../released-model.js';
import { exactRounds, noisedRounds } from '../schedule.js';

const settingsSchema = z
  .strictObject({
    segments: z.int().min(2).max(64).default(4),
    starts: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('public starts that are tried side by side; default: 20 without noise, 4 with'),
    startCentres: z
      .array(z.array(z.number()).min(1))
      .optional()
      .describe(
        'start from these instead, such as the segments of an earlier study: one list a segment, one number a column, ' +
          'as the dictionary encodes it (after a transform)',
      ),
    rounds: z
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe('most steps; default: 100 without noise, which end when no centre moves, 8 with'),
    momentsShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe('with noise: share of the privacy spent on means and deviations'),
    seed: z.int().min(0).default(1).describe('of the public starts'),
  })
  .refine(
    ({ starts, startCentres }) => starts === undefined || startCentres === undefined,
    'give starts or startCentres',
  )
  .refine(
    ({ segments, startCentres }) => startCentres === undefined || startCentres.length === segments,
    'startCentres needs one list a segment',
  );
export type KMeansSettings = z.infer<typeof settingsSchema>;

interface Setup {
  readonly design: Design;
  readonly people: number;
  readonly nodes: number;
  readonly clusters: number;
  readonly starts: number;
  readonly seed: number;
  /** By cluster, in encoded units; null: public starts. */
  readonly startCentres: readonly (readonly number[])[] | null;
  readonly rounds: number;
  /** Null without noise. */
  readonly clip: Clip | null;
  /** By round of Lloyd's algorithm: noise of its sum over its clip. */
  readonly noiseOverClip: Float64Array;
}

export type KMeansState =
  | { readonly stage: 'moments'; readonly setup: Setup }
  | {
      readonly stage: 'lloyd';
      readonly setup: Setup;
      readonly normaliser: Normaliser;
      readonly step: number;
      /** Those that go on; without noise, runs that have settled wait in `settled`. */
      readonly runs: readonly Run[];
      /** The best run that has settled. */
      readonly settled: Run | null;
    }
  | { readonly stage: 'done'; readonly setup: Setup; readonly normaliser: Normaliser; readonly best: Run };
type State = KMeansState;

function planned({ mode, settings }: Pick<StudyContext<KMeansSettings>, 'mode' | 'settings'>): {
  readonly starts: number;
  readonly rounds: number;
} {
  const isExact = mode === 'none';
  return {
    starts: settings.startCentres ? 1 : (settings.starts ?? (isExact ? 20 : 4)),
    rounds: settings.rounds ?? (isExact ? 100 : 8),
  };
}

function schedule(context: StudyContext<KMeansSettings>): PlannedRound[] {
  const { rounds } = planned(context);
  if (context.mode === 'none') return exactRounds(1 + rounds);
  const { momentsShare } = context.settings;
  return [...noisedRounds(1, momentsShare), ...noisedRounds(rounds, 1 - momentsShare)];
}

function start(context: StudyContext<KMeansSettings>, noise: StudyNoise): State {
  const { columns, people, nodes, mode, settings } = context;
  const { starts, rounds } = planned(context);
  const { segments, startCentres, seed } = settings;
  const wrong = startCentres?.find((centre) => centre.length !== columns.length);
  if (wrong)
    throw new RangeError(
      `startCentres: a centre has ${wrong.length} numbers, the features give ${columns.length} columns: ` +
        columns.map(({ name }) => name).join(', '),
    );
  return {
    stage: 'moments',
    setup: {
      design: designOf(columns),
      people,
      nodes,
      clusters: segments,
      starts,
      seed,
      startCentres: startCentres ?? null,
      rounds,
      clip: mode === 'none' ? null : clipFor(columns.length),
      noiseOverClip: Float64Array.from(noise.stdDevOverClip.slice(1)),
    },
  };
}

function layout(state: State): VectorLayout {
  const { design, people, clusters, clip } = state.setup;
  if (state.stage === 'moments') return momentsLayout(design, people);
  const runs = state.stage === 'lloyd' ? state.runs.length : 1;
  return lloydLayout(design, state.normaliser, people, { runs, clusters }, clip);
}

function contribute(state: State, people: People): Float64Array {
  const { design, clip } = state.setup;
  switch (state.stage) {
    case 'moments':
      return contributeMoments(design, people);
    case 'lloyd':
      return contributeLloyd(
        pointsOf(people, design, state.normaliser),
        design.names.length,
        state.runs,
        clip,
      );
    case 'done':
      throw noFurther('contribution');
  }
}

function update(state: State, sum: OpenedSum): State {
  switch (state.stage) {
    case 'moments':
      return startLloyd(state.setup, readMoments(state.setup.design, sum, state.setup.people));
    case 'lloyd':
      return stepAll(state, sum);
    case 'done':
      throw noFurther('sum');
  }
}

function startLloyd(setup: Setup, moments: Moments): State {
  const { design, startCentres, starts, clusters, seed, clip } = setup;
  const normaliser = numbersNormaliser(design, moments, clip !== null);
  const centres = startCentres
    ? [startFrom(startCentres, design, normaliser)]
    : Array.from({ length: starts }, (_, run) =>
        publicStart({ design, normaliser, moments, clusters }, seed, run),
      );
  return {
    stage: 'lloyd',
    setup,
    normaliser,
    step: 0,
    runs: centres.map((each) => startRun(each, clusters)),
    settled: null,
  };
}

/** A count this many deviations of its noise above zero is a count. */
const SURE_COUNT = 3;

function stepAll(state: Extract<State, { stage: 'lloyd' }>, sum: OpenedSum): State {
  const { setup, normaliser } = state;
  const { design, clip, rounds, noiseOverClip } = setup;
  const { blocks, clipNormL2 } = layout(state);
  const leastCount =
    clip === null ? 0.5 : Math.max(1, (SURE_COUNT * noiseOverClip[state.step]! * clipNormL2) / clip.count);
  // Each node rounds once, by half a step at most.
  const rounding =
    clip === null ? setup.nodes * blocks.find(({ name }) => name === 'deviations')!.precision : -1;
  const bounds = normalisedBounds(design, normaliser);
  const runs = stepLloyd(state.runs, sum, bounds, clip, leastCount, rounding);
  const step = state.step + 1;
  // With noise nothing settles: the first half of the steps chooses the run that the second half refines.
  const going = clip === null ? runs.filter((run) => !run.hasSettled) : runs;
  const settled = [...(state.settled ? [state.settled] : []), ...runs.filter((run) => run.hasSettled)];
  if (going.length === 0 || step === rounds)
    return { stage: 'done', setup, normaliser, best: leastInertia([...settled, ...going]) };
  const chosen = clip !== null && step >= rounds / 2 ? [leastInertia(runs)] : going;
  return {
    ...state,
    step,
    runs: chosen,
    settled: clip === null && settled.length > 0 ? leastInertia(settled) : null,
  };
}

function leastInertia(runs: readonly Run[]): Run {
  return runs.reduce((best, run) => (run.inertia < best.inertia ? run : best));
}

/** The best run, so far where the study ended early; undefined before anybody was counted by segment. */
function bestSoFar(state: State): { readonly normaliser: Normaliser; readonly best: Run } | undefined {
  if (state.stage === 'done') return state;
  if (state.stage === 'moments' || state.step === 0) return undefined;
  const { normaliser, runs, settled } = state;
  return { normaliser, best: leastInertia([...(settled ? [settled] : []), ...runs]) };
}

export const kMeans: Computation<KMeansSettings, State> = {
  name: 'k-means',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  settings: settingsSchema,
  roundsSetting: 'rounds',
  schedule,
  start,
  layout,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model(state) {
    const found = bestSoFar(state);
    return found && segmentsModel(found.best, state.setup.design, found.normaliser);
  },
  result(state, dictionary: Dictionary) {
    const found = bestSoFar(state);
    return found && readableSegments(found.best, state.setup.design, found.normaliser, dictionary);
  },
};
