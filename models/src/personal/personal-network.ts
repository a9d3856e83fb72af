// A federated network fitted to one node's own persons: fine-tuned on some of them, mixed with the federated weights, and taken only
// where others of them, whom it did not learn from, say that it is better. Mixing weights that share a start: Wortsman et al. 2022
// (arXiv:2109.01903); choosing between local and global on local validation: Mansour et al. 2020 (arXiv:2002.10619).
import type { Entropy } from '@chorale/crypto';
import type { People } from '../computations/computation.js';
import { columnValues } from '../computations/design.js';
import { inputMatrix } from '../computations/neural-network/input-matrix.js';
import { sizeOf, type Topology } from '../computations/neural-network/network-topology.js';
import type { NetworkModel } from '../computations/released-model.js';
import { concatenate, mean } from '../computations/vectors.js';
import { selectPeople } from '../privacy/sampling.js';
import { shuffledPositions } from '../privacy/uniform-integers.js';
import { sumsOf } from '../scoring/network-sums.js';
import { networkOutputs } from '../tensor/network-outputs.js';
import { trainLocally } from '../tensor/train-locally.js';

export interface PersonalTraining {
  /** Share of the persons that candidates are judged on, (0, 1). */
  readonly validationShare: number;
  /** Passes over the others after which candidates are taken, ascending; once they no longer help, no more are tried. */
  readonly epochs: readonly number[];
  /** Shares of the way from the federated to the fine-tuned weights, (0, 1]; 1 is fine-tuning alone. */
  readonly mixtures: readonly number[];
  readonly learningRate: number;
  readonly batchSize: number;
}

const PERSONAL_TRAINING: PersonalTraining = {
  validationShare: 0.3,
  epochs: [1, 4, 16, 64],
  mixtures: [0.25, 0.5, 0.75, 1],
  learningRate: 0.005,
  batchSize: 64,
};

/** Fewer persons tell nothing about which weights are better. */
const FEWEST_PERSONS = 50;

export interface Candidate {
  readonly epochs: number;
  readonly mixture: number;
  /** Mean over validation persons of the mean loss of their rows: cross-entropy, or of a number half the squared error on its scale. */
  readonly loss: number;
}

export interface PersonalChoice {
  /** Persons that candidates learned from, and were judged on. */
  readonly trainedOn: number;
  readonly judgedOn: number;
  readonly federatedLoss: number;
  readonly candidates: readonly Candidate[];
  /** The best candidate, and by how much it lies below the federated loss, with that difference's standard error. */
  readonly best: Candidate & { readonly gain: number; readonly standardError: number };
  /** The best one learned from all persons; undefined: its gain is no more than its standard error, and the federated network stays. */
  readonly model: NetworkModel | undefined;
}

/**
 * @param people with the label, a node's own.
 * @throws RangeError for a network of zero-inflated amounts, too few persons, or labels that are all alike.
 */
export async function personaliseNetwork(
  model: NetworkModel,
  people: People,
  label: string,
  entropy: Entropy,
  training: PersonalTraining = PERSONAL_TRAINING,
): Promise<PersonalChoice> {
  requireEnough(model, people, label);
  const [learners, judges] = split(people, training.validationShare, entropy);
  const federated = weightsOf(model);
  const federatedLosses = await lossesOf(model, judges, label);
  let fair: { candidate: Candidate; losses: Float64Array } | undefined;
  const candidates: Candidate[] = [];
  let tuned = federated;
  let taken = 0;
  for (const epochs of training.epochs) {
    tuned = await tune(model, tuned, learners, label, training, epochs - taken, entropy);
    taken = epochs;
    const before = fair?.candidate.loss ?? Infinity;
    for (const mixture of training.mixtures) {
      const losses = await lossesOf(withWeights(model, mixed(federated, tuned, mixture)), judges, label);
      const candidate = { epochs, mixture, loss: mean(losses) };
      candidates.push(candidate);
      if (!fair || candidate.loss < fair.candidate.loss) fair = { candidate, losses };
    }
    if (fair!.candidate.loss >= before) break;
  }
  const { candidate, losses } = fair!;
  const gains = federatedLosses.map((loss, person) => loss - losses[person]!);
  const best = { ...candidate, gain: mean(gains), standardError: standardErrorOf(gains) };
  const isBetter = best.gain > best.standardError;
  return {
    trainedOn: learners.size,
    judgedOn: judges.size,
    federatedLoss: mean(federatedLosses),
    candidates,
    best,
    model: isBetter ? await refit(model, people, label, training, best, entropy) : undefined,
  };
}

