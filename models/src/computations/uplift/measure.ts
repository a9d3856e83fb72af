// Measuring the halves that were not learned from: a round finds how far the scores of each split spread, and one counts persons and
// outcomes of both arms by bin of the score.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, columnValues, exactPrecision, sumRangeOver } from '../design.js';
import { meanOverRows } from '../moments.js';
import { CONTROL, groupsOf, TREATED, type Arm, type Groups, type GroupTerms } from './arms.js';
import type { ArmBins } from './qini.js';

/** What measuring needs to know of a study. */
export interface MeasureTerms extends GroupTerms {
  readonly people: number;
  /** With noise bins are fewer. */
  readonly isNoised: boolean;
}

/** Uplift by person, as the half that a split learns from tells it. */
type UpliftOf = (split: number) => Float64Array;

/** Where a split's scores lie. */
export interface Spread {
  readonly centre: number;
  readonly deviation: number;
}

/** Where a study stands in measuring. */
export type Measuring =
  { readonly stage: 'spread' } | { readonly stage: 'counts'; readonly spreads: readonly Spread[] };

const EXACT_BINS = 1000;
const NOISED_BINS = 20;
/** Bins reach so many deviations to either side; the outermost also hold what lies beyond. */
const REACH = 4;
/** A narrower spread may be nothing but noise, or a score that is the same for everybody. */
const LEAST_DEVIATION = 1e-6;
const LEAST_NOISED_DEVIATION = 0.005;

function binsOf({ isNoised }: MeasureTerms): number {
  return isNoised ? NOISED_BINS : EXACT_BINS;
}

/** Of the round in hand: spreads of the scores, or counts by bin of them. */
export function measuringLayout(terms: MeasureTerms, { stage }: Measuring): VectorLayout {
  return stage === 'spread' ? spreadLayout(terms) : countsLayout(terms);
}

/** @returns the blocks of {@link measuringLayout}; each split is measured on the half that it was not learned from. */
export function contributeMeasuring(
  terms: MeasureTerms,
  measuring: Measuring,
  upliftOf: UpliftOf,
  people: People,
): Float64Array {
  return measuring.stage === 'spread'
    ? contributeSpread(terms, upliftOf, people)
    : contributeCounts(terms, upliftOf, measuring.spreads, people);
}

/** Persons, scores and their squares by split: a person adds three values within [-1, 1] to each. */
function spreadLayout({ splits, people }: MeasureTerms): VectorLayout {
  const sumRange = sumRangeOver(people, 1);
  const block = { name: 'spread', length: 3 * splits, sumRange, precision: exactPrecision(sumRange) };
  return { blocks: [block], clipNormL2: Math.sqrt(3 * splits) };
}

/** Calls `visit` with each split's measuring persons and their scores. */
function forEachMeasured(
  terms: MeasureTerms,
  upliftOf: UpliftOf,
  people: People,
  visit: (split: number, person: number, score: number, groups: Groups) => void,
): void {
  const groups = groupsOf(terms, people);
  groups.measures.forEach((measures, split) => {
    const uplift = upliftOf(split);
    measures.forEach((isMeasured, person) => {
      if (isMeasured === 1) visit(split, person, uplift[person]!, groups);
    });
  });
}

function contributeSpread(terms: MeasureTerms, upliftOf: UpliftOf, people: People): Float64Array {
  const vector = new Float64Array(3 * terms.splits);
  forEachMeasured(terms, upliftOf, people, (split, _, score) => {
    vector[3 * split]! += 1;
    vector[3 * split + 1]! += score;
    vector[3 * split + 2]! += score ** 2;
  });
  return vector;
}

export function readSpreads({ splits, isNoised }: MeasureTerms, sum: OpenedSum): Spread[] {
  const values = blockOf(sum, 'spread');
  const least = isNoised ? LEAST_NOISED_DEVIATION : LEAST_DEVIATION;
  return Array.from({ length: splits }, (_, split) => {
    const persons = Math.max(1, values[3 * split]!);
    const centre = Math.max(-1, Math.min(1, values[3 * split + 1]! / persons));
    const variance = values[3 * split + 2]! / persons - centre ** 2;
    return { centre, deviation: Math.max(least, Math.sqrt(Math.max(0, Math.min(1, variance)))) };
  });
}

/** By split, arm and bin: a person adds 1 and their outcome to one bin of each split that they measure. */
function countsLayout(setup: MeasureTerms): VectorLayout {
  const sumRange = sumRangeOver(setup.people, 1);
  const length = 2 * setup.splits * binsOf(setup);
  const precision = exactPrecision(sumRange);
  return {
    blocks: ['persons', 'outcomes'].map((name) => ({ name, length, sumRange, precision })),
    clipNormL2: Math.sqrt(2 * setup.splits),
  };
}

function contributeCounts(
  setup: MeasureTerms,
  upliftOf: UpliftOf,
  spreads: readonly Spread[],
  people: People,
): Float64Array {
  const bins = binsOf(setup);
  const outcome = columnValues(people, setup.outcome);
  const half = 2 * setup.splits * bins;
  const vector = new Float64Array(2 * half);
  forEachMeasured(setup, upliftOf, people, (split, person, score, { armOf }) => {
    const { centre, deviation } = spreads[split]!;
    const place = Math.floor(((score - centre) / (REACH * deviation) + 1) * (bins / 2));
    const bin = Math.max(0, Math.min(bins - 1, place));
    const at = (2 * split + armOf[person]!) * bins + bin;
    vector[at]! += 1;
    vector[half + at]! += meanOverRows(people, person, (row) => outcome[row]!);
  });
  return vector;
}

/** By split: control, then treated. Noise makes no count negative. */
export function readCounts(setup: MeasureTerms, sum: OpenedSum): (readonly [ArmBins, ArmBins])[] {
  const bins = binsOf(setup);
  const stretch = (name: string, split: number, arm: Arm): Float64Array =>
    blockOf(sum, name)
      .slice((2 * split + arm) * bins, (2 * split + arm + 1) * bins)
      .map((value) => Math.max(0, value));
  const armOf = (split: number, arm: Arm): ArmBins => ({
    persons: stretch('persons', split, arm),
    outcomes: stretch('outcomes', split, arm),
  });
  return Array.from({ length: setup.splits }, (_, split) => [armOf(split, CONTROL), armOf(split, TREATED)]);
}
