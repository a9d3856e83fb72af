// A released model in the safetensors layout, which opens in Python: a length, a JSON header, little-endian tensors.
import type { NetworkTensor, ReleasedModel } from '../computations/released-model.js';

/** All tensors as F64; `__metadata__` holds kind, columns in order, limit and, of a network, its topology. */
export function toSafetensors(model: ReleasedModel): Uint8Array {
  const { centre, scale, limit } = model.normaliser;
  const vector = (name: string, values: Float64Array): NetworkTensor => ({
    name,
    shape: [values.length],
    values,
  });
  const tensors = [
    vector('normaliser.centre', centre),
    vector('normaliser.scale', scale),
    ...(model.kind === 'logistic'
      ? [vector('weights', model.weights), vector('intercept', Float64Array.of(model.intercept))]
      : model.tensors),
  ];
  let end = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = end;
    end += 8 * values.length;
    return [name, { dtype: 'F64', shape, data_offsets: [begin, end] }] as const;
  });
  const metadata = {
    format: 'chorale-model/1',
    kind: model.kind,
    columns: JSON.stringify(model.columns),
    limit: String(limit),
    ...(model.kind === 'network' ? { topology: model.topology } : {}),
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
  return bytes;
}

/** Spaces up to a multiple of eight, so that tensors are aligned. */
function paddedHeader(json: string): Uint8Array {
  const bytes = new TextEncoder().encode(json);
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8).fill(0x20);
  padded.set(bytes);
  return padded;
}
