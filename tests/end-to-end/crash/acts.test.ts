// Kill -9 of a real coordinator in the middle of what a person asked for, on both databases; every other act and every other point:
// tests/simulation/coordinator/killed-acts.test.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLedger } from '@chorale/crypto';
import { testOnPostgres } from '../../support/coordinator/databases.js';
import { dyingAt } from '../../support/crash/kill-chain.ts';
import { RealFederation } from '../../support/real/real-federation.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 240_000;
const folder = temporaryFolders();

async function dieAndAskAgain(
  steps: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const federation = new RealFederation(folder(), [], variables);
  const ask = (method: 'GET' | 'POST', path: string, body?: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${federation.coordinatorPort}/v1/admin/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${readFileSync(join(federation.coordinatorSurroundings.home, 'admin-token'), 'utf8').trim()}`,
        'content-type': 'application/json',
        'idempotency-key': 'drill-0001',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const open = () => ask('POST', 'incidents', { title: 'A drill', description: 'None.', severity: 'low' });
  const titles = async (): Promise<string[]> => {
    const { items } = (await (await ask('GET', 'incidents')).json()) as { items: { title: string }[] };
    return items.map(({ title }) => title);
  };
  const entries = async (): Promise<number> => {
    const found = await ask('GET', 'ledger/entries?kind=incident-opened');
    return ((await found.json()) as { items: unknown[] }).items.length;
  };
  try {
    for (const step of steps) {
      await federation.startCoordinator(dyingAt(step));
      expect([await titles(), await entries()]).toEqual([[], 0]);
      await expect(open()).rejects.toThrow();
      await federation.coordinator.killed();
    }
    await federation.startCoordinator();
    expect([await titles(), await entries()]).toEqual([['A drill'], 1]);
    const again = await open();
    expect([again.status, await again.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'idempotency-answer-lost' }),
    ]);
    expect([await titles(), await entries()]).toEqual([['A drill'], 1]);
    const exported = await (await ask('GET', 'ledger/export')).text();
    expect(await verifyLedger(exported.trimEnd().split('\n'))).toMatchObject({ verified: true });
  } finally {
    await federation.stop();
  }
}

test(
  'an act is there or not, and counts once when it is asked for again',
  () => dieAndAskAgain(['durable incident-opened']),
  TIME,
);

testOnPostgres(
  'the same on PostgreSQL',
  async (location) => {
    if (location.kind !== 'postgres') throw new Error('this is no PostgreSQL');
    const url = new URL(location.url);
    url.searchParams.set('options', `-c search_path=${location.schema}`);
    await dieAndAskAgain(['undurable incident-opened', 'durable incident-opened'], {
      DATABASE_URL: url.href,
    });
  },
  TIME,
);
