// Neural networks: a probability; a column's contribution is what the log-odds lose when it is set to its average.
import type { People } from '../computations/computation.js';
import { meanOverRows } from '../computations/moments.js';
import type { NetworkModel } from '../computations/released-model.js';
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import { sigmoid } from '../computations/vectors.js';
import { networkLogOdds } from '../tensor/network-log-odds.js';
import { layersModelFiles, type Layer } from './layers-model.js';
import type { ModelKind, Scores } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const networkKind: ModelKind<NetworkModel> = {
  kind: 'network',
  input: DEFAULT_INPUT,
  predicts: () => 'probability',
  async predict(model, people) {
    const { whole } = await networkLogOdds(model, people, []);
    return byPerson(people, whole).map(sigmoid);
  },
  score,
  files(model) {
    const { layers } = (JSON.parse(model.topology) as { config: { layers: readonly Layer[] } }).config;
    return [
      // The normalising layer takes the input now.
      ...layersModelFiles(model, {
        layers: layers.filter((layer) => layer.class_name !== 'InputLayer').map(withoutInputShape),
        tensors: model.tensors,
      }),
      safetensorsFile(model, model.tensors, { topology: model.topology }),
    ];
  },
};

function byPerson(people: People, rows: Float64Array): Float64Array {
  return Float64Array.from({ length: people.size }, (_, person) =>
    meanOverRows(people, person, (row) => rows[row]!),
  );
}

async function score(model: NetworkModel, people: People): Promise<Scores> {
  const { whole, without } = await networkLogOdds(model, people, [...model.columns.keys()]);
  const logOdds = byPerson(people, whole);
  return {
    outputs: new Map([['probability', logOdds.map(sigmoid)]]),
    rankedBy: 'probability',
    contributions: new Map(
      model.columns.map((name, column) => {
        const occluded = byPerson(people, without[column]!);
        return [name, logOdds.map((value, person) => value - occluded[person]!)];
      }),
    ),
  };
}

function withoutInputShape({ class_name, config }: Layer): Layer {
  return {
    class_name,
    config: Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'batch_input_shape')),
  };
}
