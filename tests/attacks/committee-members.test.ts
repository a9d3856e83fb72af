// Malicious committee members, at their own seat in real rounds: bad sums, sums too early, twice or for another set,
// silence, slander. With a spare share they are made up for and named; without one nothing opens.
import {
  adoption,
  commit,
  descriptor as descriptorMessage,
  envelope,
  parametersByName,
  release,
  releaseBinding,
  releaseUpload,
  sealToMany,
  shareReport,
  signMessage,
  systemEntropy,
  type Hash,
} from '@chorale/crypto';
import { AttackedFederation, type AttackedStudy } from '../support/attack/attacked-federation.js';
import { eventually } from '../support/attack/eventually.js';
import type { AttackedNode } from '../support/attack/attacked-node.js';
import { changePhase, changingRequests, swallowing, together } from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
const entropy = systemEntropy();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
/** The malicious member. */
let evil: AttackedNode;
let victim: AttackedNode;
beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
  [evil, victim] = [nodes[1]!, nodes[3]!];
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

const isEvil = (node: AttackedNode): boolean => node === evil;

/** The release that a member signs over something else than its sum. */
async function releaseOf(node: AttackedNode, upload: Uint8Array, sum: Uint8Array): Promise<Uint8Array> {
  const body = release.decode(envelope.decode(releaseUpload.decode(upload).release).body);
  const { round, member, setRoot } = body;
  const { envelope: opened } = await federation.inside.round(round);
  const keys = await federation.recipientKeys(descriptorMessage.decode(envelope.decode(opened).body));
  const sealed = sealToMany(keys, sum, releaseBinding.encode({ round, member, setRoot }), entropy);
  const signed = signMessage(release, node.key, round, { ...body, sealedSum: sealed.body });
  return releaseUpload.encode({ release: signed.bytes, sealedKeys: sealed.sealedKeys });
}

const badSums: readonly (readonly [string, Uint8Array, string])[] = [
  // For all that anybody can know, one of those who dealt to it may have dealt badly.
  ['a sum of other shares', new Uint8Array(parametersByName('P2').polynomialBytes), 'beside its dealers'],
  ['three bytes', Uint8Array.of(1, 2, 3), 'alone'],
  [
    'coefficients above the modulus',
    new Uint8Array(parametersByName('P2').polynomialBytes).fill(255),
    'alone',
  ],
];
test.each(badSums)(
  'releases %s before the others: recipients wait for the spare share and name it',
  async (_what, sum, how) => {
    // The last honest member releases only after recipients have tried without it.
    let looks = 0;
    const study = await federation.attack(
      together(
        changingRequests('release', isEvil, (bytes) => releaseOf(evil, bytes, sum)),
        async ({ route, from }, forward) => {
          if (route === 'releases') looks += 1;
          if (route === 'release' && from === victim)
            await eventually('recipients have looked', () => looks > 3 || undefined);
          return forward();
        },
      ),
    );
    await study.reached('closed');
    const others = nodes.map(({ id }) => id).filter((id) => id !== evil.id);
    const dealers = how === 'alone' ? [] : others;
    expect(await study.ledger('round-closed')).toMatchObject([{ badShares: [{ member: evil.id, dealers }] }]);
  },
);

test('releases a bad sum where no spare share is left: found, nothing opens, nothing is adopted', async () => {
  const zeros = new Uint8Array(parametersByName('P2').polynomialBytes);
  const study = await federation.attack(
    together(
      changingRequests('release', isEvil, (bytes) => releaseOf(evil, bytes, zeros)),
      swallowing(['commit', 'release'], (node) => node === victim),
    ),
  );
  await study.reached('adopting');
  await eventually('the round is spent', async () => {
    await study.timePasses(10);
    return (await study.phase()) === 'spent' || undefined;
  });
  for (const { reason } of await study.ledger<{ reason: string }>('opening-failed'))
    expect(reason).toMatch(/no 4 of the 4/);
  expect(study.whoTold('adopted')).toEqual([]);
});

test('releases early, and the coordinator says that t members committed: refused, and no honest member follows', async () => {
  let lie = false;
  const silent = [victim, nodes[4]!];
  const study: AttackedStudy = await federation.attack(
    together(
      swallowing(['commit'], (node) => silent.includes(node)),
      async ({ route }, forward) => {
        const answer = await forward();
        return lie && route === 'work' ? changePhase(answer, (await study.round()).id, 'releasing') : answer;
      },
    ),
  );
  await study.reached('committing');
  await study.everybodyTells(['committed']);
  const { id: round, setRoot } = await study.round();
  const body = { round, member: evil.id, setRoot: setRoot!, sealedSum: new Uint8Array() };
  const early = releaseUpload.encode({
    release: signMessage(release, evil.key, round, body).bytes,
    sealedKeys: nodes.map(() => new Uint8Array(1168)),
  });
  await expect(evil.client.request('release', { params: { round }, body: early })).rejects.toMatchObject({
    code: 'round-phase',
  });
  lie = true;
  federation.house.wakeups.wake({ reason: 'committed' });
  for (const reason of await study.everybodyTells(['step-failed']))
    expect(reason).toMatch(/3 members committed to the set, 4 are needed/);
  expect(study.whoTold('released')).toEqual([]);
  lie = false;
});

