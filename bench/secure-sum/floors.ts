// What this machine can do at best, to hold the other figures against: no sum is quicker than its bytes can be copied,
// hashed or sent.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { median, type BenchRow } from '../bench-row.ts';

const MEBIBYTE = 2 ** 20;
const COPIED_BYTES = 256 * MEBIBYTE;
const HASHED_BYTES = 64 * MEBIBYTE;
const SENT_BYTES = 256 * MEBIBYTE;
const REPETITIONS = 5;

export async function physicalFloors(): Promise<BenchRow[]> {
  const [from, to] = [new Uint8Array(COPIED_BYTES).fill(1), new Uint8Array(COPIED_BYTES)];
  const hashed = from.subarray(0, HASHED_BYTES);
  return [
    { id: 'floor.memory-copy-gb-s', value: await rate(COPIED_BYTES, () => to.set(from)), unit: 'GB/s' },
    {
      id: 'floor.sha256-gb-s',
      value: await rate(HASHED_BYTES, () => createHash('sha256').update(hashed).digest()),
      unit: 'GB/s',
    },
    {
      id: 'floor.shake256-gb-s',
      value: await rate(HASHED_BYTES / 16, () =>
        createHash('shake256', { outputLength: HASHED_BYTES / 16 }).digest(),
      ),
      unit: 'GB/s',
    },
    { id: 'floor.loopback-gb-s', value: await rate(SENT_BYTES, sendOverLoopback), unit: 'GB/s' },
  ];
}

/** Median by the clock, gigabytes a second. */
async function rate(bytes: number, work: () => unknown): Promise<number> {
  const rates: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    const start = performance.now();
    await work();
    rates.push(bytes / 1e6 / (performance.now() - start));
  }
  return median(rates);
}

async function sendOverLoopback(): Promise<void> {
  let received = 0;
  const server = createServer((socket) => {
    socket.on('data', (part) => {
      received += part.length;
      if (received === SENT_BYTES) socket.end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.resume();
  const part = new Uint8Array(MEBIBYTE);
  for (let sent = 0; sent < SENT_BYTES; sent += part.length)
    if (!socket.write(part)) await once(socket, 'drain');
  await once(socket, 'close');
  server.close();
}
