// Shamir's secret sharing (CACM 1979) of a one-time key over Z_q, each NTT coefficient on its own.
import { checkCoefficients, packCoefficients, unpackCoefficients } from '../packing/coefficients.js';
import type { OneTimeKey } from '../encryption/one-time-key.js';
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import { combine, newResidues } from '../parameters/residues.js';
import { fillUniform } from '../parameters/uniform.js';
import type { Entropy } from '../random/entropy.js';
import { MOST_COMMITTEE } from '../wire/round-messages.js';

/** t of m: any t shares open, t - 1 tell nothing. */
export interface SharingScheme {
  readonly threshold: number;
  readonly members: number;
}

/**
 * Protocol step 3: shares a key among members 1..m: `polynomialBytes` packed bytes each, the share of member x at position x - 1.
 * @throws SecureSumError `sharing-invalid` unless 2 <= threshold <= members <= 64.
 */
export function shareKey(
  parameters: Parameters,
  key: OneTimeKey,
  scheme: SharingScheme,
  entropy: Entropy,
): Uint8Array[] {
  checkScheme(scheme);
  const higher = Array.from({ length: scheme.threshold - 1 }, () => {
    const coefficients = newResidues(parameters);
    fillUniform(parameters, coefficients, entropy);
    return coefficients;
  });
  const polynomial = [key.reveal(), ...higher];
  const value = newResidues(parameters);
  const shares = Array.from({ length: scheme.members }, (_, index) => {
    const x = index + 1;
    value.set(polynomial.at(-1)!);
    // Horner's rule, coefficient by coefficient.
    for (const coefficient of polynomial.slice(0, -1).reverse())
      combine(parameters, value, x, value, 1, coefficient);
    return packCoefficients(parameters, value);
  });
  for (const secret of [value, ...higher]) secret.fill(0);
  return shares;
}

/**
 * Protocol step 6: adds one member's shares of the keys of S: a share of the sum of the keys.
 * @throws SecureSumError `too-few-contributions` for none; `chunk-length` or `coefficient-range` for a malformed share.
 */
export function addShares(parameters: Parameters, shares: Iterable<Uint8Array>): Uint8Array {
  const sum = newResidues(parameters);
  const next = newResidues(parameters);
  let count = 0;
  for (const share of shares) {
    unpackCoefficients(parameters, share, next);
    combine(parameters, sum, 1, sum, 1, next);
    count += 1;
  }
  if (count === 0) throw new SecureSumError('too-few-contributions', 'there is no share to add');
  const packed = packCoefficients(parameters, sum);
  sum.fill(0);
  next.fill(0);
  return packed;
}

/** Protocol step 5. @throws SecureSumError unless the bytes are a share: one packed polynomial. */
export function checkShare(parameters: Parameters, share: Uint8Array): void {
  checkCoefficients(parameters, share, 1);
}

function checkScheme({ threshold, members }: SharingScheme): void {
  const valid =
    Number.isInteger(threshold) &&
    Number.isInteger(members) &&
    threshold >= 2 &&
    threshold <= members &&
    members <= MOST_COMMITTEE;
  if (!valid)
    throw new SecureSumError(
      'sharing-invalid',
      `cannot share ${threshold} of ${members}; a committee has 2 to ${MOST_COMMITTEE} members and needs 2 or more of them`,
      { threshold, members },
    );
}
