// Erasures in the ledger: once each, by the node that signed them, and never who was erased.
import { erasureNotice, signMessage, type Hash, type StudyId } from '@chorale/crypto';
import { LedgerIndex, LedgerPayloads } from '../../../coordinator/src/storage/tables/ledger-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';

const certificate = 'c0'.repeat(32) as Hash;
const days = { requestedOn: '2026-01-01', dueOn: '2026-01-31', erasedOn: '2026-01-05' };

onEachFederation((federation) => {
  const notice = (node: PaperNode, studies: readonly StudyId[], change: object = {}): Uint8Array =>
    signMessage(erasureNotice, node.key, federation().house.federation.id, {
      ...{ node: node.id, certificate, ...days, studies: [...studies] },
      ...change,
    }).bytes;
  const entries = () =>
    federation().house.database.read(async (manager) => {
      const found = await manager.find(LedgerIndex, { where: { kind: 'erasure-certified' } });
      const payloads = await manager.find(LedgerPayloads);
      return found.map(({ position, actor, subject, member }) => ({
        ...{ actor, subject, member },
        payload: JSON.parse(payloads.find((row) => row.position === position)!.payload) as object,
      }));
    });

  test('an erasure is entered once, however often it is told, and found by its member', async () => {
    const study = await federation().startStudy();
    const [node] = federation().nodes as [PaperNode];
    const bytes = notice(node, [study]);
    for (let told = 0; told < 3; told += 1)
      await federation().house.erasures.accept(federation().callerOf(node), bytes);
    const found = await entries();
    expect(found).toMatchObject([
      { actor: node.id, subject: certificate, payload: { certificate, ...days, studies: [study] } },
    ]);
    expect(found[0]!.member).toBeTruthy();
    expect(Object.keys(found[0]!.payload).sort()).toEqual([
      'certificate',
      'dueOn',
      'erasedOn',
      'notice',
      'requestedOn',
      'studies',
    ]);
  });

  test('what is not as it should be enters nothing', async () => {
    const study = await federation().startStudy();
    const [node, other] = federation().nodes as [PaperNode, PaperNode];
    const caller = federation().callerOf(node);
    const { erasures } = federation().house;
    await expect(erasures.accept(caller, notice(other, [study]))).rejects.toThrow(/not in the roster/);
    await expect(erasures.accept(caller, notice(node, [study], { node: other.id }))).rejects.toMatchObject({
      code: 'malformed',
    });
    for (const day of ['', '2026-1-1', '2026-13-45', 'yesterday.'])
      await expect(erasures.accept(caller, notice(node, [study], { dueOn: day }))).rejects.toMatchObject({
        code: 'malformed',
      });
    await expect(erasures.accept(caller, notice(node, ['ab'.repeat(32) as StudyId]))).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await entries()).toEqual([]);
  });
});
