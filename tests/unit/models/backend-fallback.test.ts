import { chooseTensorBackend } from '@chorale/models';
import { openTensorFlow } from '../../../models/src/tensor/backend.js';

test('where wasm cannot start the cpu takes over, and says so once', async () => {
  Reflect.deleteProperty(globalThis, 'WebAssembly');
  const reasons: string[] = [];
  chooseTensorBackend('wasm', (reason) => reasons.push(reason));
  const [tf, again] = [await openTensorFlow(), await openTensorFlow()];
  expect(again).toBe(tf);
  expect(tf.getBackend()).toBe('cpu');
  expect(reasons).toEqual([expect.stringContaining('cpu backend')]);
});
