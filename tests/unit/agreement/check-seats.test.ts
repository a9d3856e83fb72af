// Who may sit where in a round: those whom roster and agreement say, and nobody else.
import { SigningKey, type Descriptor, type RosterNode } from '@chorale/crypto';
import type { DescriptorFacts } from '../../../client-node/src/agreement/check-descriptor.js';
import {
  agreement,
  committeeKeys,
  coordinator,
  expected,
  facts,
  ids,
  refusalOf,
  signedKey,
} from './honest-round.js';

describe('a study that leaves the first node out, as the agreement and earlier studies say', () => {
  const seated = ids.slice(1);
  const leavesOut = { contributors: new Set(seated) };
  const round: Partial<Descriptor> = {
    cohort: seated,
    quorum: 3,
    recipients: seated,
    recipientKeyIndexes: seated.map(() => 0),
  };

  test('is accepted by those who are left and by the node itself, which still serves on the committee', () => {
    const { computation, release, grouping } = expected;
    for (const self of seated) expect(refusalOf(round, { ...leavesOut, self })).toBeUndefined();
    const service = { ...leavesOut, self: ids[0]!, expected: { computation, release, grouping } };
    expect(refusalOf(round, service)).toBeUndefined();
  });

  test.each<[string, Partial<Descriptor>, string]>([
    [
      'seats it',
      { cohort: ids, recipients: ids, recipientKeyIndexes: ids.map(() => 0) },
      'exclusion-differs',
    ],
    ['hands it the sum', { recipients: ids, recipientKeyIndexes: ids.map(() => 0) }, 'roster-mismatch'],
    ['takes the quorum of all nodes', { quorum: 4 }, 'cohort-too-small'],
    ['needs fewer shares for it', { threshold: 3 }, 'committee-mismatch'],
  ])('refuses a round that %s', (_what, change, code) => {
    expect(refusalOf({ ...round, ...change }, { ...leavesOut, self: ids[1]! })).toBe(code);
  });
});

test('lets the coordinator open sums where the agreement says so, and only there', () => {
  const recipients = [...ids, coordinator.nodeId].sort();
  const change = {
    release: 'coordinator',
    recipients,
    recipientKeyIndexes: recipients.map(() => 0),
  } as const;
  const open = {
    agreement: { ...agreement, release: 'coordinator' as const },
    expected: { ...expected, release: 'coordinator' as const },
  };
  expect(refusalOf(change, open)).toBeUndefined();
  expect(refusalOf(change)).toBe('roster-mismatch');
});

test('a suspended node is seated neither in the cohort nor on the committee', () => {
  const suspended = { roster: { ...facts.roster, suspended: [ids[4]!] } };
  expect(refusalOf({}, suspended)).toBe('node-suspended');
  const without = { cohort: ids.slice(0, 4), recipients: ids.slice(0, 4), recipientKeyIndexes: [0, 0, 0, 0] };
  expect(refusalOf(without, suspended)).toBe('node-suspended');
  const offCommittee = { committee: ids.slice(0, 4), committeeKeys: committeeKeys.slice(0, 4) };
  expect(refusalOf({ ...without, ...offCommittee }, suspended)).toBeUndefined();
});

describe('the agreed regions', () => {
  const regions = ['eu', 'cn'];
  const agreed = { ...agreement, regions };
  const standing = (regionAt: (index: number) => string): Partial<DescriptorFacts> => ({
    agreement: agreed,
    roster: {
      ...facts.roster,
      nodes: facts.roster.nodes.map((node, index) => ({ ...node, region: regionAt(index) })),
    },
  });

  test('hold for the whole cohort and the whole committee', () => {
    expect(
      refusalOf(
        {},
        standing((index) => regions[index % 2]!),
      ),
    ).toBeUndefined();
    expect(
      refusalOf(
        {},
        standing((index) => (index === 3 ? 'us' : 'eu')),
      ),
    ).toBe('region-outside');
    expect(
      refusalOf(
        {},
        standing((index) => (index === 3 ? '' : 'eu')),
      ),
    ).toBe('region-outside');
  });

  test('hold for a committee member that brings no rows', () => {
    const auditor = ids[4]!;
    const around = standing((index) => (index === 4 ? 'us' : 'eu'));
    const nodes = around.roster!.nodes.map((node) =>
      node.id === auditor ? { ...node, role: 'committee' as const } : node,
    );
    const cohort = ids.slice(0, 4);
    const round = { cohort, recipients: cohort, recipientKeyIndexes: cohort.map(() => 0), quorum: 3 };
    const changed = { roster: { ...facts.roster, nodes }, contributors: new Set(cohort) };
    expect(refusalOf(round, { ...around, ...changed })).toBe('region-outside');
  });
});

