/** A source of uniformly random bits. In production the system's; only tests may hand in another. */
export interface Entropy {
  /** Fills `target` with uniformly random bytes. */
  fill(target: Uint8Array): void;
  /** A uniformly random integer in [0, 2^32). */
  uint32(): number;
}
