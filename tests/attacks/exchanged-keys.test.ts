// A malicious coordinator that exchanges the keys which committee members seal their sums to.
// Where all recipients sit on the committee, the descriptor that everybody checked holds their keys, and none are fetched.
import { envelopes, roundKey, signMessage } from '@chorale/crypto';
import { AttackedFederation, NODES } from '../support/attack/attacked-federation.js';
import type { AttackedNode } from '../support/attack/attacked-node.js';
import { changingAnswers } from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
beforeAll(async () => {
  // With the coordinator as a sixth recipient.
  federation = await AttackedFederation.found(folder(), { release: 'coordinator' });
  ({ nodes } = federation);
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

type Keys = readonly Uint8Array[];
/** A key of the coordinator's own, whose secret it knows. */
function ownKey(node: AttackedNode): Uint8Array {
  const { id, key } = federation.house.federation;
  const publicKey = new Uint8Array(1216).fill(1);
  return signMessage(roundKey, key, id, { node: node.id, index: 0, publicKey }).bytes;
}
const exchanges: readonly (readonly [string, (keys: Keys) => Keys, RegExp])[] = [
  ['with each other', (keys) => keys.toReversed(), /did not sign the key that stands for it/],
  ["for one recipient's six times", (keys) => keys.map(() => keys[2]!), /did not sign the key that stands/],
  ['for a key of its own', (keys) => keys.with(1, ownKey(nodes[1]!)), /signature|did not sign the key/],
  ['for fewer', (keys) => keys.slice(1), /5 keys came for 6 recipients/],
];
test.each(exchanges)(
  "exchanges recipients' keys at release %s: every member keeps its sum to itself",
  async (_what, change, reason) => {
    const study = await federation.attack(
      changingAnswers('recipientKeys', (answer) =>
        envelopes.encode({ envelopes: [...change(envelopes.decode(answer).envelopes)] }),
      ),
    );
    for (const told of await study.everybodyTells(['step-failed'])) expect(told).toMatch(reason);
    expect(study.whoTold('committed')).toHaveLength(NODES);
    for (const { id } of await study.rounds())
      for (const { store } of nodes) expect(store.committee.releaseOf(id)).toBeUndefined();
    expect(await study.ledger('share-released')).toEqual([]);
  },
);
