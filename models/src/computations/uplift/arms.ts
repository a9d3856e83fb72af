// Who belongs to which arm, and who measures in which split: found at each node from a person's own rows.
import { selectPeople } from '../../privacy/sampling.js';
import type { OpenedSum, People, VectorLayout } from '../computation.js';
import { blockOf, columnValues } from '../design.js';
import { contributeMoments, meanOverRows, momentsLayout } from '../moments.js';
import { isValidation } from '../trees/validation.js';
import { concatenate } from '../vectors.js';
import { fitsOf, type UpliftSetup } from './uplift-setup.js';

export const CONTROL = 0;
export const TREATED = 1;
export type Arm = typeof CONTROL | typeof TREATED;
const arms = [CONTROL, TREATED] as const;

/** A regression of one arm: of everybody (fit 0), or of the half that a split learns from. */
export interface ArmFit {
  readonly fit: number;
  readonly arm: Arm;
}

/** Both arms of each fit, in the order in which they stand in vectors. */
export function armFitsOf(setup: Pick<GroupTerms, 'splits'>): ArmFit[] {
  return Array.from({ length: fitsOf(setup) }, (_, fit) => arms.map((arm) => ({ fit, arm }))).flat();
}

export interface Groups {
  readonly armOf: Uint8Array;
  /** By split and person: 1 for who measures and is not learned from. */
  readonly measures: readonly Uint8Array[];
}

/** By what persons fall into groups. */
export interface GroupTerms {
  readonly design: { readonly names: readonly string[] };
  readonly treated: string;
  readonly outcome: string;
  readonly splits: number;
}

/** Persons in several rows belong to the arm of most of them. */
export function groupsOf({ design, treated, outcome, splits }: GroupTerms, people: People): Groups {
  const treatment = columnValues(people, treated);
  const columns = [...design.names, treated, outcome];
  return {
    armOf: Uint8Array.from({ length: people.size }, (_, person) =>
      meanOverRows(people, person, (row) => treatment[row]!) > 0.5 ? TREATED : CONTROL,
    ),
    measures: Array.from({ length: splits }, (_, split) => {
      const byRow = isValidation(people, columns, 0.5, 1 + split);
      return Uint8Array.from(
        { length: people.size },
        (_each, person) => byRow[people.rowStart[person]!] ?? 0,
      );
    }),
  };
}

/** The persons of one arm that a fit learns from. */
export function learnedFrom(people: People, { armOf, measures }: Groups, { fit, arm }: ArmFit): People {
  const held = fit === 0 ? undefined : measures[fit - 1]!;
  return selectPeople(
    people,
    [...armOf.keys()].filter((person) => armOf[person] === arm && held?.[person] !== 1),
  );
}

/** Persons of an arm, and how many of them answered. */
export interface ArmTotals {
  readonly persons: number;
  readonly outcomes: number;
}

const TOTALS_LENGTH = 3;

/** The moments' round, with who was treated and how many answered in each arm: a person adds two ones to it at most. */
export function firstLayout({ design, people }: UpliftSetup): VectorLayout {
  const { blocks, clipNormL2 } = momentsLayout(design, people);
  const { sumRange, precision } = blocks[0]!;
  return {
    blocks: [...blocks, { name: 'totals', length: TOTALS_LENGTH, sumRange, precision }],
    clipNormL2: Math.hypot(clipNormL2, Math.SQRT2),
  };
}

/** @returns moments of the columns, then persons treated, and outcomes of either arm. */
export function contributeFirst(setup: UpliftSetup, people: People): Float64Array {
  const { armOf } = groupsOf({ ...setup, splits: 0 }, people);
  const outcome = columnValues(people, setup.outcome);
  const totals = new Float64Array(TOTALS_LENGTH);
  armOf.forEach((arm, person) => {
    totals[0]! += arm;
    totals[1 + arm]! += meanOverRows(people, person, (row) => outcome[row]!);
  });
  return concatenate([contributeMoments(setup.design, people), totals]);
}

/** @returns control, then treated. */
export function readTotals(sum: OpenedSum): readonly [ArmTotals, ArmTotals] {
  const [treated, controlOutcomes, treatedOutcomes] = blockOf(sum, 'totals');
  const control = blockOf(sum, 'count')[0]! - treated!;
  return [
    { persons: control, outcomes: controlOutcomes! },
    { persons: treated!, outcomes: treatedOutcomes! },
  ];
}
