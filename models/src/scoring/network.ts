// Neural networks: a probability or a value; a column's contribution is what the log-odds, or the value on the scale of its
// label's transform, lose when it is set to its average.
import type { People } from '../computations/computation.js';
import { meansByPerson } from '../computations/moments.js';
import { networkInput } from '../computations/neural-network/network-topology.js';
import type { NetworkModel, NetworkTensor } from '../computations/released-model.js';
import { DEFAULT_INPUT } from '../contracts/dictionary.js';
import { sigmoid } from '../computations/vectors.js';
import { networkOutputs } from '../tensor/network-outputs.js';
import { denseLayer, layersModelFiles, type Layer, type LayersPart } from './layers-model.js';
import type { ModelKind, ScoreColumn, Scores } from './model-kind.js';
import { buyingLogOdds, respond, sumsOf } from './network-sums.js';
import { safetensorsFile } from './safetensors.js';

export const networkKind: ModelKind<NetworkModel> = {
  kind: 'network',
  input: DEFAULT_INPUT,
  inputBy: ({ topology }) => networkInput(topology),
  predicts: ({ value }) => (value ? 'value' : 'probability'),
  async predict(model, people) {
    const { whole } = await networkOutputs(model, people, []);
    return meansByPerson(people, sumsOf(model, whole)).map((sum) => respond(model, sum));
  },
  score,
  files(model) {
    const { topology, tensors, value } = model;
    return [
      ...layersModelFiles(model, bodyOf(model)),
      safetensorsFile(model, tensors, { topology, ...(value && { value: JSON.stringify(value) }) }),
    ];
  },
};

async function score(model: NetworkModel, people: People): Promise<Scores> {
  const { whole, without } = await networkOutputs(model, people, [...model.columns.keys()]);
  const sums = meansByPerson(people, sumsOf(model, whole));
  const name = model.value ? 'value' : 'probability';
  const outputs = new Map<string, ScoreColumn>([[name, sums.map((sum) => respond(model, sum))]]);
  if (model.value?.output === 'zero-inflated')
    outputs.set('probability', meansByPerson(people, buyingLogOdds(whole)).map(sigmoid));
  return {
    outputs,
    rankedBy: name,
    contributions: new Map(
      model.columns.map((column, at) => {
        const occluded = meansByPerson(people, sumsOf(model, without[at]!));
        return [column, sums.map((sum, person) => sum - occluded[person]!)];
      }),
    ),
  };
}

/** The network behind a layer that normalises; a number is brought back to the encoded label. */
function bodyOf({ topology, tensors, value }: NetworkModel): LayersPart {
  const { class_name, config } = JSON.parse(topology) as Layer & { config: { layers: readonly Layer[] } };
  const layers =
    class_name === 'Sequential'
      ? // The normalising layer takes the input now.
        config.layers.filter((layer) => layer.class_name !== 'InputLayer').map(withoutInputShape)
      : [{ class_name, config }];
  if (value?.output !== 'value') return { layers, tensors };
  const { centre, scale } = value;
  const encoded: NetworkTensor[] = [
    { name: 'encoded_label/kernel', shape: [1, 1], values: Float64Array.of(scale) },
    { name: 'encoded_label/bias', shape: [1], values: Float64Array.of(centre) },
  ];
  return {
    layers: [...layers, denseLayer('encoded_label', 1, 'linear')],
    tensors: [...tensors, ...encoded],
  };
}

function withoutInputShape({ class_name, config }: Layer): Layer {
  return {
    class_name,
    config: Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'batch_input_shape')),
  };
}
