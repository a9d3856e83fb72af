// The real worker of the ring, but for tasks that the file of faults wants to end badly.
import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers';
import { URL } from 'node:url';
import { parentPort } from 'node:worker_threads';

const real = new URL('../../../crypto/dist/engine/ring-worker.js', import.meta.url).href;
// With a query, so that preload.mjs does not take it for this file again.
const { default: runPosted } = await import(`${real}?real`);
const file = process.env.CHORALE_TEST_RING_FAULTS;
const never = () => new Promise(() => undefined);

function nextFault() {
  const [fault = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, rest.join('\n'));
  return fault;
}

export default function runFaulty(posted) {
  const failure = { id: posted.id, message: 'SEAL met hostile bytes', details: {} };
  switch (nextFault()) {
    case 'exception':
      parentPort.postMessage({ ...failure, code: 'seal-failure' });
      return never();
    case 'trap':
      parentPort.postMessage({ ...failure, code: undefined });
      return never();
    case 'uncaught':
      setImmediate(() => {
        throw new Error('memory access out of bounds');
      });
      return never();
    case 'exit':
      process.exit(70);
      return never();
    case 'hang':
      parentPort.postMessage({ id: posted.id, begun: true });
      for (;;);
    default:
      return runPosted(posted);
  }
}
