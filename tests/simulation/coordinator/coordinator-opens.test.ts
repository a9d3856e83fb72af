// With release: coordinator, over real encryption by the node's own steps: the coordinator opens exactly the
// sum, and nothing of it is left to open again.
import {
  createRoundKeyPair,
  roundKey,
  roundKeyBatch,
  signMessage,
  systemEntropy,
  type RoundKeyPair,
} from '@chorale/crypto';
import { join } from 'node:path';
import { checkShares, signShareReport } from '../../../client-node/src/committee/check-shares.js';
import { signCommit, verifySet } from '../../../client-node/src/committee/commit.js';
import { verifyRecipientKeys } from '../../../client-node/src/committee/recipient-keys.js';
import { requireCommits, signRelease } from '../../../client-node/src/committee/release.js';
import { encryptContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';
import { RecipientSecrets } from '../../../coordinator/src/storage/tables/round-tables.js';
import { contentHash, contribution, valueCount } from '@chorale/crypto';
import {
  agreementDocument,
  asStream,
  sharedRing,
  TestFederation,
} from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
const entropy = systemEntropy();

test('the coordinator is one recipient more: it opens the sum over the set, once', async () => {
  const made = folder();
  const federation = await TestFederation.found({
    folder: made,
    location: { kind: 'sqlite', file: join(made, 'coordinator.sqlite') },
  });
  await federation.enrol(4);
  await federation.agree({
    ...agreementDocument,
    privacy: { mode: 'none', epsilon: null, delta: null },
    release: 'coordinator',
  });
  const { house, nodes } = federation;
  const secrets = new Map<string, RoundKeyPair>();
  for (const node of nodes) {
    const pair = createRoundKeyPair(entropy);
    secrets.set(node.id, pair);
    const signed = signMessage(roundKey, node.key, house.federation.id, {
      node: node.id,
      index: 0,
      publicKey: pair.publicKey,
    });
    await house.roundKeys.accept(federation.callerOf(node), roundKeyBatch.encode({ keys: [signed.bytes] }));
  }
  await house.studies.start({ ...federation.studyDocument, computation: 'statistics' });
  const { id } = await federation.present();
  const descriptor = federation.descriptorOf(await federation.present());
  const coordinator = house.federation.key.nodeId;
  expect(descriptor.recipients).toContain(coordinator);
  expect(descriptor.cohort).not.toContain(coordinator);

  const { message: roster } = await house.database.read((manager) => house.rosters.required(manager));
  const ring = await sharedRing();
  const rounds = new Map(
    nodes.map((node) => [node.id, new AcceptedRound(node.id, descriptor, roster.nodes)]),
  );
  const size = valueCount({ blocks: descriptor.blocks });
  for (const [index, node] of nodes.entries()) {
    const values = Float64Array.from({ length: size }, (_, at) => (index + 1) * (at - 3));
    const chunks: Uint8Array[] = [];
    const { manifest, sealedShares } = await encryptContribution(
      rounds.get(node.id)!,
      values,
      node.key,
      ring,
      entropy,
      (chunk) => {
        chunks.push(chunk);
        return contentHash(chunk);
      },
    );
    for (const chunk of chunks)
      await house.contributions.putChunk(federation.callerOf(node), id, contentHash(chunk), asStream(chunk));
    await house.contributions.contribute(
      federation.callerOf(node),
      id,
      contribution.encode({ manifest, sealedShares }),
    );
  }
  const opened = new Map<string, ReturnType<typeof checkShares>>();
  for (const node of nodes) {
    const round = rounds.get(node.id)!;
    const check = checkShares(
      round,
      secrets.get(node.id)!,
      await house.shares.inbox(federation.callerOf(node), id),
    );
    expect(check.bad).toEqual([]);
    opened.set(node.id, check);
    await house.shares.report(federation.callerOf(node), id, signShareReport(round, node.key, check).bytes);
  }
  const set = verifySet(
    rounds.get(nodes[0]!.id)!,
    await house.reader.contributionSet(federation.callerOf(nodes[0]!), id),
  );
  for (const node of nodes)
    await house.messages.commit(
      federation.callerOf(node),
      id,
      signCommit(rounds.get(node.id)!, node.key, set).bytes,
    );
  for (const node of nodes) {
    const round = rounds.get(node.id)!;
    requireCommits(round, set, await house.messages.kept(federation.callerOf(node), id, 'commit'));
    const caller = federation.callerOf(node);
    const keys = verifyRecipientKeys(
      round,
      house.federation.key.publicKey,
      await house.reader.recipientKeys(caller, id),
    );
    const upload = signRelease(round, node.key, set, opened.get(node.id)!.shares, keys, entropy);
    await house.messages.release(caller, id, upload);
  }
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
