// Kill -9 at any moment: what was acknowledged is there, what belongs together is there together or not at all.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import type { RoundId } from '@chorale/crypto';
import { ChunkFiles } from '../../../client-node/src/storage/chunk-files.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const loader = fileURLToPath(new URL('../../support/run-sources.mjs', import.meta.url));
const busyMember = fileURLToPath(new URL('./busy-member.ts', import.meta.url));
const population = 'customers';

/** Lets a member work until it has acknowledged `steps` things, and a little longer, then kills it. */
async function liveAndDie(home: string, life: string, steps: number, longerMs: number): Promise<string[]> {
  const member = spawn(
    process.execPath,
    [
      ...['--experimental-transform-types', '--disable-warning=ExperimentalWarning', '--import', loader],
      ...[busyMember, home, life],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const acknowledged: string[] = [];
  const ended = once(member, 'close');
  for await (const line of createInterface({ input: member.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === steps) void delay(longerMs).then(() => member.kill('SIGKILL'));
  }
  await ended;
  expect(member.signalCode).toBe('SIGKILL');
  return acknowledged;
}

function expectAcknowledged(store: NodeStore, line: string): void {
  const [what, rid] = line.split(' ') as [string, RoundId];
  const { committee, contributions, budget } = store;
  const found = {
    reserved: () => budget.find(rid, population),
    prepared: () => contributions.find(rid),
    burned: () => committee.burnOf(rid),
    'given-back': () => budget.find(rid, population)?.status === 'given-back',
    committed: () => committee.commitOf(rid),
    released: () => committee.releaseOf(rid),
    adopted: () => committee.adoptionOf(rid),
  }[what];
  expect([line, Boolean(found?.())]).toEqual([line, true]);
}

async function expectConsistent(store: NodeStore, files: ChunkFiles): Promise<void> {
  const { committee, contributions, budget, rounds, studies } = store;
  const standing = new Set<string>();
  for (const study of studies.all().map((record) => record.study)) {
    for (const { rid, state } of rounds.ofStudy(study)) {
      const status = budget.find(rid, population)?.status;
      const contribution = contributions.find(rid);
      const released = committee.releaseOf(rid) !== undefined;
      expect(released && committee.burnOf(rid) !== undefined).toBe(false);
      expect(status === 'spent').toBe(released);
      expect(status === 'given-back').toBe(committee.burnProofOf(rid) !== undefined);
      if (released) expect(committee.commitOf(rid)).toBeDefined();
      if (contribution) expect(status).toBeDefined();
      for (const chunk of contribution?.chunks ?? []) await files.read(rid, chunk);
      const adopted = committee.adoptionOf(rid);
      if (adopted) expect(studies.state(study, adopted.state)?.bytes).toEqual(new TextEncoder().encode(rid));
      if (!contribution || committee.burnProofOf(rid)) continue;
      expect(standing.has(`${study}/${state}`)).toBe(false);
      standing.add(`${study}/${state}`);
    }
  }
}

function countStatesWithoutAdoption(home: string): unknown {
  const database = new Database(join(home, 'node.sqlite'), { readonly: true });
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    return database
      .prepare('SELECT count(*) FROM study_states WHERE state NOT IN (SELECT state FROM adoptions)')
      .pluck()
      .get();
  } finally {
    database.close();
  }
}

describe('a node that is killed', () => {
  it('keeps every promise that it made, life after life', async () => {
    const lives = fc.array(
      fc.record({ steps: fc.integer({ min: 1, max: 40 }), longerMs: fc.integer({ min: 0, max: 12 }) }),
      { minLength: 2, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(lives, async (plan) => {
        const home = newFolder();
        const acknowledged: string[] = [];
        for (const [life, { steps, longerMs }] of plan.entries()) {
          acknowledged.push(...(await liveAndDie(home, String(life), steps, longerMs)));
          const store = openNodeStore(home, 'run');
          try {
            for (const line of acknowledged) expectAcknowledged(store, line);
            await expectConsistent(store, new ChunkFiles(home, store));
            expect(countStatesWithoutAdoption(home)).toBe(0);
          } finally {
            store.close();
          }
        }
        expect(acknowledged.length).toBeGreaterThanOrEqual(plan.length);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
