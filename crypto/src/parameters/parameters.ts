// Literal -> checked, frozen parameters; an invalid set cannot exist.
import { checkPrimeSync } from 'node:crypto';
import { SecureSumError } from '../errors.js';
import { MOST_NODES } from '../wire/round-messages.js';

/**
 * k of the centred binomial(k, k) error, which lies in [-k, k]. Its standard deviation sqrt(k / 2) = 4.58 leaves two
 * honest nodes alone with SEAL's own 3.2 each.
 */
export const ERROR_BOUND = 42;

/** Claimed, unchecked parameters of the secure sum's ring R_q = Z_q[X]/(X^N + 1). */
export interface ParametersLiteral {
  readonly name: string;
  /** N, a power of two: coefficients of a polynomial. */
  readonly degree: number;
  /** q: one prime, q = 1 mod 2N. */
  readonly modulus: bigint;
  /** log2 T: bits of the plaintext modulus, that is of one opened coefficient. */
  readonly plainBits: number;
  /** Most contributions that may be added. */
  readonly mostNodes: number;
  /** Row of the homomorphic encryption standard's table that N and q must fit. */
  readonly securityBits: 128 | 192 | 256;
  /** SEAL's hash of scheme, N, q and T: a golden value, compared when a context is built. */
  readonly parmsId: readonly [bigint, bigint, bigint, bigint];
}

declare const checked: unique symbol;

/** Parameters that {@link createParameters} has checked. */
export interface Parameters extends ParametersLiteral {
  readonly [checked]: true;
  /** Upper and lower 32 bits of q. */
  readonly modulusHigh: number;
  readonly modulusLow: number;
  /** Bits of a packed coefficient. */
  readonly coefficientBits: number;
  /** Bytes of a packed polynomial. */
  readonly polynomialBytes: number;
  /** Most contributions whose sum opens rightly whatever their errors are. */
  readonly certainNodes: number;
}

/** Per coefficient, over the choice of errors. */
const WORST_FAILURE_BITS = 128;

// Albrecht et al., Homomorphic Encryption Security Standard (2018), Table 1, as in SEAL: most bits of q.
const MOST_MODULUS_BITS: Readonly<Record<number, Readonly<Record<128 | 192 | 256, number>>>> = {
  1024: { 128: 27, 192: 19, 256: 14 },
  2048: { 128: 54, 192: 37, 256: 29 },
  4096: { 128: 109, 192: 75, 256: 58 },
};

/** @throws SecureSumError `parameters-invalid`, naming the first condition that does not hold. */
export function createParameters(literal: ParametersLiteral): Parameters {
  const { name, degree, modulus, plainBits, mostNodes, securityBits } = literal;
  const need = (holds: boolean, condition: string): void => {
    if (!holds)
      throw new SecureSumError('parameters-invalid', `parameters ${name}: ${condition}; use P1 or P2`, {
        name,
      });
  };
  const rows = MOST_MODULUS_BITS[degree];
  if (rows === undefined)
    throw new SecureSumError('parameters-invalid', `parameters ${name}: degree must be 1024, 2048 or 4096`, {
      name,
    });
  const coefficientBits = modulus.toString(2).length;
  // Two 32-bit halves hold a coefficient, and SEAL's primes end at 60 bits.
  need(coefficientBits > 32 && coefficientBits <= 60, 'the modulus must have 33 to 60 bits');
  need(checkPrimeSync(modulus), 'the modulus must be prime');
  need(modulus % BigInt(2 * degree) === 1n, 'the modulus must be 1 modulo twice the degree, for the NTT');
  need(coefficientBits <= rows[securityBits], `the modulus is too wide for ${securityBits}-bit security`);
  need(Number.isInteger(plainBits) && plainBits >= 32 && plainBits <= 46, 'plainBits must be 32 to 46');
  need(Number.isInteger(mostNodes) && mostNodes >= 3, 'mostNodes must be at least 3');
  // The sum opens rightly while T |sum of errors| + n T < q / 2.
  const noiseRoom = Number(modulus / (2n << BigInt(plainBits)));
  need(
    failureBits(noiseRoom, mostNodes) >= WORST_FAILURE_BITS,
    `the errors of ${mostNodes} nodes may drown the sum`,
  );
  return Object.freeze({
    ...literal,
    parmsId: Object.freeze([...literal.parmsId] as const),
    modulusHigh: Number(modulus >> 32n),
    modulusLow: Number(modulus & 0xffff_ffffn),
    coefficientBits,
    polynomialBytes: (degree * coefficientBits) / 8,
    certainNodes: Math.floor(noiseRoom / (ERROR_BOUND + 1)),
  }) as Parameters;
}

/** -log2 of a bound on the probability that one coefficient of a sum of `nodes` contributions opens wrongly. */
function failureBits(noiseRoom: number, nodes: number): number {
  const room = noiseRoom - nodes;
  if (room <= 0) return 0;
  // Hoeffding 1963, Theorem 2: the error sum is 2 k n fair bits, centred; P <= 2 exp(-room^2 / (k n)).
  return room ** 2 / (ERROR_BOUND * nodes) / Math.LN2 - 1;
}

export type ParametersName = 'P1' | 'P2';

const NAMED: Readonly<Record<ParametersName, Parameters>> = {
  P1: createParameters({
    name: 'P1',
    degree: 4096,
    modulus: 1_152_921_504_606_830_593n,
    plainBits: 46,
    mostNodes: MOST_NODES,
    // 60 bits stand between the rows of 192 (75) and 256 (58).
    securityBits: 192,
    parmsId: [
      5_341_322_268_461_659_005n,
      14_104_207_718_042_563_441n,
      6_786_593_778_513_925_456n,
      547_639_719_228_956_210n,
    ],
  }),
  P2: createParameters({
    name: 'P2',
    degree: 2048,
    modulus: 18_014_398_509_404_161n,
    plainBits: 40,
    mostNodes: MOST_NODES,
    securityBits: 128,
    parmsId: [
      11_565_266_464_339_972_450n,
      7_619_130_976_191_885_541n,
      3_820_383_611_400_909_323n,
      13_358_147_172_462_694_712n,
    ],
  }),
};

/** P1: the default, 30,720 bytes a polynomial. P2: half the degree, for small vectors. */
export function parametersByName(name: ParametersName): Parameters {
  return NAMED[name];
}
