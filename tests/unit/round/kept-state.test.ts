// What a contribution leaves behind at its node: for true only once its round closed with this node in the set, over real records,
// signed descriptors and real contributions; a store that is closed in between stands for a killed node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  burn,
  CannotOpenSecretError,
  contributionSet,
  descriptor as descriptorMessage,
  envelopes,
  roundId,
  signMessage,
  SigningKey,
  StorageKey,
  type Descriptor,
  type RoundId,
} from '@chorale/crypto';
import { verifySet } from '../../../client-node/src/committee/commit.js';
import { keptForRound, leaveKept, settleKept } from '../../../client-node/src/round/kept-state.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import {
  contribute,
  descriptor,
  entropy,
  ids,
  nodes,
  rosterNodes,
  roundAt,
} from '../../support/round/five-nodes.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const coordinatorKey = SigningKey.fromSeed(new Uint8Array(32).fill(9));
const storageKey = new StorageKey(new Uint8Array(32).fill(7), entropy);
const { study } = descriptor;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const variate = (value: number) => ({ values: new Float64Array(3).fill(value), weight: 0.5 });

let home: string;
let store: NodeStore;
beforeEach(() => {
  home = newFolder();
  store = openNodeStore(home, 'run');
  store.agreements.receive(descriptor.agreement, bytes('{}'));
  store.studies.receive({ study, agreement: descriptor.agreement, name: 'churn', bytes: bytes('{}') });
});
afterEach(() => {
  store.close();
});
function restart(): void {
  store.close();
  store = openNodeStore(home, 'run');
}

/** The set of a round over the contributions of these nodes, as the coordinator hands it out. */
async function setOf(round: Descriptor, members: readonly number[]): Promise<Uint8Array> {
  const manifests: Uint8Array[] = [];
  for (const member of members) manifests.push((await contribute(member, round)).manifest);
  return contributionSet.encode({ round: idOf(round), manifests });
}
const idOf = (round: Descriptor): RoundId => roundId(descriptorMessage.encode(round));
const roundOf = (position: number, attempt = 0): Descriptor => ({
  ...descriptor,
  round: position,
  attempt,
  state: position.toString(16).padStart(64, '0') as Descriptor['state'],
});

/** What the coordinator hands out as the burns of a round. */
const burnsOf = (round: Descriptor, members: readonly number[]): Uint8Array =>
  envelopes.encode({
    envelopes: members.map(
      (member) =>
        signMessage(burn, nodes[member]!.key, idOf(round), { round: idOf(round), member: ids[member]! })
          .bytes,
    ),
  });

function deskOf(
  round: Descriptor,
  fetched?: Uint8Array,
  burns = burnsOf(round, []),
): Parameters<typeof keptForRound>[0] {
  return {
    id: idOf(round),
    descriptor: round,
    study: { id: study },
    node: {
      ...{ store, storageKey, self: ids[0]!, federation: descriptor.federation },
      coordinatorKey: coordinatorKey.publicKey,
      roster: () =>
        ({ nodes: rosterNodes }) as ReturnType<Parameters<typeof keptForRound>[0]['node']['roster']>,
      coordinator: {
        request: (route) => {
          if (route === 'burns') return Promise.resolve(burns);
          return fetched ? Promise.resolve(fetched) : Promise.reject(new Error(`asked for ${route}`));
        },
      },
    },
  };
}

/** Takes the round on and prepares a contribution to it, which leaves something behind. */
function prepare(round: Descriptor, keeps: object): void {
  const id = idOf(round);
  const { state, attempt } = round;
  store.rounds.open({
    ...{ rid: id, study, state, round: round.round, attempt },
    descriptor: signMessage(descriptorMessage, coordinatorKey, descriptor.federation, round).bytes,
  });
  store.transaction(() => {
    store.contributions.prepare({ rid: id, study, state, attempt, upload: bytes('sent'), chunks: [] });
    leaveKept(deskOf(round), keeps);
  });
}
function adopt(round: Descriptor, set: Uint8Array): void {
  settleKept(deskOf(round), verifySet(roundAt(0, round), set));
}

