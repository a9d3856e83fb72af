// Gradients that the wasm backend (tfjs 4.22) lacks, or gets wrong, which Conv1D, Embedding and MaxPooling1D take: that of convolutions by
// their filter, of which there is none (and the one of volumes is wrong where steps are longer than one); that of gathered rows; and
// that of the largest of a window, which is wrong. tests/unit/models/layers.test.ts holds them against the cpu backend.
import type * as Tf from '@tensorflow/tfjs';

type TensorInfo = Tf.TensorInfo;

/** As much of the backend as is used here; tfjs exports no type of it. */
interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/** Once a process, before the first network. */
export function registerWasmGradients(tf: typeof Tf): void {
  for (const config of [filterGradient(tf), segmentSum(tf), largestGradient(tf)]) {
    const own = tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === config.kernelName);
    if (own) tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel(config);
  }
}

type Numbers<Name extends string> = Readonly<Record<Name, number>>;
/** Where windows lie, along height and width. */
type WindowInfo = Numbers<
  | ('batchSize' | 'inHeight' | 'inWidth' | 'outHeight' | 'outWidth' | 'strideHeight' | 'strideWidth')
  | ('filterHeight' | 'filterWidth')
> & { readonly padInfo: Numbers<'top' | 'left'> };

/** Calls `see` with places, without channels, of each output and of each input in its window. */
function eachPair(info: WindowInfo, see: (output: number, input: number, tap: number) => void): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  for (let batch = 0; batch < batchSize; batch += 1)
    for (let down = 0; down < outHeight; down += 1)
      for (let across = 0; across < outWidth; across += 1)
        for (let tap = 0; tap < filterHeight * filterWidth; tap += 1) {
          const y = down * info.strideHeight - padInfo.top + Math.floor(tap / filterWidth);
          const x = across * info.strideWidth - padInfo.left + (tap % filterWidth);
          if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
          see((batch * outHeight + down) * outWidth + across, (batch * inHeight + y) * inWidth + x, tap);
        }
}

function filterGradient(tf: typeof Tf): Tf.KernelConfig {
  return {
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, dy } = inputs as unknown as { x: TensorInfo; dy: TensorInfo };
      const { strides, pad, filterShape } = attrs as unknown as Tf.Conv2DBackpropFilterAttrs;
      const info = tf.backend_util.computeConv2DInfo(x.shape as Shape4, filterShape, strides, 1, pad);
      const { inChannels, outChannels } = info;
      const [heap, gradient] = outputOf(backend, filterShape);
      const [taken, behind] = [heap(x), heap(dy)];
      eachPair(info, (output, input, tap) => {
        for (let from = 0; from < inChannels; from += 1) {
          const value = taken[input * inChannels + from]!;
          const at = (tap * inChannels + from) * outChannels;
          for (let to = 0; to < outChannels; to += 1)
            gradient.values[at + to]! += value * behind[output * outChannels + to]!;
        }
      });
      return gradient.tensor;
    },
  };
}

/** A window's error goes to the first of its largest values. */
function largestGradient(tf: typeof Tf): Tf.KernelConfig {
  return {
    kernelName: 'MaxPoolGrad',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { dy, input: x } = inputs as unknown as { dy: TensorInfo; input: TensorInfo };
      const { filterSize, strides, pad } = attrs as unknown as Tf.MaxPoolGradAttrs;
      const info = tf.backend_util.computePool2DInfo(x.shape as Shape4, filterSize, strides, 1, pad);
      const channels = info.inChannels;
      const [heap, gradient] = outputOf(backend, x.shape);
      const [taken, behind] = [heap(x), heap(dy)];
      const largest = new Int32Array(behind.length).fill(-1);
      eachPair(info, (output, input) => {
        for (let channel = 0; channel < channels; channel += 1) {
          const at = output * channels + channel;
          const candidate = input * channels + channel;
          if (largest[at]! < 0 || taken[candidate]! > taken[largest[at]!]!) largest[at] = candidate;
        }
      });
      largest.forEach((at, output) => (gradient.values[at]! += behind[output]!));
      return gradient.tensor;
    },
  };
}

/** Scattering adds up what falls on one row. */
function segmentSum(tf: typeof Tf): Tf.KernelConfig {
  return {
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as unknown as { x: TensorInfo; segmentIds: TensorInfo };
      const { numSegments } = attrs as unknown as Tf.UnsortedSegmentSumAttrs;
      const indices = { ...segmentIds, shape: [...segmentIds.shape, 1] };
      const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
      const kernel = tf.getKernel('ScatterNd', 'wasm').kernelFunc;
      return kernel({ inputs: { indices, updates: x }, attrs: { shape }, backend });
    },
  };
}

type Shape4 = [number, number, number, number];

/** A tensor of zeros, and a way to look at tensors that stays valid as long as no other is made. */
function outputOf(
  backend: unknown,
  shape: readonly number[],
): [(tensor: TensorInfo) => Float32Array, { tensor: TensorInfo; values: Float32Array }] {
  const wasm = backend as WasmBackend;
  const tensor = wasm.makeOutput([...shape], 'float32');
  const heap = (of: TensorInfo): Float32Array => wasm.typedArrayFromHeap(of);
  return [heap, { tensor, values: heap(tensor).fill(0) }];
}
