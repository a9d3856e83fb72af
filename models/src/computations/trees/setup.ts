// From what a study sets to what each round needs: fixed before the first one, and part of the state.
import type { StudyContext, StudyNoise } from '../computation.js';
import { exactPrecision, finePrecision, sumRangeOver } from '../design.js';
import { categoriesOf, MOST_BINS } from './bins.js';
import type { CellRules } from './cells.js';
import type { GrowthRules } from './grow.js';
import type { RowTerms } from './local-rows.js';
import { objectiveOf, type ObjectiveName } from './objective.js';
import type { TreesSettings } from './settings.js';

export interface TreesSetup extends RowTerms {
  readonly people: number;
  readonly binRounds: number;
  readonly bins: number;
  readonly leastPersonsInBin: number;
  readonly trees: number;
  readonly depth: number;
  readonly leaves: number;
  readonly learningRate: number;
  readonly l2: number;
  readonly minChildWeight: number;
  readonly minGain: number;
  /** By column, as in {@link GrowthRules}. */
  readonly monotone: Float64Array;
  readonly patience: number;
  readonly splits: 'best' | 'random';
  readonly treesPerRound: number;
  readonly seed: number;
  /** Null without noise. */
  readonly noiseOverClip: { readonly bins: number; readonly trees: number } | null;
}

/** What follows from mode and label where the study sets nothing. */
interface Planned {
  readonly objective: ObjectiveName;
  readonly splits: 'best' | 'random';
  readonly binRounds: number;
  /** Rounds that trees take at most. */
  readonly treeRounds: number;
}

export type TreesContext = StudyContext<TreesSettings>;

export function plannedOf({
  mode,
  settings,
  label,
}: Pick<TreesContext, 'mode' | 'settings' | 'label'>): Planned {
  const isExact = mode === 'none';
  const splits = settings.splits ?? (isExact ? 'best' : 'random');
  const measuring = settings.validationShare === undefined ? 0 : 1;
  const { trees } = settings;
  return {
    objective: settings.objective ?? (label?.type === 'number' ? 'squared-error' : 'logistic'),
    splits,
    binRounds: isExact ? 3 : 2,
    treeRounds:
      measuring + (splits === 'best' ? trees * settings.depth : Math.ceil(trees / settings.treesPerRound)),
  };
}

/** Persons of whom a leaf is made at least, where nothing is set. */
const LEAST_PERSONS_IN_LEAF = 20;
const LEAST_PERSONS_IN_BIN = 5;

/** So few persons are soon learned by heart. */
const FEW_PERSONS = 10_000;

function defaultLearningRate({ mode, people }: TreesContext): number {
  if (mode !== 'none') return 0.5;
  return people < FEW_PERSONS ? 0.05 : 0.1;
}

/** @throws RangeError for settings that do not fit the study. */
export function setupOf(context: TreesContext, noise: StudyNoise): TreesSetup {
  const { settings, columns, mode, people } = context;
  const label = context.label!;
  const { objective, splits, binRounds } = plannedOf(context);
  const isExact = mode === 'none';
  refuse(context, objective);
  const { mostHessian } = objectiveOf(objective);
  const sumRange = sumRangeOver(people, 1);
  const mostBins = Math.max(2, Math.floor(people / LEAST_PERSONS_IN_BIN));
  const { depth } = settings;
  return {
    label: {
      name: label.name,
      lower: label.lower,
      upper: label.upper,
      transform: label.transform ?? 'none',
    },
    objective,
    validationShare: settings.validationShare ?? 0,
    // A number label may use a small part of its bounds only, so its gradients are kept finer.
    grid: label.type === 'number' ? exactPrecision(sumRange) : finePrecision(sumRange),
    people,
    binRounds,
    bins: settings.bins ?? Math.min(isExact ? 64 : 32, mostBins),
    leastPersonsInBin: LEAST_PERSONS_IN_BIN,
    trees: settings.trees,
    depth,
    leaves: settings.leaves ?? 2 ** depth,
    learningRate: settings.learningRate ?? defaultLearningRate(context),
    l2: settings.l2,
    minChildWeight: settings.minChildWeight ?? LEAST_PERSONS_IN_LEAF * mostHessian,
    minGain: settings.minGain,
    monotone: Float64Array.from(columns, ({ name }) => settings.monotone[name] ?? 0),
    patience: settings.patience,
    splits,
    treesPerRound: settings.treesPerRound,
    seed: settings.seed,
    noiseOverClip: isExact ? null : { bins: noise.stdDevOverClip[0]!, trees: noise.stdDevOverClip.at(-1)! },
  };
}

