// Persons who do not exist, drawn from the data dictionary alone, with a label that their columns explain as well as asked.
import type { People } from '../computations/computation.js';
import type { Column } from '../contracts/dictionary.js';
import { areaUnderCurve } from '../scoring/area-under-curve.js';
import { drawsFrom, type Draws } from './draws.js';

export interface SyntheticPopulation {
  readonly training: People;
  /** Others, from the same distribution. */
  readonly test: People;
}

/** Where the values of a number lie between its bounds, as shares of the range. */
interface Bell {
  readonly centre: number;
  readonly deviation: number;
}
const MIDDLE: Bell = { centre: 1 / 2, deviation: 1 / 6 };
/**
 * Counts and amounts under bounds that were set generously: few persons are near the upper one. Segments see the difference,
 * because their scales are found under noise; this bell comes nearest to what was measured (docs/benchmarks.md).
 */
const GENEROUS: Bell = { centre: 3 / 10, deviation: 1 / 10 };

/** Share of persons with label 1. */
const BASE_RATE = 0.3;
const MOST_SIGNAL = 64;

/**
 * Numbers are bell-shaped about the middle of their range, binaries are 1 for three in ten, categories fall off like 1/rank.
 * The label follows a logistic model of random weights whose own AUC is `signalAuc`: no model can do better.
 * @param columns of the study, as the dictionary encodes them.
 * @param size persons in each of both parts; one row each.
 * @param signalAuc in (0.5, 1).
 */
export function syntheticPopulation(
  columns: readonly Column[],
  label: string,
  size: number,
  signalAuc: number,
): SyntheticPopulation {
  const draws = drawsFrom(1);
  const values = drawColumns(columns, 2 * size, draws, MIDDLE);
  const score = new Float64Array(2 * size);
  for (const column of values) {
    const weight = draws.normal();
    const { mean, deviation } = spreadOf(column);
    if (deviation > 0)
      for (const [at, x] of column.entries()) score[at]! += (weight * (x - mean)) / deviation;
  }
  const coins = Float64Array.from(score, () => draws.uniform());
  const labels = labelsOf(score, coins, signalOf(score, coins, signalAuc));
  const names = [...columns.map(({ name }) => name), label];
  const part = (from: number): People =>
    oneRowEach(
      names,
      [...values, labels].map((column) => column.slice(from, from + size)),
    );
  return { training: part(0), test: part(size) };
}

/** Persons without a label, one row each, of whom segments are sought: numbers lie in the lower half of their range. */
export function peopleOf(columns: readonly Column[], size: number, draws: Draws): People {
  return oneRowEach(
    columns.map(({ name }) => name),
    drawColumns(columns, size, draws, GENEROUS),
  );
}

function oneRowEach(names: readonly string[], values: readonly Float64Array[]): People {
  const size = values[0]!.length;
  return {
    size,
    rowStart: Uint32Array.from({ length: size + 1 }, (_, index) => index),
    columns: new Map(names.map((name, index) => [name, values[index]!])),
  };
}

function drawColumns(
  columns: readonly Column[],
  size: number,
  draws: Draws,
  { centre, deviation }: Bell,
): Float64Array[] {
  const values = columns.map(() => new Float64Array(size));
  for (let at = 0; at < columns.length;) {
    const { name, type, lower, upper } = columns[at]!;
    if (type !== 'category') {
      values[at]!.forEach((_, person) => {
        const bell = lower + (upper - lower) * (centre + deviation * draws.normal());
        values[at]![person] =
          type === 'binary' ? Number(draws.uniform() < BASE_RATE) : Math.min(upper, Math.max(lower, bell));
      });
      at += 1;
      continue;
    }
    // The columns of one feature stand together; a person is in one of its categories.
    const feature = name.slice(0, name.indexOf('='));
    const end = columns.findIndex((column, index) => index > at && !column.name.startsWith(`${feature}=`));
    const count = (end === -1 ? columns.length : end) - at;
    for (let person = 0; person < size; person += 1) values[at + rankOf(draws.uniform(), count)]![person] = 1;
    at += count;
  }
  return values;
}

/** 0 to count - 1, in proportion to 1 / (rank + 1). */
function rankOf(uniform: number, count: number): number {
  let left = uniform * Array.from({ length: count }, (_, rank) => 1 / (rank + 1)).reduce((a, b) => a + b, 0);
  for (let rank = 0; rank < count - 1; rank += 1) {
    left -= 1 / (rank + 1);
    if (left < 0) return rank;
  }
  return count - 1;
}

/** Mean and population deviation. */
export function spreadOf(column: Float64Array): { mean: number; deviation: number } {
  const mean = column.reduce((total, x) => total + x, 0) / column.length;
  const square = column.reduce((total, x) => total + (x - mean) ** 2, 0) / column.length;
  return { mean, deviation: Math.sqrt(square) };
}

function labelsOf(score: Float64Array, coins: Float64Array, signal: number): Float64Array {
  const intercept = Math.log(BASE_RATE / (1 - BASE_RATE));
  return score.map((value, at) => Number(coins[at]! < 1 / (1 + Math.exp(-intercept - signal * value))));
}

/** How steep the label follows the score, so that the score's AUC is as asked. */
function signalOf(score: Float64Array, coins: Float64Array, signalAuc: number): number {
  let [low, high] = [0, MOST_SIGNAL];
  for (let halving = 0; halving < 40; halving += 1) {
    const middle = (low + high) / 2;
    if (areaUnderCurve(score, labelsOf(score, coins, middle)) < signalAuc) low = middle;
    else high = middle;
  }
  return high;
}
