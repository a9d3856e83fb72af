// A coordinator is copied while it runs, set back to the copy, and set right again, by real processes: the ledger's verifier says
// what a copy has lost, nodes go on with none that is older than what they countersigned, and with the newest they do.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RealFederation, runRefused } from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const agreement = shopAgreement('exact', null);
const deadlines = { collectSeconds: 60, committeeSeconds: 60 };
const studyOf = (name: string) => shopStudy(name, 'exact', deadlines);
const folder = temporaryFolders();
let federation: RealFederation;
afterAll(() => federation.stop());

interface Backup {
  readonly head: { readonly size: number; readonly root: string };
}

test('a copy of a running coordinator holds its whole ledger; an older one is refused by every node, the newest goes on', async () => {
  const place = folder();
  federation = new RealFederation(place);
  await federation.form(agreement);
  await federation.runNodes();
  const { home } = federation.coordinatorSurroundings;
  /** The coordinator, stopped, gets another state, and starts again on its port. */
  const restore = async (from: string): Promise<void> => {
    await federation.coordinator.kill();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(home, `coordinator.sqlite${suffix}`), { force: true });
    cpSync(join(from, 'coordinator.sqlite'), join(home, 'coordinator.sqlite'));
    await federation.startCoordinator();
  };
  const headsOfNodes = async () =>
    Promise.all(federation.nodes.map(async (node) => (await node.status()).ledgerHead!));

  const older = join(place, 'older');
  const copied = await federation.command<Backup>('backup', older);
  const running = (await federation.startStudy(studyOf('first'))).all;
  await federation.command<Backup>('backup', join(place, 'in-a-round'));
  await running;
  const newest = join(place, 'newest');
  const whole = await federation.command<Backup>('backup', newest);
  const kept = await headsOfNodes();
  for (const { size } of kept) {
    expect(whole.head.size).toBeGreaterThanOrEqual(size);
    expect(copied.head.size).toBeLessThan(size);
  }
  // Nothing is written over.
  await expect(federation.command('backup', older)).rejects.toThrow(/not empty/);

  // Set back: it starts, and whoever compares knows what is lost.
  await restore(older);
  const file = join(place, 'set-back.jsonl');
  await federation.programs.run(
    'coordinator',
    ['ledger', 'export', file],
    federation.coordinatorSurroundings,
  );
  const { size, root } = kept[0]!;
  const lost = await runRefused(
    'ledger',
    ['verify', file, '--head', `${size}:${root}`, '--json'],
    federation.coordinatorSurroundings,
  );
  expect(lost.code).toBe(1);
  const refusals = Promise.all(federation.nodes.map((node) => node.event('refused')));
  await federation.command('study', 'start', federation.document('again.yaml', studyOf('again')));
  // It does not know any more which keys served a round, nor what was signed of its ledger: the first of both is told.
  for (const { code } of await refusals) expect(['ledger-forked', 'key-mismatch']).toContain(code);
  const { rounds } = await federation.studyReport('again');
  expect(rounds.flatMap(({ contributed }) => contributed)).toEqual([]);
  expect(await headsOfNodes()).toEqual(kept);

  // Set right: nothing is lost, and studies go on.
  await restore(newest);
  expect((await federation.verifiedLedger()).verified).toBe(true);
  const ended = await (await federation.startStudy(studyOf('second'))).all;
  expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
  expect((await federation.verifiedLedger()).verified).toBe(true);
}, 400_000);
