// How fast the scoring service answers: the real command as a process, 45,000 customers, 500 questions a second that come whether
// or not the ones before were answered. A question's time runs from the moment that it was due, so that waiting counts.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchRow } from '../bench-row.ts';

const PERSONS = 45_000;
const A_SECOND = 500;
const SECONDS = 20;
/** Not counted. */
const SECONDS_TO_WARM_UP = 3;
/** In which the rows are read and scored anew once. */
const SECONDS_TO_READ = 10;
const CONNECTIONS = 32;
const NODE = join(import.meta.dirname, '../../client-node/bin/chorale-node.js');
const RUN_BUILT = join(import.meta.dirname, '../run-built.mjs');

export async function scoreSpeed(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chorale-scores-'));
  try {
    const made = join(import.meta.dirname, 'score-home.ts');
    const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
    execFileSync(process.execPath, [...flags, '--import', RUN_BUILT, made, folder, String(PERSONS)]);
    return await measured(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(folder: string): Promise<BenchRow[]> {
  const home = join(folder, 'home');
  const service = spawn(
    process.execPath,
    [NODE, 'serve-scores', '--dev', '--json', '--config', join(folder, 'node.yaml')],
    { env: { ...process.env, CHORALE_HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const closed = new Promise((resolve) => service.once('close', resolve));
  try {
    await isListening(service.stdout);
    const token = readFileSync(join(home, 'scores.token'), 'utf8').trim();
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const ask = (person: number) => timeOf(join(home, 'scores.sock'), agent, token, person);
    await openLoop(SECONDS_TO_WARM_UP, ask);
    const times = await openLoop(SECONDS, ask);
    setTimeout(() => service.kill('SIGHUP'), 1000);
    const whileReading = await openLoop(SECONDS_TO_READ, ask);
    agent.destroy();
    return [
      { id: 'models.score.p99-ms', value: percentile(times, 0.99), unit: 'ms' },
      { id: 'models.score.p50-ms', value: percentile(times, 0.5), unit: 'ms' },
      { id: 'models.score.longest-while-reading-ms', value: Math.max(...whileReading), unit: 'ms' },
    ];
  } finally {
    service.kill();
    await closed;
  }
}

async function isListening(output: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface({ input: output })) if (line.includes('"listening"')) return;
  throw new RangeError('the scoring service ended before it listened');
}

/** @param ask a question about a person, due now. @returns milliseconds from when each was due to the end of its answer. */
async function openLoop(seconds: number, ask: (person: number) => Promise<number>): Promise<number[]> {
  const questions = seconds * A_SECOND;
  const started = performance.now();
  const times: Promise<number>[] = [];
  while (times.length < questions) {
    const due = Math.min(questions, Math.floor(((performance.now() - started) / 1000) * A_SECOND) + 1);
    for (let question = times.length; question < due; question++) {
      const dueAt = started + (question / A_SECOND) * 1000;
      // A multiplier coprime to the number of persons: nobody twice, and no order.
      const person = 1 + ((question * 7919) % (PERSONS - 1));
      times.push(ask(person).then((endedAt) => endedAt - dueAt));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(times);
}

/** @returns when the answer had come. */
function timeOf(socketPath: string, agent: Agent, token: string, person: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, host: 'localhost' };
    request({ socketPath, agent, headers, path: `/v1/scores/churn/c${person}` }, (answer) => {
      if (answer.statusCode !== 200) reject(new RangeError(`answered ${answer.statusCode}`));
      answer.resume().once('end', () => resolve(performance.now()));
    })
      .once('error', reject)
      .end();
  });
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}
