// What passes between the pool and its workers.
import type { SecureSumErrorCode } from '../errors.js';
import type { ParametersName } from '../parameters/parameters.js';
import type { EncryptRequest, OpenRequest } from './ring-engine.js';

export type RingTask =
  | { readonly kind: 'encrypt'; readonly request: EncryptRequest }
  | { readonly kind: 'add'; readonly parameters: ParametersName; readonly chunks: readonly Uint8Array[] }
  | { readonly kind: 'open'; readonly request: OpenRequest };

/** A task as it is posted; `id` ties a failure to it. */
export interface PostedTask {
  readonly id: number;
  readonly task: RingTask;
}

/** A worker's last words: it does no more work and waits to be thrown away. */
export interface TaskFailure {
  readonly id: number;
  /** Undefined for anything but a SecureSumError. */
  readonly code: SecureSumErrorCode | undefined;
  readonly message: string;
  readonly details: Readonly<Record<string, number | string>>;
}
