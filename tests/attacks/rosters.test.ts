// Who is in the federation, against a coordinator that would like to say so itself: it shows rosters that members did not put
// in force, that they left behind, or to each half of the federation another one.
import {
  amendedRoster,
  roster as rosterMessage,
  rosterConsent,
  rosterHash,
  signMessage,
  soundRoster,
  successions,
  vote,
  type Hash,
  type RosterAmendment,
  type SigningKey,
  type SoundRoster,
} from '@chorale/crypto';
import { followRosters } from '../../client-node/src/governance/follow-rosters.js';
import { AttackedFederation } from '../support/attack/attacked-federation.js';
import type { AttackedNode, Tamper } from '../support/attack/attacked-node.js';
import { eventually } from '../support/attack/eventually.js';
import { ForgedRounds } from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const honest: Tamper = (_, forward) => forward();
const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
/** The one that is attacked. */
let victim: AttackedNode;

beforeEach(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
  victim = nodes[4]!;
  await eventually(
    'all see the first roster in force',
    () => nodes.every(({ store }) => store.federation.rosterInForce()) || undefined,
  );
});
afterEach(() => federation.stop());

const inForceAt = ({ store }: AttackedNode): SoundRoster =>
  soundRoster(store.federation.rosterInForce()!.bytes);
const versionAt = (node: AttackedNode): number => node.parts.roster().version;

interface Shown {
  readonly bytes: Uint8Array;
  readonly ballots: readonly Uint8Array[];
}
/** A roster that follows another one, with the consents of these keys, and votes of the same keys beside them. */
function successor(
  before: SoundRoster,
  amendment: RosterAmendment,
  keys: readonly SigningKey[],
  version = before.roster.version + 1,
): Shown {
  const bytes = rosterMessage.encode(amendedRoster(before, version, amendment));
  const subject = rosterHash(bytes);
  const { id } = federation.house.federation;
  const word = {
    matter: 'roster',
    subject: subject as string as Hash,
    decision: 'approve',
    reason: 'yes',
    at: 1e12,
  } as const;
  const ballots = keys.flatMap((key) => [
    signMessage(rosterConsent, key, id, { roster: subject, version }).bytes,
    signMessage(vote, key, id, word).bytes,
  ]);
  return { bytes, ballots };
}
const keysOf = (...of: readonly AttackedNode[]): SigningKey[] => of.map(({ key }) => key);

/** Tells a node, whatever it asks for, of these rosters. */
const showing =
  (node: AttackedNode, ...steps: readonly Shown[]): Tamper =>
  async ({ from, route, request }, forward) => {
    if (route !== 'rosterSuccessions' || from !== node) return forward();
    const asked = Number(request.query!.after);
    const newer = steps.filter(({ bytes }) => rosterMessage.decode(bytes).version > asked);
    return successions.encode({
      steps: newer.map(({ bytes: roster, ballots }) => ({ roster, ballots: [...ballots] })),
    });
  };

test('that fewer than half of the members signed is followed by nobody, however often each of them signed', async () => {
  const present = inForceAt(victim);
  const coordinator = federation.house.federation.key;
  const suspend = ['node-1'];
  federation.between = showing(
    victim,
    successor(present, { suspend }, [...keysOf(nodes[0]!, nodes[1]!), coordinator]),
  );
  await expect(followRosters(victim.parts)).rejects.toThrow(/signed by 2 members of version 1, 3 are needed/);
  expect(versionAt(victim)).toBe(1);
  federation.between = showing(victim, successor(present, { suspend }, keysOf(...nodes.slice(0, 3))));
  expect(await followRosters(victim.parts)).toBe(1);
  expect(victim.parts.roster().suspended).toHaveLength(1);
});

test('that was left behind is in force never again: neither shown anew nor named by a round', async () => {
  const study = await federation.attack(honest);
  await study.everybodyTells(['study-ended']);
  const { envelope } = await study.round();
  const present = inForceAt(victim);
  const { hash } = await federation.house.rosterProposals.proposeChange({
    suspend: ['node-1'],
    reason: 'a test',
  });
  for (const node of nodes.slice(2))
    await node.decide({ matter: 'roster', subject: hash, decision: 'approve', reason: 'agreed' });
  await eventually('all follow', () => nodes.every((node) => versionAt(node) === 2) || undefined);

  const old: Shown = { bytes: victim.store.federation.signedRoster(present.hash)!.bytes, ballots: [] };
  federation.between = async ({ route }, forward) =>
    route === 'rosterSuccessions'
      ? successions.encode({ steps: [{ roster: old.bytes, ballots: [] }] })
      : forward();
  await expect(followRosters(victim.parts)).rejects.toThrow(/follows? version|another one/);
  expect(versionAt(victim)).toBe(2);

  const again = federation.forge(envelope, () => ({ attempt: 2 }));
  expect(await new ForgedRounds().offer(federation, study.id, again)).toEqual(new Set(['roster-mismatch']));
});

test('of which there are two, each signed by enough members, splits the federation and moves no one across', async () => {
  const present = inForceAt(victim);
  // Three members sign both; the coordinator shows one to all, and the other to the victim.
  const faithless = nodes.slice(0, 3);
  const fork = successor(present, { suspend: ['node-1'] }, keysOf(...faithless), 7);
  federation.between = showing(victim, fork);
  expect(await followRosters(victim.parts)).toBe(1);
  const { hash } = await federation.house.rosterProposals.proposeChange({ votesNeeded: 4, reason: 'a test' });
  for (const node of faithless)
    await node.decide({ matter: 'roster', subject: hash, decision: 'approve', reason: 'agreed' });
  await eventually(
    'the others follow',
    () => nodes.slice(0, 4).every((node) => versionAt(node) === 2) || undefined,
  );
  expect(versionAt(victim)).toBe(7);

  const study = await federation.attack(honest);
  expect(await victim.hears('refused', study.id)).toMatchObject({ code: 'roster-mismatch' });
  const { id: round } = await study.round();
  expect(victim.store.contributions.find(round)).toBeUndefined();
  // Nor is it moved across by the roster of the others, which is older and follows another one.
  const others = federation.house.rosters.successions(0);
  federation.between = async (passing, forward) =>
    passing.route === 'rosterSuccessions' && passing.from === victim ? others : forward();
  await expect(followRosters(victim.parts)).rejects.toThrow(/does not follow/);
  expect(versionAt(victim)).toBe(7);
});

test('that follows one without a member is not signed into force by that member', async () => {
  const left = successor(
    inForceAt(victim),
    { removeMembers: ['Member 1'] },
    keysOf(nodes.find(({ store }) => store.federation.membership()!.member === 'Member 1')!),
  );
  federation.between = showing(victim, left);
  expect(await followRosters(victim.parts)).toBe(1);
  const gone = nodes.find(({ id }) => !victim.parts.roster().nodes.some((line) => line.id === id))!;
  const staying = nodes.filter((node) => node !== gone);
  const four = inForceAt(victim);
  const change = { suspend: [four.roster.nodes[0]!.name] };
  federation.between = showing(victim, left, successor(four, change, keysOf(gone, staying[0]!, staying[1]!)));
  await expect(followRosters(victim.parts)).rejects.toThrow(/signed by 2 members of version 2, 3 are needed/);
  federation.between = showing(victim, left, successor(four, change, keysOf(...staying.slice(0, 3))));
  expect(await followRosters(victim.parts)).toBe(1);
});
