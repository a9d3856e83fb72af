// The public half of neural networks: plan, first state and layout. What trains is in neural-network.ts.
import { bitHeight, normWithBit } from './adaptive-clip.js';
import type {
  PlannedComputation,
  PlannedRound,
  StudyContext,
  StudyNoise,
  VectorBlock,
  VectorLayout,
} from '../computation.js';
import { designOf, finePrecision, sumRangeOver, type Design } from '../design.js';
import { DEFAULT_INPUT, type Column } from '../../contracts/dictionary.js';
import { startServer, type ServerState } from './federated/optimiser.js';
import { momentsLayout } from '../moments.js';
import { comparisonBlocks, startRival, type Comparison } from './network-rival.js';
import { linearRegression, type LinearRegressionState } from '../regression/linear-regression.js';
import { boundsScale, outputOf, withLabel, type LabelScale } from './network-label.js';
import type { Descent, DescentPlan } from './network-descent.js';
import {
  denseTopology,
  embeddedCodes,
  initialWeights,
  networkInput,
  refuseMovingAverages,
  refuseWhatMixesPersons,
  requireEmbeddable,
  requireFitting,
  sizeOf,
  topologyOfLayersModel,
  type Topology,
  type ValueOutput,
} from './network-topology.js';
import { withWeightsOfLayers } from './network-weights.js';
import {
  averagingSettings,
  descends,
  descentSettings,
  measuringShare,
  neuralNetworkSettings,
  type AveragingSettings,
  type NeuralNetworkSettings,
} from './neural-network-settings.js';
import type { Normaliser } from '../released-model.js';
import { noisedRounds } from '../schedule.js';
import { sequenceTopology, startFromLast, windowFirst } from './sequence-topology.js';

interface Setup {
  readonly design: Design;
  readonly label: string;
  /** Of a number: what bounds it. */
  readonly labelColumn?: Column;
  readonly people: number;
  readonly nodes: number;
  readonly topology: Topology;
}

/** What columns and label are brought to, the label's of a number only; and the ridge regression that the network is measured beside. */
interface Found {
  readonly normaliser: Normaliser;
  readonly labelScale?: LabelScale;
  readonly rival?: LinearRegressionState;
}

/** Federated averaging: no sum over persons, so that a node's update is clipped as a whole. */
export interface AveragingSetup extends Setup {
  readonly method: 'averaging';
  readonly training: AveragingSettings;
  /** With noise nodes count all alike and the clip adapts; without, they count by their persons. */
  readonly isNoised: boolean;
  /** Left out: everybody trains, and the network has no rival. */
  readonly validationShare?: number;
}

/** Steps on sums of clipped gradients, as DP-SGD takes them on the pooled rows. */
export interface DescentSetup extends Setup {
  readonly method: 'descent';
  readonly plan: DescentPlan;
}

/** Weights are all tensors one after the other, row-major. */
export type NeuralNetworkState =
  | {
      readonly stage: 'moments';
      readonly setup: AveragingSetup | DescentSetup;
      readonly weights: Float64Array;
      readonly rival?: LinearRegressionState;
    }
  | (Found & {
      readonly stage: 'averaging';
      readonly setup: AveragingSetup;
      readonly weights: Float64Array;
      readonly round: number;
      readonly clipNorm: number;
      readonly server: ServerState;
    })
  | (Found & {
      readonly stage: 'descent';
      readonly setup: DescentSetup;
      readonly weights: Float64Array;
      readonly descent: Descent;
    })
  | (Found & {
      readonly stage: 'comparing';
      readonly setup: AveragingSetup;
      readonly weights: Float64Array;
    })
  | (Found & {
      readonly stage: 'done';
      readonly setup: AveragingSetup | DescentSetup;
      readonly weights: Float64Array;
      readonly comparison?: Comparison;
    });

const MOST_WEIGHTS = 20_000_000;

function schedule({ mode, settings, label }: StudyContext<NeuralNetworkSettings>): PlannedRound[] {
  if (!descends(mode)) {
    // Without noise a first round counts means and deviations; with noise the dictionary's bounds must do.
    const counting = mode === 'none' ? 1 : 0;
    const comparing = measuringShare(mode, settings, label?.type === 'number') > 0 ? 1 : 0;
    const rounds = counting + averagingSettings(mode, settings).rounds + comparing;
    return Array.from({ length: rounds }, () => ({
      samplingRate: 1,
      relativeNoise: mode === 'none' ? 0 : 1,
    }));
  }
  const { rounds, momentsShare, samplingRate } = descentSettings(mode, settings);
  return [...noisedRounds(1, momentsShare), ...noisedRounds(rounds, 1 - momentsShare, samplingRate)];
}

