// When a roster follows another: nobody's word counts but the members' signatures.
import {
  amendedRoster,
  keyInRoster,
  openKnownBallots,
  requireSuccession,
  roster as rosterMessage,
  rosterOfNodes,
  soundRoster,
  type Roster,
  type RosterAmendment,
  type SoundRoster,
} from '@chorale/crypto';
import {
  asSound,
  consentOf,
  coordinatorKey,
  federation,
  foundedBy,
  foundedWith,
  keyOf,
  lineOf,
  voteOf,
} from '../../support/governance/people.js';

const founded = foundedBy('ash', 'beech', 'cedar', 'dogwood', 'elm');

function next(amendment: RosterAmendment, before = founded, change: Partial<Roster> = {}): SoundRoster {
  const roster = amendedRoster(before, before.roster.version + 1, amendment);
  return asSound({ ...roster, ...change });
}

/** What is wrong with the succession; undefined where it holds. */
function refusal(
  before: SoundRoster | undefined,
  after: SoundRoster,
  envelopes: readonly Uint8Array[],
): string | undefined {
  const { roster: voters } = before ?? after;
  const words = openKnownBallots(envelopes, federation, (id) => keyInRoster(voters, id));
  try {
    requireSuccession(before, after, words);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
const signedBy = (after: SoundRoster, ...names: string[]): Uint8Array[] =>
  names.map((name) => consentOf(name, after));

describe('more than half of the members', () => {
  test('found a federation', () => {
    expect(refusal(undefined, founded, signedBy(founded, 'ash', 'beech', 'cedar'))).toBeUndefined();
    expect(refusal(undefined, founded, signedBy(founded, 'ash', 'beech'))).toMatch(
      /signed by 2 members .* 3 are needed/,
    );
  });

  const suspending = next({ suspend: ['elm'] });
  test('decide what follows, by consent or by vote', () => {
    const votes = ['ash', 'beech', 'cedar'].map((name) => voteOf(name, { subject: suspending.hash }));
    expect(refusal(founded, suspending, votes)).toBeUndefined();
    expect(
      refusal(founded, suspending, [...votes.slice(1), consentOf('dogwood', suspending)]),
    ).toBeUndefined();
    expect(refusal(founded, suspending, votes.slice(1))).toMatch(/2 members/);
  });

  test('are counted once each: two nodes of one member are one vote, and so are a consent and a vote', () => {
    const twins = foundedWith([
      lineOf('ash'),
      lineOf('ash-2', 'ash Ltd'),
      lineOf('beech'),
      lineOf('cedar'),
      lineOf('elm'),
    ]);
    const without = next({ suspend: ['elm'] }, twins);
    const names = ['ash', 'ash-2'];
    expect(refusal(twins, without, signedBy(without, ...names, 'beech'))).toMatch(
      /2 members .* 3 are needed/,
    );
    expect(refusal(twins, without, signedBy(without, ...names, 'beech', 'cedar'))).toBeUndefined();
    const doubled = [...signedBy(without, 'ash', 'beech'), voteOf('ash', { subject: without.hash })];
    expect(refusal(twins, without, doubled)).toMatch(/2 members/);
  });

  test('are members of the roster before: who is admitted does not vote on it', () => {
    const grown = next({ admit: [lineOf('fir'), lineOf('gorse'), lineOf('holly')] });
    const strangers = signedBy(grown, 'fir', 'gorse', 'holly');
    expect(refusal(founded, grown, [...strangers, ...signedBy(grown, 'ash', 'beech')])).toMatch(/2 members/);
    expect(refusal(founded, grown, signedBy(grown, 'ash', 'beech', 'cedar'))).toBeUndefined();
  });

  test('must mean this roster, in this federation, and stand by it', () => {
    const other = next({ suspend: ['ash'] });
    expect(refusal(founded, suspending, signedBy(other, 'ash', 'beech', 'cedar'))).toMatch(/0 members/);
    const elsewhere = ['ash', 'beech', 'cedar'].map((name) =>
      consentOf(name, suspending, 'ab'.repeat(32) as never),
    );
    expect(refusal(founded, suspending, elsewhere)).toMatch(/0 members/);
    const withdrawn = voteOf('ash', { subject: suspending.hash, decision: 'reject', at: 9 });
    expect(
      refusal(founded, suspending, [...signedBy(suspending, 'ash', 'beech', 'cedar'), withdrawn]),
    ).toMatch(/2 members/);
    const forged = signedBy(suspending, 'ash', 'beech', 'cedar').map((bytes) =>
      bytes.with(-1, bytes.at(-1)! ^ 1),
    );
    expect(refusal(founded, suspending, forged)).toMatch(/0 members/);
  });

  test('may write another number into the charter, but never let one member decide alone', () => {
    const three = foundedBy('ash', 'beech', 'cedar');
    const all = next({ votesNeeded: 3 }, three);
    expect(refusal(three, all, signedBy(all, 'ash', 'beech'))).toBeUndefined();
    const without = next({ suspend: ['cedar'] }, all);
    expect(refusal(all, without, signedBy(without, 'ash', 'beech'))).toMatch(/2 members .* 3 are needed/);
    expect(() => next({ votesNeeded: 1 }, three)).toThrow(/asks for 1 votes of 3 members/);
    expect(() => next({ votesNeeded: 4 }, three)).toThrow(/asks for 4 votes of 3 members/);
  });
});

describe('a member alone', () => {
  test('leaves, with its keys retired; another member cannot make it leave', () => {
    const left = next({ removeMembers: ['elm Ltd'] });
    expect(refusal(founded, left, signedBy(left, 'elm'))).toBeUndefined();
    expect(refusal(founded, left, signedBy(left, 'ash'))).toMatch(/1 members/);
    expect(left.roster.retired.map(({ name }) => name)).toEqual(['elm']);
    expect(left.roster.members).toHaveLength(4);
  });

  test('leaves also where the charter asks for more votes than are left', () => {
    const three = foundedBy('ash', 'beech', 'cedar');
    const all = next({ votesNeeded: 3 }, three);
    const left = next({ removeMembers: ['cedar Ltd'] }, all);
    expect(left.roster.votesNeeded).toBe(2);
    expect(refusal(all, left, signedBy(left, 'cedar'))).toBeUndefined();
    // It changes no more of the charter on its way out.
    const five = next({ votesNeeded: 5 });
    const loosened = next({ removeMembers: ['elm Ltd'], votesNeeded: 2 }, five);
    expect(refusal(five, loosened, signedBy(loosened, 'elm'))).toMatch(/5 are needed/);
  });

  test('takes a node of its own off the roster, the one that signed for it too', () => {
    const twins = foundedWith([lineOf('ash'), lineOf('ash-2', 'ash Ltd'), lineOf('beech'), lineOf('cedar')]);
    const lost = next({ removeNodes: ['ash'] }, twins);
    expect(lost.roster.members[0]).toMatchObject({ name: 'ash Ltd', administrators: [{ name: 'ash-2' }] });
    expect(refusal(twins, lost, signedBy(lost, 'ash'))).toBeUndefined();
    // The second node's key signs for nobody yet.
    expect(refusal(twins, lost, signedBy(lost, 'ash-2'))).toMatch(/0 members/);
  });

  test('lets a person sign for it, and no more', () => {
    const { publicKey: key } = keyOf('anna');
    const added = next({ addAdministrators: [{ member: 'ash Ltd', name: 'anna', key }] });
    expect(refusal(founded, added, signedBy(added, 'ash'))).toBeUndefined();
    expect(refusal(founded, added, signedBy(added, 'anna'))).toMatch(/0 members/);
    const removed = next({ removeAdministrators: ['ash'] }, added);
    expect(refusal(added, removed, [voteOf('anna', { subject: removed.hash })])).toBeUndefined();
    // One member, one vote: anna and the node of ash together are not two.
    const both = next({ suspend: ['elm'] }, added);
    const votes = ['ash', 'anna', 'beech'].map((name) => voteOf(name, { subject: both.hash }));
    expect(refusal(added, both, votes)).toMatch(/2 members/);
  });

  test('cannot suspend, admit, or change the charter', () => {
    for (const amendment of [
      { suspend: ['ash'] },
      { admit: [lineOf('ash-2', 'ash Ltd')] },
      { votesNeeded: 4 },
      { removeMembers: ['elm Ltd'], suspend: ['ash'] },
    ]) {
      const changed = next(amendment);
      expect(refusal(founded, changed, signedBy(changed, 'ash'))).toMatch(/1 members/);
    }
  });

  test('cannot reinstate its own node by moving it to a new key', () => {
    const suspended = next({ suspend: ['elm'] });
    const rekeyed = next({ rekey: [{ node: 'elm', key: keyOf('elm anew').publicKey }] }, suspended);
    expect(refusal(suspended, rekeyed, signedBy(rekeyed, 'elm'))).toBeUndefined();
    expect(rekeyed.roster.suspended).toEqual([keyOf('elm anew').nodeId]);
    const freed = next({ rekey: [{ node: 'elm', key: keyOf('elm anew').publicKey }] }, suspended, {
      suspended: [],
    });
    expect(refusal(suspended, freed, signedBy(freed, 'elm'))).toMatch(/0 members/);
  });
});

describe('a new key', () => {
  const { publicKey: key, nodeId } = keyOf('elm anew');
  const rekeyed = next({ rekey: [{ node: 'elm', key }] });

  test('is named by the old one, which signs for nothing again', () => {
    expect(refusal(founded, rekeyed, signedBy(rekeyed, 'elm'))).toBeUndefined();
    expect(rekeyed.roster.nodes.find(({ name }) => name === 'elm')?.id).toBe(nodeId);
    const after = next({ suspend: ['ash'] }, rekeyed);
    expect(refusal(rekeyed, after, signedBy(after, 'elm', 'beech', 'cedar'))).toMatch(/2 members/);
    expect(() => next({ admit: [lineOf('elm', 'Thief Ltd', { name: 'thief' })] }, rekeyed)).toThrow(
      /was retired/,
    );
  });

  test('of a lost one is voted in by other members; the lost one does not help, nor does the new one', () => {
    expect(refusal(founded, rekeyed, signedBy(rekeyed, 'ash', 'beech', 'cedar'))).toBeUndefined();
    expect(refusal(founded, rekeyed, signedBy(rekeyed, 'ash', 'beech'))).toMatch(
      /2 members .* beside elm Ltd/,
    );
    const helped = [...signedBy(rekeyed, 'ash', 'beech'), consentOf('elm anew', rekeyed)];
    expect(refusal(founded, rekeyed, helped)).toMatch(/2 members/);
  });

  test('of many members at once still takes the votes of more than half', () => {
    const taken = next({
      rekey: ['ash', 'beech', 'cedar'].map((node) => ({ node, key: keyOf(`${node} of a thief`).publicKey })),
    });
    expect(refusal(founded, taken, signedBy(taken, 'dogwood', 'elm'))).toMatch(/2 members/);
  });

  test("of a member's second node does not sign for the member", () => {
    const twins = foundedWith([lineOf('ash'), lineOf('ash-2', 'ash Ltd'), lineOf('beech'), lineOf('cedar')]);
    const fresh = keyOf('ash-2 anew').publicKey;
    const plain = next({ rekey: [{ node: 'ash-2', key: fresh }] }, twins);
    expect(refusal(twins, plain, signedBy(plain, 'ash-2'))).toBeUndefined();
    const members = plain.roster.members.map((member) =>
      member.name === 'ash Ltd'
        ? { ...member, administrators: [...member.administrators, { name: 'ash-2', key: fresh }] }
        : member,
    );
    const climbing = asSound({ ...plain.roster, members });
    expect(refusal(twins, climbing, signedBy(climbing, 'ash-2'))).toMatch(/0 members/);
  });
});

describe('a roster is refused that', () => {
  const everybody = ['ash', 'beech', 'cedar', 'dogwood', 'elm'];
  const refusedToAll = (after: SoundRoster): string | undefined =>
    refusal(founded, after, signedBy(after, ...everybody));

  test('follows another one than is in force, or is no newer', () => {
    expect(refusedToAll(next({ suspend: ['elm'] }, founded, { version: 1 }))).toMatch(/does not follow/);
    const first = next({ suspend: ['elm'] });
    const second = next({ suspend: ['ash'] });
    expect(refusal(first, second, signedBy(second, ...everybody))).toMatch(/does not follow/);
    expect(refusal(undefined, first, signedBy(first, ...everybody))).toMatch(/follows another one/);
  });

  test('is of another federation or coordinator', () => {
    const change = { suspend: ['elm'] };
    expect(refusedToAll(next(change, founded, { federation: 'ab'.repeat(32) as never }))).toMatch(
      /another federation/,
    );
    expect(refusedToAll(next(change, founded, { coordinatorKey: keyOf('other').publicKey }))).toMatch(
      /another federation/,
    );
  });

  test('lets a key go without retiring it, or forgets that one was retired', () => {
    const left = next({ removeMembers: ['elm Ltd'] });
    const forgetful = asSound({ ...left.roster, retired: [] });
    expect(refusedToAll(forgetful)).toMatch(/without being retired/);
    const later = amendedRoster(left, 3, { suspend: ['ash'] });
    const amnesiac = asSound({ ...later, retired: [] });
    expect(refusal(left, amnesiac, signedBy(amnesiac, ...everybody))).toMatch(
      /forgets, or tells otherwise, that a key was retired/,
    );
  });

  test('retires a key under a name that it never had, or one that never served', () => {
    const left = next({ removeMembers: ['elm Ltd'] });
    const [gone] = left.roster.retired;
    for (const line of [
      { ...gone!, name: 'ash', member: 'ash Ltd' },
      { ...gone!, key: keyOf('fir').publicKey },
    ]) {
      const lying = asSound({ ...left.roster, retired: [gone!, line] });
      const instead = asSound({ ...left.roster, retired: [line] });
      for (const after of [lying, instead])
        expect(refusedToAll(after)).toMatch(/which it never was|without being retired/);
    }
    const later = amendedRoster(left, 3, { suspend: ['ash'] });
    const retold = asSound({ ...later, retired: [{ ...gone!, name: 'ash', member: 'ash Ltd' }] });
    expect(refusal(left, retold, signedBy(retold, ...everybody))).toMatch(/tells otherwise/);
  });

  test('contradicts itself', () => {
    const { roster } = founded;
    const [ash, beech] = [lineOf('ash'), lineOf('beech')];
    const broken: [Partial<Roster>, RegExp][] = [
      [{ nodes: [...roster.nodes, ash] }, /names a node twice/],
      [
        { nodes: [...roster.nodes, lineOf('fir', 'ash Ltd', { name: 'ash' })] },
        /gives the name "ash" to two keys/,
      ],
      [{ nodes: [{ ...ash, id: beech.id }, ...roster.nodes.slice(2)] }, /under a key that is not its own/],
      [{ nodes: [...roster.nodes, lineOf('fir')] }, /which is no member/],
      [
        { members: roster.members.map((one, index) => (index === 0 ? { ...one, administrators: [] } : one)) },
        /without an administrator/,
      ],
      [
        {
          members: [
            ...roster.members,
            { name: 'Shell Ltd', administrators: roster.members[0]!.administrators },
          ],
        },
        /sign twice, or for two members/,
      ],
      [{ suspended: [keyOf('fir').nodeId] }, /suspends a node twice, or one that it does not hold/],
      [
        { retired: [{ key: ash.signingKey, member: 'ash Ltd', name: 'ash' }] },
        /holds a key that was retired/,
      ],
    ];
    // Beside such a name a terminal shows another fingerprint than the key has: hidden, overwritten, turned around.
    for (const name of ['fir\u001b[8m', 'fir\r', 'fir\nash', 'fir\u009b8m', 'fir\u202e', 'fir\u2028ash']) {
      broken.push([
        { nodes: [lineOf('fir', 'ash Ltd', { name }), ...roster.nodes] },
        /a terminal would obey/,
      ]);
      broken.push([
        { nodes: roster.nodes.map((line) => (line.id === ash.id ? { ...line, region: name } : line)) },
        /a terminal would obey/,
      ]);
      broken.push([
        {
          members: [
            ...roster.members,
            { name, administrators: [{ name: 'fir', key: keyOf('fir').publicKey }] },
          ],
        },
        /a terminal would obey/,
      ]);
    }
    for (const [change, reason] of broken)
      expect(() => soundRoster(rosterMessage.encode({ ...roster, ...change }))).toThrow(reason);
  });
});

test('a roster from before members had administrators is followed by one that names it', () => {
  const nodes = ['ash', 'beech', 'cedar'].map((name) => lineOf(name));
  const bytes = rosterOfNodes.encode({ federation, version: 7, coordinatorKey, nodes });
  const older = soundRoster(bytes);
  expect(older.roster.members.map(({ name }) => name)).toEqual(['ash Ltd', 'beech Ltd', 'cedar Ltd']);
  const grown = next({ admit: [lineOf('fir')] }, older);
  expect(grown.roster).toMatchObject({ version: 8, previous: older.hash });
  expect(refusal(older, grown, signedBy(grown, 'ash', 'cedar'))).toBeUndefined();
  expect(refusal(older, grown, signedBy(grown, 'ash', 'fir'))).toMatch(/1 members/);
});
