// 200 officers read at once while the ledger holds a million entries on PostgreSQL: as programs do, each the next thing as soon
// as it has the last, and as people do, each something every second. Each read is written into the ledger before it is
// answered. Needs the built packages and a PostgreSQL.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { BenchRow } from '../bench-row.ts';
import { entriesToMeasure } from './ledger-size.ts';
import type { ReadsServer } from './reads-server.ts';

const RUN_BUILT = join(import.meta.dirname, '../run-built.mjs');
const OFFICERS = 200;
const READS_TO_WARM_UP = 1_000;
const READS = 10_000;
const PACE_MS = 1_000;
const PACED_READS = 4_000;

export async function officersReads(entries = entriesToMeasure()): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-reads-'));
  const child = spawn(
    process.execPath,
    [
      ...['--experimental-transform-types', '--disable-warning=ExperimentalWarning', '--import', RUN_BUILT],
      join(import.meta.dirname, 'reads-server.ts'),
      ...[folder, String(entries), String(OFFICERS)],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done) throw new RangeError('the server of the measurement ended; is there a PostgreSQL?');
    return JSON.parse(line.value) as unknown;
  };
  try {
    const server = (await next()) as ReadsServer;
    await readAll(server, READS_TO_WARM_UP);
    child.stdin.write('cpu\n');
    const before = (await next()) as number;
    const started = performance.now();
    const times = await readAll(server, READS);
    const seconds = (performance.now() - started) / 1000;
    child.stdin.write('cpu\n');
    const cpuMs = ((await next()) as number) - before;
    const paced = await readAtPace(server);
    return [
      { id: 'api.reads-p95-ms', value: percentile(times, 0.95), unit: `ms, ${entries} entries` },
      { id: 'api.reads-p50-ms', value: percentile(times, 0.5), unit: 'ms' },
      { id: 'api.reads-p95-ms.one-a-second', value: percentile(paced, 0.95), unit: 'ms' },
      { id: 'api.reads-p50-ms.one-a-second', value: percentile(paced, 0.5), unit: 'ms' },
      { id: 'api.reads-per-s', value: READS / seconds, unit: 'reads/s' },
      { id: 'api.reads-cpu-ms', value: cpuMs / READS, unit: 'ms of the coordinator per read' },
    ];
  } finally {
    child.stdin.end();
    await new Promise((resolve) => child.once('close', resolve));
    await rm(folder, { recursive: true });
  }
}

/** @returns milliseconds of each read. */
async function readAll(server: ReadsServer, reads: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: OFFICERS });
  const times: number[] = [];
  let begun = 0;
  await Promise.all(
    server.tokens.map(async (token, officer) => {
      while (begun < reads) {
        begun += 1;
        const started = performance.now();
        await read(agent, server.url + pathOf(server, begun), token, `review ${officer} ${begun}`);
        times.push(performance.now() - started);
      }
    }),
  );
  agent.destroy();
  return times;
}

/** Each officer's reads are due a pace apart, whether or not those before were answered. @returns milliseconds from due to answered. */
async function readAtPace(server: ReadsServer): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const started = performance.now();
  const reads = Array.from({ length: PACED_READS }, async (_, turn) => {
    const officer = turn % OFFICERS;
    const due = started + (turn * PACE_MS) / OFFICERS;
    await setTimeout(due - performance.now());
    await read(agent, server.url + pathOf(server, turn), server.tokens[officer]!, `pace ${turn}`);
    return performance.now() - due;
  });
  const times = await Promise.all(reads);
  agent.destroy();
  return times;
}

/** What officers look at, in turns: pages of entries, single entries with proofs, a study, a round, heads. */
function pathOf({ study, round, entries }: ReadsServer, turn: number): string {
  // Any position, without looking twice at the same soon: a multiplier coprime to the number of entries.
  const position = (turn * 7_919) % entries;
  const paths = [
    `ledger/entries?study=${study}&order=desc&limit=50`,
    `ledger/entries/${position}`,
    'ledger/entries?kind=state-adopted&limit=50',
    `ledger/entries/${entries - 1 - position}`,
    `studies/${study}`,
    `ledger/entries?kind=set-committed&study=${study}&limit=50`,
    `rounds/${round}`,
    `ledger/entries/${position}`,
    'ledger/heads?limit=5',
    'agreements',
  ];
  return `/v1/admin/${paths[turn % paths.length]!}`;
}

function read(agent: Agent, url: string, token: string, reason: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'chorale-reason': encodeURIComponent(reason) };
    request(url, { agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new RangeError(`${url} was answered ${answer.statusCode}`));
      answer.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}
