// The secure sum's arithmetic as a port. Vectors may be long: chunks pass one by one, so nobody holds more than a few.
import type { IntegerLayout } from '../packing/layout.js';
import type { ParametersName } from '../parameters/parameters.js';
import type { KeyShare } from '../release/interpolate-key.js';
import type { OpenedRelease } from '../release/open-release.js';
import type { ChunkSource } from '../release/open-sum.js';
import type { RoundId } from '../wire/ids.js';

/** Takes over the packed ciphertext chunk at a position. Chunks come in order, few ahead of what has been taken. */
export type ChunkSink = (chunk: Uint8Array, position: number) => void | Promise<void>;

export interface EncryptRequest {
  readonly parameters: ParametersName;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  /** Safe integers in block order. The engine takes them over and erases them: do not use the array again. */
  readonly values: Float64Array;
  readonly threshold: number;
  readonly members: number;
  readonly takeChunk: ChunkSink;
}

export interface OpenRequest {
  readonly parameters: ParametersName;
  readonly round: RoundId;
  readonly layout: IntegerLayout;
  /** The engine takes over what it hands out. */
  readonly chunkAt: ChunkSource;
  /** The engine takes them over and erases them. */
  readonly shares: readonly KeyShare[];
  readonly threshold: number;
  readonly contributions: number;
}

/**
 * Encrypts, adds and opens; refuses with SecureSumError, whose codes the underlying functions list. What a sink or
 * source throws ends the task and comes out as it is.
 */
export interface RingEngine {
  /**
   * Encrypts under a fresh key and shares that key t of m; the key is erased before this resolves, and every chunk has
   * been taken.
   * @returns the key's share of member x at position x - 1, unsealed: seal it and erase it.
   */
  encryptAndShare(request: EncryptRequest): Promise<readonly Uint8Array[]>;
  /**
   * Adds chunks at one position of several contributions; takes them over as they come. The sum is a chunk again, so
   * sums may be added further.
   */
  addChunks(
    parameters: ParametersName,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<Uint8Array>;
  /** Opens a released sum, also with a bad share where there is a spare one. */
  openRelease(request: OpenRequest): Promise<OpenedRelease>;
  close(): Promise<void>;
}
