// A malicious coordinator between real nodes and a real house: sets, shares and sums. Whatever it shows, nobody's
// contribution opens alone, and who was cheated says so.
import {
  adoption,
  ciphertextSum,
  envelope,
  envelopes,
  manifest as manifestMessage,
  signMessage,
  SigningKey,
  sumParts,
  type Hash,
  type Manifest,
} from '@chorale/crypto';
import { AttackedFederation, NODES, THRESHOLD } from '../support/attack/attacked-federation.js';
import { eventually } from '../support/attack/eventually.js';
import { sharedRing } from '../support/coordinator/test-house.js';
import type { AttackedNode } from '../support/attack/attacked-node.js';
import {
  addConstant,
  changeInbox,
  changePhase,
  changeReleases,
  changeSet,
  changingAnswers,
  manifestOf,
  SecondDescriptor,
  swallowing,
  together,
  writes,
  WrongSum,
  type Inbox,
} from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

const signedBy = (key: SigningKey, manifest: Manifest): Uint8Array =>
  signMessage(manifestMessage, key, manifest.round, { ...manifest, node: key.nodeId }).bytes;

test('with honest hands the round closes, so that the attacks below fail for their own reason', async () => {
  const study = await federation.attack((_, forward) => forward());
  await study.everybodyTells(['adopted']);
  await study.reached('closed');
  expect(await study.ledger('round-closed')).toMatchObject([{ badShares: [] }]);
});

test('drops one node and tells it that all arrived: it is left out, and the sum is over the others', async () => {
  const victim = nodes[2]!;
  const study = await federation.attack(swallowing(['putChunk', 'contribute'], (node) => node === victim));
  await study.sharesChecked(NODES * (NODES - 1));
  await study.timePasses(61);
  await study.reached('closed');
  const others = nodes.filter((node) => node !== victim).map(({ id }) => id);
  expect(await study.ledger('set-fixed')).toMatchObject([{ nodes: others }]);
});

test('repeats every message of the nodes: each counts once', async () => {
  const study = await federation.attack(async (passing, forward) => {
    const answer = await forward();
    if (writes(passing) && passing.request.params?.round !== undefined) await forward();
    return answer;
  });
  await study.reached('closed');
  expect(await study.ledger('contribution-accepted')).toHaveLength(NODES);
  expect(await study.ledger('set-committed')).toHaveLength(NODES);
  expect(await study.ledger('budget-spent')).toHaveLength(1);
});

test('shows work lists late and out of order: the round closes, and every member releases once', async () => {
  const seen: Uint8Array[] = [];
  const study = await federation.attack(
    changingAnswers('work', (now) => {
      seen.push(now);
      return seen.length % 3 === 0 ? seen[Math.floor(seen.length / 2)]! : now;
    }),
  );
  await eventually('the round closes', async () => {
    federation.house.wakeups.wake({ reason: 'again' });
    return (await study.phase()) === 'closed' || undefined;
  });
  expect(await study.ledger('share-released')).toHaveLength(study.whoTold('released').length);
});

test('shows one node another descriptor and smuggles its contribution into the set: nobody commits', async () => {
  const second = new SecondDescriptor(federation, nodes[0]!, ({ committeeBy }) => ({
    committeeBy: committeeBy - 1,
  }));
  const study = await federation.attack(
    together(second.tamper, async ({ route, from }, forward) => {
      const answer = await forward();
      if (!second.contribution || from === second.victim) return answer;
      const { manifest, sealedShares } = second.contribution;
      const sealedShare = sealedShares[nodes.indexOf(from)]!;
      if (route === 'shares') return changeInbox(answer, (shares) => [{ manifest, sealedShare }, ...shares]);
      return route === 'contributionSet' ? changeSet(answer, (others) => [manifest, ...others]) : answer;
    }),
  );
  await second.victim.hears('contributed', study.id);
  const reasons = await study.everybodyTells(['step-failed'], nodes.slice(1));
  for (const reason of reasons) expect(reason).toMatch(/signature .* does not fit/);
  expect(study.whoTold('committed')).toEqual([]);
  await study.expectUnopened();
});

test('shows two halves of the committee different sets, and all commits to everybody: nobody releases', async () => {
  const half = nodes.slice(0, 2);
  const commits: Uint8Array[] = [];
  const study = await federation.attack(async ({ route, request, from }, forward) => {
    if (route === 'commit') {
      commits.push(request.body!);
      federation.house.wakeups.wake({ reason: 'again' });
      return new Uint8Array();
    }
    const answer = await forward();
    if (route === 'contributionSet' && half.includes(from))
      return changeSet(answer, (manifests) => manifests.slice(1));
    if (route === 'commits') return envelopes.encode({ envelopes: commits });
    if (route === 'work' && commits.length === NODES)
      return changePhase(answer, (await study.round()).id, 'releasing');
    return answer;
  });
  const reasons = await study.everybodyTells(['step-failed']);
  for (const reason of reasons) expect(reason).toMatch(/[23] members committed to the set, 4 are needed/);
  expect(study.whoTold('committed')).toHaveLength(NODES);
  await study.expectUnopened();
});