function start(context: StudyContext<NeuralNetworkSettings>, noise: StudyNoise): NeuralNetworkState {
  const { mode, settings } = context;
  const common = setupOf(context);
  const weights = firstWeights(common, settings);
  if (descends(mode)) {
    refuseWhatMixesPersons(common.topology);
    const { learningRate, samplingRate, clipNorm, optimiser } = descentSettings(mode, settings);
    const noiseOverClip = Float64Array.from(noise.stdDevOverClip.slice(1));
    const plan: DescentPlan = { learningRate, samplingRate, clipNorm, noiseOverClip, optimiser };
    return { stage: 'moments', setup: { ...common, method: 'descent', plan }, weights };
  }
  const training = averagingSettings(mode, settings);
  if (training.optimiser.name === 'scaffold') refuseMovingAverages(common.topology);
  const isNumber = common.labelColumn !== undefined;
  if (settings.validationShare !== undefined && !isNumber)
    throw new RangeError(
      'validationShare: a network is measured beside a regression where its label is a number; leave it out, and measure by "evaluate"',
    );
  const validationShare = measuringShare(mode, settings, isNumber);
  const setup: AveragingSetup = {
    ...{ ...common, method: 'averaging', training, isNoised: mode === 'member' },
    ...(validationShare > 0 && { validationShare }),
  };
  if (!setup.isNoised) {
    const rival = validationShare > 0 && { rival: startRival(context) };
    return { stage: 'moments', setup, weights, ...rival };
  }
  const { labelColumn, topology } = setup;
  const scales = {
    normaliser: unlessEmbedded(topology, boundsNormaliser(setup.design)),
    ...(labelColumn && { labelScale: boundsScale(labelColumn, topology.output!) }),
  };
  return startAveraging(setup, scales, weights);
}

export function startAveraging(
  setup: AveragingSetup,
  found: Found,
  weights: Float64Array,
): Extract<NeuralNetworkState, { stage: 'averaging' }> {
  const { clipNorm, optimiser } = setup.training;
  const server = startServer(optimiser, weights.length);
  return { stage: 'averaging', setup, ...found, weights, round: 0, clipNorm, server };
}

function setupOf({
  columns: given,
  label,
  people,
  nodes,
  settings,
}: StudyContext<NeuralNetworkSettings>): Setup {
  if (label === undefined) throw new RangeError('a neural network needs a label in the dictionary');
  const output = outputOf(label, settings.likelihood);
  const columns = settings.window ? windowFirst(settings.window, given) : given;
  const stated = topologyOf(settings, columns.length, output);
  requireEmbeddable(stated, columns);
  const topology = settings.layersModel ? withWeightsOfLayers(stated, columns.length) : stated;
  const weightCount = topology.tensors.reduce((total, tensor) => total + sizeOf(tensor), 0);
  if (weightCount === 0 || weightCount > MOST_WEIGHTS)
    throw new RangeError(`the network has ${weightCount} weights; 1 to ${MOST_WEIGHTS} can be trained`);
  return {
    design: designOf(columns),
    label: label.name,
    ...(output && { labelColumn: label }),
    ...{ people, nodes, topology },
  };
}

function firstWeights({ topology, design }: Setup, { seed, window }: NeuralNetworkSettings): Float64Array {
  const drawn = initialWeights(topology.tensors, seed);
  return window && topology.output === 'value'
    ? startFromLast(drawn, window, design.names.length, topology.tensors.at(-2)!.shape[0]!)
    : drawn;
}

function topologyOf(
  { layersModel, sequence, window, sequenceUnits = 16, hidden, activation }: NeuralNetworkSettings,
  inputs: number,
  output: ValueOutput | undefined,
): Topology {
  if (layersModel) {
    const own = topologyOfLayersModel(layersModel, output);
    requireFitting(own, inputs);
    return own;
  }
  return sequence && window
    ? sequenceTopology(
        { reader: sequence, window, units: sequenceUnits },
        inputs,
        hidden ?? [32],
        activation,
        output,
      )
    : denseTopology(inputs, hidden ?? [32, 16], activation, output);
}

