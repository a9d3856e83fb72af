// Networks that read a window of earlier periods one after the other, by an LSTM (Hochreiter and Schmidhuber 1997) or a block of
// self-attention (Vaswani 2017, arXiv:1706.03762), of layers that every tf.js has. What they make of the window goes into dense
// layers beside all columns, such as the plan for the period ahead; and the columns reach the output directly as well, so that the
// network starts where a linear model stands (Cheng 2016, arXiv:1606.07792).
import { z } from 'zod';
import type { Column } from '../../contracts/dictionary.js';
import { LayerGraph, type LayerOutput } from './layer-graph.js';
import { outputWidth, type Topology, type ValueOutput } from './network-topology.js';

/** What reads the window. */
export type SequenceReader = 'lstm' | 'transformer';

/** By period, the oldest first: its feature, or its features. */
export type Window = readonly (string | readonly string[])[];

export interface Sequence {
  readonly reader: SequenceReader;
  readonly window: Window;
  /** Width of the LSTM, or of the attention block. */
  readonly units: number;
}

const featureName = z.string().min(1);

export const windowSchema = z
  .array(z.union([featureName, z.array(featureName).min(1).max(64)]))
  .min(2)
  .max(512)
  .refine(
    (window) => new Set(window.map((period) => periodFeatures(period).length)).size === 1,
    'every period has to name as many features',
  )
  .refine((window) => {
    const names = window.flatMap(periodFeatures);
    return new Set(names).size === names.length;
  }, 'a feature stands there twice');

function periodFeatures(period: string | readonly string[]): readonly string[] {
  return typeof period === 'string' ? [period] : period;
}

/**
 * The study's columns with those of the window first, period by period.
 * @throws RangeError for a feature of the window that the study does not have, or that is no single column.
 */
export function windowFirst(window: Window, columns: readonly Column[]): Column[] {
  const names = window.flatMap(periodFeatures);
  const inWindow = names.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column || column.type === 'category')
      throw new RangeError(
        `window: "${name}" is no number or yes-no among the study's features: ` +
          columns.map((each) => each.name).join(', '),
      );
    return column;
  });
  return [...inWindow, ...columns.filter(({ name }) => !names.includes(name))];
}

/** @param inputs columns, those of {@link windowFirst}. */
export function sequenceTopology(
  sequence: Sequence,
  inputs: number,
  hidden: readonly number[],
  activation: string,
  output?: ValueOutput,
): Topology {
  const { reader, window, units } = sequence;
  const graph = new LayerGraph(inputs);
  const steps = window.length;
  const channels = periodFeatures(window[0]!).length;
  const periods = graph.add('Reshape', 'periods', [firstColumns(graph, 'window', steps * channels)], {
    target_shape: [steps, channels],
  });
  const read =
    reader === 'lstm' ? lstm(graph, periods, channels, units) : attention(graph, periods, channels, sequence);
  let last = graph.add('Concatenate', 'beside_columns', [read, graph.input], { axis: -1 });
  let width = units + inputs;
  for (const [at, wide] of hidden.entries()) {
    last = graph.dense(`hidden_${at + 1}`, last, width, { units: wide, activation });
    width = wide;
  }
  const direct = graph.add('Concatenate', 'and_columns', [last, graph.input], { axis: -1 });
  const end = graph.dense('output', direct, width + inputs, {
    units: outputWidth(output),
    activation: output === undefined ? 'sigmoid' : 'linear',
  });
  return { ...graph.topology(end), ...(output && { output }) };
}

/**
 * Weights of {@link sequenceTopology} that begin as the forecast that nothing changes: of all that reaches the output only the first feature
 * of the last period counts, with weight 1. Drawn weights, of columns that all say nearly the same, would be noise to unlearn.
 * @param weights all tensors one after the other; the output's kernel and bias are the last ones, the columns the last of what it takes.
 * @param taken what the output takes: hidden units and columns.
 */
export function startFromLast(
  weights: Float64Array,
  window: Window,
  inputs: number,
  taken: number,
): Float64Array {
  const started = weights.slice();
  const columns = weights.length - 1 - inputs;
  started.fill(0, weights.length - 1 - taken, weights.length - 1);
  started[columns + (window.length - 1) * periodFeatures(window[0]!).length] = 1;
  return started;
}

