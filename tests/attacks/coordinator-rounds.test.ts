// A malicious coordinator that signs rounds of its own making: weaker terms, strangers, its own keys, a round opened again,
// another history. It holds the coordinator's true key; real nodes hold it to what they signed.
import {
  burn,
  descriptor as descriptorMessage,
  envelope,
  envelopes,
  roundKey,
  signMessage,
  SigningKey,
  work as workMessage,
  type AgreementHash,
  type Descriptor,
  type Hash,
  type NodeId,
  type RosterHash,
  type RoundId,
  type Work,
} from '@chorale/crypto';
import { IsNull, Not } from '../../coordinator/src/storage/conditions.js';
import { BudgetEntries } from '../../coordinator/src/storage/tables/round-tables.js';
import { AttackedFederation, type AttackedStudy } from '../support/attack/attacked-federation.js';
import { eventually } from '../support/attack/eventually.js';
import type { AttackedNode } from '../support/attack/attacked-node.js';
import { ForgedRounds, refusalCodes, together } from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
let forged: ForgedRounds;
/** A study whose one round closed in honest hands, and the descriptor of that round. */
let done: AttackedStudy;
let honest: Uint8Array;

beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
  done = await federation.attack((_, forward) => forward());
  await done.everybodyTells(['study-ended']);
  honest = (await done.round()).envelope;
});
beforeEach(() => {
  forged = new ForgedRounds();
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

const openDescriptor = (bytes: Uint8Array): Descriptor =>
  descriptorMessage.decode(envelope.decode(bytes).body);

const refusalsOf = (round: RoundId): Promise<string[]> => refusalCodes(federation, round);
/** Shows the changed descriptor to all nodes. */
function offer(change: (honest: Descriptor) => Partial<Descriptor>): Promise<Set<string>> {
  return forged.offer(federation, done.id, federation.forge(honest, change));
}

const stranger = SigningKey.fromSeed(new Uint8Array(32).fill(9)).nodeId;
const withStranger = (ids: readonly NodeId[]): NodeId[] => [...ids.slice(1), stranger].sort();
const weaker: readonly (readonly [string, (honest: Descriptor) => Partial<Descriptor>, string])[] = [
  ['with a smaller k_min', () => ({ kMin: 3 }), 'cohort-too-small'],
  ['with a lower threshold', () => ({ threshold: 3 }), 'committee-mismatch'],
  ['with fewer adoptions for the next state', () => ({ quorum: 1 }), 'cohort-too-small'],
  [
    'with half the noise',
    ({ privacy }) => ({
      privacy: { ...privacy, nodeNoiseVarianceNumerator: privacy.nodeNoiseVarianceNumerator / 2n },
    }),
    'terms-differ',
  ],
  [
    'without noise',
    ({ privacy }) => ({
      privacy: { ...privacy, mode: 'none', noiseMultiplier: 0, nodeNoiseVarianceNumerator: 0n },
    }),
    'terms-differ',
  ],
  [
    'with a larger clip',
    ({ privacy }) => ({ privacy: { ...privacy, clipNormL2: 2 * privacy.clipNormL2 } }),
    'terms-differ',
  ],
  [
    'that samples other persons',
    ({ privacy }) => ({ privacy: { ...privacy, samplingRate: 0.5 } }),
    'terms-differ',
  ],
  [
    'on a finer grid',
    ({ blocks }) => ({ blocks: blocks.map((block) => ({ ...block, grid: block.grid / 2 })) }),
    'terms-differ',
  ],
  [
    'over another ring',
    ({ parameters }) => ({ parameters: parameters === 'P1' ? 'P2' : 'P1' }),
    'terms-differ',
  ],
  [
    'that opens to the coordinator',
    ({ recipients, recipientKeyIndexes }) => {
      const all = [...recipients, federation.house.federation.key.nodeId].sort();
      return { recipients: all, recipientKeyIndexes: [...recipientKeyIndexes, 0] };
    },
    'roster-mismatch',
  ],
  ['with a stranger in the cohort', ({ cohort }) => ({ cohort: withStranger(cohort) }), 'roster-mismatch'],
  [
    'with a stranger among the recipients',
    ({ recipients }) => ({ recipients: withStranger(recipients) }),
    'roster-mismatch',
  ],
  ['under an older roster', () => ({ rosterVersion: 0 }), 'roster-mismatch'],
  [
    'under another roster of the same version',
    () => ({ roster: '11'.repeat(32) as RosterHash }),
    'roster-mismatch',
  ],
  ['under another agreement', () => ({ agreement: '11'.repeat(32) as AgreementHash }), 'unknown-study'],
  ['of another computation', () => ({ computation: 'logistic-regression' }), 'terms-differ'],
  [
    "with the coordinator's key in a member's place",
    ({ committee, committeeKeys, federation: context }) => {
      const { key } = federation.house.federation;
      const own = signMessage(roundKey, key, context, {
        node: committee[1]!,
        index: 0,
        publicKey: new Uint8Array(1216).fill(1),
      });
      return { committeeKeys: committeeKeys.with(1, own.bytes) };
    },
    'key-mismatch',
  ],
  [
    "with one member's key in another's place",
    ({ committeeKeys }) => ({ committeeKeys: committeeKeys.with(1, committeeKeys[2]!) }),
    'key-mismatch',
  ],
  [
    'with more time than the study gives',
    ({ committeeBy }) => ({ committeeBy: committeeBy + 1 }),
    'terms-differ',
  ],
  ['beyond the last one', () => ({ round: 1 }), 'state-unknown'],
  ['opened again with keys that served already', () => ({ attempt: 1 }), 'key-mismatch'],
];
test.each(weaker)('opens a round %s: every node refuses', async (_what, change, code) => {
  expect(await offer(change)).toEqual(new Set([code]));
});

test('goes on after the last round, from the state that everybody adopted: every node refuses', async () => {
  const { nextState } = await done.round();
  expect(await offer(() => ({ round: 1, state: nextState! }))).toEqual(new Set(['terms-differ']));
});

test('opens a closed round again with fresh keys: every node refuses, having taken part once', async () => {
  const keys = await federation.unusedKeys(openDescriptor(honest));
  expect(await offer(() => ({ attempt: 1, ...keys }))).toEqual(new Set(['already-contributed']));
});

const noRound = '22'.repeat(32) as RoundId;
const burnProofs: readonly (readonly [string, (round: RoundId) => Uint8Array[]])[] = [
  ['of nobody', () => []],
  ['of t-1 colluding members', (round) => nodes.slice(0, 3).map((node) => burnOf(node, round))],
  ['of one member, four times', (round) => [0, 0, 0, 0].map((at) => burnOf(nodes[at]!, round))],
  ['of four members for another round', () => nodes.slice(0, 4).map((node) => burnOf(node, noRound))],
  [
    'that one member signed in the names of four',
    (round) =>
      nodes.slice(0, 4).map(({ id }) => signMessage(burn, nodes[0]!.key, round, { round, member: id }).bytes),
  ],
  [
    'that the coordinator signed',
    (round) =>
      nodes
        .slice(0, 4)
        .map(
          ({ id }) => signMessage(burn, federation.house.federation.key, round, { round, member: id }).bytes,
        ),
  ],
];
function burnOf({ key, id }: AttackedNode, round: RoundId): Uint8Array {
  return signMessage(burn, key, round, { round, member: id }).bytes;
}
test.each(burnProofs)(
  'says that a closed round was burned, by the word %s: no node contributes again',
  async (_whose, proof) => {
    const { id } = await done.round();
    const keys = await federation.unusedKeys(openDescriptor(honest));
    federation.between = together(forged.tamper, ({ route }, forward) =>
      route === 'burns' ? Promise.resolve(envelopes.encode({ envelopes: proof(id) })) : forward(),
    );
    const round = forged.show(
      done.id,
      federation.forge(honest, () => ({ attempt: 2, ...keys })),
    );
    federation.house.wakeups.wake({ reason: 'round-opened' });
    expect(new Set(await refusalsOf(round))).toEqual(new Set(['already-contributed']));
    for (const { store } of nodes) expect(store.budget.find(id, 'customers')?.status).toBe('spent');
  },
);

/** Studies of the tests before. */
const earlier = new Set<string>();
const otherHistories: readonly (readonly [string, (honest: Descriptor) => Partial<Descriptor>])[] = [
  ['that does not extend what nodes countersigned', () => ({ ledgerRoot: '33'.repeat(32) as Hash })],
  [
    'that was cut short and goes another way',
    ({ ledgerSize }) => ({ ledgerSize: ledgerSize - 20, ledgerRoot: '33'.repeat(32) as Hash }),
  ],
];
test.each(otherHistories)('shows a ledger %s: every node refuses', async (_what, change) => {
  let shown: Promise<RoundId> | undefined;
  /** From its first moment the real round is hidden; a forged one takes its place. */
  const replace = async ({ study, round }: Work['rounds'][number]): Promise<RoundId> => {
    const real = (await federation.inside.round(round)).envelope;
    const keys = await federation.unusedKeys(openDescriptor(real));
    return forged.show(
      study,
      federation.forge(real, (descriptor) => ({ ...keys, ...change(descriptor) })),
    );
  };
  const study = await federation.attack(
    together(forged.tamper, async ({ route }, forward) => {
      const answer = await forward();
      if (route !== 'work') return answer;
      for (const listed of workMessage.decode(answer).rounds) {
        if (listed.study === done.id || earlier.has(listed.study)) continue;
        forged.hidden.add(listed.round);
        await (shown ??= replace(listed));
      }
      return answer;
    }),
  );
  federation.house.wakeups.wake({ reason: 'round-opened' });
  const round = await eventually('the forged round is shown', () => shown);
  expect(new Set(await refusalsOf(round))).toEqual(new Set(['ledger-forked']));
  earlier.add(study.id);
});

test('cooks its books and opens more than the agreement allows: every node refuses out of its own', async () => {
  await federation.house.database.write(({ manager }) =>
    manager.delete(BudgetEntries, { round: Not(IsNull()) }),
  );
  const study = await federation.attack((_, forward) => forward(), { privacy: { epsilon: 100 } });
  expect(new Set(await refusalsOf((await study.rounds())[0]!.id))).toEqual(new Set(['budget-exceeded']));
  expect(await study.ledger('contribution-accepted')).toEqual([]);
});
