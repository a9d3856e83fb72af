// The secure sum as a port: what everything above this package needs of it.
import type { IntegerLayout } from '../packing/layout.js';
import type { ParametersName } from '../parameters/parameters.js';

export interface SumRequest {
  readonly parameters: ParametersName;
  readonly layout: IntegerLayout;
  /** Fewest contributions that may be opened. */
  readonly kMin: number;
  /** Names of the committee's members, in order. */
  readonly committee: readonly string[];
  /** Members whose shares are needed. */
  readonly threshold: number;
  /** Members who do not answer when the sum is released. */
  readonly away?: ReadonlySet<string>;
  /** Safe integers in block order, by name of the node that contributes; nodes that dropped out are not in it. */
  readonly contributions: ReadonlyMap<string, Float64Array>;
}

export interface SumResult {
  /** Sums in block order, modulo 2^valueBits, centred. */
  readonly values: Float64Array;
  /** Number of contributions in the sum. */
  readonly size: number;
}

/**
 * Adds the contributions of one round and opens nothing but their sum.
 * `sum` throws SecureSumError: `too-few-contributions` below kMin, `too-few-shares` below the threshold, and what the
 * layout and values deserve. The contributions are left as they are.
 */
export interface SecureSum {
  /** Says in results and logs what protects the contributions. */
  readonly name: string;
  sum(request: SumRequest): Promise<SumResult>;
}
