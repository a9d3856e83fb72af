// Boosted trees of several groups of persons grown side by side: their rounds travel in one sum, each until it ends.
import type { OpenedSum, People, VectorBlock, VectorLayout } from '../computation.js';
import type { TreesModel } from '../released-model.js';
import { boostedTrees, type BoostedTreesState } from '../trees/boosted-trees.js';
import { concatenate } from '../vectors.js';

type Grown = readonly BoostedTreesState[];

function nameAt(at: number, name: string): string {
  return `${at}.${name}`;
}

export function isGrown(all: Grown): boolean {
  return all.every((state) => boostedTrees.done(state));
}

/** A person is in `groups` of all groups at most. */
export function sideBySideLayout(all: Grown, groups: number): VectorLayout {
  const blocks: VectorBlock[] = [];
  let longest = 0;
  all.forEach((state, at) => {
    if (boostedTrees.done(state)) return;
    const own = boostedTrees.layout(state);
    for (const block of own.blocks) blocks.push({ ...block, name: nameAt(at, block.name) });
    longest = Math.max(longest, own.clipNormL2);
  });
  return { blocks, clipNormL2: Math.sqrt(groups) * longest };
}

/** @param groups the persons of each. */
export function contributeSideBySide(all: Grown, groups: readonly People[]): Float64Array {
  return concatenate(
    all.flatMap((state, at) =>
      boostedTrees.done(state) ? [] : [boostedTrees.contribute(state, groups[at]!, Infinity, NO_CHANCE)],
    ) as Float64Array[],
  );
}

/** Trees without noise leave nothing to chance. */
const NO_CHANCE = {
  uint32(): number {
    throw new RangeError('trees draw nothing');
  },
  fill(): void {
    throw new RangeError('trees draw nothing');
  },
};

/** Each takes its own part of the sum; one that is grown stays. */
export function stepSideBySide(all: Grown, sum: OpenedSum): BoostedTreesState[] {
  return all.map((state, at) => {
    if (boostedTrees.done(state)) return state;
    const { blocks } = boostedTrees.layout(state);
    return boostedTrees.update(state, new Map(blocks.map(({ name }) => [name, sum.get(nameAt(at, name))!])));
  });
}

export function modelsOf(all: Grown): TreesModel[] {
  return all.map((state) => boostedTrees.model(state) as TreesModel);
}

/** Persons that each group's trees were grown of, and the mean of their label scaled to [0, 1]. */
export function totalsOf(state: BoostedTreesState): { readonly persons: number; readonly mean: number } {
  if (state.stage === 'done') return state.boosted.prior;
  return state.stage === 'boosting' ? state.boosting.prior : { persons: 0, mean: 0 };
}
