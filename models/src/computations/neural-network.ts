// Neural networks. In modes pooled and local DP-SGD on sums of persons' clipped gradients (Abadi 2016, arXiv:1607.00133);
// in modes none and member federated averaging (McMahan 2017, arXiv:1602.05629; with noise: McMahan 2018,
// arXiv:1710.06963): each node trains from the common weights on its own people and adds how far its weights moved.
import type { Entropy } from '@chorale/crypto';
import { clipInPlace, normL2 } from '../privacy/clip.js';
import { gradientSum } from '../tensor/clipped-gradients.js';
import { trainLocally } from '../tensor/train-locally.js';
import { bitOf, nextClip } from './adaptive-clip.js';
import type { Computation, OpenedSum, People } from './computation.js';
import { blockOf, columnValues } from './design.js';
import { inputMatrix } from './input-matrix.js';
import { contributeMoments, exactNormaliser, readMoments, robustNormaliser } from './moments.js';
import { networkValue, splitNormaliser, type LabelScale } from './network-label.js';
import { contributeComparison, partsOf } from './network-comparison.js';
import { descend, startDescent } from './network-descent.js';
import { readableComparison, readComparison } from './network-rival.js';
import { sizeOf } from './network-topology.js';
import {
  countedDesign,
  neuralNetworkPlan,
  type AveragingSetup,
  type DescentSetup,
  type NeuralNetworkState,
} from './neural-network-plan.js';
import type { NeuralNetworkSettings } from './neural-network-settings.js';
import { readableNetwork, type ReadableNetwork } from './network-result.js';
import { linearRegression } from './regression/linear-regression.js';
import type { LinearModel, NetworkModel, Normaliser } from './released-model.js';
import { addScaled, concatenate } from './vectors.js';

type State = NeuralNetworkState;

async function contribute(
  state: State,
  people: People,
  clipNormL2: number,
  random: Entropy,
): Promise<Float64Array> {
  switch (state.stage) {
    case 'moments':
      return contributeCounts(state, people, random);
    case 'averaging':
      return contributeUpdate(state, trainees(state, people), random);
    case 'descent':
      return contributeGradient(state, people, clipNormL2);
    case 'comparing': {
      const { design, labelColumn } = state.setup;
      const { measuring } = partsOf(people, design.names, state.setup.validationShare!);
      const linear = linearRegression.model(state.rival!)!;
      return contributeComparison(labelColumn!, model(state)!, linear as LinearModel, measuring);
    }
    case 'done':
      throw new RangeError('the study is done; it takes no further contribution');
  }
}

/** Whom the network learns from. */
function trainees({ setup }: { readonly setup: AveragingSetup }, people: People): People {
  const { design, validationShare } = setup;
  return validationShare === undefined ? people : partsOf(people, design.names, validationShare).training;
}

async function contributeCounts(
  { setup, rival }: Extract<State, { stage: 'moments' }>,
  people: People,
  random: Entropy,
): Promise<Float64Array> {
  const design = countedDesign(setup);
  if (!rival || setup.method === 'descent') return contributeMoments(design, people);
  const training = trainees({ setup }, people);
  const products = await linearRegression.contribute(rival, training, Infinity, random);
  return concatenate([contributeMoments(design, training), products]);
}

async function contributeGradient(
  { setup, normaliser, labelScale, weights }: Extract<State, { stage: 'descent' }>,
  people: People,
  clipNormL2: number,
): Promise<Float64Array> {
  const { design, label, topology } = setup;
  if (people.rowStart[people.size] === 0) return new Float64Array(weights.length);
  const rows = {
    inputs: inputMatrix(people, design.names, normaliser),
    columns: design.names.length,
    labels: learnedLabels(people, label, labelScale),
    rowStart: people.rowStart,
  };
  return gradientSum(topology, Float32Array.from(weights), rows, clipNormL2);
}

async function contributeUpdate(
  state: Extract<State, { stage: 'averaging' }>,
  people: People,
  random: Entropy,
): Promise<Float64Array> {
  const { setup, clipNorm } = state;
  const update = await localUpdate(state, people, random);
  const bit = bitOf(normL2(update), clipNorm);
  clipInPlace(update, clipNorm);
  if (setup.isNoised) return concatenate([update, Float64Array.of(bit)]);
  // Both parts are scaled by the public number of persons, so that neither outgrows its lane.
  const weight = Math.min(1, people.size / setup.people);
  return concatenate([update.map((value) => weight * value), Float64Array.of(weight)]);
}

