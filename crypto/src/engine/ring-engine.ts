// The ring's work as requests that can cross to another thread: plain data in, plain data out, no key ever.
import type { IntegerLayout } from '../packing/layout.js';
import type { ParametersName } from '../parameters/parameters.js';
import type { KeyShare } from '../release/interpolate-key.js';
import type { OpenedRelease } from '../release/open-release.js';
import type { RoundId } from '../wire/ids.js';

export interface EncryptRequest {
  readonly parameters: ParametersName;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  /** Safe integers in block order. The engine takes them over and erases them: do not use the array again. */
  readonly values: Float64Array;
  readonly threshold: number;
  readonly members: number;
}

export interface SharedContribution {
  /** Packed ciphertext chunks in order. */
  readonly chunks: readonly Uint8Array[];
  /** The key's share of member x at position x - 1, unsealed: seal it and erase it. */
  readonly shares: readonly Uint8Array[];
}

export interface OpenRequest {
  readonly parameters: ParametersName;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  readonly chunks: readonly Uint8Array[];
  /** The engine takes them over and erases them. */
  readonly shares: readonly KeyShare[];
  readonly threshold: number;
  readonly contributions: number;
}

/** Encrypts, adds and opens; refuses with SecureSumError, whose codes the underlying functions list. */
export interface RingEngine {
  /** Encrypts under a fresh key and shares that key t of m; the key is erased before this resolves. */
  encryptAndShare(request: EncryptRequest): Promise<SharedContribution>;
  /**
   * Adds chunks at one position of several contributions. The sum is a chunk again, so a great many are added
   * batch by batch.
   */
  addChunks(parameters: ParametersName, chunks: readonly Uint8Array[]): Promise<Uint8Array>;
  /** Opens a released sum, also with a bad share where there is a spare one. */
  openRelease(request: OpenRequest): Promise<OpenedRelease>;
  close(): Promise<void>;
}
