// A burned round's budget comes back with the proof, and not without it, wherever the node is killed.
import { burn, envelopes, firstRoster, signMessage } from '@chorale/crypto';
import { systemClock } from '../../../client-node/src/clock.js';
import { NodeBudget } from '../../../client-node/src/budget/node-budget.js';
import { EvidenceError } from '../../../client-node/src/committee/verify-manifest.js';
import { giveBackOnProof } from '../../../client-node/src/round/end-round.js';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { descriptor, ids, nodes, rosterNodes, roundAt } from '../../support/round/five-nodes.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { bytes } from '../node/storage/samples.js';
import { singly } from '../../support/singly.js';

const POPULATION = 'customers';
const { id: rid } = roundAt(0);
const { study, agreement, state } = descriptor;
const burnsOf = (...members: number[]): Uint8Array =>
  envelopes.encode({
    envelopes: members.map(
      (member) => signMessage(burn, nodes[member]!.key, rid, { round: rid, member: ids[member]! }).bytes,
    ),
  });
const newFolder = temporaryFolders();
let store: NodeStore;

beforeEach(() => {
  store = openNodeStore(newFolder(), 'run');
  store.agreements.receive(agreement, bytes('{}'));
  store.studies.receive({ study, agreement, name: 'churn', bytes: bytes('{}') });
  store.rounds.open({ rid, study, state, round: 0, attempt: 0, descriptor: bytes('descriptor') });
  store.budget.reserve({ rid, population: POPULATION, purpose: 'retention', study, event: {} });
});
afterEach(() => store.close());

const newBudget = (): NodeBudget => new NodeBudget(store, { name: POPULATION, limits: {} }, systemClock);

/** @param answer of the coordinator to whoever asks for the round's burns. */
function giveBack(answer: () => Uint8Array, budget = newBudget()): Promise<void> {
  const about = { federation: descriptor.federation, version: 1, coordinatorKey: new Uint8Array(32) };
  const roster = { ...firstRoster(about, rosterNodes), hash: descriptor.roster };
  const node: Pick<NodeParts, 'store' | 'budget' | 'coordinator' | 'roster'> = {
    store,
    budget,
    coordinator: singly(() => Promise.resolve().then(answer)),
    roster: () => roster,
  };
  return giveBackOnProof(node as NodeParts, { rid, study }, descriptor);
}
const inTheBooks = () => ({
  proven: store.committee.burnProofOf(rid) !== undefined,
  budget: store.budget.find(rid, POPULATION)?.status,
});

test('the budget comes back with the proof', async () => {
  await giveBack(() => burnsOf(0, 1, 2, 3));
  expect(inTheBooks()).toEqual({ proven: true, budget: 'given-back' });
});

test('without the word of t members nothing changes', async () => {
  await expect(giveBack(() => burnsOf(0, 1, 2))).rejects.toThrow(EvidenceError);
  expect(inTheBooks()).toEqual({ proven: false, budget: 'reserved' });
});

test('a node that ends between the proof and its account has neither', async () => {
  const cutOff = newBudget();
  cutOff.giveBack = () => {
    throw new Error('killed');
  };
  await expect(giveBack(() => burnsOf(0, 1, 2, 3), cutOff)).rejects.toThrow('killed');
  expect(inTheBooks()).toEqual({ proven: false, budget: 'reserved' });
  await giveBack(() => burnsOf(0, 1, 2, 3));
  expect(inTheBooks()).toEqual({ proven: true, budget: 'given-back' });
});

test('a proof on record is enough, whatever a coordinator says later', async () => {
  store.committee.recordBurnProof(rid, burnsOf(0, 1, 2, 3));
  await giveBack(() => burnsOf());
  expect(inTheBooks()).toEqual({ proven: true, budget: 'given-back' });
});
