// What passes between the pool and its workers.
import type { MessagePort } from 'node:worker_threads';
import type { SecureSumErrorCode } from '../errors.js';
import type { ParametersName } from '../parameters/parameters.js';
import type { EncryptRequest, OpenRequest } from './ring-engine.js';

/** A task without its chunks, which pass one by one over a line of their own. */
export type RingTask =
  | { readonly kind: 'encrypt'; readonly request: Omit<EncryptRequest, 'takeChunk'> }
  | { readonly kind: 'add'; readonly parameters: ParametersName }
  | { readonly kind: 'open'; readonly request: Omit<OpenRequest, 'chunkAt'> };

/** A task as it is posted; `id` ties a failure to it, `line` is the worker's end of its {@link ChunkOrder}s. */
export interface PostedTask {
  readonly id: number;
  readonly task: RingTask;
  readonly line: MessagePort;
}

/** What a worker asks of the pool: to take the chunk at a position, or, without one, to hand it out. */
export interface ChunkOrder {
  readonly position: number;
  readonly chunk?: Uint8Array;
}

/** Answers come in the order of the orders; undefined says taken, or that there is no further chunk. */
export type ChunkAnswer = Uint8Array | undefined;

/** A worker's first words of a task, which may have waited for it for long. */
export interface TaskBegun {
  readonly id: number;
  readonly begun: true;
}

/** A worker's last words: it does no more work and waits to be thrown away. */
export interface TaskFailure {
  readonly id: number;
  /** Undefined for anything but a SecureSumError. */
  readonly code: SecureSumErrorCode | undefined;
  readonly message: string;
  readonly details: Readonly<Record<string, number | string>>;
}
