// Neural networks. In modes pooled and local DP-SGD on sums of persons' clipped gradients (Abadi 2016, arXiv:1607.00133);
// in modes none and member federated averaging (McMahan 2017, arXiv:1602.05629; with noise: McMahan 2018,
// arXiv:1710.06963): each node trains from the common weights on its own people and adds how far its weights moved. What local steps
// are held by, and what is made of the sum, is the optimiser's matter (federated/).
import type { Entropy } from '@chorale/crypto';
import { clipInPlace, normL2 } from '../../privacy/clip.js';
import { gradientSum } from '../../tensor/clipped-gradients.js';
import type { Pull } from '../../tensor/pulled-gradients.js';
import { trainLocally } from '../../tensor/train-locally.js';
import { bitOf, nextClip } from './adaptive-clip.js';
import type { Computation, OpenedSum, People } from '../computation.js';
import { blockOf, columnValues } from '../design.js';
import { noFurther } from '../ended.js';
import { stepServer } from './federated/optimiser.js';
import {
  commonVariate,
  nextVariate,
  noVariate,
  stepShift,
  variateChange,
  type Variate,
  type Variates,
} from './federated/scaffold.js';
import { inputMatrix } from './input-matrix.js';
import { contributeMoments, exactNormaliser, readMoments, robustNormaliser } from '../moments.js';
import { networkValue, splitNormaliser, type LabelScale } from './network-label.js';
import { contributeComparison, partsOf } from './network-comparison.js';
import { descend, startDescent } from './network-descent.js';
import { readableComparison, readComparison } from './network-rival.js';
import { sizeOf } from './network-topology.js';
import {
  countedDesign,
  neuralNetworkPlan,
  startAveraging,
  unlessEmbedded,
  type AveragingSetup,
  type DescentSetup,
  type NeuralNetworkState,
} from './neural-network-plan.js';
import type { NeuralNetworkSettings } from './neural-network-settings.js';
import { readableNetwork, type ReadableNetwork } from './network-result.js';
import { linearRegression } from '../regression/linear-regression.js';
import type { LinearModel, NetworkModel, Normaliser } from '../released-model.js';
import { concatenate } from '../vectors.js';

type State = NeuralNetworkState;
type AveragingState = Extract<State, { stage: 'averaging' }>;

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
      if (state.setup.training.optimiser.name === 'scaffold')
        throw new RangeError('scaffold keeps a variate at each node; use contributeKeeping');
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
      throw noFurther('contribution');
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

async function contributeKeeping(
  state: State,
  people: People,
  clipNormL2: number,
  random: Entropy,
  kept: object | undefined,
): Promise<{ vector: Float64Array; keeps: Variate | undefined }> {
  if (state.stage !== 'averaging' || state.setup.training.optimiser.name !== 'scaffold')
    return { vector: await contribute(state, people, clipNormL2, random), keeps: undefined };
  const before = (kept as Variate | undefined) ?? noVariate(state.weights.length);
  const { learningRate } = state.setup.training;
  const shift = stepShift(before, commonVariate(state.server as Variates));
  const learners = trainees(state, people);
  const { moved, steps } = await localUpdate(state, learners, random, {
    mu: 0,
    shift: Float32Array.from(shift),
  });
  const weight = weightOf(state, learners);
  // Nobody here this time: the variate stays, and weighs nothing.
  const values = steps > 0 ? nextVariate(shift, moved, steps, learningRate) : before.values;
  if (steps > 0) clipInPlace(values, state.clipNorm);
  const keeps: Variate = { values, weight };
  return {
    vector: concatenate([weighted(moved, weight, state.clipNorm), variateChange(before, keeps)]),
    keeps,
  };
}

