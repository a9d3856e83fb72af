// Attacks before and beside the rounds: invitations, rosters, states for nodes that missed rounds.
import {
  adoption,
  createRoundKeyPair,
  descriptor as descriptorMessage,
  envelope,
  envelopes,
  fingerprintOf,
  invitationToken,
  openSigned,
  parseInvitationToken,
  roster as rosterMessage,
  rosterHash,
  roundKey,
  sealTo,
  signMessage,
  SigningKey,
  stateBinding,
  stateRequest,
  stateTransfer,
  StorageKey,
  systemEntropy,
  type Descriptor,
  type Hash,
  type RosterHash,
  type RosterNode,
  type RoundId,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { encodeState } from '@chorale/models';
import { obtainState } from '../../client-node/src/adopt/obtain-state.js';
import { sendState } from '../../client-node/src/adopt/send-state.js';
import { enrol } from '../../client-node/src/agreement/enrol.js';
import { fetchAgreement } from '../../client-node/src/agreement/fetch-agreement.js';
import { fetchRoster } from '../../client-node/src/agreement/fetch-roster.js';
import { signAgreement } from '../../client-node/src/agreement/sign-agreement.js';
import { RoundKeys } from '../../client-node/src/keys/round-keys.js';
import type { CoordinatorRequest } from '../../client-node/src/round/coordinator-port.js';
import type { NodeParts } from '../../client-node/src/round/node-parts.js';
import { openNodeStore } from '../../client-node/src/storage/node-store.js';
import { loadStudy } from '../../client-node/src/study/load-study.js';
import { AttackedFederation, type AttackedStudy } from '../support/attack/attacked-federation.js';
import type { AttackedNode } from '../support/attack/attacked-node.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { singly } from '../support/singly.js';

const folder = temporaryFolders();
const entropy = systemEntropy();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
/** A study that ended well, its only round, and the state after it. */
let done: AttackedStudy;
let round: RoundId;
let state: StateHash;

beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
  done = await federation.attack((_, forward) => forward());
  await done.everybodyTells(['study-ended']);
  const closed = await done.round();
  round = closed.id;
  state = closed.nextState!;
});
afterAll(() => federation.stop());

async function descriptorOfDone(): Promise<Descriptor> {
  return descriptorMessage.decode(envelope.decode((await done.round()).envelope).body);
}

describe('an invitation', () => {
  test('that names one federation and the id of another makes nobody sign for the other', async () => {
    const { token } = await federation.house.invitations.issue({
      member: 'New',
      node: undefined,
      role: 'contributor',
    });
    const invitation = { ...parseInvitationToken(token), federation: '12'.repeat(32) as Hash };
    expect(parseInvitationToken(invitationToken(invitation)).federation).toBe(invitation.federation);
    const store = openNodeStore(folder(), 'run');
    try {
      const { client, key } = nodes[0]!;
      const joining = enrol(store, client, key, { invitation, node: 'new', region: '' });
      await expect(joining).rejects.toMatchObject({ code: 'wrong-coordinator' });
      expect(store.federation.membership()).toBeUndefined();
    } finally {
      store.close();
    }
  });

  test('to another coordinator than the one that answers is refused', async () => {
    const { token } = await federation.house.invitations.issue({
      member: 'Other',
      node: undefined,
      role: 'contributor',
    });
    const invitation = { ...parseInvitationToken(token), coordinatorKey: nodes[1]!.key.publicKey };
    const store = openNodeStore(folder(), 'run');
    try {
      const joining = enrol(store, nodes[0]!.client, nodes[0]!.key, {
        invitation,
        node: 'other',
        region: '',
      });
      await expect(joining).rejects.toMatchObject({ code: 'wrong-coordinator' });
    } finally {
      store.close();
    }
  });
});