describe('a federation of 20 contributors and an auditor, whose agreement names the committee', () => {
  const signers = Array.from({ length: 21 }, (_, index) =>
    SigningKey.fromSeed(new Uint8Array(32).fill(100 + index)),
  ).sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
  const auditor = signers[4]!.nodeId;
  const roster: RosterNode[] = signers.map(({ nodeId, publicKey }, index) => ({
    ...{ id: nodeId, member: `m${index}`, name: `n${index}`, region: '', signingKey: publicKey },
    role: nodeId === auditor ? 'committee' : 'contributor',
  }));
  const named = { ...agreement, committee: roster.slice(0, 8).map(({ name }) => name) };
  const members = signers.slice(0, 8);
  const cohort = roster.filter(({ role }) => role === 'contributor').map(({ id }) => id);
  const round: Partial<Descriptor> = {
    cohort,
    committee: members.map(({ nodeId }) => nodeId),
    committeeKeys: members.map((key) => signedKey(key.nodeId, key)),
    threshold: 6,
    quorum: 11,
    recipients: cohort,
    recipientKeyIndexes: cohort.map(() => 0),
  };
  const around = {
    agreement: named,
    self: cohort[12]!,
    roster: { ...facts.roster, nodes: roster },
    contributors: new Set(cohort),
  };
  const without = (...away: number[]): Partial<Descriptor> => ({
    committee: round.committee!.filter((_, index) => !away.includes(index)),
    committeeKeys: round.committeeKeys!.filter((_, index) => !away.includes(index)),
  });

  test('is accepted by a contributor off the committee, by one on it, and by the auditor, who knows no state', () => {
    expect(refusalOf(round, around)).toBeUndefined();
    expect(refusalOf(round, { ...around, self: members[0]!.nodeId })).toBeUndefined();
    const { computation, release, grouping } = expected;
    expect(
      refusalOf(round, { ...around, self: auditor, expected: { computation, release, grouping } }),
    ).toBeUndefined();
  });

  test('members that left no key may be away, up to m - t', () => {
    const leftOut = (...away: number[]): Partial<Descriptor> => {
      const gone = away.map((index) => members[index]!.nodeId);
      const here = cohort.filter((id) => !gone.includes(id));
      return {
        ...round,
        ...without(...away),
        cohort: here,
        recipients: here,
        recipientKeyIndexes: here.map(() => 0),
      };
    };
    expect(refusalOf(leftOut(0, 4), around)).toBeUndefined();
    expect(refusalOf(leftOut(0, 1, 4), around)).toBe('committee-mismatch');
  });

  const outsiders = signers.slice(8, 16);
  test.each<[string, Partial<Descriptor>, Partial<DescriptorFacts>, string]>([
    ['no committee in the agreement', {}, { agreement }, 'committee-mismatch'],
    [
      'another committee than the agreement names',
      {
        committee: outsiders.map(({ nodeId }) => nodeId),
        committeeKeys: outsiders.map((key) => signedKey(key.nodeId, key)),
      },
      {},
      'committee-mismatch',
    ],
    [
      'a name that the roster does not hold',
      {},
      { agreement: { ...named, committee: [...named.committee.slice(1), 'nobody'] } },
      'committee-mismatch',
    ],
    ['the threshold of a smaller committee', { threshold: 5 }, {}, 'committee-mismatch'],
    ['a contributor on the committee left out of it', without(0), {}, 'committee-mismatch'],
    [
      'the auditor in the cohort',
      { cohort: [...cohort, auditor].sort(), recipients: [...cohort, auditor].sort() },
      {},
      'roster-mismatch',
    ],
    ['the auditor among the recipients', { recipients: [...cohort, auditor].sort() }, {}, 'roster-mismatch'],
    [
      'a cohort that leaves this contributor out',
      { cohort: cohort.slice(0, 12) },
      { self: cohort[12]! },
      'not-in-cohort',
    ],
  ])('refuses %s', (_what, change, factsChange, code) => {
    expect(refusalOf({ ...round, ...change }, { ...around, ...factsChange })).toBe(code);
  });
});