/** Columns are cut off as pixels of an image one wide: no other layer of tf.js cuts. */
function firstColumns(graph: LayerGraph, name: string, count: number): LayerOutput {
  const { inputs } = graph;
  const image = graph.add('Reshape', `${name}_image`, [graph.input], { target_shape: [inputs, 1, 1] });
  return graph.add('Cropping2D', name, [image], {
    cropping: [
      [0, inputs - count],
      [0, 0],
    ],
    data_format: 'channels_last',
  });
}

const ZEROS = { class_name: 'Zeros', config: {} };

/** What it remembers after the last period. First values come from the topology's weights, so none are drawn here. */
function lstm(graph: LayerGraph, periods: LayerOutput, channels: number, units: number): LayerOutput {
  return graph.add(
    'LSTM',
    'lstm',
    [periods],
    {
      ...{ units, activation: 'tanh', recurrent_activation: 'sigmoid', use_bias: true },
      ...{ kernel_initializer: ZEROS, recurrent_initializer: ZEROS, bias_initializer: ZEROS },
      ...{ unit_forget_bias: false, return_sequences: false, implementation: 2 },
    },
    { kernel: [channels, 4 * units], recurrent_kernel: [units, 4 * units], bias: [4 * units] },
  );
}

/** Periods with learned places, through a block that normalises before it attends, averaged over the periods. */
function attention(
  graph: LayerGraph,
  periods: LayerOutput,
  channels: number,
  { window, units }: Sequence,
): LayerOutput {
  const steps = window.length;
  const embedded = graph.dense('embedding', periods, channels, { units });
  const column = graph.add('Reshape', 'first_column', [firstColumns(graph, 'first', 1)], {
    target_shape: [1],
  });
  const one = graph.add('Rescaling', 'one', [column], { scale: 0, offset: 1 });
  const flat = graph.dense('places', one, 1, { units: steps * units, bias: false });
  const places = graph.add('Reshape', 'place_of_period', [flat], { target_shape: [steps, units] });
  const placed = graph.add('Add', 'with_places', [embedded, places]);
  const before = normalised(graph, 'before_attention', placed, units);
  const attended = graph.add('Add', 'attended', [placed, attend(graph, before, units)]);
  const wide = graph.dense('block_wide', normalised(graph, 'before_dense', attended, units), units, {
    ...{ units: 2 * units, activation: 'relu' },
  });
  const narrow = graph.dense('block_narrow', wide, 2 * units, { units });
  const last = graph.add('Add', 'block', [attended, narrow]);
  return graph.add('GlobalAveragePooling1D', 'all_periods', [normalised(graph, 'after', last, units)]);
}

function normalised(graph: LayerGraph, name: string, from: LayerOutput, units: number): LayerOutput {
  return graph.add(
    'LayerNormalization',
    name,
    [from],
    { axis: -1, epsilon: 1e-3 },
    { gamma: [units], beta: [units] },
  );
}

const HEADS = 2;

/** Each head asks every period what it has to say to every other. */
function attend(graph: LayerGraph, from: LayerOutput, units: number): LayerOutput {
  const width = units / HEADS;
  const parts = Array.from({ length: HEADS }, (_, at) => {
    const head = `head_${at + 1}`;
    const [query, key, value] = ['query', 'key', 'value'].map((what) =>
      graph.dense(`${head}_${what}`, from, units, { units: width, bias: false }),
    ) as [LayerOutput, LayerOutput, LayerOutput];
    const products = graph.add('Dot', `${head}_products`, [query, key], { axes: [2, 2], normalize: false });
    const scaled = graph.add('Rescaling', `${head}_scaled`, [products], { scale: 1 / Math.sqrt(width) });
    const shares = graph.add('Activation', `${head}_shares`, [scaled], { activation: 'softmax' });
    return graph.add('Dot', head, [shares, value], { axes: [2, 1], normalize: false });
  });
  const together = graph.add('Concatenate', 'heads', parts, { axis: -1 });
  return graph.dense('attention', together, units, { units });
}
