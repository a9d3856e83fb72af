// What can be told of a network without showing it a person.
import type { ReadableComparison } from './network-rival.js';
import type { NetworkModel } from '../released-model.js';

export interface ReadableNetwork {
  readonly parameters: number;
  /** In the network's order. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /**
   * Root of the summed squares of the first layer's weights on each column (deviations), the largest first: how strongly the network reads
   * it, not which way. Empty where the first layer is not dense on the columns.
   */
  readonly columns: readonly { readonly column: string; readonly strength: number }[];
  /** Of a network that learns a number, where persons measured. */
  readonly comparison?: ReadableComparison;
}

/** Its size and, where the first layer is dense, how strongly it takes each column. */
export function readableNetwork(
  { columns, tensors }: NetworkModel,
  comparison: ReadableComparison | undefined,
): ReadableNetwork {
  const [first] = tensors;
  const width = first?.shape[1] ?? 0;
  const isDense = first?.shape.length === 2 && first.shape[0] === columns.length;
  return {
    parameters: tensors.reduce((sum, { values }) => sum + values.length, 0),
    tensors: tensors.map(({ name, shape }) => ({ name, shape })),
    columns: isDense
      ? columns
          .map((column, at) => ({
            column,
            strength: Math.hypot(...first.values.subarray(at * width, (at + 1) * width)),
          }))
          .sort((one, other) => other.strength - one.strength)
      : [],
    ...(comparison && { comparison }),
  };
}
