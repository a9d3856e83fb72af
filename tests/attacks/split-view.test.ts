// A coordinator that shows two histories to two nodes that never meet in a round: each by itself sees nothing wrong, and the
// first that looks at the other's head does.
import {
  consistencyPath,
  consistencyProof,
  leafHash,
  merkleRoot,
  shownHead,
  signMessage,
  SigningKey,
  headCountersignature,
  systemEntropy,
  type EntryLine,
  type Hash,
} from '@chorale/crypto';
import { countersignHead } from '../../client-node/src/agreement/ledger-heads.js';
import { compareHead, showHead, type ComparedHead } from '../../client-node/src/agreement/shown-heads.js';
import { openDescriptor } from '../../client-node/src/round/round-desk.js';
import { AttackedFederation } from '../support/attack/attacked-federation.js';
import type { AttackedNode, Tamper } from '../support/attack/attacked-node.js';
import { rewriteLedger } from '../support/coordinator/rewrite-ledger.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const honest: Tamper = (_, forward) => forward();
const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
/** A descriptor that the coordinator signed, whatever head it names. */
let descriptor: Uint8Array;

beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
  // One study, so that a round's descriptor is there; its nodes have countersigned the head in it.
  const study = await federation.attack(honest);
  await study.everybodyTells(['adopted']);
  descriptor = (await federation.inside.round((await study.rounds())[0]!.id)).envelope;
  await federation.endStudies();
});
afterAll(() => federation.stop());

interface History {
  readonly leaves: readonly Uint8Array[];
}
function historyOf(lines: readonly string[]): History {
  const entries = lines.flatMap((line) => (JSON.parse(line) as Partial<EntryLine>).entry ?? []);
  return { leaves: entries.map((entry) => leafHash(new Uint8Array(Buffer.from(entry, 'base64')))) };
}
function headOf({ leaves }: History, size = leaves.length): { readonly size: number; readonly root: Hash } {
  return { size, root: hexOf(merkleRoot(leaves.slice(0, size))) };
}

/** The node takes part in a round of a coordinator that shows it this history. */
async function isShown({ parts, key, store }: AttackedNode, history: History): Promise<void> {
  const head = headOf(history);
  const envelope = federation.forge(descriptor, () => ({ ledgerSize: head.size, ledgerRoot: head.root }));
  const coordinator = {
    request: (_route: unknown, request: { query?: Readonly<Record<string, string>> } = {}) => {
      const [from, to] = [Number(request.query!.from), Number(request.query!.to)];
      const path = consistencyPath(history.leaves.slice(0, to), from).map(hexOf);
      return Promise.resolve(consistencyProof.encode({ fromSize: from, toSize: to, path }));
    },
  };
  await countersignHead(head, envelope, store, coordinator, key, parts.federation);
}
const partsOf = ({ parts, store }: AttackedNode) => ({
  store,
  coordinator: parts.coordinator,
  federation: parts.federation,
  coordinatorKey: parts.coordinatorKey,
  roster: parts.roster(),
});
const shownBy = ({ store, key, parts }: AttackedNode): string => showHead(store, key, parts.federation)!;
const compares = (node: AttackedNode, shown: string): Promise<ComparedHead> =>
  compareHead(partsOf(node), shown);
const exported = async (): Promise<string[]> => federation.inside.ledgerLines();

test('nodes that were shown one history say so, whoever saw more of it', async () => {
  const [first, second] = [nodes[0]!, nodes[1]!];
  expect(await compares(first, shownBy(second))).toMatchObject({
    node: expect.any(String) as string,
    verdict: 'same',
  });
  await isShown(first, historyOf(await exported()));
  expect(await compares(first, shownBy(second))).toMatchObject({ verdict: 'continues' });
  expect(await compares(second, shownBy(first))).toMatchObject({ verdict: 'continues' });
});

test('what a member makes up about the coordinator is believed by nobody, and changes nothing', async () => {
  const [victim, liar] = [nodes[0]!, nodes[1]!];
  const { id } = federation.house.federation;
  const { ledgerSize: size } = openDescriptor(liar.parts, descriptor);
  const madeUp = { size, root: '55'.repeat(32) as Hash };
  const stranger = SigningKey.generate(systemEntropy()).key;
  const text = (countersignature: Uint8Array): string =>
    Buffer.from(shownHead.encode({ countersignature, descriptor })).toString('base64');
  for (const shown of [
    text(signMessage(headCountersignature, liar.key, id, madeUp).bytes),
    text(signMessage(headCountersignature, stranger, id, headOf(historyOf(await exported()))).bytes),
    '',
    'no head at all',
  ])
    await expect(compares(victim, shown)).rejects.toMatchObject({ name: 'FalseHead' });
  expect(victim.store.ledgerHeads.fork()).toBeUndefined();
});

