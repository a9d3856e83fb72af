// Federated averaging (McMahan 2017, arXiv:1602.05629; with noise: McMahan 2018, arXiv:1710.06963). Each node trains
// from the common weights on its own people; what it adds to the sum is how far its weights moved.
import type { Entropy } from '@chorale/crypto';
import { clipInPlace } from '../privacy/clip.js';
import { trainLocally } from '../tensor/train-locally.js';
import type { Computation, OpenedSum, People } from './computation.js';
import { blockOf, columnValues } from './design.js';
import { inputMatrix } from './input-matrix.js';
import { contributeMoments, exactNormaliser, readMoments } from './moments.js';
import { sizeOf } from './network-topology.js';
import {
  neuralNetworkPlan,
  type NetworkSetup,
  type NeuralNetworkSettings,
  type NeuralNetworkState,
} from './neural-network-plan.js';
import type { NetworkModel, Normaliser } from './released-model.js';
import { addScaled, concatenate } from './vectors.js';

type State = NeuralNetworkState;

async function contribute(
  state: State,
  people: People,
  clipNormL2: number,
  random: Entropy,
): Promise<Float64Array> {
  if (state.stage === 'moments') return contributeMoments(state.setup.design, people);
  if (state.stage === 'done') throw new RangeError('the study is done; it takes no further contribution');
  const { setup, normaliser, weights } = state;
  const update = await localUpdate(setup, normaliser, weights, people, random);
  clipInPlace(update, clipNormL2);
  if (!setup.weighsByPeople) return update;
  // Both parts are scaled by the public number of persons, so that neither outgrows its lane.
  const weight = Math.min(1, people.size / setup.people);
  return concatenate([update.map((value) => weight * value), Float64Array.of(weight)]);
}

/** How far training on this node's people moves the weights; nothing where there is nobody. */
async function localUpdate(
  { design, label, topology, training }: NetworkSetup,
  normaliser: Normaliser,
  weights: Float64Array,
  people: People,
  random: Entropy,
): Promise<Float64Array> {
  const rows = people.rowStart[people.size]!;
  if (rows === 0) return new Float64Array(weights.length);
  const inputs = inputMatrix(people, design.names, normaliser);
  const labels = Float32Array.from(columnValues(people, label));
  const trained = await trainLocally(topology, Float32Array.from(weights), inputs, labels, training, random);
  return weights.map((value, at) => trained[at]! - Math.fround(value));
}

function update(state: State, sum: OpenedSum): State {
  const { setup, weights } = state;
  if (state.stage === 'moments') {
    const moments = readMoments(setup.design, sum, setup.people);
    return {
      stage: 'averaging',
      setup,
      normaliser: exactNormaliser(setup.design, moments),
      round: 0,
      weights,
    };
  }
  if (state.stage === 'done') throw new RangeError('the study is done; it takes no further sum');
  // With noise every node counts one and the divisor is public: a counted one would be noise itself.
  const divisor = setup.weighsByPeople ? blockOf(sum, 'weight')[0]! : setup.nodes;
  const moved = divisor > 0 ? addScaled(weights, 1 / divisor, blockOf(sum, 'update')) : weights;
  const round = state.round + 1;
  return { ...state, stage: round < setup.rounds ? 'averaging' : 'done', round, weights: moved };
}

function model(state: State): NetworkModel | undefined {
  if (state.stage === 'moments') return undefined;
  const { design, topology } = state.setup;
  let at = 0;
  const tensors = topology.tensors.map((tensor) => {
    const values = state.weights.slice(at, at + sizeOf(tensor));
    at += values.length;
    return { name: tensor.name, shape: tensor.shape, values };
  });
  return {
    kind: 'network',
    columns: design.names,
    normaliser: state.normaliser,
    topology: topology.json,
    tensors,
  };
}

export const neuralNetwork: Computation<NeuralNetworkSettings, State> = {
  ...neuralNetworkPlan,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
};
