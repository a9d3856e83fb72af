import { polynomialCount } from '../packing/layout.js';
import { MessagePacker, MessageUnpacker } from '../packing/message-polynomials.js';
import { parametersByName } from '../parameters/parameters.js';
import type { Entropy } from '../random/entropy.js';
import { checkSumRequest } from '../secure-sum/check-sum-request.js';
import type { SecureSum, SumRequest, SumResult } from '../secure-sum/secure-sum.js';

/**
 * The same packing and the same sums modulo T, and NO CRYPTOGRAPHY: nothing is hidden from anybody. For tests,
 * benchmarks and simulations, which say so in their output.
 */
export function exactIntegerSum(entropy: Entropy): SecureSum {
  return {
    name: 'exact integer sum, WITHOUT ENCRYPTION',
    // The promise rejects where the protocol's would.
    sum: (request) => new Promise((resolve) => resolve(addInTheOpen(request, entropy))),
  };
}

function addInTheOpen(request: SumRequest, entropy: Entropy): SumResult {
  checkSumRequest(request);
  const parameters = parametersByName(request.parameters);
  const packers = [...request.contributions.values()].map(
    (values) => new MessagePacker(parameters, request.layout, values, entropy),
  );
  const unpacker = new MessageUnpacker(parameters, request.layout);
  const plainModulus = 2 ** parameters.plainBits;
  const message = new Float64Array(parameters.degree);
  const sum = new Float64Array(parameters.degree);
  for (let left = polynomialCount(parameters, request.layout); left > 0; left -= 1) {
    sum.fill(0);
    for (const packer of packers) {
      packer.nextPolynomial(message);
      for (let at = 0; at < sum.length; at += 1) {
        const total = sum[at]! + message[at]!;
        sum[at] = total < plainModulus ? total : total - plainModulus;
      }
    }
    unpacker.nextPolynomial(sum);
  }
  return { values: unpacker.values, size: packers.length };
}