describe('a roster', () => {
  const wrong: readonly (readonly [string, (line: RosterNode) => Partial<RosterNode>])[] = [
    // With all nodes under one member, members would let a set of one victim and its own nodes pass.
    ['under another member', () => ({ member: 'Member of the coordinator' })],
    ['under another name', () => ({ name: 'renamed' })],
    ['in another region', () => ({ region: 'elsewhere' })],
  ];
  test.each(wrong)('that shows this node %s is not signed', async (_what, change) => {
    const { client, key, store } = nodes[0]!;
    const membership = store.federation.membership()!;
    const shown = await fetchRoster(client, membership);
    const { message } = shown;
    const lines = message.nodes.map((line: RosterNode) =>
      line.id === key.nodeId ? { ...line, ...change(line) } : line,
    );
    const changed = { ...message, version: message.version + 1, nodes: lines };
    const bytes = rosterMessage.encode(changed);
    const forged = {
      hash: rosterHash(bytes),
      version: changed.version,
      nodes: lines,
      message: changed,
      bytes,
    };
    const agreement = await fetchAgreement(client, (await descriptorOfDone()).agreement);
    const signing = { store, client, signingKey: key, membership, clock: federation.inside.clock };
    for (const { name, signingKey } of lines)
      store.federation.confirm({ node: name, fingerprint: fingerprintOf(signingKey) });
    await expect(signAgreement(signing, forged, agreement)).rejects.toMatchObject({
      code: 'roster-malformed',
    });
    expect(store.federation.newestRoster()?.version).toBe(message.version);
  });
});

