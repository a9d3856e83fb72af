// What nodes load: every computation whole.
import type { Computation } from './computation.js';
import { evaluate } from './evaluation/evaluate.js';
import { neuralNetwork } from './neural-network/neural-network.js';
import { light, oneNamed } from './planned-registry.js';

/** Every computation that a study may name. */
export const computations = [...light, evaluate, neuralNetwork] as readonly Computation[];

/** @throws RangeError for a name that no computation has. */
export function computationByName(name: string): Computation {
  return oneNamed(computations, name);
}