function refuse({ settings, columns, label, mode, people }: TreesContext, objective: ObjectiveName): void {
  if (objective === 'logistic' && label!.type === 'number')
    throw new RangeError(`objective: logistic needs a label of 0 and 1, and "${label!.name}" is a number`);
  if (objective === 'poisson' && label!.transform !== undefined)
    throw new RangeError('objective: poisson takes the logarithm itself; use a label without transform');
  if (objective === 'poisson' && label!.lower < 0)
    throw new RangeError(`objective: poisson counts from 0, and "${label!.name}" may be ${label!.lower}`);
  if (mode !== 'none' && settings.validationShare !== undefined)
    throw new RangeError(
      'validationShare: with noise the number of trees is fixed; leave it out, and set trees',
    );
  for (const name of Object.keys(settings.monotone)) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined || column.type === 'category')
      throw new RangeError(`monotone: "${name}" is no number among the features of the study`);
  }
  const wide = columns.find((column) => categoriesOf(column).length > MOST_BINS);
  if (wide)
    throw new RangeError(
      `"${wide.name}" has ${categoriesOf(wide).length - 1} categories, trees take ${MOST_BINS - 1} at most: leave the feature out of this ` +
        'study, or give the dictionary one of fewer categories, such as departments instead of items',
    );
  const { bins } = settings;
  if (bins !== undefined && bins * LEAST_PERSONS_IN_BIN > people)
    throw new RangeError(
      `bins: ${bins} bins of ${people} persons would hold fewer than ${LEAST_PERSONS_IN_BIN} each; set at most ` +
        `${Math.max(2, Math.floor(people / LEAST_PERSONS_IN_BIN))}, or leave it out`,
    );
}

/** A count of less than this many deviations of its noise may be nothing. */
const SURE_COUNT = 3;
/** Cells for each bin of a column. */
const CELLS_PER_BIN = 8;

export function cellRules(
  { bins, noiseOverClip, leastPersonsInBin }: TreesSetup,
  clipNormL2: number,
): CellRules {
  return {
    bins,
    pieces: CELLS_PER_BIN * bins,
    emptyCount: noiseOverClip ? SURE_COUNT * noiseOverClip.bins * clipNormL2 : 0,
    leastPersons: leastPersonsInBin,
  };
}

/** Of a category: persons of average Hessian that pull its mean gradient towards zero. */
const CATEGORY_SMOOTHING = 10;

/**
 * @param clipNormL2 of the round that the sums come from.
 * @param priorMean of the scaled label; a Poisson Hessian is about as large, so that settings count in persons.
 */
export function growthRules(setup: TreesSetup, clipNormL2: number, priorMean: number): GrowthRules {
  const { objective, noiseOverClip } = setup;
  const person = objective === 'poisson' ? priorMean : 1;
  const noiseStdDev = (noiseOverClip?.trees ?? 0) * clipNormL2;
  const typical = objective === 'logistic' ? priorMean * (1 - priorMean) : person;
  return {
    depth: setup.depth,
    leaves: setup.leaves,
    learningRate: setup.learningRate,
    // A Hessian that is smaller than its noise says nothing of how far to step.
    l2: setup.l2 * person + noiseStdDev,
    minChildWeight: setup.minChildWeight * person + SURE_COUNT * noiseStdDev,
    minGain: setup.minGain * person,
    monotone: setup.monotone,
    categorySmoothing: CATEGORY_SMOOTHING * typical,
    sumsBothSiblings: noiseOverClip !== null,
  };
}