test('adopted with this node in the set: the next round starts from it, and only the newest is held', async () => {
  const [first, second, third] = [roundOf(0), roundOf(1), roundOf(2)];
  expect(await keptForRound(deskOf(first))).toBeUndefined();
  prepare(first, variate(1));
  restart();
  adopt(first, await setOf(first, [0, 1, 2, 3]));
  restart();
  expect(await keptForRound(deskOf(second))).toEqual(variate(1));
  prepare(second, variate(2));
  // Not yet adopted: whoever asks for this round again starts where it started.
  expect(await keptForRound(deskOf(second))).toEqual(variate(1));
  adopt(second, await setOf(second, [0, 1, 2, 3, 4]));
  adopt(second, await setOf(second, [0, 1, 2, 3, 4]));
  expect(await keptForRound(deskOf(third))).toEqual(variate(2));
  expect(store.kept.counted(study)?.rid).toBe(idOf(second));
  store.kept.forget(study);
  expect(await keptForRound(deskOf(third))).toBeUndefined();
});

test('a round that closed without this node leaves what was there before', async () => {
  const [first, second, third] = [roundOf(0), roundOf(1), roundOf(2)];
  prepare(first, variate(1));
  adopt(first, await setOf(first, [0, 1, 2, 3]));
  prepare(second, variate(2));
  adopt(second, await setOf(second, [1, 2, 3, 4]));
  expect(await keptForRound(deskOf(third))).toEqual(variate(1));
  expect(store.kept.pending(study)).toEqual([]);
});

test('a burned round leaves nothing: its second try starts where the first did', async () => {
  const [first, second, again] = [roundOf(0), roundOf(1), roundOf(1, 1)];
  prepare(first, variate(1));
  adopt(first, await setOf(first, [0, 1, 2, 3]));
  prepare(second, variate(2));
  store.committee.recordBurnProof(idOf(second), bytes('proof'));
  restart();
  expect(await keptForRound(deskOf(again))).toEqual(variate(1));
  prepare(again, variate(3));
  adopt(again, await setOf(again, [0, 1, 2, 3]));
  expect(await keptForRound(deskOf(roundOf(2)))).toEqual(variate(3));
});

test.each([
  { members: [0, 1, 2, 3], expected: variate(1) },
  { members: [1, 2, 3, 4], expected: undefined },
])('away while the round closed over $members: the signed set tells', async ({ members, expected }) => {
  const first = roundOf(0);
  prepare(first, variate(1));
  restart();
  await expect(keptForRound(deskOf(roundOf(2)))).rejects.toThrow('asked for contributionSet');
  const foreign = await setOf(roundOf(0, 7), members);
  await expect(keptForRound(deskOf(roundOf(2), foreign))).rejects.toThrow(/the set is for round/);
  expect(await keptForRound(deskOf(roundOf(2), await setOf(first, members)))).toEqual(expected);
  // Settled for good: nobody is asked again.
  expect(await keptForRound(deskOf(roundOf(2)))).toEqual(expected);
});

test('away while the round burned after its set was fixed: the proof tells, and three burns prove nothing', async () => {
  const first = roundOf(0);
  prepare(first, variate(1));
  restart();
  const [set, next] = [await setOf(first, [0, 1, 2, 3]), roundOf(2)];
  expect(await keptForRound(deskOf(next, set, burnsOf(first, [0, 1, 2, 3])))).toBeUndefined();
  expect(store.kept.pending(study)).toEqual([]);
  const second = roundOf(3);
  prepare(second, variate(2));
  expect(
    await keptForRound(deskOf(roundOf(4), await setOf(second, [0, 1, 2, 3]), burnsOf(second, [0, 1, 2]))),
  ).toEqual(variate(2));
});

test('what is kept is sealed on disk, and opens for its own round alone', async () => {
  const first = roundOf(0);
  prepare(first, variate(Math.PI));
  adopt(first, await setOf(first, [0, 1, 2, 3]));
  const plain = new Uint8Array(8);
  new DataView(plain.buffer).setFloat64(0, Math.PI);
  for (const file of ['node.sqlite', 'node.sqlite-wal'])
    expect(readFileSync(join(home, file)).includes(Buffer.from(plain))).toBe(false);
  const { sealed } = store.kept.counted(study)!;
  expect(() => storageKey.open(sealed, `kept_by_contributions.sealed/${idOf(roundOf(1))}`)).toThrow(
    CannotOpenSecretError,
  );
});

test('a contribution that was not recorded leaves nothing', () => {
  const first = roundOf(0);
  prepare(first, variate(1));
  // Recording it twice fails, and takes what was left with it.
  expect(() => {
    prepare(roundOf(0, 1), variate(2));
  }).toThrow(/already|same state/);
  expect(store.kept.pending(study).map(({ rid }) => rid)).toEqual([idOf(first)]);
});