/** How far training on this node's people moves the weights; nothing where there is nobody. */
async function localUpdate(
  { setup, normaliser, labelScale, weights }: Extract<State, { stage: 'averaging' }>,
  people: People,
  random: Entropy,
): Promise<Float64Array> {
  const { design, label, topology, training } = setup;
  const rows = people.rowStart[people.size]!;
  if (rows === 0) return new Float64Array(weights.length);
  const inputs = inputMatrix(people, design.names, normaliser);
  const labels = learnedLabels(people, label, labelScale);
  const trained = await trainLocally(topology, Float32Array.from(weights), inputs, labels, training, random);
  return weights.map((value, at) => trained[at]! - Math.fround(value));
}

/** 0 or 1, or a number on the scale of the output. */
function learnedLabels(people: People, label: string, labelScale: LabelScale | undefined): Float32Array {
  const { centre, scale } = labelScale ?? { centre: 0, scale: 1 };
  return Float32Array.from(columnValues(people, label), (value) => (value - centre) / scale);
}

function update(state: State, sum: OpenedSum): State {
  switch (state.stage) {
    case 'moments':
      return afterMoments(state, sum);
    case 'averaging':
      return average(state, sum);
    case 'descent': {
      const { plan } = state.setup;
      const { descent, weights } = descend(plan, state.descent, state.weights, blockOf(sum, 'gradient'));
      if (descent.step < plan.noiseOverClip.length) return { ...state, descent, weights };
      return doneWith(state, descent.average);
    }
    case 'comparing':
      return { ...state, stage: 'done', comparison: readComparison(sum) };
    case 'done':
      throw new RangeError('the study is done; it takes no further sum');
  }
}

function afterMoments(
  { setup, weights, rival }: Extract<State, { stage: 'moments' }>,
  sum: OpenedSum,
): State {
  const design = countedDesign(setup);
  const moments = readMoments(design, sum, setup.people);
  if (setup.method === 'descent')
    return {
      ...{ stage: 'descent', setup, weights },
      ...scalesOf(setup, robustNormaliser(design, moments)),
      descent: startDescent(setup.plan, weights, moments.count),
    };
  return {
    ...{ stage: 'averaging', setup, weights, round: 0, clipNorm: setup.training.clipNorm },
    ...scalesOf(setup, exactNormaliser(design, moments)),
    ...(rival && { rival: linearRegression.update(rival, sum) }),
  };
}

function scalesOf(
  { labelColumn, topology }: AveragingSetup | DescentSetup,
  counted: Normaliser,
): { normaliser: Normaliser; labelScale?: LabelScale } {
  return labelColumn
    ? splitNormaliser(counted, topology.output!, labelColumn.upper)
    : { normaliser: counted };
}

function doneWith(
  { setup, normaliser, labelScale, rival }: Extract<State, { stage: 'averaging' | 'descent' }>,
  weights: Float64Array,
): State {
  const found = { normaliser, ...(labelScale && { labelScale }), weights };
  return rival && setup.method === 'averaging'
    ? { stage: 'comparing', setup, ...found, rival }
    : { stage: 'done', setup, ...found };
}

function average(state: Extract<State, { stage: 'averaging' }>, sum: OpenedSum): State {
  const { setup, clipNorm } = state;
  // With noise every node counts one and the divisor is public: a counted one would be noise itself.
  const divisor = setup.isNoised ? setup.nodes : blockOf(sum, 'weight')[0]!;
  const weights = divisor > 0 ? addScaled(state.weights, 1 / divisor, blockOf(sum, 'update')) : state.weights;
  const round = state.round + 1;
  if (round === setup.training.rounds) return doneWith(state, weights);
  const next = setup.isNoised ? nextClip(clipNorm, blockOf(sum, 'within')[0]!, setup.nodes) : clipNorm;
  return { ...state, weights, round, clipNorm: next };
}

function model(state: State): NetworkModel | undefined {
  if (state.stage === 'moments') return undefined;
  const { design, topology, labelColumn } = state.setup;
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
    ...(labelColumn && { value: networkValue(labelColumn, topology.output!, state.labelScale!) }),
  };
}

/** With how near it comes beside a simpler model, where that was measured. */
function readable(state: Extract<State, { stage: 'done' }>): ReadableNetwork {
  const { setup, comparison } = state;
  return readableNetwork(model(state)!, comparison && readableComparison(setup.labelColumn!, comparison));
}

export const neuralNetwork: Computation<NeuralNetworkSettings, State> = {
  ...neuralNetworkPlan,
  contribute,
  update,
  done: (state) => state.stage === 'done',
  model,
  result: (state) => (state.stage === 'done' ? readable(state) : undefined),
};
