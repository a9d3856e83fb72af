// What goes into a ring and what comes out of it, remembered beside it for the invariants.
import { contentHash, type Hash, type RingEngine, type RoundId } from '@chorale/crypto';

/** What a node contributed before it was encrypted, found again by what the coordinator holds of it. */
export interface Encrypted {
  readonly round: RoundId;
  readonly values: Float64Array;
}
/** A sum as somebody opened it. */
export interface Opened {
  readonly by: string;
  readonly round: RoundId;
  readonly values: Float64Array;
}

export function observedOpenings(ring: RingEngine, by: string, opened: Opened[]): RingEngine {
  return {
    ...ring,
    openRelease: async (request) => {
      const opening = await ring.openRelease(request);
      opened.push({ by, round: request.round, values: opening.values.slice() });
      return opening;
    },
  };
}

/** @param encrypted by content hash of the first chunk. */
export function observedEncryptions(ring: RingEngine, encrypted: Map<Hash, Encrypted>): RingEngine {
  return {
    ...ring,
    encryptAndShare: async (request) => {
      const { round } = request;
      const values = request.values.slice();
      return ring.encryptAndShare({
        ...request,
        takeChunk: (chunk, position) => {
          if (position === 0) encrypted.set(contentHash(chunk), { round, values });
          return request.takeChunk(chunk, position);
        },
      });
    },
  };
}
