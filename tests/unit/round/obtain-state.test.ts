// A node that missed rounds is handed the state by one member, whom it need not believe.
import {
  adoption,
  adoptionWithoutSet,
  contentHash,
  createRoundKeyPair,
  descriptor as descriptorMessage,
  envelope,
  envelopes,
  openSigned,
  roundKey,
  sealTo,
  signMessage,
  stateBinding,
  stateRequest,
  stateTransfer,
  StorageKey,
  type NodeRoute,
  type StateHash,
} from '@chorale/crypto';
import { encodeState } from '@chorale/models';
import { obtainState, type WantedState } from '../../../client-node/src/adopt/obtain-state.js';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { RoundKeys } from '../../../client-node/src/keys/round-keys.js';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { StudyRuntime } from '../../../client-node/src/study/study-runtime.js';
import { agreementAndStudy } from '../../support/people.js';
import { descriptor, entropy, nodes, rosterNodes, roundAt } from '../../support/round/five-nodes.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { bytes } from '../node/storage/samples.js';

const [self, member] = [nodes[0]!, nodes[1]!];
const { study, agreement, federation } = descriptor;
const { id: rid } = roundAt(0);
const terms = agreementAndStudy({
  features: [{ name: 'age', type: 'number', lower: 0, upper: 100 }],
  people: 200,
  computation: 'statistics',
  mode: 'none',
});
const runtime = new StudyRuntime(
  study,
  terms.study,
  agreement,
  terms.agreement,
  descriptor.cohort.length,
  () => Promise.reject(new Error('no rows are needed')),
);
const agreed = encodeState({ stage: 'what the others agreed on' });
const wanted: WantedState = { study, state: contentHash(agreed) as string as StateHash, round: 1 };
const newFolder = temporaryFolders();
let store: NodeStore;

beforeEach(() => {
  store = openNodeStore(newFolder(), 'run');
  store.agreements.receive(agreement, bytes('{}'));
  store.studies.receive({ study, agreement, name: 'churn', bytes: bytes('{}') });
});
afterEach(() => store.close());

/**
 * @param sent what the member seals to this node; the first answer is to an `earlier` request, if there was one.
 * @param adopted how the others stand for the state.
 */
function obtainFrom(sent: Uint8Array, earlier?: Uint8Array, adopted = adopts) {
  let request: Uint8Array | undefined;
  let requests = 0;
  const answers: Partial<Record<NodeRoute, () => Uint8Array>> = {
    stateProof: () => envelopes.encode({ envelopes: nodes.slice(1).map(adopted) }),
    descriptor: () => signMessage(descriptorMessage, member.key, federation, descriptor).bytes,
    receiveState: () => transferOf(earlier && requests === 1 ? earlier : request!, sent),
  };
  const node = {
    self: self.id,
    federation,
    signingKey: self.key,
    store,
    roundKeys: new RoundKeys(
      store,
      { signingKey: self.key, storageKey: new StorageKey(new Uint8Array(32).fill(7), entropy) },
      federation,
      entropy,
    ),
    coordinator: {
      request: (route: NodeRoute, { body }: { body?: Uint8Array } = {}) => {
        if (route === 'requestState') {
          request = body;
          requests += 1;
        }
        return Promise.resolve(answers[route]?.() ?? new Uint8Array());
      },
    },
    roster: () => ({ nodes: rosterNodes }),
    report: () => undefined,
    pause: () => Promise.resolve(),
  };
  return obtainState(node as unknown as NodeParts, runtime, wanted);
}

/** As before adoptions said what the set was. */
function adoptedBefore({ id, key }: (typeof nodes)[number]): Uint8Array {
  return signMessage(adoptionWithoutSet, key, rid, {
    round: rid,
    node: id,
    setRoot: contentHash(bytes('set')),
    state: wanted.state,
    layout: bytes('layout'),
    done: false,
    badMembers: [],
    sumChecked: 0,
    groupScores: [],
    sumWrong: false,
  }).bytes;
}
function adopts({ id, key }: (typeof nodes)[number]): Uint8Array {
  return signMessage(adoption, key, rid, {
    round: rid,
    node: id,
    setRoot: contentHash(bytes('set')),
    state: wanted.state,
    layout: bytes('layout'),
    done: false,
    badShares: [],
    leftOut: [],
    sumChecked: 0,
    groupScores: [],
    sumWrong: false,
  }).bytes;
}

function transferOf(request: Uint8Array, state: Uint8Array): Uint8Array {
  const { keyEnvelope } = stateRequest.decode(envelope.decode(request).body);
  const { publicKey } = openSigned(roundKey, keyEnvelope, federation, () => self.key.publicKey).message;
  const binding = stateBinding.encode({ to: self.id, from: member.id, study, state: wanted.state });
  const sealedState = sealTo(publicKey, state, binding, entropy);
  const transfer = { to: self.id, study, state: wanted.state, sealedState };
  return signMessage(stateTransfer, member.key, federation, transfer).bytes;
}

test('the state that t nodes signed is taken over', async () => {
  expect((await obtainFrom(agreed)).value).toEqual({ stage: 'what the others agreed on' });
  expect(store.studies.state(study, wanted.state)?.bytes).toEqual(agreed);
});

test('whoever signed it before adoptions said what the set was stands for it as well', async () => {
  expect((await obtainFrom(agreed, undefined, adoptedBefore)).value).toEqual({
    stage: 'what the others agreed on',
  });
});

test('an answer to a request from before a restart is not opened, and the state is asked for again', async () => {
  const { publicKey } = createRoundKeyPair(entropy);
  const key = signMessage(roundKey, self.key, federation, { node: self.id, index: 77, publicKey });
  const before = { node: self.id, study, state: wanted.state, keyEnvelope: key.bytes };
  const request = signMessage(stateRequest, self.key, federation, before).bytes;
  expect((await obtainFrom(agreed, request)).value).toEqual({ stage: 'what the others agreed on' });
});

test.each([
  ['another state', encodeState({ stage: 'what one member would like' })],
  ['bytes that are no state', bytes('{"stage":')],
  ['nothing', new Uint8Array()],
])('%s is refused before anything is read into it', async (_, sent) => {
  const refused = obtainFrom(sent);
  await expect(refused).rejects.toThrow(RoundRefused);
  await expect(refused).rejects.toMatchObject({ code: 'state-unknown' });
  expect(store.studies.state(study, wanted.state)).toBeUndefined();
});
