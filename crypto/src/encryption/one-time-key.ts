import { inspect } from 'node:util';
import { SecureSumError } from '../errors.js';
import type { Parameters } from '../parameters/parameters.js';
import { newResidues, type Residues } from '../parameters/residues.js';
import { fillUniform } from '../parameters/uniform.js';
import type { Entropy } from '../random/entropy.js';

/**
 * A ring element in the NTT domain that opens ciphertexts: one node's key for one round, or the sum of such keys.
 * It cannot be printed, serialised or cloned by accident.
 */
export class OneTimeKey {
  #residues: Residues | undefined;

  private constructor(residues: Residues) {
    this.#residues = residues;
  }

  /** Protocol step 3: s, uniform in R_q: Shamir shares live in Z_q, and a sum of keys then tells nothing of any proper subset. */
  static generate(parameters: Parameters, entropy: Entropy): OneTimeKey {
    const residues = newResidues(parameters);
    fillUniform(parameters, residues, entropy);
    return new OneTimeKey(residues);
  }

  /** Takes ownership of `residues`, which {@link erase} overwrites. */
  static fromResidues(residues: Residues): OneTimeKey {
    return new OneTimeKey(residues);
  }

  /**
   * The secret itself, to read, not to keep.
   * @throws SecureSumError `secret-erased` after {@link erase}.
   */
  reveal(): Residues {
    if (this.#residues === undefined)
      throw new SecureSumError(
        'secret-erased',
        'this one-time key is erased; encrypt afresh under a new round',
      );
    return this.#residues;
  }

  /** Overwrites the key. JavaScript cannot promise that no copy is left elsewhere in memory. */
  erase(): void {
    this.#residues?.fill(0);
    this.#residues = undefined;
  }

  toJSON(): never {
    throw new SecureSumError('secret-erased', 'a one-time key is never serialised');
  }

  [inspect.custom](): string {
    return 'OneTimeKey(secret)';
  }
}
