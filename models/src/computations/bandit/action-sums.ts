// What is known of each action adds up: A = sum x x' and b = sum r x (Li 2010), in two halves of the persons, so that what one half taught
// can be tried on the other.
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, exactPrecision, sumRangeOver } from '../design.js';
import { isValidation } from '../trees/validation.js';
import { addOuter, packedIndex } from '../vectors.js';
import type { BanditSetup } from './bandit-setup.js';
import { forEachDecision } from './decisions.js';

/** Over the decisions for one action; a person's decisions together weigh 1. */
export interface ActionSums {
  /** Packed lower triangle of the sum of x x', x = (1, columns on [-1, 1]); its first value is how many persons there are. */
  readonly gram: Float64Array;
  /** Sum of r x, r on [0, 1]. */
  readonly moment: Float64Array;
  /** Sum of r^2. */
  readonly square: number;
}

/** How much of the persons' logs could not be used. */
export interface Unusable {
  /** Decisions for an action that the dictionary does not name, or without a reward. */
  readonly decisions: number;
  /** Other decisions whose propensity is missing or 0. */
  readonly propensities: number;
}

const HALVES = 2;

/**
 * A decision's part is (x x' / p, r x / p^(1/2), r^2) with |x|^2 <= p, or a 1 among what is unusable, and perhaps one more; a person's is the
 * mean of theirs, so that its norm is at most 2 however many they have.
 */
export function sumsLayout({ design, actions, people }: BanditSetup): VectorLayout {
  const size = 1 + design.names.length;
  const sumRange = sumRangeOver(people, 1);
  const precision = exactPrecision(sumRange);
  const block = (name: string, length: number) => ({ name, length, sumRange, precision });
  return {
    blocks: [
      block('gram', HALVES * actions.length * packedIndex(size, 0)),
      block('moment', HALVES * actions.length * size),
      block('square', HALVES * actions.length),
      block('unusable', 2),
    ],
    clipNormL2: 2,
  };
}

/** By person: 0 or 1, the half that they belong to, drawn by a hash of their own values. */
export function halfOf(setup: BanditSetup, people: People): Uint8Array {
  const { design, actionColumns, reward } = setup;
  const byRow = isValidation(people, [...design.names, ...actionColumns, reward.name], 0.5);
  return Uint8Array.from({ length: people.size }, (_, person) => byRow[people.rowStart[person]!] ?? 0);
}

/** @returns the blocks of {@link sumsLayout}: half by half, action by action. */
export function contributeSums(setup: BanditSetup, people: People): Float64Array {
  const size = 1 + setup.design.names.length;
  const packed = packedIndex(size, 0);
  const places = HALVES * setup.actions.length;
  const [moment, square, unusable] = [
    places * packed,
    places * (packed + size),
    places * (packed + size + 1),
  ];
  const vector = new Float64Array(unusable + 2);
  const half = halfOf(setup, people);
  forEachDecision(setup, people, (person, rows, { input, action, reward, propensity }) => {
    const weight = 1 / rows;
    if (action < 0 || Number.isNaN(reward)) {
      vector[unusable]! += weight;
      return;
    }
    if (!(propensity > 0)) vector[unusable + 1]! += weight;
    const place = half[person]! * setup.actions.length + action;
    addOuter(vector, place * packed, input, 0, size, weight / size);
    for (let at = 0; at < size; at += 1)
      vector[moment + place * size + at]! += (weight * reward * input[at]!) / Math.sqrt(size);
    vector[square + place]! += weight * reward ** 2;
  });
  return vector;
}

/** @returns by half and action. */
export function readSums({ design, actions }: BanditSetup, sum: OpenedSum): ActionSums[][] {
  const size = 1 + design.names.length;
  const packed = packedIndex(size, 0);
  const stretch = (name: string, place: number, length: number, unit: number): Float64Array =>
    blockOf(sum, name)
      .slice(place * length, (place + 1) * length)
      .map((value) => unit * value);
  return Array.from({ length: HALVES }, (_, half) =>
    actions.map((_action, action) => {
      const place = half * actions.length + action;
      return {
        gram: stretch('gram', place, packed, size),
        moment: stretch('moment', place, size, Math.sqrt(size)),
        square: blockOf(sum, 'square')[place]!,
      };
    }),
  );
}

export function readUnusable(sum: OpenedSum): Unusable {
  const [decisions, propensities] = blockOf(sum, 'unusable');
  return { decisions: decisions!, propensities: propensities! };
}

/** Sums of the same shape, of persons who are in one of them only. */
export function addSums(one: ActionSums, other: ActionSums): ActionSums {
  return {
    gram: one.gram.map((value, at) => value + other.gram[at]!),
    moment: one.moment.map((value, at) => value + other.moment[at]!),
    square: one.square + other.square,
  };
}