function requireEnough({ value }: NetworkModel, people: People, label: string): void {
  if (value?.output === 'zero-inflated')
    throw new RangeError(
      'a network of zero-inflated amounts is not fitted to single nodes: few of them buy often enough to judge it by; the federated network stays',
    );
  if (people.size < FEWEST_PERSONS)
    throw new RangeError(
      `${people.size} persons with a label are too few to tell which network is better, ${FEWEST_PERSONS} are needed; the ` +
        'federated network stays',
    );
  const labels = columnValues(people, label);
  if (labels.every((value) => value === labels[0]))
    throw new RangeError(
      `every label is ${labels[0]!}: a network fitted to them would say so of everybody; the federated network stays`,
    );
}

/** The chosen recipe on everybody: what was held back to choose by may teach as well. */
async function refit(
  model: NetworkModel,
  people: People,
  label: string,
  training: PersonalTraining,
  { epochs, mixture }: Candidate,
  entropy: Entropy,
): Promise<NetworkModel> {
  const federated = weightsOf(model);
  let tuned = federated;
  let taken = 0;
  // In the same legs: each starts its local optimiser afresh.
  for (const stop of training.epochs.filter((each) => each <= epochs)) {
    tuned = await tune(model, tuned, people, label, training, stop - taken, entropy);
    taken = stop;
  }
  return withWeights(model, mixed(federated, tuned, mixture));
}

function split(people: People, share: number, entropy: Entropy): [People, People] {
  const order = [...shuffledPositions(people.size, entropy)];
  const judges = Math.round(share * people.size);
  const part = (from: number, to: number): People =>
    selectPeople(
      people,
      order.slice(from, to).sort((a, b) => a - b),
    );
  return [part(judges, order.length), part(0, judges)];
}

async function tune(
  model: NetworkModel,
  weights: Float64Array,
  people: People,
  label: string,
  { learningRate, batchSize }: PersonalTraining,
  epochs: number,
  entropy: Entropy,
): Promise<Float64Array> {
  const how = { epochs, batchSize, localOptimiser: 'adam' as const, learningRate };
  const inputs = inputMatrix(people, model.columns, model.normaliser);
  const labels = Float32Array.from(learnedLabels(model, people, label));
  const { topology: json, tensors, value } = model;
  const topology: Topology = { json, tensors, ...(value && { output: value.output }) };
  const trained = await trainLocally(topology, Float32Array.from(weights), inputs, labels, how, entropy);
  return Float64Array.from(trained.weights);
}

/** On the scale of the network's output: 0 or 1, or a number. */
function learnedLabels({ value }: NetworkModel, people: People, label: string): Float64Array {
  const { centre, scale } = value ?? { centre: 0, scale: 1 };
  return columnValues(people, label).map((encoded) => (encoded - centre) / scale);
}

/** By person: mean loss of their rows; of who has none: 0. */
async function lossesOf(model: NetworkModel, people: People, label: string): Promise<Float64Array> {
  const { whole } = await networkOutputs(model, people, []);
  const labels = learnedLabels(model, people, label);
  const lossAt = model.value ? squared(whole, labels) : crossEntropy(sumsOf(model, whole), labels);
  return Float64Array.from({ length: people.size }, (_, person) => {
    const [from, to] = [people.rowStart[person]!, people.rowStart[person + 1]!];
    let total = 0;
    for (let row = from; row < to; row += 1) total += lossAt(row);
    return to > from ? total / (to - from) : 0;
  });
}

type LossAt = (row: number) => number;

function squared(outputs: Float32Array, labels: Float64Array): LossAt {
  return (row) => (outputs[row]! - labels[row]!) ** 2 / 2;
}
function crossEntropy(logOdds: Float64Array, labels: Float64Array): LossAt {
  return (row) => {
    const a = labels[row]! > 0.5 ? logOdds[row]! : -logOdds[row]!;
    // log(1 + exp(-a)) without overflow.
    return Math.max(0, -a) + Math.log1p(Math.exp(-Math.abs(a)));
  };
}

function weightsOf({ tensors }: NetworkModel): Float64Array {
  return concatenate(tensors.map(({ values }) => values));
}
function withWeights(model: NetworkModel, weights: Float64Array): NetworkModel {
  let at = 0;
  const tensors = model.tensors.map((tensor) => {
    const from = at;
    at += sizeOf(tensor);
    return { ...tensor, values: weights.slice(from, at) };
  });
  return { ...model, tensors };
}
function mixed(federated: Float64Array, tuned: Float64Array, share: number): Float64Array {
  return federated.map((value, at) => (1 - share) * value + share * tuned[at]!);
}
function standardErrorOf(values: Float64Array): number {
  const centre = mean(values);
  const squares = values.reduce((total, value) => total + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
