// The node's steps 3 to 7 with real encryption, and what happens when somebody cheats in each of them.
import {
  contentHash,
  ciphertextSum,
  burn,
  envelope,
  envelopes,
  manifest as manifestMessage,
  signMessage,
  sha256Hex,
  SignatureError,
  type Hash,
  type NodeId,
  sumParts,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { checkAdditions } from '../../../client-node/src/adopt/check-additions.js';
import { NotOpened, openRound } from '../../../client-node/src/adopt/open-sum.js';
import { verifyBurnProof } from '../../../client-node/src/committee/burn-proof.js';
import { checkShares } from '../../../client-node/src/committee/check-shares.js';
import { refuseMissingShares, verifySet } from '../../../client-node/src/committee/commit.js';
import { requireCommits, signRelease } from '../../../client-node/src/committee/release.js';
import { EvidenceError } from '../../../client-node/src/committee/verify-manifest.js';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';
import type { PreparedContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import {
  addAt,
  archiveAt,
  archiveOf,
  commitsOf,
  contribute,
  descriptor,
  entropy,
  ids,
  inboxOf,
  keptChunk,
  nodes,
  recipientKeys,
  ring,
  rosterNodes,
  roundAt,
  setBytes,
  type TestArchive,
} from '../../support/round/five-nodes.js';

let all: PreparedContribution[];
beforeAll(async () => {
  all = await Promise.all(nodes.map((_, index) => contribute(index)));
});
const open = (contributions: readonly PreparedContribution[], archive: TestArchive, at = 2) =>
  openRound(
    roundAt(at),
    verifySet(roundAt(at), setBytes(contributions)),
    nodes[at]!.pair,
    archiveAt(at, archive),
    ring,
  );

test('five contribute, four release: every recipient opens the same sum', async () => {
  const archive = await archiveOf([0, 1, 3, 4], all);
  for (const at of [0, 2]) {
    const opened = await open(all, archive, at);
    expect(opened.groups[0]!.values).toEqual(new Float64Array(20).fill(1 + 2 + 3 + 4 + 5));
    expect(opened.badShares).toEqual([]);
  }
});

test('one node dropped out: the sum is over the others', async () => {
  const others = [all[0]!, all[1]!, all[3]!, all[4]!];
  const opened = await open(others, await archiveOf([0, 1, 2, 3], others));
  expect(opened.groups[0]!.values).toEqual(new Float64Array(20).fill(1 + 2 + 4 + 5));
});

test('three of five releases open nothing', async () => {
  await expect(open(all, await archiveOf([0, 1, 2], all))).rejects.toThrow(EvidenceError);
});

test('a member that releases a wrong sum is named where there is a spare share', async () => {
  const honest = await archiveOf([0, 1, 2, 3, 4], all);
  // Member 4 sums another share of node 0 than the one it was dealt in this set, and says it is that one.
  const set = verifySet(roundAt(4), setBytes(all));
  const { shares: right } = checkShares(roundAt(4), nodes[4]!.pair, inboxOf(4, all));
  const { shares: wrong } = checkShares(
    roundAt(4),
    nodes[4]!.pair,
    inboxOf(4, all.with(0, await contribute(0))),
  );
  const forged = { manifest: right.get(ids[0]!)!.manifest, share: wrong.get(ids[0]!)!.share };
  const shares = new Map(right).set(ids[0]!, forged);
  const upload = signRelease(roundAt(4), nodes[4]!.key, set, shares, recipientKeys, entropy);
  const opened = await open(all, { ...honest, uploads: honest.uploads.with(4, upload) });
  expect(opened.groups[0]!.values[0]).toBe(15);
  expect(opened.badShares).toEqual([{ member: ids[4], malformed: false, groups: [0] }]);
});

test('a wrong addition by the coordinator is seen by whoever adds again', async () => {
  const set = verifySet(roundAt(0), setBytes(all));
  const archive = await archiveOf([0, 1, 2, 3], all);
  const right = contentHash(await archive.sumChunk('' as Hash));
  const found = await checkAdditions(roundAt(0), set, [right], archive, ring, entropy);
  expect(found).toMatchObject({ checked: 1, wrong: false });
  expect([...found.sums].map(([hash, sum]) => [hash, contentHash(sum)])).toEqual([[right, right]]);
  const four = contentHash(await addAt(0, all.slice(0, 4)));
  expect(await checkAdditions(roundAt(0), set, [four], archive, ring, entropy)).toMatchObject({
    checked: 1,
    wrong: true,
    sums: new Map(),
  });
  await expect(
    checkAdditions(
      roundAt(0),
      set,
      [right],
      { ...archive, sumParts: () => archive.sumParts(0, 0) },
      ring,
      entropy,
    ),
  ).rejects.toThrow(/is not what the node signed/);
  for (const [parts, problem] of [
    [[], /end at 0/],
    [[...all, all[0]!], /more parts/],
  ] as const) {
    const chunks = parts.map(({ chunks: [first] }) => keptChunk(first!));
    const lying = { ...archive, sumParts: () => Promise.resolve(sumParts.encode({ chunks })) };
    await expect(checkAdditions(roundAt(0), set, [right], lying, ring, entropy)).rejects.toThrow(problem);
  }
});

test('more than sixteen recipients draw lots for who adds again, so that sixteen do on average', async () => {
  const set = verifySet(roundAt(0), setBytes(all));
  const archive = await archiveOf([0, 1, 2, 3], all);
  const right = contentHash(await addAt(0, all));
  const lots = testEntropy('lots');
  const checkedOf = async (recipients: number, draws: number): Promise<number> => {
    const strangers = Array.from({ length: recipients }, (_, index) =>
      sha256Hex(Buffer.of(index)).slice(0, 32),
    );
    const round = roundAt(0, { recipients: strangers as NodeId[] });
    let checked = 0;
    for (let draw = 0; draw < draws; draw += 1)
      checked += (await checkAdditions(round, set, [right], archive, ring, lots)).checked;
    return checked;
  };
  expect(await checkedOf(16, 20)).toBe(20);
  // 200 draws of chance 16/160: mean 20, five standard deviations of 4.2 on each side.
  const among160 = await checkedOf(160, 200);
  expect(among160).toBeGreaterThan(0);
  expect(among160).toBeLessThan(42);
});

test('a sum of more chunks than its layout takes is refused before anything is fetched', async () => {
  const archive = await archiveOf([0, 1, 2, 3], all);
  const sum = ciphertextSum.decode(await archive.ciphertextSum());
  const longer = ciphertextSum.encode({ ...sum, chunks: [...sum.chunks, ...sum.chunks] });
  await expect(open(all, { ...archive, ciphertextSum: () => Promise.resolve(longer) })).rejects.toThrow(
    EvidenceError,
  );
});

test('a sum over another set than the fixed one does not open', async () => {
  const four = await addAt(0, all.slice(0, 4));
  await expect(open(all, await archiveOf([0, 1, 2, 3], all, () => four))).rejects.toThrow(NotOpened);
});

test('shares that the coordinator moved between nodes, members or rounds blame nobody who dealt them', async () => {
  const ofAnotherNode = all.with(0, { ...all[0]!, sealedShares: all[1]!.sealedShares });
  const forAnotherMember = all.with(0, {
    ...all[0]!,
    sealedShares: all[0]!.sealedShares.with(2, all[0]!.sealedShares[3]!),
  });
  for (const exchanged of [ofAnotherNode, forAnotherMember]) {
    const check = () => checkShares(roundAt(2), nodes[2]!.pair, inboxOf(2, exchanged));
    expect(check).toThrow(EvidenceError);
    expect(check).toThrow(`than node ${ids[0]} signed for`);
  }
  const otherRound = await contribute(0, { attempt: 1 });
  expect(() => checkShares(roundAt(2), nodes[2]!.pair, inboxOf(2, all.with(0, otherRound)))).toThrow(
    SignatureError,
  );
});

test('a share that its dealer signed for, and sealed to another member, is a bad share', () => {
  const message = manifestMessage.decode(envelope.decode(all[0]!.manifest).body);
  const sealedShares = all[0]!.sealedShares.with(2, all[0]!.sealedShares[3]!);
  const signed = signMessage(manifestMessage, nodes[0]!.key, roundAt(0).id, {
    ...message,
    sealedShares: sealedShares.map(contentHash),
  });
  const badlyDealt = all.with(0, { ...all[0]!, manifest: signed.bytes, sealedShares });
  const { shares, bad } = checkShares(roundAt(2), nodes[2]!.pair, inboxOf(2, badlyDealt));
  expect(bad).toEqual([ids[0]]);
  expect([...shares.keys()]).toEqual(ids.slice(1));
});

const wrongSets: [string, () => PreparedContribution[]][] = [
  ['below k_min', () => all.slice(0, 3)],
  ['with a node twice', () => [all[0]!, all[0]!, all[1]!, all[2]!]],
  ['out of order', () => [all[1]!, all[0]!, all[2]!, all[3]!]],
];
test.each(wrongSets)('a member does not commit to a set %s', (_what, contributions) => {
  const chosen = contributions();
  expect(() => verifySet(roundAt(0), setBytes(chosen))).toThrow(EvidenceError);
});

test('a copied contribution under another name is refused', () => {
  // Node 1 signs node 0's ciphertext as its own.
  const original = manifestMessage.decode(envelope.decode(all[0]!.manifest).body);
  const copy = signMessage(manifestMessage, nodes[1]!.key, roundAt(1).id, { ...original, node: ids[1]! });
  const set = setBytes([all[0]!, { ...all[1]!, manifest: copy.bytes }, all[2]!, all[3]!]);
  expect(() => verifySet(roundAt(2), set)).toThrow(/same ciphertext/);
});

test('a member does not commit to a set with a share it could not open, or that came with another manifest', async () => {
  const set = verifySet(roundAt(0), setBytes(all));
  const { shares } = checkShares(roundAt(0), nodes[0]!.pair, inboxOf(0, all));
  expect(() => refuseMissingShares(set, shares)).not.toThrow();
  const without = new Map([...shares].filter(([dealer]) => dealer !== ids[2]));
  expect(() => refuseMissingShares(set, without)).toThrow(EvidenceError);
  // Node 1 signed a second contribution: the member was handed its shares, the set holds the first.
  const twice = all.with(1, await contribute(1));
  const other = checkShares(roundAt(0), nodes[0]!.pair, inboxOf(0, twice)).shares;
  expect(() => refuseMissingShares(set, other)).toThrow(EvidenceError);
});

test('a set that leaves one node alone among those of another member is refused', () => {
  const owned = (index: number) => (index === 4 ? 'victim' : 'owner of the rest');
  const roster = rosterNodes.map((node, index) => ({ ...node, member: owned(index) }));
  const round = new AcceptedRound(ids[4]!, descriptor, roster);
  expect(() => verifySet(round, setBytes(all))).toThrow(/two are needed/);
  const oneOwner = rosterNodes.map((node) => ({ ...node, member: 'the chain' }));
  expect(() => verifySet(new AcceptedRound(ids[4]!, descriptor, oneOwner), setBytes(all))).not.toThrow();
});

test('nothing is released before t members bound themselves to the same set', () => {
  const set = verifySet(roundAt(0), setBytes(all));
  expect(() => requireCommits(roundAt(0), set, commitsOf([0, 1, 2, 3], all))).not.toThrow();
  expect(() => requireCommits(roundAt(0), set, commitsOf([0, 1, 2], all))).toThrow(EvidenceError);
  expect(() => requireCommits(roundAt(0), set, commitsOf([0, 0, 1, 2], all))).toThrow(EvidenceError);
  // Two roots: the coordinator showed members different sets.
  const mixed = [
    ...envelopes.decode(commitsOf([0, 1, 2], all)).envelopes,
    ...envelopes.decode(commitsOf([3, 4], all.slice(0, 4))).envelopes,
  ];
  expect(() => requireCommits(roundAt(0), set, envelopes.encode({ envelopes: mixed }))).toThrow(
    EvidenceError,
  );
});

test('a round counts as burned only with the word of t different members of its committee', () => {
  const word = (index: number, of = index) =>
    signMessage(burn, nodes[index]!.key, roundAt(0).id, { round: roundAt(0).id, member: ids[of]! }).bytes;
  const check = (bytes: Uint8Array[]) => () =>
    verifyBurnProof(roundAt(0).id, descriptor, rosterNodes, envelopes.encode({ envelopes: bytes }));
  expect(check([word(0), word(1), word(2), word(3)])).not.toThrow();
  expect(check([word(0), word(1), word(2)])).toThrow(EvidenceError);
  expect(check([word(0), word(1), word(2), word(2)])).toThrow(EvidenceError);
  expect(check([word(0), word(1), word(2), word(3, 4)])).toThrow(EvidenceError);
});
