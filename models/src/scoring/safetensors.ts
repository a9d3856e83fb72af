// A released model in the safetensors layout, which opens in Python: a length, a JSON header, little-endian tensors.
import type { NetworkTensor, Normaliser } from '../computations/released-model.js';
import type { ModelFile } from './model-kind.js';

interface Described {
  readonly kind: string;
  readonly columns: readonly string[];
  /** Where columns are normalised; its centre and scale become tensors. */
  readonly normaliser?: Normaliser;
}

/**
 * `model.safetensors`: all tensors as F64; `__metadata__` holds the kind, the columns in order, the normaliser's limit, and `more`.
 */
export function safetensorsFile(
  { kind, columns, normaliser }: Described,
  tensorsOfKind: readonly NetworkTensor[],
  more: Readonly<Record<string, string>> = {},
): ModelFile {
  const vector = (name: string, values: Float64Array): NetworkTensor => ({
    name,
    shape: [values.length],
    values,
  });
  const tensors = [
    ...(normaliser
      ? [vector('normaliser.centre', normaliser.centre), vector('normaliser.scale', normaliser.scale)]
      : []),
    ...tensorsOfKind,
  ];
  let end = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = end;
    end += 8 * values.length;
    return [name, { dtype: 'F64', shape, data_offsets: [begin, end] }] as const;
  });
  const metadata = {
    format: 'chorale-model/1',
    kind,
    columns: JSON.stringify(columns),
    ...(normaliser && { limit: String(normaliser.limit) }),
    ...more,
  };
  const header = paddedHeader(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const bytes = new Uint8Array(8 + header.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const { values } of tensors)
    for (const value of values) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  return { name: 'model.safetensors', bytes };
}

/** Spaces up to a multiple of eight, so that tensors are aligned. */
function paddedHeader(json: string): Uint8Array {
  const bytes = new TextEncoder().encode(json);
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8).fill(0x20);
  padded.set(bytes);
  return padded;
}
