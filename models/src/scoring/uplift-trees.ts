// Uplift by trees: what a treatment adds to a person's chance of an answer, with both chances beside it.
import type { People } from '../computations/computation.js';
import type { TreesModel, UpliftTreesModel } from '../computations/released-model.js';
import { treeEffectsOf } from '../computations/uplift/tree-effects.js';
import type { ModelFile, ModelKind } from './model-kind.js';
import { treesKind } from './trees.js';
import { rankedByUplift } from './uplift.js';

export const upliftTreesKind: ModelKind<UpliftTreesModel> = {
  kind: 'uplift-trees',
  input: treesKind.input,
  async score(model, people) {
    const ranked = rankedByUplift(treeEffectsOf(model, people));
    return { ...ranked, contributions: await contributionsOf(model, people) };
  },
  files({ control, treated, effects }) {
    return [
      ...named('control', control),
      ...named('treated', treated),
      ...(effects
        ? [...named('effect-control', effects.control), ...named('effect-treated', effects.treated)]
        : []),
    ];
  },
};

/** Shapley values of the effect or, where it is a difference of chances, of the difference of log-odds, on which chances add up. */
async function contributionsOf(
  { columns, control, treated, effects }: UpliftTreesModel,
  people: People,
): Promise<Map<string, Float64Array>> {
  const parts: readonly (readonly [TreesModel, number])[] = effects
    ? [
        [effects.control, 2 * effects.treatedShare],
        [effects.treated, 2 * (1 - effects.treatedShare)],
      ]
    : [
        [treated, 1],
        [control, -1],
      ];
  const total = new Map(columns.map((name) => [name, new Float64Array(people.size)]));
  for (const [model, weight] of parts) {
    const { contributions } = await treesKind.score(model, people, {});
    for (const [name, values] of contributions) {
      const sum = total.get(name)!;
      values.forEach((value, person) => (sum[person]! += weight * value));
    }
  }
  return total;
}

function named(part: string, model: TreesModel): ModelFile[] {
  return treesKind.files(model).map(({ name, bytes }) => ({ name: `${part}-${name}`, bytes }));
}