async function contributeUpdate(
  state: AveragingState,
  people: People,
  random: Entropy,
): Promise<Float64Array> {
  const { setup, clipNorm } = state;
  const { optimiser } = setup.training;
  const pull = optimiser.name === 'fedprox' ? { mu: optimiser.mu, shift: undefined } : undefined;
  const { moved } = await localUpdate(state, people, random, pull);
  if (!setup.isNoised) return weighted(moved, weightOf(state, people), clipNorm);
  const bit = bitOf(normL2(moved), clipNorm);
  clipInPlace(moved, clipNorm);
  return concatenate([moved, Float64Array.of(bit)]);
}

/** Both parts are scaled by the public number of persons, so that neither outgrows its lane. */
function weightOf({ setup }: AveragingState, people: People): number {
  return Math.min(1, people.size / setup.people);
}

/** The clipped update times its weight, and the weight. */
function weighted(moved: Float64Array, weight: number, clipNorm: number): Float64Array {
  clipInPlace(moved, clipNorm);
  return concatenate([moved.map((value) => weight * value), Float64Array.of(weight)]);
}

/** How far training on this node's people moves the weights, and by how many steps; nothing and 0 where there is nobody. */
async function localUpdate(
  { setup, normaliser, labelScale, weights }: AveragingState,
  people: People,
  random: Entropy,
  pull: Pull | undefined,
): Promise<{ moved: Float64Array; steps: number }> {
  const { design, label, topology, training } = setup;
  const rows = people.rowStart[people.size]!;
  if (rows === 0) return { moved: new Float64Array(weights.length), steps: 0 };
  const inputs = inputMatrix(people, design.names, normaliser);
  const labels = learnedLabels(people, label, labelScale);
  const start = Float32Array.from(weights);
  const trained = await trainLocally(topology, start, inputs, labels, training, random, pull);
  return { moved: weights.map((_, at) => trained.weights[at]! - start[at]!), steps: trained.steps };
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
      throw noFurther('sum');
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
  const found = {
    ...scalesOf(setup, exactNormaliser(design, moments)),
    ...(rival && { rival: linearRegression.update(rival, sum) }),
  };
  return startAveraging(setup, found, weights);
}

function scalesOf(
  { labelColumn, topology }: AveragingSetup | DescentSetup,
  counted: Normaliser,
): { normaliser: Normaliser; labelScale?: LabelScale } {
  if (!labelColumn) return { normaliser: unlessEmbedded(topology, counted) };
  const { normaliser, labelScale } = splitNormaliser(counted, topology.output!, labelColumn.upper);
  return { normaliser: unlessEmbedded(topology, normaliser), labelScale };
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

function average(state: AveragingState, sum: OpenedSum): State {
  const { setup, clipNorm } = state;
  const { rounds, optimiser } = setup.training;
  // With noise every node counts one and the divisor is public: a counted one would be noise itself.
  const weight = setup.isNoised ? setup.nodes : blockOf(sum, 'weight')[0]!;
  const total = blockOf(sum, 'update');
  // Where nobody was, nothing moved.
  const mean = weight > 0 ? total.map((value) => value / weight) : new Float64Array(total.length);
  const variates = optimiser.name === 'scaffold' ? { change: blockOf(sum, 'variate'), weight } : undefined;
  const { server, weights } = stepServer(optimiser, state.server, state.weights, { update: mean, variates });
  const round = state.round + 1;
  if (round === rounds) return doneWith(state, weights);
  const next = setup.isNoised ? nextClip(clipNorm, blockOf(sum, 'within')[0]!, setup.nodes) : clipNorm;
  return { ...state, weights, round, clipNorm: next, server };
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
function readable(state: State): ReadableNetwork | undefined {
  const network = model(state);
  const comparison = state.stage === 'done' ? state.comparison : undefined;
  return (
    network &&
    readableNetwork(network, comparison && readableComparison(state.setup.labelColumn!, comparison))
  );
}

export const neuralNetwork: Computation<NeuralNetworkSettings, State> = {
  ...neuralNetworkPlan,
  contribute,
  contributeKeeping,
  update,
  done: (state) => state.stage === 'done',
  model,
  result: readable,
};