test('shows another set for the release than for the commit: nobody asks again, what was committed is released', async () => {
  let committed = 0;
  let shown = 0;
  const study = await federation.attack(async ({ route }, forward) => {
    const answer = await forward();
    if (route === 'commit') committed += 1;
    if (route !== 'contributionSet' || committed < NODES) return answer;
    shown += 1;
    return changeSet(answer, (manifests) => manifests.slice(1));
  });
  await study.everybodyTells(['adopted']);
  expect(shown).toBe(0);
});

interface WrongSet {
  readonly what: string;
  readonly change: (manifests: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly reason: RegExp;
}
const stranger = SigningKey.fromSeed(new Uint8Array(32).fill(9));
const wrongSets: readonly WrongSet[] = [
  {
    what: 'below k_min',
    change: (all) => all.slice(0, 3),
    reason: /holds 3 nodes, the agreement asks for 4/,
  },
  {
    what: 'with a node twice',
    change: (all) => [all[0]!, ...all.slice(0, 4)],
    reason: /twice or out of order/,
  },
  { what: 'out of order', change: (all) => all.toReversed(), reason: /twice or out of order/ },
  {
    what: 'with a stranger in it',
    change: (all) => [...all.slice(0, 4), signedBy(stranger, manifestOf(all[4]!))],
    reason: /is not in the roster/,
  },
  {
    what: "with a victim's ciphertext once more under a colluding node's name",
    change: (all) => all.with(1, signedBy(nodes[1]!.key, manifestOf(all[0]!))),
    reason: /sent the same ciphertext/,
  },
  {
    what: 'with a contribution that a colluding node signed besides its first',
    change: (all) => {
      const manifest = manifestOf(all[1]!);
      return all.with(
        1,
        signedBy(nodes[1]!.key, { ...manifest, sealedShares: manifestOf(all[0]!).sealedShares }),
      );
    },
    reason: /whose share this member could not open/,
  },
];
test.each(wrongSets)('shows a set $what: nobody commits', async ({ change, reason }) => {
  const study = await federation.attack(
    changingAnswers('contributionSet', (answer) => changeSet(answer, change)),
  );
  for (const told of await study.everybodyTells(['cannot-commit', 'step-failed']))
    expect(told).toMatch(reason);
  await study.expectUnopened();
});

/** What the inbox of an earlier round held. */
let earlier: readonly Uint8Array[] = [];
const wrongShares: readonly {
  readonly what: string;
  readonly change: (inbox: Inbox, all: ReadonlyMap<string, Inbox>, self: string) => Inbox;
}[] = [
  {
    what: 'of nodes with each other',
    change: (inbox) => inbox.map((entry, at) => ({ ...entry, sealedShare: inbox.at(at - 1)!.sealedShare })),
  },
  {
    what: 'of members with each other',
    change: (inbox, all, self) => {
      const other = [...all].find(([id]) => id !== self)?.[1] ?? [];
      return inbox.map((entry, at) => ({
        ...entry,
        sealedShare: (other[at] ?? inbox.at(at - 1)!).sealedShare,
      }));
    },
  },
  {
    what: 'of this round with those of an earlier one',
    change: (inbox) => inbox.map((entry, at) => ({ ...entry, sealedShare: earlier[at]! })),
  },
];
test.each(wrongShares)('swaps shares $what: no dealer is blamed, and nothing opens', async ({ change }) => {
  const inboxes = new Map<string, Inbox>();
  const study = await federation.attack(
    changingAnswers('shares', (answer, { from }) =>
      changeInbox(answer, (inbox) => {
        if (inbox.length < NODES) return [];
        inboxes.set(from.id, inbox);
        if (earlier.length < NODES) earlier = inbox.map(({ sealedShare }) => sealedShare);
        return change(inbox, inboxes, from.id);
      }),
    ),
  );
  for (const reason of await study.everybodyTells(['step-failed']))
    expect(reason).toMatch(/the coordinator passed on another share than node/);
  await eventually('the round is burned', async () => {
    await study.timePasses(61);
    const [first] = await study.rounds();
    return first!.phase === 'burned' || undefined;
  });
  expect(await study.ledger('share-reported-bad')).toEqual([]);
  await study.expectUnopened();
});

test('passes on releases of another round: they open nothing', async () => {
  let kept: Uint8Array | undefined;
  const first = await federation.attack(changingAnswers('releases', (answer) => (kept = answer)));
  await first.reached('closed');
  const study = await federation.attack(changingAnswers('releases', () => kept!));
  for (const reason of await study.everybodyTells(['step-failed'])) expect(reason).toMatch(/does not fit/);
  expect(study.whoTold('adopted')).toEqual([]);
});

test('holds releases back until fewer than t are left: nobody opens, and the round is spent', async () => {
  const study = await federation.attack(
    changingAnswers('releases', (answer) => changeReleases(answer, (releases) => releases.slice(0, 3))),
  );
  await study.reached('adopting');
  // Nodes wait for a spare share as long as a committee may take.
  await eventually('the round is spent', async () => {
    await study.timePasses(10);
    return (await study.phase()) === 'spent' || undefined;
  });
  for (const { reason } of await study.ledger<{ reason: string }>('opening-failed'))
    expect(reason).toMatch(/3 shares could be opened, 4 are needed/);
  expect(study.whoTold('adopted')).toEqual([]);
});

test('adds up wrongly, so that it still opens: found, in the ledger, and whoever saw it leaves the study', async () => {
  // T times anything changes the errors alone: the canaries hold, and all but those who add again would be content.
  const wrong = new WrongSum((chunk) => addConstant('P2', chunk, 2n ** 40n));
  const study = await federation.attack(wrong.tamper);
  expect((await study.reached('spent')).reason).toMatch(/the published sum is not the sum of the set/);
  expect(await study.status()).toBe('stopped');
  const adoptions = await study.ledger<{ adoption: string }>('state-adopted');
  expect(adoptions.length).toBeGreaterThan(0);
  for (const { adoption: bytes } of adoptions) expect(saysSumWrong(bytes)).toBe(true);
  for (const { store } of study.whoTold('adopted'))
    expect(store.studies.distrusted(study.id)).toMatch(/the coordinator added up round .* wrongly/);
});

test('adds up another set: nothing opens, the coordinator is named, and whoever saw it leaves the study', async () => {
  const uploads = new Map<string, Uint8Array>();
  const wrong = new WrongSum(async () => {
    const four = nodes.slice(0, 4).map(({ id }) => uploads.get(id)!);
    return (await sharedRing()).addChunks('P2', four);
  });
  const study = await federation.attack(
    together(wrong.tamper, ({ route, from, request }, forward) => {
      if (route === 'putChunk') uploads.set(from.id, request.body!);
      return forward();
    }),
  );
  await study.reached('spent');
  const failures = await study.ledger<{ reason: string }>('opening-failed');
  expect(failures.length).toBeGreaterThanOrEqual(THRESHOLD);
  for (const { reason } of failures) expect(reason).toMatch(/the coordinator added wrongly/);
  expect(nodes.filter(({ store }) => store.studies.distrusted(study.id)).length).toBeGreaterThanOrEqual(
    THRESHOLD,
  );
});

test('shows one node alone a wrong sum: that node stops the study for all', async () => {
  const [victim] = nodes;
  const wrong = new WrongSum(
    (chunk) => addConstant('P2', chunk, 2n ** 40n),
    (node) => node === victim,
  );
  const study = await federation.attack(wrong.tamper);
  await victim!.hears('adopted', study.id);
  await eventually('the study is stopped', async () => (await study.status()) === 'stopped' || undefined);
  const distrusting = nodes.filter(({ store }) => store.studies.distrusted(study.id) !== undefined);
  expect(distrusting).toEqual([victim]);
});

test('hands out other chunks to be added again than the nodes signed: not believed', async () => {
  const study = await federation.attack(
    changingAnswers('sumParts', (answer) => {
      const { chunks } = sumParts.decode(answer);
      return sumParts.encode({ chunks: chunks.map((chunk) => addConstant('P2', chunk, 2n ** 40n)) });
    }),
  );
  await study.reached('spent');
  for (const { reason } of await study.ledger<{ reason: string }>('opening-failed'))
    expect(reason).toMatch(/is not what the node signed/);
  expect(study.whoTold('adopted')).toEqual([]);
});

test('names another set in its sum than the one that was fixed: refused', async () => {
  const study = await federation.attack(
    changingAnswers('ciphertextSum', (answer) =>
      ciphertextSum.encode({ ...ciphertextSum.decode(answer), setRoot: '00'.repeat(32) as Hash }),
    ),
  );
  await study.reached('spent');
  for (const { reason } of await study.ledger<{ reason: string }>('opening-failed'))
    expect(reason).toMatch(/another set/);
  expect(study.whoTold('adopted')).toEqual([]);
});

function saysSumWrong(base64: string): boolean {
  return adoption.decode(envelope.decode(Buffer.from(base64, 'base64')).body).sumWrong;
}