test('releases twice, and for another set: only the first one for the set in the ledger is taken', async () => {
  const study = await federation.attack(swallowing(['adopt'], () => true));
  await study.everybodyTells(['adopted']);
  const { id: round, setRoot } = await study.round();
  const kept = evil.store.committee.releaseOf(round)!;
  const zeros = new Uint8Array(parametersByName('P2').polynomialBytes);
  const again = { params: { round }, body: await releaseOf(evil, kept, zeros) };
  await expect(evil.client.request('release', again)).rejects.toMatchObject({ code: 'message-differs' });
  const body = { round, member: evil.id, setRoot: '44'.repeat(32) as Hash, sealedSum: new Uint8Array() };
  const other = releaseUpload.encode({
    release: signMessage(release, evil.key, round, body).bytes,
    sealedKeys: nodes.map(() => new Uint8Array(1168)),
  });
  await expect(evil.client.request('release', { params: { round }, body: other })).rejects.toMatchObject({
    code: 'wrong-set',
  });
  // Bytes for bytes what it sent before is the one thing that it may repeat.
  expect(setRoot).toBeDefined();
  await expect(evil.client.request('release', { params: { round }, body: kept })).resolves.toBeDefined();
});

test("commits to another set than the ledger's, and in another member's name: refused", async () => {
  const study = await federation.attack(swallowing(['commit'], (node) => node === evil || node === victim));
  await study.reached('committing');
  await eventually(
    'three committed',
    async () => (await study.ledger('set-committed')).length === 3 || undefined,
  );
  const { id: round, setRoot } = await study.round();
  const send = (member: AttackedNode, root: Hash): Promise<Uint8Array> =>
    evil.client.request('commit', {
      params: { round },
      body: signMessage(commit, evil.key, round, { round, member: member.id, setRoot: root }).bytes,
    });
  await expect(send(evil, '44'.repeat(32) as Hash)).rejects.toMatchObject({ code: 'wrong-set' });
  await expect(send(victim, setRoot!)).rejects.toMatchObject({ code: 'malformed' });
  expect(await study.ledger('set-committed')).toHaveLength(3);
});

test('stays silent: the round closes without it', async () => {
  const study = await federation.attack(swallowing(['commit', 'release'], isEvil));
  await study.reached('closed');
  const released = await study.ledger('share-released');
  expect(released).toHaveLength(4);
});

test('stays silent with a second one: nothing opens, the round is burned, and budgets come back', async () => {
  const silent = [evil, victim];
  const study = await federation.attack(swallowing(['commit', 'release'], (node) => silent.includes(node)));
  await study.reached('committing');
  await eventually(
    'three committed',
    async () => (await study.ledger('set-committed')).length === 3 || undefined,
  );
  await study.timePasses(91);
  const [first] = await eventually('the round is burned', async () => {
    const rounds = await study.rounds();
    return rounds[0]!.phase === 'burned' ? rounds : undefined;
  });
  expect(first!.reason).toMatch(/3 of 4 committee members had committed by the deadline/);
  expect(await study.ledger('share-released')).toEqual([]);
  for (const { store } of nodes)
    await eventually('the reservation comes back', () => {
      const status = store.budget.find(first!.id, 'customers')?.status;
      return status === 'given-back' || undefined;
    });
});

test('reports an honest share as bad: that dealer is left out, the ledger says by whom, and the round goes on', async () => {
  const study = await federation.attack(
    changingRequests('reportShares', isEvil, (bytes) => {
      const report = shareReport.decode(envelope.decode(bytes).body);
      const slander = {
        ...report,
        good: report.good.filter((id) => id !== victim.id),
        bad: report.good.filter((id) => id === victim.id),
      };
      return signMessage(shareReport, evil.key, report.round, slander).bytes;
    }),
  );
  await study.reached('closed');
  expect(await study.ledger('share-reported-bad')).toMatchObject([{ of: [victim.id] }]);
  const others = nodes.filter((node) => node !== victim).map(({ id }) => id);
  const leftOut = [{ node: victim.id, reason: `its share did not open for ${evil.id}` }];
  expect(await study.ledger('set-fixed')).toMatchObject([{ nodes: others, leftOut }]);
});

test('says in its adoption that an honest member released a bad sum: the word of one names nobody', async () => {
  const study = await federation.attack(
    changingRequests('adopt', isEvil, (bytes) => {
      const body = adoption.decode(envelope.decode(bytes).body);
      return signMessage(adoption, evil.key, body.round, {
        ...body,
        badShares: [{ member: victim.id, malformed: true, groups: [] }],
      }).bytes;
    }),
  );
  await study.reached('closed');
  expect(await study.ledger('state-adopted')).not.toHaveLength(0);
  expect(await study.ledger('round-closed')).toMatchObject([{ badShares: [] }]);
});
