import { oneByOne, type RoundPort } from '../../client-node/src/round/coordinator-port.js';

/** A road to the coordinator that carries one request at a time, so that a test sees each. */
export function singly(request: RoundPort['request']): RoundPort {
  return { request, requestAll: (calls) => oneByOne({ request }, calls) };
}
