import {
  consistencyPath,
  inclusionPath,
  leafHash,
  ledgerEntry,
  merkleRoot,
  verifyConsistency,
  verifyLedger,
  type Hash,
} from '@chorale/crypto';
import {
  LedgerIndex,
  LedgerPayloads,
  LedgerTiles,
} from '../../../coordinator/src/storage/tables/ledger-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { TestFederation } from '../../support/coordinator/test-house.js';

async function countersignNewestHead(federation: TestFederation): Promise<{ size: number; root: Hash }> {
  const { database, ledger, countersignatures } = federation.house;
  const head = await database.read((manager) => ledger.head(manager));
  for (const node of federation.nodes)
    await countersignatures.accept(federation.callerOf(node), node.countersignature(head.size, head.root));
  return head;
}

onEachFederation((federation) => {
  test('an export verifies offline, with countersignatures and a head kept elsewhere', async () => {
    await federation().startStudy();
    const kept = await countersignNewestHead(federation());
    await federation().runRound();
    const lines = await federation().ledgerLines();
    expect(await verifyLedger(lines, [kept])).toMatchObject({
      verified: true,
      countersignatures: 5,
      erasedPayloads: 0,
    });
  });

  test('it holds what a compliance officer asks for', async () => {
    await federation().startStudy();
    await federation().runRound();
    const kinds = new Set(await federation().entryKinds());
    for (const kind of [
      'federation-created',
      'member-invited',
      'node-enrolled',
      'roster-closed',
      'roster-in-force',
      'agreement-proposed',
      'agreement-consented',
      'agreement-active',
      'study-started',
      'round-opened',
      'budget-reserved',
      'contribution-accepted',
      'set-fixed',
      'set-committed',
      'budget-spent',
      'sum-added',
      'share-released',
      'state-adopted',
      'round-closed',
    ])
      expect(kinds).toContain(kind);
    const [started] = await federation().payloads('study-started');
    expect(started).toMatchObject({
      epsilon: expect.any(Number) as number,
      delta: 1e-5,
      unit: 'person',
      adjacency: 'add-or-remove-one',
      sampling: expect.any(String) as string,
      nodesPerPerson: 1,
      colluding: 1,
    });
  });

  test('one changed, moved or missing line is found', async () => {
    await federation().startStudy();
    const lines = await federation().ledgerLines();
    const entries = lines.flatMap((line, index) => (line.startsWith('{"entry"') ? [index] : []));
    const middle = entries[Math.floor(entries.length / 2)]!;
    const changed = [...lines];
    const { entry, payload } = JSON.parse(lines[middle]!) as { entry: string; payload: string };
    const decoded = ledgerEntry.decode(new Uint8Array(Buffer.from(entry, 'base64')));
    const forged = ledgerEntry.encode({ ...decoded, actor: 'somebody else' });
    changed[middle] = JSON.stringify({ entry: Buffer.from(forged).toString('base64'), payload });
    expect(await verifyLedger(changed)).toMatchObject({ verified: false });
    expect(await verifyLedger(lines.filter((_, index) => index !== middle))).toMatchObject({
      verified: false,
    });
    expect(await verifyLedger(lines.slice(0, -1))).toMatchObject({ verified: false });
  });

  test('an erased payload leaves the chain whole', async () => {
    await federation().startStudy();
    const kinds = await federation().entryKinds();
    const position = kinds.indexOf('node-enrolled');
    await federation().house.database.write(async ({ manager }) => {
      await manager.delete(LedgerPayloads, { position });
    });
    expect(await verifyLedger(await federation().ledgerLines())).toMatchObject({
      verified: true,
      erasedPayloads: 1,
    });
  });

  test('consistency proofs hold between signed heads, also after a restart', async () => {
    await federation().enrol(5);
    const early = await federation().house.database.read((manager) =>
      federation().house.ledger.head(manager),
    );
    await federation().agree();
    await federation().reopen();
    const late = await federation().house.database.read((manager) => federation().house.ledger.head(manager));
    const path = await federation().house.ledger.consistency(early.size, late.size);
    const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
    expect(
      verifyConsistency(early.size, bytes(early.root), late.size, bytes(late.root), path.map(bytes)),
    ).toBe(true);
  });

  test('a countersignature older than the roster is refused, so that the export stays readable', async () => {
    await federation().enrol(5);
    const { database, ledger, countersignatures } = federation().house;
    const head = await database.read((manager) => ledger.head(manager));
    const [node] = federation().nodes;
    await expect(
      countersignatures.accept(federation().callerOf(node!), node!.countersignature(head.size, head.root)),
    ).rejects.toMatchObject({ code: 'unknown-head' });
  });

  test('proofs from tiles hold for any size, also after a start and after a commit that failed', async () => {
    const append = (count: number): Promise<number> => {
      const { database, ledger } = federation().house;
      return database.write((transaction) =>
        ledger.appendAll(
          transaction,
          Array.from({ length: count }, (_, index) => ({
            ...{ kind: 'round-spent', actor: 'coordinator', subject: String(index) },
            payload: { round: String(index), reason: 'a test' },
          })),
        ),
      );
    };
    const check = async (): Promise<void> => {
      const { database, ledger } = federation().house;
      const lines = (await federation().ledgerLines()).map((line) => JSON.parse(line) as { entry?: string });
      const leaves = lines.flatMap(({ entry }) =>
        entry === undefined ? [] : [leafHash(new Uint8Array(Buffer.from(entry, 'base64')))],
      );
      const head = await database.read((manager) => ledger.head(manager));
      expect(head).toMatchObject({ size: leaves.length, root: hexOf(merkleRoot(leaves)) });
      for (const position of [0, 1, 255, 256, 257, 511, 512, leaves.length - 1])
        if (position < leaves.length) {
          const path = await database.read((manager) => ledger.inclusion(manager, position, leaves.length));
          expect(path).toEqual(inclusionPath(leaves, position).map(hexOf));
          expect(await ledger.consistency(position, leaves.length)).toEqual(
            consistencyPath(leaves, position).map(hexOf),
          );
        }
    };
    await append(255);
    await check();
    await append(1);
    await check();
    await federation().reopen();
    await check();
    await append(300);
    // The unit fails after its commit was begun with a good one: both are in one group.
    const { database, ledger } = federation().house;
    const act = {
      kind: 'round-spent',
      actor: 'coordinator',
      subject: '',
      payload: { round: 'x', reason: 'never written' },
    } as const;
    const failing = database.write(async (transaction) => {
      await ledger.append(transaction, act);
      throw new Error('on purpose');
    });
    await Promise.all([append(3), expect(failing).rejects.toThrow('on purpose')]);
    await check();
    await federation().reopen();
    await append(200);
    await check();
    expect(await verifyLedger(await federation().ledgerLines())).toMatchObject({ verified: true });
  });

  test('a ledger from before tiles and index gets them at the first start', async () => {
    const study = await federation().startStudy();
    const tablesOf = (): Promise<unknown[]> =>
      federation().house.database.read((manager) =>
        Promise.all([
          manager.find(LedgerIndex, { order: { position: 'ASC' } }),
          manager.find(LedgerTiles, { order: { level: 'ASC', tile: 'ASC' } }),
        ]),
      );
    const before = await tablesOf();
    expect((before[0] as { study: string | null }[]).some((row) => row.study === study)).toBe(true);
    await federation().house.database.write(async ({ manager }) => {
      for (const table of ['ledger_index', 'ledger_tiles'])
        await manager.connection.run(`DROP TABLE ${table}`);
      await manager.connection.run("DELETE FROM migrations WHERE name = 'LedgerIndex1764600000000'");
    });
    await federation().reopen();
    expect(await tablesOf()).toEqual(before);
  });
});

function hexOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString('hex');
}
