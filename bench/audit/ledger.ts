// A ledger of a million entries on SQLite: how fast acts that come beside each other are appended, each durable before its
// writer goes on, and how long `chorale-ledger verify` takes over the export. Needs the built packages.
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { exportLedger } from '../../coordinator/src/ledger/export.js';
import { TestFederation } from '../../tests/support/coordinator/test-house.js';
import { median, type BenchRow } from '../bench-row.ts';
import { entriesToMeasure, MILLION } from './ledger-size.ts';
import { madeUpAct } from './made-up-acts.js';

const LEDGER_PROGRAM = join(import.meta.dirname, '../../client-node/bin/chorale-ledger.js');
/** Requests that are under way at once. */
const WRITERS = 200;
const APPENDED_BY_WRITERS = 20_000;
const TRIES = 3;
const ENTRIES_A_COMMIT = 2_000;
const MIB = 1024 ** 2;

export async function ledgerRows(entries = entriesToMeasure()): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-ledger-'));
  const federation = await TestFederation.found({
    folder,
    location: { kind: 'sqlite', file: join(folder, 'coordinator.sqlite') },
  });
  try {
    await federation.startStudy();
    const rates: number[] = [];
    for (let one = 0; one < TRIES; one += 1) rates.push(await appendByWriters(federation, one));
    await fill(federation, entries);
    const file = join(folder, 'ledger.jsonl');
    const exportSeconds = await exportTo(federation, file);
    const { size } = await stat(file);
    const verifySeconds = await verify(file, entries);
    return [
      {
        id: 'ledger.append-per-s',
        value: median(rates),
        unit: `entries/s, ${WRITERS} writers, one act a unit`,
      },
      { id: 'ledger.verify-s.1m', value: (verifySeconds * MILLION) / entries, unit: 's' },
      { id: 'ledger.export-s.1m', value: (exportSeconds * MILLION) / entries, unit: 's' },
      { id: 'ledger.export-mb.1m', value: (size / MIB) * (MILLION / entries), unit: 'MiB' },
    ];
  } finally {
    await federation.close();
    await rm(folder, { recursive: true });
  }
}

/** @returns entries a second. */
async function appendByWriters(federation: TestFederation, one: number): Promise<number> {
  const { database, ledger } = federation.house;
  const acts = Array.from({ length: APPENDED_BY_WRITERS }, (_, index) =>
    madeUpAct(federation, one * APPENDED_BY_WRITERS + index),
  );
  let next = 0;
  const started = performance.now();
  const write = async (): Promise<void> => {
    for (let act = acts[next++]; act; act = acts[next++]) {
      const present = act;
      await database.write((transaction) => ledger.append(transaction, present));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return (1000 * APPENDED_BY_WRITERS) / (performance.now() - started);
}

async function fill(federation: TestFederation, wanted: number): Promise<void> {
  const { database, ledger } = federation.house;
  for (;;) {
    const { size } = await database.read((manager) => ledger.head(manager));
    if (size >= wanted) return;
    const count = Math.min(ENTRIES_A_COMMIT, wanted - size);
    const acts = Array.from({ length: count }, (_, index) => madeUpAct(federation, size + index));
    await database.write((transaction) => ledger.appendAll(transaction, acts));
  }
}

/** @returns seconds. */
async function exportTo({ house }: TestFederation, file: string): Promise<number> {
  const started = performance.now();
  const lines = async function* (): AsyncGenerator<string> {
    for await (const line of exportLedger(house.database, house.ledger, house.federation)) yield `${line}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return (performance.now() - started) / 1000;
}

/** @returns seconds of the whole program. @throws where the ledger does not verify or is shorter. */
async function verify(file: string, entries: number): Promise<number> {
  const started = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [LEDGER_PROGRAM, 'verify', file, '--json']);
  const seconds = (performance.now() - started) / 1000;
  const { verified, entries: found } = JSON.parse(stdout) as { verified: boolean; entries: number };
  if (!verified || found < entries)
    throw new RangeError(`the ledger of the measurement does not verify: ${stdout}`);
  return seconds;
}
