// Every way in which a coordinator could weaken a round, and the reason with which a node stays out.
import { PROTOCOL_VERSION, type Descriptor, type Hash, type RosterHash } from '@chorale/crypto';
import {
  committeeKeys,
  coordinator,
  expected,
  facts,
  honest,
  ids,
  now,
  refusalOf,
  signedKey,
  stranger,
} from './honest-round.js';

const { blocks, privacy } = expected;

test('a round as agreed is accepted, up to the last moment of the last day', () => {
  expect(refusalOf({})).toBeUndefined();
  expect(refusalOf({}, { nowMs: Date.parse('2030-01-31T23:59:59Z') })).toBeUndefined();
});

const weaker: [string, Partial<Descriptor>, string][] = [
  ['another federation', { federation: '00'.repeat(32) as Hash }, 'wrong-federation'],
  ['another protocol version', { protocol: PROTOCOL_VERSION + 1 }, 'wrong-federation'],
  ['an older roster', { rosterVersion: 2 }, 'roster-mismatch'],
  ['another roster of the same version', { roster: '00'.repeat(32) as RosterHash }, 'roster-mismatch'],
  ['a computation that was not agreed', { computation: 'statistics' }, 'computation-not-allowed'],
  ['a stranger in the cohort', { cohort: [...ids.slice(1), stranger.nodeId].sort() }, 'roster-mismatch'],
  ['a stranger among the recipients', { recipients: [...ids, stranger.nodeId].sort() }, 'roster-mismatch'],
  ['a node twice in the cohort', { cohort: [ids[0]!, ids[0]!, ...ids.slice(1)] }, 'roster-mismatch'],
  ['a cohort without this node', { cohort: ids.slice(1) }, 'not-in-cohort'],
  ['a smaller k_min', { kMin: 3 }, 'cohort-too-small'],
  ['a cohort smaller than k_min', { cohort: ids.slice(0, 3) }, 'cohort-too-small'],
  ['a smaller committee', { committee: ids.slice(0, 3), threshold: 3 }, 'committee-mismatch'],
  [
    'fewer shares because nodes were left out',
    { cohort: ids.slice(0, 4), committee: ids.slice(0, 4), recipients: ids.slice(0, 4), threshold: 3 },
    'committee-mismatch',
  ],
  ['a member left out that takes part', { committee: ids.slice(1) }, 'committee-mismatch'],
  ['a stranger on the committee', { committee: [...ids, stranger.nodeId].sort() }, 'committee-mismatch'],
  ['a member twice', { committee: [ids[0]!, ...ids] }, 'committee-mismatch'],
  ['a state that fewer adoptions make', { quorum: 3 }, 'cohort-too-small'],
  ['a sum that a contributor does not receive', { recipients: ids.slice(0, 4) }, 'roster-mismatch'],
  ['a lower threshold', { threshold: 3 }, 'committee-mismatch'],
  ['a higher threshold', { threshold: 5 }, 'committee-mismatch'],
  ['no key for a member', { committeeKeys: committeeKeys.slice(1) }, 'key-mismatch'],
  ['a key too many', { committeeKeys: [...committeeKeys, committeeKeys[0]!] }, 'key-mismatch'],
  ['no key for a recipient', { recipientKeyIndexes: [0, 0, 0, 0] }, 'key-mismatch'],
  [
    "the coordinator's key in a member's place",
    { committeeKeys: committeeKeys.with(1, signedKey(ids[1]!, coordinator)) },
    'key-mismatch',
  ],
  [
    "one member's signed key for another",
    { committeeKeys: committeeKeys.with(1, committeeKeys[2]!) },
    'key-mismatch',
  ],
  ['two keys of one node', { recipientKeyIndexes: [0, 7, 0, 0, 0] }, 'key-mismatch'],
  [
    'a key that a stranger signed',
    { committeeKeys: committeeKeys.with(1, signedKey(stranger.nodeId, stranger)) },
    'key-mismatch',
  ],
  ['less noise', { privacy: { ...privacy, nodeNoiseVarianceNumerator: 4n } }, 'terms-differ'],
  ['no noise', { privacy: { ...privacy, mode: 'none', noiseMultiplier: 0 } }, 'terms-differ'],
  [
    'a smaller noise multiplier',
    { privacy: { ...privacy, noiseMultiplier: privacy.noiseMultiplier / 2 } },
    'terms-differ',
  ],
  ['a larger clip', { privacy: { ...privacy, clipNormL2: privacy.clipNormL2 * 2 } }, 'terms-differ'],
  ['sampling that the plan does not know', { privacy: { ...privacy, samplingRate: 0.5 } }, 'terms-differ'],
  ['a finer grid', { blocks: blocks.map((block) => ({ ...block, grid: block.grid / 2 })) }, 'terms-differ'],
  ['a block more', { blocks: [...blocks, { ...blocks[0]!, name: 'extra' }] }, 'terms-differ'],
  ['release to the coordinator', { release: 'coordinator' }, 'terms-differ'],
  ['deadlines out of order', { committeeBy: honest.collectBy }, 'terms-differ'],
  ['more time to collect than the study gives', { collectBy: now + 1001 }, 'terms-differ'],
  ['more time for the committee than the study gives', { committeeBy: now + 2001 }, 'terms-differ'],
  [
    'a round of the future',
    { openedAt: now + 400_000, collectBy: now + 401_000, committeeBy: now + 402_000 },
    'terms-differ',
  ],
];
test.each(weaker)('refuses %s', (_what, change, code) => {
  expect(refusalOf(change)).toBe(code);
});

test('refuses after the agreement has expired, and keys of nodes whose id is another key', () => {
  expect(refusalOf({}, { nowMs: Date.parse('2030-02-01') })).toBe('agreement-expired');
  const impostor = facts.roster.nodes.map((node, index) =>
    index === 1 ? { ...node, signingKey: stranger.publicKey } : node,
  );
  const swapped = committeeKeys.with(1, signedKey(ids[1]!, stranger));
  expect(refusalOf({ committeeKeys: swapped }, { roster: { ...facts.roster, nodes: impostor } })).toBe(
    'key-mismatch',
  );
});
