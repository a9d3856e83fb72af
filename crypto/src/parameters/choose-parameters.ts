// Which ring a vector travels in; node and coordinator decide alike.
import { polynomialCount, type IntegerLayout } from '../packing/layout.js';
import { SEALING_OVERHEAD_BYTES } from '../committee/sealed.js';
import { SecureSumError } from '../errors.js';
import { parametersByName, type Parameters, type ParametersName } from './parameters.js';

/** Smaller ring first: it wins a tie. */
const CANDIDATES: readonly ParametersName[] = ['P2', 'P1'];

/** Bytes that a node uploads in a round: its ciphertext and a sealed share for each committee member. */
export function uploadBytes(parameters: Parameters, layout: IntegerLayout, members: number): number {
  const share = parameters.polynomialBytes + SEALING_OVERHEAD_BYTES;
  return polynomialCount(parameters, layout) * parameters.polynomialBytes + members * share;
}

/**
 * The parameters with the smallest upload.
 * @param layoutOf the vector's layout for a plaintext modulus of so many bits.
 * @throws SecureSumError `layout-invalid` when none can hold the vector.
 */
export function chooseParameters(
  members: number,
  nodes: number,
  layoutOf: (plainBits: number) => IntegerLayout,
): ParametersName {
  let best: { name: ParametersName; bytes: number } | undefined;
  for (const name of CANDIDATES) {
    const parameters = parametersByName(name);
    if (nodes > parameters.mostNodes) continue;
    const bytes = uploadBytes(parameters, layoutOf(parameters.plainBits), members);
    if (!best || bytes < best.bytes) best = { name, bytes };
  }
  if (!best)
    throw new SecureSumError('layout-invalid', `no parameters add up ${nodes} nodes; split the federation`);
  return best.name;
}
