// Settings of neural networks. Modes whose sums are over persons train by DP-SGD, the others average what nodes trained;
// each knows its own settings, with defaults that were fixed once, on two data sets (bench/privacy/utility.ts), so that no study spends budget on
// trials.
import { z } from 'zod';
import type { PrivacyMode } from '../../contracts/agreement.js';
import {
  isAdaptive,
  optimiserSchema,
  type AdaptiveOptimiser,
  type Optimiser,
} from './federated/optimiser.js';
import { layersModelSchema } from './network-topology.js';
import { windowSchema } from './sequence-topology.js';

export const neuralNetworkSettings = z
  .strictObject({
    hidden: z
      .array(z.int().min(1).max(4096))
      .max(8)
      .optional()
      .describe('units of the hidden layers; default: 32, 16; after a sequence 32'),
    activation: z
      .enum(['relu', 'tanh', 'elu', 'selu', 'sigmoid', 'swish'])
      .default('relu')
      .describe('of hidden layers'),
    likelihood: z
      .enum(['value', 'zero-inflated'])
      .optional()
      .describe(
        'of a number label: value learns its mean by squared errors; zero-inflated learns amounts that are mostly zero and else ' +
          'log-normal; default: value',
      ),
    sequence: z
      .enum(['lstm', 'transformer'])
      .optional()
      .describe(
        'reads the window by an LSTM or a block of attention; hidden layers take what it makes of it, beside all columns',
      ),
    window: windowSchema
      .optional()
      .describe(
        'with sequence: numbers of earlier periods, the oldest first: a feature for each period, or as many features for each, such as ' +
          '[[sold_3, price_3], [sold_2, price_2], [sold_1, price_1]]; other features, such as the plan, are read beside it',
      ),
    sequenceUnits: z
      .int()
      .min(2)
      .max(256)
      .multipleOf(2)
      .optional()
      .describe('width of the LSTM or of the block; default: 16'),
    layersModel: layersModelSchema.optional().describe('instead of hidden: a tf.js model.json'),
    rounds: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('default: 20 rounds of averaging, 30 steps of descent'),
    learningRate: z
      .number()
      .positive()
      .optional()
      .describe('of a node that averages, default 0.005, by sgd 0.1; of a step of descent, default 0.03'),
    clipNorm: z
      .number()
      .positive()
      .optional()
      .describe(
        "longest gradient of a person, default 1; or longest update of a node: in mode none, default 16; in mode member, default 1, the first round's, and then it follows the median",
      ),
    localEpochs: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('averaging: passes over its own people that a node makes a round; default: 1'),
    batchSize: z.int().min(1).max(65_536).optional().describe('averaging; default: 256'),
    localOptimiser: z
      .enum(['adam', 'sgd'])
      .optional()
      .describe('averaging: on the node, fresh each round; default: adam; with scaffold sgd'),
    optimiser: optimiserSchema
      .optional()
      .describe('what is made of the sums; default: fedavg, and for descent Adam that knows the noise'),
    samplingRate: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('descent: chance of each person to take part in a step; default: 1'),
    momentsShare: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('descent: share of the privacy spent on means and deviations; default: 0.1'),
    validationShare: z
      .number()
      .min(0)
      .max(0.5)
      .optional()
      .describe(
        'averaging without noise, of a number: share of persons who measure the network beside a ridge regression instead of training; ' +
          'the result says which is nearer; default: 0.1 with a sequence, else 0',
      ),
    seed: z.int().min(0).default(1).describe('of the first weights, which are public'),
  })
  .refine(
    ({ hidden, sequence, layersModel }) =>
      layersModel === undefined || (hidden === undefined && sequence === undefined),
    'give hidden or layersModel, and a sequence only without layersModel',
  )
  .refine(
    ({ sequence, window, sequenceUnits }) =>
      sequence === undefined ? window === undefined && sequenceUnits === undefined : window !== undefined,
    'sequence and window belong together: the window names the features of earlier periods, the oldest first',
  );
export type NeuralNetworkSettings = z.infer<typeof neuralNetworkSettings>;

/** How a node trains for federated averaging. */
export interface AveragingSettings {
  readonly rounds: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly localOptimiser: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly optimiser: Optimiser;
  /** Longest update of a node; in mode `member` the first, which then adapts. */
  readonly clipNorm: number;
}

