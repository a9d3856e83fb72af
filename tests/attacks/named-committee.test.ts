// A malicious coordinator that would rather choose the committee itself, where the agreement names one: seven of eight
// nodes, t = 5. Every node refuses before it encrypts anything.
import {
  committeeThreshold,
  descriptor as descriptorMessage,
  envelope,
  type Descriptor,
  type NodeId,
} from '@chorale/crypto';
import { AttackedFederation, type AttackedStudy } from '../support/attack/attacked-federation.js';
import { ForgedRounds, swallowing } from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
const COMMITTEE = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-6', 'node-7'];
let federation: AttackedFederation;
/** A study whose one round closed in honest hands, and the descriptor of that round. */
let done: AttackedStudy;
let honest: Uint8Array;
/** On no committee. */
let outsider: NodeId;
beforeAll(async () => {
  federation = await AttackedFederation.found(folder(), { committee: COMMITTEE }, COMMITTEE.length + 1);
  done = await federation.attack((_, forward) => forward());
  await done.everybodyTells(['study-ended']);
  honest = (await done.round()).envelope;
  const { committee, cohort } = descriptorMessage.decode(envelope.decode(honest).body);
  outsider = cohort.find((id) => !committee.includes(id))!;
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

test('with honest hands the seven open the sum of all eight', async () => {
  expect(await done.ledger('round-closed')).toMatchObject([{ badShares: [] }]);
  const released = await done.ledger<{ member: string }>('share-released');
  expect(released.length).toBeGreaterThanOrEqual(committeeThreshold(COMMITTEE.length));
  expect(released.map(({ member }) => member)).not.toContain(outsider);
});

const seatFor =
  (id: () => NodeId) =>
  ({ committee }: Descriptor): Partial<Descriptor> => ({ committee: [...committee.slice(1), id()].sort() });
const choices: readonly (readonly [string, (honest: Descriptor) => Partial<Descriptor>])[] = [
  ['with itself on it', seatFor(() => federation.house.federation.key.nodeId)],
  ['with a node that was not named', seatFor(() => outsider)],
  ['of all nodes', ({ cohort }) => ({ committee: cohort, threshold: committeeThreshold(cohort.length) })],
  [
    'of five that were named, for a smaller threshold',
    ({ committee, committeeKeys }) => ({
      committee: committee.slice(0, 5),
      committeeKeys: committeeKeys.slice(0, 5),
      threshold: committeeThreshold(5),
    }),
  ],
  [
    'that leaves out members that take part',
    ({ committee, committeeKeys }) => ({
      committee: committee.slice(0, 5),
      committeeKeys: committeeKeys.slice(0, 5),
    }),
  ],
  ['with one member twice', ({ committee }) => ({ committee: committee.with(1, committee[0]!) })],
  ['for a smaller threshold', ({ threshold }) => ({ threshold: threshold - 1 })],
];
test.each(choices)('names a committee %s: every node refuses', async (_what, change) => {
  const forged = new ForgedRounds();
  const codes = await forged.offer(federation, done.id, federation.forge(honest, change));
  expect(codes).toEqual(new Set(['committee-mismatch']));
});

test('lets three of the seven seem silent: four shares open nothing', async () => {
  const silent = federation.nodes.filter(({ id }) => id !== outsider).slice(0, 3);
  const study = await federation.attack(swallowing(['commit'], (node) => silent.includes(node)));
  await study.reached('committing');
  await study.timePasses(91);
  await study.reached('burning', 'burned');
  expect(await study.ledger('share-released')).toEqual([]);
  expect(study.whoTold('adopted')).toEqual([]);
});