/** What the first round counts. */
export function countedDesign({ design, labelColumn }: Setup): Design {
  return labelColumn ? withLabel(design, labelColumn) : design;
}

/** Codes of categories go into an embedding as they are. */
export function unlessEmbedded({ json }: Topology, scaled: Normaliser): Normaliser {
  if (embeddedCodes(json) === undefined) return scaled;
  const columns = scaled.centre.length;
  return { centre: new Float64Array(columns), scale: new Float64Array(columns).fill(1), limit: null };
}

/** Columns on [-1, 1] by their public bounds. */
function boundsNormaliser({ lower, upper }: Design): Normaliser {
  return {
    centre: lower.map((bound, column) => (bound + upper[column]!) / 2),
    scale: lower.map((bound, column) => (upper[column]! - bound) / 2),
    limit: null,
  };
}

/** Grid steps across the range of a sum of updates, so that two values share a coefficient of 46 bits. */
const STEPS_ACROSS_RANGE = 2 ** 21;

function layout(state: NeuralNetworkState): VectorLayout {
  const { setup, weights } = state;
  if (state.stage === 'moments') return countingLayout(state);
  if (state.stage === 'comparing') return { blocks: comparisonBlocks(setup.people), clipNormL2: 3 };
  if (setup.method === 'descent') return gradientLayout(setup, weights.length);
  const clipNorm = state.stage === 'averaging' ? state.clipNorm : setup.training.clipNorm;
  return averagingLayout(setup, clipNorm, weights.length);
}

/** Means and deviations, and cross products for the rival where there is one. */
function countingLayout({ setup, rival }: Extract<NeuralNetworkState, { stage: 'moments' }>): VectorLayout {
  const moments = momentsLayout(countedDesign(setup), setup.people);
  if (!rival) return moments;
  const products = linearRegression.layout(rival);
  return {
    blocks: [...moments.blocks, ...products.blocks],
    clipNormL2: Math.hypot(moments.clipNormL2, products.clipNormL2),
  };
}

function gradientLayout({ people, plan }: DescentSetup, weights: number): VectorLayout {
  const sumRange = sumRangeOver(people, plan.clipNorm);
  return {
    blocks: [{ name: 'gradient', length: weights, sumRange, precision: finePrecision(sumRange) }],
    clipNormL2: plan.clipNorm,
  };
}

function averagingLayout(
  { nodes, isNoised, training }: AveragingSetup,
  clipNorm: number,
  weights: number,
): VectorLayout {
  const block = (name: string, length: number, sumRange: number): VectorBlock => ({
    name,
    length,
    sumRange,
    precision: sumRange / STEPS_ACROSS_RANGE,
  });
  const update = block('update', weights, nodes * clipNorm);
  return isNoised
    ? {
        blocks: [update, block('within', 1, nodes * bitHeight(clipNorm))],
        clipNormL2: normWithBit(clipNorm),
      }
    : {
        blocks: [
          update,
          block('weight', 1, nodes),
          ...(training.optimiser.name === 'scaffold' ? [variateBlock(nodes, clipNorm, weights)] : []),
        ],
        clipNormL2: clipNorm,
      };
}

/** A node's variate, a mean gradient, is cut to the clip; what it adds is the difference of two. */
function variateBlock(nodes: number, clipNorm: number, weights: number): VectorBlock {
  const sumRange = 2 * nodes * clipNorm;
  return { name: 'variate', length: weights, sumRange, precision: finePrecision(sumRange) };
}

export const neuralNetworkPlan: PlannedComputation<NeuralNetworkSettings, NeuralNetworkState> = {
  name: 'neural-network',
  modes: ['pooled', 'local', 'member', 'none'],
  needsLabel: 'either',
  inputBy: ({ layersModel }) =>
    layersModel ? networkInput(topologyOfLayersModel(layersModel).json) : DEFAULT_INPUT,
  settings: neuralNetworkSettings,
  roundsSetting: 'rounds',
  keepsAtNodes: ({ optimiser }) => optimiser?.name === 'scaffold',
  schedule,
  start,
  layout,
};
