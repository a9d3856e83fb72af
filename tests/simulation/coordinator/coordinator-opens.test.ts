// With release: coordinator, over real encryption by the node's own steps: the coordinator opens exactly the
// sum, and nothing of it is left to open again.
import { RecipientSecrets } from '../../../coordinator/src/storage/tables/round-tables.js';
import { houseNodes, leaveRealKeys } from '../../support/coordinator/house-node.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { agreementDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

test('the coordinator is one recipient more: it opens the sum over the set, once', async () => {
  const federation = await TestFederation.found(onSqlite(folder()));
  await federation.enrol(4);
  await federation.agree({
    ...agreementDocument,
    privacy: { mode: 'none', epsilon: null, delta: null },
    release: 'coordinator',
  });
  const { house, nodes } = federation;
  const pairs = await leaveRealKeys(federation, nodes);
  await house.studies.start({ ...federation.studyDocument, computation: 'statistics' });
  const { id } = await federation.present();
  const members = await houseNodes(federation, pairs, nodes);
  const { descriptor } = members[0]!;
  const coordinator = house.federation.key.nodeId;
  expect(descriptor.recipients).toContain(coordinator);
  expect(descriptor.cohort).not.toContain(coordinator);
  expect(descriptor.committee).not.toContain(coordinator);

  for (const [index, member] of members.entries())
    await member.contribute((position) => (index + 1) * (position - 3));
  for (const member of members) expect((await member.report()).bad).toEqual([]);
  for (const member of members) await member.commit();
  for (const member of members) await member.release();
  await house.sums.addWaiting();
  await house.openings.openWaiting();

  const [sum] = await house.openings.ofStudy('first-study');
  const factor = 1 + 2 + 3 + 4;
  const expected = descriptor.blocks
    .flatMap(({ length, grid }: { length: number; grid: number }) => Array<number>(length).fill(grid))
    .map((grid, at) => factor * (at - 3) * grid);
  expect(sum!.blocks.flatMap(({ values }) => values)).toEqual(expected);
  const left = await house.database.read((manager) => manager.find(RecipientSecrets));
  expect(left.map(({ sealedSecret }) => sealedSecret)).toEqual([null]);
  await house.openings.openWaiting();
  expect(await house.openings.ofStudy('first-study')).toHaveLength(1);
  await federation.adopt(await federation.present());
  expect((await federation.round(id)).phase).toBe('closed');
  await federation.close();
});
