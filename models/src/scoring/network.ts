// Neural networks: a probability; a column's contribution is what the log-odds lose when it is set to its average.
import type { People } from '../computations/computation.js';
import { meanOverRows } from '../computations/moments.js';
import type { NetworkModel } from '../computations/released-model.js';
import { sigmoid } from '../computations/vectors.js';
import { networkLogOdds } from '../tensor/network-log-odds.js';
import { layersModelFiles, type Layer } from './layers-model.js';
import type { ModelKind, Scores } from './model-kind.js';
import { safetensorsFile } from './safetensors.js';

export const networkKind: ModelKind<NetworkModel> = {
  kind: 'network',
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

async function score(model: NetworkModel, people: People): Promise<Scores> {
  const byPerson = (rows: Float64Array): Float64Array =>
    Float64Array.from({ length: people.size }, (_, person) =>
      meanOverRows(people, person, (row) => rows[row]!),
    );
  const { whole, without } = await networkLogOdds(model, people, [...model.columns.keys()]);
  const logOdds = byPerson(whole);
  return {
    outputs: new Map([['probability', logOdds.map(sigmoid)]]),
    rankedBy: 'probability',
    contributions: new Map(
      model.columns.map((name, column) => {
        const occluded = byPerson(without[column]!);
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