describe('a state for a node that missed rounds', () => {
  /** What the coordinator says in place of the truth, by route. */
  type Answers = Readonly<Record<string, (request: CoordinatorRequest | undefined) => Uint8Array>>;
  /** What a node is that has just come back: it knows the study and none of its states. */
  function returning(answers: Answers): { node: NodeParts; close: () => void } {
    const original = nodes[0]!;
    const home = folder();
    const store = openNodeStore(home, 'run');
    const known = original.store.studies.find(done.id)!;
    const { bytes, consent } = original.store.agreements.find(known.agreement)!;
    const signed = original.store.federation.newestRoster()!;
    store.federation.signRoster(signed);
    store.agreements.receive(known.agreement, bytes);
    store.agreements.sign(known.agreement, consent!.roster);
    const coordinator = singly((route, request) => {
      const said = answers[route]?.(request);
      return said ? Promise.resolve(said) : original.client.request(route, request);
    });
    const storageKey = new StorageKey(new Uint8Array(32).fill(1), entropy);
    const keyring = { signingKey: original.key, storageKey };
    const roundKeys = new RoundKeys(store, keyring, original.parts.federation, entropy);
    return { node: { ...original.parts, store, coordinator, roundKeys }, close: () => store.close() };
  }
  async function obtain(answers: Answers): Promise<string> {
    const { node, close } = returning(answers);
    try {
      const { agreement } = await descriptorOfDone();
      const study = await loadStudy(
        node,
        done.id,
        agreement,
        () => Promise.reject(new Error('no people')),
        '',
      );
      return (await obtainState(node, study, { study: done.id, state, round: 1 })).hash;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      close();
    }
  }
  const adoptions = async (): Promise<readonly Uint8Array[]> =>
    envelopes.decode(await nodes[0]!.client.request('stateProof', { params: { study: done.id, state } }))
      .envelopes;
  const signedBy = (node: AttackedNode, bytes: Uint8Array, change: object): Uint8Array => {
    const body = adoption.decode(envelope.decode(bytes).body);
    return signMessage(adoption, node.key, body.round, { ...body, node: node.id, ...change }).bytes;
  };
  const proofs: readonly (readonly [
    string,
    (all: readonly Uint8Array[]) => readonly Uint8Array[],
    RegExp,
  ])[] = [
    ['of three where four are needed', (all) => all.slice(0, 3), /3 nodes stand for state/],
    ['of one, four times', (all) => [all[0]!, all[0]!, all[0]!, all[0]!], /1 nodes stand for state/],
    [
      'of nodes that saw a wrong addition',
      (all) => all.map((bytes, at) => signedBy(nodes[at]!, bytes, { sumWrong: true })),
      /0 nodes stand for state/,
    ],
    [
      'of nodes that stand for another state',
      (all) => all.map((bytes, at) => signedBy(nodes[at]!, bytes, { state: '34'.repeat(32) })),
      /0 nodes stand for state/,
    ],
    [
      "that one node signed in the others' names",
      (all) =>
        all.map(
          (bytes) =>
            signMessage(adoption, nodes[0]!.key, round, adoption.decode(envelope.decode(bytes).body)).bytes,
        ),
      /1 nodes stand for state/,
    ],
  ];
  test.each(proofs)('is not believed by the word %s', async (_whose, change, reason) => {
    const all = await adoptions();
    expect(all.length).toBeGreaterThanOrEqual(4);
    const proof = envelopes.encode({ envelopes: [...change(all)] });
    expect(await obtain({ stateProof: () => proof })).toMatch(reason);
  });

  test('is not believed where the proof is of another study', async () => {
    const other = descriptorMessage.encode({
      ...(await descriptorOfDone()),
      study: '56'.repeat(32) as StudyId,
    });
    const { key, id } = federation.house.federation;
    const forged = signMessage(descriptorMessage, key, id, descriptorMessage.decode(other)).bytes;
    expect(await obtain({ descriptor: () => forged })).toMatch(/0 nodes stand for state/);
  });

  test('that a malicious member makes up is refused by its hash, before anything of it is read', async () => {
    let asked: Uint8Array | undefined;
    const liar = nodes[2]!;
    const wrong = encodeState({ anything: 1 });
    const answer = (): Uint8Array => {
      const keyOf = (): Uint8Array => nodes[0]!.key.publicKey;
      const request = openSigned(stateRequest, asked!, federation.house.federation.id, keyOf).message;
      const { publicKey } = openSigned(
        roundKey,
        request.keyEnvelope,
        federation.house.federation.id,
        keyOf,
      ).message;
      const binding = stateBinding.encode({ to: nodes[0]!.id, from: liar.id, study: done.id, state });
      const sealedState = sealTo(publicKey, wrong, binding, entropy);
      const body = { to: nodes[0]!.id, study: done.id, state, sealedState };
      return signMessage(stateTransfer, liar.key, federation.house.federation.id, body).bytes;
    };
    const message = await obtain({
      requestState: (request) => {
        asked = request!.body;
        return new Uint8Array();
      },
      receiveState: answer,
    });
    expect(message).toMatch(/is not the one that the round names/);
  });

  test('is not given to a node that joined after the agreement was signed', async () => {
    const holder = nodes[0]!;
    const requester = nodes[1]!;
    const { publicKey } = createRoundKeyPair(entropy);
    const context = federation.house.federation.id;
    const key = signMessage(roundKey, requester.key, context, { node: requester.id, index: 999, publicKey });
    const body = { node: requester.id, study: done.id, state, keyEnvelope: key.bytes };
    const request = signMessage(stateRequest, requester.key, context, body).bytes;
    const sent: Uint8Array[] = [];
    const port = singly((_route, { body: bytes } = {}) => {
      sent.push(bytes!);
      return Promise.resolve(new Uint8Array());
    });
    await sendState({ ...holder.parts, coordinator: port }, request);
    expect(sent).toHaveLength(1);
    // The same roster with one node more: nobody has signed the agreement under it yet.
    const present = holder.parts.roster();
    const { publicKey: signingKey, nodeId: id } = SigningKey.generate(entropy).key;
    const joined = { ...present.nodes[0]!, id, name: 'joined', signingKey };
    const grown = { ...present, nodes: [...present.nodes, joined], hash: '78'.repeat(32) as RosterHash };
    await sendState({ ...holder.parts, coordinator: port, roster: () => grown }, request);
    expect(sent).toHaveLength(1);
    // Nor to one that members have suspended, while it is.
    const without = { ...present, suspended: [requester.id] };
    await sendState({ ...holder.parts, coordinator: port, roster: () => without }, request);
    expect(sent).toHaveLength(1);
  });
});