export interface DescentSettings {
  readonly rounds: number;
  readonly learningRate: number;
  readonly samplingRate: number;
  readonly momentsShare: number;
  /** Longest gradient of a person. */
  readonly clipNorm: number;
  /** Null: Adam that knows the noise. */
  readonly optimiser: AdaptiveOptimiser | null;
}

/** Modes whose sums are over persons. */
export function descends(mode: PrivacyMode): mode is 'pooled' | 'local' {
  return mode === 'pooled' || mode === 'local';
}

/** Share of persons who measure the network beside a ridge regression; 0 where there is no rival. */
export function measuringShare(
  mode: PrivacyMode,
  { validationShare, sequence }: NeuralNetworkSettings,
  isNumber: boolean,
): number {
  if (mode !== 'none' || !isNumber) return 0;
  return validationShare ?? (sequence === undefined ? 0 : 0.1);
}

/** @throws RangeError for a setting that averaging does not have. */
export function averagingSettings(
  mode: 'member' | 'none',
  settings: NeuralNetworkSettings,
): AveragingSettings {
  refuse(mode, settings, ['samplingRate', 'momentsShare']);
  // Under noise the comparison would have to pay for itself.
  if (mode === 'member') refuse(mode, settings, ['validationShare']);
  const optimiser = settings.optimiser ?? { name: 'fedavg' };
  if (optimiser.name === 'scaffold') refuseForScaffold(mode, settings);
  const localOptimiser = settings.localOptimiser ?? (optimiser.name === 'scaffold' ? 'sgd' : 'adam');
  return {
    rounds: settings.rounds ?? 20,
    epochs: settings.localEpochs ?? 1,
    batchSize: settings.batchSize ?? 256,
    localOptimiser,
    learningRate: settings.learningRate ?? (localOptimiser === 'adam' ? 0.005 : 0.1),
    clipNorm: settings.clipNorm ?? (mode === 'none' ? 16 : 1),
    optimiser,
  };
}

function refuseForScaffold(mode: 'member' | 'none', settings: NeuralNetworkSettings): void {
  if (mode === 'member')
    throw new RangeError(
      'scaffold adds a second vector to the sum, as long as the update, which mode member would have to hide as well: the same ' +
        'epsilon would take twice the variance of noise; use fedavg, fedprox or an adaptive optimiser',
    );
  if (settings.localOptimiser === 'adam')
    throw new RangeError(
      "scaffold reads gradients off plain steps, which Adam's are not; leave localOptimiser out, or set sgd",
    );
}

/** @throws RangeError for a setting that descent does not have. */
export function descentSettings(mode: 'pooled' | 'local', settings: NeuralNetworkSettings): DescentSettings {
  refuse(mode, settings, ['localEpochs', 'batchSize', 'localOptimiser', 'validationShare']);
  const { optimiser = null } = settings;
  if (optimiser && !isAdaptive(optimiser))
    throw new RangeError(
      `${optimiser.name} changes the steps that nodes take between two sums, and in mode ${mode} they take none: each step is a ` +
        'sum; use fedadam, fedyogi or fedadagrad, or leave optimiser out',
    );
  // The rate of an adaptive optimiser is its own.
  if (optimiser && settings.learningRate !== undefined)
    throw new RangeError(`learningRate: set it within optimiser, which takes the steps in mode ${mode}`);
  return {
    rounds: settings.rounds ?? 30,
    learningRate: settings.learningRate ?? 0.03,
    samplingRate: settings.samplingRate ?? 1,
    momentsShare: settings.momentsShare ?? 0.1,
    clipNorm: settings.clipNorm ?? 1,
    optimiser,
  };
}

function refuse(
  mode: PrivacyMode,
  settings: NeuralNetworkSettings,
  others: readonly (keyof NeuralNetworkSettings)[],
): void {
  const wrong = others.filter((name) => settings[name] !== undefined);
  if (wrong.length > 0)
    throw new RangeError(
      `${wrong.join(', ')}: a neural network in mode ${mode} trains by ` +
        `${descends(mode) ? 'steps on clipped gradients' : 'averaging'} and has no such setting; leave it out`,
    );
}
