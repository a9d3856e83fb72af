import { addChunks } from '../aggregation/add-chunks.js';
import { shareKey } from '../committee/shamir.js';
import { encryptContribution } from '../encryption/encrypt-contribution.js';
import type { SealRuntime } from '../encryption/seal-runtime.js';
import { parametersByName, type ParametersName } from '../parameters/parameters.js';
import type { Entropy } from '../random/entropy.js';
import { openRelease, type OpenedRelease } from '../release/open-release.js';
import type { EncryptRequest, OpenRequest, SharedContribution } from './ring-engine.js';

/** The engine's tasks, run where SEAL is; secrets that come in are erased whether or not the task succeeds. */
export class RingTasks {
  constructor(
    private readonly runtime: SealRuntime,
    private readonly entropy: Entropy,
  ) {}

  encryptAndShare(request: EncryptRequest): SharedContribution {
    const { round, layout, values, threshold, members } = request;
    const parameters = parametersByName(request.parameters);
    try {
      const { key, chunks } = encryptContribution(this.runtime, {
        parameters,
        round,
        layout,
        values,
        entropy: this.entropy,
      });
      try {
        const shares = shareKey(parameters, key, { threshold, members }, this.entropy);
        return { chunks: [...chunks], shares };
      } finally {
        key.erase();
      }
    } finally {
      values.fill(0);
    }
  }

  addChunks(parameters: ParametersName, chunks: readonly Uint8Array[]): Uint8Array {
    return addChunks(this.runtime, parametersByName(parameters), chunks);
  }

  openRelease(request: OpenRequest): OpenedRelease {
    try {
      return openRelease(this.runtime, { ...request, parameters: parametersByName(request.parameters) });
    } finally {
      for (const { share } of request.shares) share.fill(0);
    }
  }
}