test('a node that is shown another history in a round keeps both signed heads, and goes on with the one that it signed', async () => {
  const victim = nodes[1]!;
  const { store, parts } = victim;
  const lines = await exported();
  const own = store.ledgerHeads.newest()!;
  const rewritten = rewriteLedger(lines, federation.house.federation.key, ({ index }) =>
    index === 2 ? { payload: '{"another":"story"}' } : undefined,
  );
  for (const size of [own.size, own.size + 1])
    await expect(
      isShown(victim, { leaves: historyOf(rewritten).leaves.slice(0, size) }),
    ).rejects.toMatchObject({
      code: 'ledger-forked',
    });
  expect(store.ledgerHeads.forks()).toMatchObject(
    [own.size, own.size + 1].map((size) => ({
      own,
      other: headOf(historyOf(rewritten), size),
      stops: false,
    })),
  );
  for (const { other } of store.ledgerHeads.forks()) {
    const { ledgerSize, ledgerRoot } = openDescriptor(parts, other.envelope);
    expect({ size: ledgerSize, root: ledgerRoot }).toEqual({ size: other.size, root: other.root });
  }
  await isShown(victim, historyOf(lines));
  expect(store.ledgerHeads.newest()).toMatchObject(headOf(historyOf(lines)));
});

test('a second history is caught by the first of its victims that sees the head of another, which then takes part in nothing', async () => {
  const [left, right, third] = [nodes[2]!, nodes[3]!, nodes[4]!];
  const lines = await exported();
  const known = openDescriptor(left.parts, descriptor).ledgerSize;
  // The second history goes on from the head that all have seen; what came after it is another.
  const other = historyOf(
    rewriteLedger(lines, federation.house.federation.key, ({ index }) =>
      index >= known ? { payload: '{"another":"story"}' } : undefined,
    ),
  );
  await isShown(left, historyOf(lines));
  await isShown(right, other);
  const caught = { name: 'RoundRefused', code: 'ledger-forked' };
  await expect(compares(left, shownBy(right))).rejects.toMatchObject(caught);
  await expect(compares(right, shownBy(left))).rejects.toMatchObject(caught);
  // It does not help the coordinator to prove whatever it likes, nor to know nothing.
  await expect(isShown(left, historyOf(await exported()))).rejects.toMatchObject(caught);
  const longer = { leaves: [...other.leaves, ...other.leaves.slice(-200)] };
  await isShown(third, longer);
  await expect(compares(nodes[0]!, shownBy(third))).rejects.toMatchObject({
    ...caught,
    message: expect.stringContaining('does not know it any more') as string,
  });
  const study = await federation.attack(honest);
  const victims = [nodes[0]!, left, right];
  await study.everybodyTells(['refused'], victims);
  for (const { told } of victims)
    expect(told.findLast(({ event }) => event === 'refused')).toMatchObject({ code: 'ledger-forked' });
});

test('two heads of one size that the coordinator signed are evidence enough, also where it answers nothing', async () => {
  const [victim, other] = [nodes[1]!, nodes[4]!];
  const { key } = other;
  const lines = await exported();
  const { size } = headOf(historyOf(lines));
  await isShown(victim, historyOf(lines));
  await isShown(victim, { leaves: [...historyOf(lines).leaves, ...historyOf(lines).leaves.slice(-3)] });
  // The victim has countersigned a newer head since.
  expect(victim.store.ledgerHeads.newest()!.size).toBe(size + 3);
  const head = { size, root: '55'.repeat(32) as Hash };
  const envelope = federation.forge(descriptor, () => ({ ledgerSize: size, ledgerRoot: head.root }));
  const { bytes } = signMessage(headCountersignature, key, federation.house.federation.id, head);
  const shown = Buffer.from(shownHead.encode({ countersignature: bytes, descriptor: envelope }));
  const silent = { request: () => Promise.reject(new Error('503, or nothing at all')) };
  const parts = { ...partsOf(victim), coordinator: silent };
  await expect(compareHead(parts, shown.toString('base64'))).rejects.toMatchObject({
    name: 'RoundRefused',
    code: 'ledger-forked',
  });
  expect(victim.store.ledgerHeads.fork()).toContain('two ledgers');
});

function hexOf(digest: Uint8Array): Hash {
  return Buffer.from(digest).toString('hex') as Hash;
}
