// The regressions of both arms, and of every split, side by side in one vector: a person is in one arm, so that a step for both
// costs the rounds and, with noise, the privacy of a step for one.
import type { OpenedSum, People, VectorBlock, VectorLayout } from '../computation.js';
import { blockOf } from '../design.js';
import {
  contributeGradient,
  descend,
  gradientLayout,
  startDescent,
  type Descent,
} from '../regression/logistic-descent.js';
import { contributeLogisticNewton, logisticNewtonLayout } from '../regression/logistic-newton.js';
import { newtonStep, startNewton, type Newton } from '../regression/newton.js';
import type { Normaliser } from '../released-model.js';
import { armFitsOf, groupsOf, learnedFrom, type ArmTotals } from './arms.js';
import { fitsOf, type UpliftSetup } from './uplift-setup.js';

/** Newton's method of one arm of one fit; closed ones are summed no more. */
export interface ArmNewton {
  readonly newton: Newton;
  readonly isOpen: boolean;
}

export function startNewtons(setup: UpliftSetup): ArmNewton[] {
  return armFitsOf(setup).map(() => ({ newton: startNewton(setup.design.names.length), isOpen: true }));
}

/** Blocks of several vectors of one form as stretches of common blocks. */
function stacked(layouts: readonly VectorLayout[]): VectorBlock[] {
  return layouts[0]!.blocks.map((first, at) => ({
    name: first.name,
    length: first.length * layouts.length,
    sumRange: Math.max(...layouts.map(({ blocks }) => blocks[at]!.sumRange)),
    precision: Math.max(...layouts.map(({ blocks }) => blocks[at]!.precision)),
  }));
}

/** From vectors of one form to the stacked blocks, one block of all of them after the other. */
function stack(blocks: readonly VectorBlock[], vectors: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(blocks.reduce((total, { length }) => total + length, 0));
  let [start, at] = [0, 0];
  for (const { length } of blocks) {
    const each = length / vectors.length;
    vectors.forEach((vector, index) => {
      whole.set(vector.subarray(at, at + each), start + index * each);
    });
    start += length;
    at += each;
  }
  return whole;
}

/** The part of a stacked sum that belongs to one of `count` vectors. */
function unstack(sum: OpenedSum, names: readonly string[], index: number, count: number): OpenedSum {
  return new Map(
    names.map((name) => {
      const values = blockOf(sum, name);
      const each = values.length / count;
      return [name, values.slice(index * each, (index + 1) * each)];
    }),
  );
}

/** Loss, gradient and Hessian of each regression that has not converged, arm beside arm. */
export function newtonsLayout(
  { design, people, splits }: UpliftSetup,
  normaliser: Normaliser,
  newtons: readonly ArmNewton[],
): VectorLayout {
  const open = newtons.filter(({ isOpen }) => isOpen);
  const layouts = open.map(({ newton }) => logisticNewtonLayout(design, normaliser, newton, people));
  return {
    blocks: stacked(layouts),
    // A person is in one arm of each fit.
    clipNormL2: Math.sqrt(fitsOf({ splits })) * Math.max(...layouts.map(({ clipNormL2 }) => clipNormL2)),
  };
}

export function contributeNewtons(
  setup: UpliftSetup,
  normaliser: Normaliser,
  newtons: readonly ArmNewton[],
  people: People,
): Float64Array {
  const groups = groupsOf(setup, people);
  const vectors = armFitsOf(setup).flatMap((armFit, index) => {
    const { newton, isOpen } = newtons[index]!;
    const part = (): People => learnedFrom(people, groups, armFit);
    return isOpen
      ? [contributeLogisticNewton(setup.design, normaliser, setup.outcome, part(), newton.coefficients)]
      : [];
  });
  return stack(newtonsLayout(setup, normaliser, newtons).blocks, vectors);
}

/** One step of each that has not converged; the others stay. */
export function stepNewtons(setup: UpliftSetup, newtons: readonly ArmNewton[], sum: OpenedSum): ArmNewton[] {
  const count = newtons.filter(({ isOpen }) => isOpen).length;
  let index = 0;
  return newtons.map((each) => {
    if (!each.isOpen) return each;
    const own = unstack(sum, ['loss', 'gradient', 'hessian'], index, count);
    index += 1;
    const { newton, hasConverged } = newtonStep(each.newton, own, setup.ridge);
    return { newton, isOpen: !hasConverged && newton.steps < setup.newtonRounds };
  });
}

/** @param totals control, then treated. */
export function startDescents(setup: UpliftSetup, totals: readonly [ArmTotals, ArmTotals]): Descent[] {
  return armFitsOf(setup).map(({ fit, arm }) => {
    const persons = totals[arm].persons * (fit === 0 ? 1 : 0.5);
    return startDescent(setup.design, setup.descent!, setup.ridge, persons);
  });
}

/** A gradient for each regression, arm beside arm. */
export function descentsLayout(setup: UpliftSetup): VectorLayout {
  const own = gradientLayout(setup.design, setup.people);
  return {
    blocks: stacked(armFitsOf(setup).map(() => own)),
    // A person is in one arm of each fit, clipped in each.
    clipNormL2: Math.sqrt(fitsOf(setup)) * own.clipNormL2,
  };
}

export function contributeDescents(
  setup: UpliftSetup,
  normaliser: Normaliser,
  descents: readonly Descent[],
  people: People,
): Float64Array {
  const { design, outcome } = setup;
  const groups = groupsOf(setup, people);
  const clip = gradientLayout(design, setup.people).clipNormL2;
  const vectors = armFitsOf(setup).map((armFit, index) => {
    const part = learnedFrom(people, groups, armFit);
    return contributeGradient(design, normaliser, outcome, part, descents[index]!.coefficients, clip);
  });
  return stack(descentsLayout(setup).blocks, vectors);
}

export function stepDescents(descents: readonly Descent[], sum: OpenedSum): Descent[] {
  return descents.map((descent, index) =>
    descend(descent, unstack(sum, ['gradient'], index, descents.length)),
  );
}
