import { addChunks } from '../aggregation/add-chunks.js';
import { shareKey } from '../committee/shamir.js';
import { encryptContribution } from '../encryption/encrypt-contribution.js';
import type { SealRuntime } from '../encryption/seal-runtime.js';
import { parametersByName } from '../parameters/parameters.js';
import type { Entropy } from '../random/entropy.js';
import { openRelease } from '../release/open-release.js';
import type { RingEngine } from './ring-engine.js';

/** The engine's tasks, run where SEAL is; secrets that come in are erased whether or not the task succeeds. */
export function ringTasks(runtime: SealRuntime, entropy: Entropy): Omit<RingEngine, 'close'> {
  return {
    async encryptAndShare({ round, layout, values, threshold, members, takeChunk, ...request }) {
      const parameters = parametersByName(request.parameters);
      try {
        const { key, chunks } = encryptContribution(runtime, { parameters, round, layout, values, entropy });
        try {
          const shares = shareKey(parameters, key, { threshold, members }, entropy);
          let position = 0;
          for (const chunk of chunks) await takeChunk(chunk, position++);
          return shares;
        } finally {
          key.erase();
        }
      } finally {
        values.fill(0);
      }
    },

    addChunks: (parameters, chunks) => addChunks(runtime, parametersByName(parameters), chunks),

    async openRelease(request) {
      try {
        return await openRelease(runtime, { ...request, parameters: parametersByName(request.parameters) });
      } finally {
        for (const { share } of request.shares) share.fill(0);
      }
    },
  };
}
