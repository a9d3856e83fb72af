// The public half of federated averaging: plan, first state and layout. What trains is in neural-network.ts.
import { z } from 'zod';
import type { PlannedComputation, PlannedRound, StudyContext, VectorLayout } from './computation.js';
import { designOf, type Design } from './design.js';
import { momentsLayout } from './moments.js';
import {
  denseTopology,
  initialWeights,
  layersModelSchema,
  sizeOf,
  topologyOfLayersModel,
  type Topology,
} from './network-topology.js';
import type { Normaliser } from './released-model.js';

const settingsSchema = z
  .strictObject({
    hidden: z
      .array(z.int().min(1).max(4096))
      .max(8)
      .optional()
      .describe('units of the hidden layers; default: 32, 16'),
    activation: z
      .enum(['relu', 'tanh', 'elu', 'selu', 'sigmoid', 'swish'])
      .default('relu')
      .describe('of hidden layers'),
    layersModel: layersModelSchema.optional().describe('instead of hidden: a tf.js model.json'),
    rounds: z.int().min(1).max(10_000).default(20),
    localEpochs: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .describe('passes over its own people that a node makes a round'),
    batchSize: z.int().min(1).max(65_536).default(64),
    optimizer: z.enum(['adam', 'sgd']).default('adam').describe('on the node, fresh each round'),
    learningRate: z.number().positive().default(0.005).describe('on the node'),
    clipNorm: z
      .number()
      .positive()
      .optional()
      .describe('longest update of a node, L2; default: 1 with noise, 16 without'),
    seed: z.int().min(0).default(1).describe('of the first weights, which are public'),
  })
  .refine(
    ({ hidden, layersModel }) => hidden === undefined || layersModel === undefined,
    'give hidden or layersModel',
  );
export type NeuralNetworkSettings = z.infer<typeof settingsSchema>;

export interface LocalTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
}

export interface NetworkSetup {
  readonly design: Design;
  readonly label: string;
  readonly people: number;
  readonly nodes: number;
  readonly topology: Topology;
  readonly training: LocalTraining;
  readonly clipNorm: number;
  readonly rounds: number;
  /** Whether nodes count by their persons, as without noise, or all alike. */
  readonly weighsByPeople: boolean;
}

export type NeuralNetworkState =
  | { readonly stage: 'moments'; readonly setup: NetworkSetup; readonly weights: Float64Array }
  | {
      readonly stage: 'averaging' | 'done';
      readonly setup: NetworkSetup;
      readonly normaliser: Normaliser;
      readonly round: number;
      /** All tensors one after the other, row-major. */
      readonly weights: Float64Array;
    };

const MOST_WEIGHTS = 20_000_000;

function schedule({ mode, settings }: StudyContext<NeuralNetworkSettings>): PlannedRound[] {
  // Without noise a first round counts means and deviations; with noise the dictionary's bounds must do.
  const rounds = settings.rounds + (mode === 'none' ? 1 : 0);
  return Array.from({ length: rounds }, () => ({ samplingRate: 1, relativeNoise: mode === 'none' ? 0 : 1 }));
}

function start({
  columns,
  label,
  people,
  nodes,
  mode,
  settings,
}: StudyContext<NeuralNetworkSettings>): NeuralNetworkState {
  if (label === undefined) throw new RangeError('a neural network needs a label in the dictionary');
  const design = designOf(columns);
  const topology = settings.layersModel
    ? topologyOfLayersModel(settings.layersModel)
    : denseTopology(columns.length, settings.hidden ?? [32, 16], settings.activation);
  const weightCount = topology.tensors.reduce((total, tensor) => total + sizeOf(tensor), 0);
  if (weightCount === 0 || weightCount > MOST_WEIGHTS)
    throw new RangeError(`the network has ${weightCount} weights; 1 to ${MOST_WEIGHTS} can be averaged`);
  const setup: NetworkSetup = {
    design,
    label,
    people,
    nodes,
    topology,
    training: {
      epochs: settings.localEpochs,
      batchSize: settings.batchSize,
      optimizer: settings.optimizer,
      learningRate: settings.learningRate,
    },
    clipNorm: settings.clipNorm ?? (mode === 'none' ? 16 : 1),
    rounds: settings.rounds,
    weighsByPeople: mode === 'none',
  };
  const weights = initialWeights(topology.tensors, settings.seed);
  return mode === 'none'
    ? { stage: 'moments', setup, weights }
    : { stage: 'averaging', setup, normaliser: boundsNormaliser(design), round: 0, weights };
}

/** Columns on [-1, 1] by their public bounds. */
function boundsNormaliser({ lower, upper }: Design): Normaliser {
  return {
    centre: lower.map((bound, column) => (bound + upper[column]!) / 2),
    scale: lower.map((bound, column) => (upper[column]! - bound) / 2),
    limit: null,
  };
}

/** Grid steps across the range of a sum, so that two values share a coefficient of 46 bits. */
const STEPS_ACROSS_RANGE = 2 ** 21;

function layout(state: NeuralNetworkState): VectorLayout {
  const { design, people, nodes, clipNorm, weighsByPeople } = state.setup;
  if (state.stage === 'moments') return momentsLayout(design, people);
  const block = (name: string, length: number, sumRange: number): VectorLayout['blocks'][number] => ({
    name,
    length,
    sumRange,
    precision: sumRange / STEPS_ACROSS_RANGE,
  });
  return {
    blocks: [
      block('update', state.weights.length, nodes * clipNorm),
      ...(weighsByPeople ? [block('weight', 1, nodes)] : []),
    ],
    clipNormL2: clipNorm,
  };
}

export const neuralNetworkPlan: PlannedComputation<NeuralNetworkSettings, NeuralNetworkState> = {
  name: 'neural-network',
  modes: ['local', 'member', 'none'],
  needsLabel: true,
  settings: settingsSchema,
  schedule,
  start,
  layout,
};
