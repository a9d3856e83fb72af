import type { LayersModel, Variable } from '@tensorflow/tfjs';
import { outputWidth, sizeOf, type Topology } from '../computations/neural-network/network-topology.js';
import { openTensorFlow, TensorBackendError, type TensorFlow } from './backend.js';

/**
 * A network with the given weights, to be disposed by the caller.
 * @param weights all tensors of the topology one after the other.
 * @throws TensorBackendError where topology and weights do not fit, or inputs and output are not as they must be.
 */
export async function loadNetwork(
  topology: Topology,
  weights: Float32Array,
  inputs: number,
): Promise<{ tf: TensorFlow; network: LayersModel }> {
  const tf = await openTensorFlow();
  const network = await tf
    .loadLayersModel(
      tf.io.fromMemory({
        modelTopology: JSON.parse(topology.json) as object,
        weightSpecs: topology.tensors.map(({ name, shape }) => ({
          name,
          shape: [...shape],
          dtype: 'float32' as const,
        })),
        weightData: weights.slice().buffer,
      }),
    )
    .catch((reason: unknown) => {
      throw new TensorBackendError(`the network cannot be built: ${messageOf(reason)}`, { cause: reason });
    });
  const width = outputWidth(topology.output);
  const [input, output] = [network.inputs[0]!.shape, network.outputs[0]!.shape];
  if (input.length !== 2 || input[1] !== inputs || output.length !== 2 || output[1] !== width) {
    network.dispose();
    throw new TensorBackendError(
      `the network takes [${String(input)}] to [${String(output)}]; the study needs [, ${inputs}] to [, ${width}]`,
    );
  }
  return { tf, network };
}

/** The network's weights in the order of the topology. */
export async function readWeights(topology: Topology, network: LayersModel): Promise<Float32Array> {
  const total = topology.tensors.reduce((size, tensor) => size + sizeOf(tensor), 0);
  const weights = new Float32Array(total);
  const byName = new Map(network.weights.map((weight) => [weight.originalName, weight]));
  let at = 0;
  for (const tensor of topology.tensors) {
    const weight = byName.get(tensor.name);
    if (weight === undefined)
      throw new TensorBackendError(`the network has no weight "${tensor.name}"; save model.json again`);
    weights.set(await weight.read().data<'float32'>(), at);
    at += sizeOf(tensor);
  }
  return weights;
}

/** Variables that are trained, with where their values begin among all weights. */
export function trainedVariables(
  tf: TensorFlow,
  { tensors }: Topology,
  network: LayersModel,
): readonly { readonly variable: Variable; readonly at: number }[] {
  const byName = new Map(network.trainableWeights.map((weight) => [weight.originalName, weight]));
  let at = 0;
  return tensors.flatMap((tensor) => {
    const weight = byName.get(tensor.name);
    const first = at;
    at += sizeOf(tensor);
    const variable = weight?.read();
    return variable instanceof tf.Variable ? [{ variable, at: first }] : [];
  });
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
