// TensorFlow.js, loaded when a network is first trained or scored, never before.
import { createRequire } from 'node:module';
import type * as Tf from '@tensorflow/tfjs';
import { registerWasmGradients } from './wasm-gradients.js';

export type TensorFlow = typeof Tf;
/** `wasm` trains small networks fastest and needs no download; `tfjs-node` is used where it is installed and chosen. */
export type TensorBackend = 'wasm' | 'tfjs-node' | 'cpu';

export class TensorBackendError extends Error {
  override readonly name = 'TensorBackendError';
}

let chosen: TensorBackend = 'wasm';
let tellFallback: (reason: string) => void = () => undefined;
let opened: Promise<TensorFlow> | undefined;

/**
 * Chooses the backend of this process.
 * @param onFallback told once, in words for a log, when wasm cannot start here and the slow cpu does its work.
 * @throws TensorBackendError once networks are in use.
 */
export function chooseTensorBackend(
  backend: TensorBackend,
  onFallback: (reason: string) => void = tellFallback,
): void {
  if (opened !== undefined && backend !== chosen)
    throw new TensorBackendError(
      `the ${chosen} backend is in use already; choose ${backend} before the first study`,
    );
  chosen = backend;
  tellFallback = onFallback;
}

/** TensorFlow.js on the chosen backend; one a process. @throws TensorBackendError where it cannot be loaded. */
export function openTensorFlow(): Promise<TensorFlow> {
  opened ??= open(chosen);
  return opened;
}

async function open(backend: TensorBackend): Promise<TensorFlow> {
  if (backend === 'tfjs-node') return openNodeBackend();
  const tf = withDefault<TensorFlow>(await import('@tensorflow/tfjs'));
  if (backend === 'wasm') {
    await import('@tensorflow/tfjs-backend-wasm');
    if (await tf.setBackend('wasm')) {
      registerWasmGradients(tf);
      return tf;
    }
    tellFallback('WebAssembly cannot start here; networks run on the cpu backend, many times slower');
  }
  await tf.setBackend('cpu');
  return tf;
}

async function openNodeBackend(): Promise<TensorFlow> {
  // tfjs-node 4.22 calls two functions that Node 23 took away.
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === undefined || value === null;
  util['isArray'] ??= Array.isArray;
  // Not every machine has it, so the compiler must not look for it.
  const name: string = '@tensorflow/tfjs-node';
  try {
    return withDefault<TensorFlow>((await import(name)) as TensorFlow);
  } catch (reason) {
    throw new TensorBackendError(
      '@tensorflow/tfjs-node is not installed here; install it with "npm install @tensorflow/tfjs-node" or choose wasm',
      { cause: reason },
    );
  }
}

/** TensorFlow.js is CommonJS: all its names are on the default export. */
function withDefault<T>(module: T): T {
  return (module as { default?: T }).default ?? module;
}
