// Boosted trees: a probability, or a value in the label's own unit; raw scores add up over trees, and
// Shapley values say what each column moved.
import { meansByPerson } from '../computations/moments.js';
import type { People } from '../computations/computation.js';
import type { TreesModel } from '../computations/released-model.js';
import { binnedRows, predictionOf, rawScores } from '../computations/trees/predict.js';
import type { ModelFile, ModelKind, Scores } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';
import { addShapley, explainTree, type ExplainedTree } from './tree-shap.js';
import { treesJson } from './trees-json.js';

const explained = new WeakMap<TreesModel, readonly ExplainedTree[]>();

/** A model's trees are prepared once, for whoever scores one person at a time. */
function explainedTrees(model: TreesModel): readonly ExplainedTree[] {
  let trees = explained.get(model);
  if (!trees) {
    trees = model.trees.map((tree) => explainTree(tree, model.bins));
    explained.set(model, trees);
  }
  return trees;
}

function score(model: TreesModel, people: People): Scores {
  const { columns } = model;
  const trees = explainedTrees(model);
  const binned = binnedRows(model, people);
  const rows = people.rowStart[people.size]!;
  const moved = columns.map(() => new Float64Array(rows));
  trees.forEach((tree) => {
    addShapley(tree, binned, moved);
  });
  const name = predicts(model);
  return {
    outputs: new Map([[name, predictBinned(model, people, binned)]]),
    rankedBy: name,
    contributions: new Map(columns.map((column, index) => [column, meansByPerson(people, moved[index]!)])),
  };
}

function predicts({ objective }: TreesModel): 'probability' | 'value' {
  return objective === 'logistic' ? 'probability' : 'value';
}

function predictBinned(model: TreesModel, people: People, binned: readonly Uint8Array[]): Float64Array {
  const routers = explainedTrees(model).map(({ router }) => router);
  return rawScores(model, people, binned, routers).map((raw) => predictionOf(model, raw));
}

/** All trees' nodes one after the other; `*.start` says where each tree, column or set begins, and where the last ends. */
function tensorsFile(model: TreesModel): ModelFile {
  const { trees, bins, objective, label, priorMean } = model;
  const joined = (name: string, parts: readonly Float64Array[]) => {
    const values = Float64Array.from(parts.flatMap((part) => [...part]));
    return { name, shape: [values.length], values };
  };
  const starts = (name: string, parts: readonly Float64Array[]) => {
    let at = 0;
    return joined(name, [Float64Array.of(0, ...parts.map((part) => (at += part.length)))]);
  };
  const sets = trees.flatMap(({ leftPlaces }) => leftPlaces);
  const edges = bins.map((column) => column.edges);
  return safetensorsFile(
    model,
    [
      starts(
        'tree.start',
        trees.map(({ column }) => column),
      ),
      joined(
        'node.column',
        trees.map(({ column }) => column),
      ),
      joined(
        'node.cut',
        trees.map(({ cut }) => cut),
      ),
      joined(
        'node.missing_left',
        trees.map(({ missingLeft }) => missingLeft),
      ),
      joined(
        'node.value',
        trees.map(({ value }) => value),
      ),
      joined(
        'node.cover',
        trees.map(({ cover }) => cover),
      ),
      starts('set.start', sets),
      joined('set.places', sets),
      starts('edges.start', edges),
      joined('edges', edges),
    ],
    {
      objective,
      prior_mean: String(priorMean),
      label_lower: String(label.lower),
      label_upper: String(label.upper),
      label_transform: label.transform,
    },
  );
}

export const treesKind: ModelKind<TreesModel> = {
  kind: 'trees',
  input: { categories: 'codes', missing: 'nan' },
  predicts,
  predict: (model, people) => predictBinned(model, people, binnedRows(model, people)),
  score,
  files: (model) => [treesJson(model), tensorsFile(model)],
};
