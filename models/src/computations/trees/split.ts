// The best split of a node, from its histogram alone: public, in plain float64 and a fixed order, ties to the first.
import { binCount, binOffsets, missingBin, type ColumnBins } from './bins.js';
import type { Histogram } from './histogram.js';

/** Gradient and Hessian of a node's persons, and the bounds that monotone splits above it left to its leaf values. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface Split {
  readonly column: number;
  /** Of a number: the last bin that goes left. */
  readonly cut: number;
  readonly missingLeft: boolean;
  /** Of a category: places that go left, ascending; null for a number. */
  readonly leftPlaces: readonly number[] | null;
  readonly gain: number;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

export interface SplitRules {
  /** Ridge on leaf values, in Hessians. */
  readonly l2: number;
  /** Least Hessian of either side. */
  readonly minChildWeight: number;
  readonly minGain: number;
  /** By column: 1 where predictions may only rise with it, -1 only fall, 0 either. */
  readonly monotone: Float64Array;
  /** Added to a category's Hessian where categories are put in order, so that rare ones stand near the middle. */
  readonly categorySmoothing: number;
}

/** A gain below this is rounding. */
const LEAST_GAIN = 1e-10;

/** Newton's step of a leaf, within the node's bounds; before the learning rate. */
export function leafValue({ gradient, hessian, lowest, highest }: NodeSums, l2: number): number {
  const step = -gradient / (hessian + l2) || 0;
  return Math.min(highest, Math.max(lowest, step));
}

/** What a leaf of this value takes off the loss, to second order. */
function improvement(node: NodeSums, l2: number): number {
  const value = leafValue(node, l2);
  return -(node.gradient * value + ((node.hessian + l2) * value * value) / 2);
}

/** @returns undefined where no split is worth it. */
export function bestSplit(
  columns: readonly ColumnBins[],
  histogram: Histogram,
  node: NodeSums,
  rules: SplitRules,
): Split | undefined {
  const offsets = binOffsets(columns);
  let best: Split | undefined;
  columns.forEach((bins, column) => {
    if (!bins.isUsed) return;
    const cells = histogram.subarray(2 * offsets[column]!, 2 * offsets[column + 1]!);
    const search = new ColumnSearch(column, bins, cells, node, rules);
    const found = bins.kind === 'category' ? search.category() : search.number();
    if (found && found.gain > (best?.gain ?? Math.max(rules.minGain, LEAST_GAIN))) best = found;
  });
  return best;
}

/** Sums of the persons who go left. */
interface Left {
  readonly gradient: number;
  readonly hessian: number;
}

class ColumnSearch {
  readonly #before: number;
  #best: Split | undefined;

  constructor(
    private readonly column: number,
    private readonly bins: ColumnBins,
    private readonly cells: Float64Array,
    private readonly node: NodeSums,
    private readonly rules: SplitRules,
  ) {
    this.#before = improvement(node, rules.l2);
  }

  number(): Split | undefined {
    const missing = missingBin(this.bins);
    const absent = this.#cell(missing);
    const isAbsent = absent.hessian !== 0 || absent.gradient !== 0;
    let left: Left = { gradient: 0, hessian: 0 };
    for (let cut = 0; cut < missing; cut += 1) {
      left = plus(left, this.#cell(cut));
      // After the last bin of values a cut parts them from missing ones, where there are any.
      if (cut === missing - 1 && !isAbsent) break;
      if (!isAbsent) {
        // Nobody to learn from: a value that is missing later goes with the more.
        this.#try(left, cut, left.hessian > this.node.hessian - left.hessian, null);
        continue;
      }
      this.#try(left, cut, false, null);
      if (cut < missing - 1) this.#try(plus(left, absent), cut, true, null);
    }
    return this.#best;
  }

  /** In the order of their mean gradient, the best set of categories is one of the first so many (Fisher 1958). */
  category(): Split | undefined {
    const places = Array.from({ length: binCount(this.bins) }, (_, place) => place);
    const present = places.filter((place) => this.cells[2 * place + 1]! > 0);
    const ratio = (place: number): number => {
      const { gradient, hessian } = this.#cell(place);
      return gradient / (hessian + this.rules.categorySmoothing);
    };
    const ordered = present
      .map((place) => ({ place, ratio: ratio(place) }))
      .sort((one, other) => one.ratio - other.ratio || one.place - other.place);
    let left: Left = { gradient: 0, hessian: 0 };
    ordered.slice(0, -1).forEach(({ place }, position) => {
      left = plus(left, this.#cell(place));
      this.#try(left, 0, false, () => {
        const own = ordered.slice(0, position + 1).map((entry) => entry.place);
        // A category that nobody here has goes with the more.
        const others = places.filter((each) => !present.includes(each));
        const isLarger = left.hessian > this.node.hessian - left.hessian;
        return [...own, ...(isLarger ? others : [])].sort((one, other) => one - other);
      });
    });
    return this.#best;
  }

  #cell(bin: number): Left {
    return { gradient: this.cells[2 * bin]!, hessian: this.cells[2 * bin + 1]! };
  }

  #try(sums: Left, cut: number, missingLeft: boolean, leftPlaces: (() => readonly number[]) | null): void {
    const { node, rules, column } = this;
    const { l2, minChildWeight } = rules;
    let left: NodeSums = { ...node, ...sums };
    let right: NodeSums = {
      ...node,
      gradient: node.gradient - sums.gradient,
      hessian: node.hessian - sums.hessian,
    };
    if (left.hessian < minChildWeight || right.hessian < minChildWeight) return;
    const gain = improvement(left, l2) + improvement(right, l2) - this.#before;
    if (!(gain > (this.#best?.gain ?? -Infinity))) return;
    const direction = rules.monotone[column]!;
    if (direction !== 0) {
      const [low, high] = [leafValue(left, l2), leafValue(right, l2)];
      if (direction * (high - low) < 0) return;
      // Leaves below stay on their side of the middle, so that no later split turns the order round.
      const middle = (low + high) / 2;
      left = direction > 0 ? { ...left, highest: middle } : { ...left, lowest: middle };
      right = direction > 0 ? { ...right, lowest: middle } : { ...right, highest: middle };
    }
    this.#best = { column, cut, missingLeft, leftPlaces: leftPlaces?.() ?? null, gain, left, right };
  }
}

function plus(one: Left, other: Left): Left {
  return { gradient: one.gradient + other.gradient, hessian: one.hessian + other.hessian };
}
