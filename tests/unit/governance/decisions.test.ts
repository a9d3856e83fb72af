// Agreements and studies: whose words count, and whose are missing.
import {
  agreementObstacle,
  amendedRoster,
  holdsUnder,
  keyInRoster,
  missingApprovals,
  openKnownBallots,
  releaseSubject,
  releaseWords,
  signMessage,
  agreementConsent,
  type Ballot,
  type SoundRoster,
  type StudyId,
} from '@chorale/crypto';
import {
  asSound,
  federation,
  foundedBy,
  foundedWith,
  keyOf,
  lineOf,
  voteOf,
  type Word,
} from '../../support/governance/people.js';

const founded = foundedBy('ash', 'beech', 'cedar');
const subject = 'ab'.repeat(32);
const everybody = ['ash Ltd', 'beech Ltd', 'cedar Ltd'];

function words(envelopes: readonly Uint8Array[], { roster }: SoundRoster = founded): Ballot[] {
  return openKnownBallots(envelopes, federation, (id) => keyInRoster(roster, id));
}
const votes = (names: readonly string[], word: Omit<Word, 'subject'>): Uint8Array[] =>
  names.map((name) => voteOf(name, { subject, ...word }));

describe('an agreement', () => {
  const question = { subject, parties: everybody, widens: false };
  const obstacle = (envelopes: readonly Uint8Array[], change: object = {}): string | undefined =>
    agreementObstacle(founded.roster, words(envelopes), { ...question, ...change })?.kind;
  const approve = { matter: 'agreement', decision: 'approve' } as const;

  test('takes the votes of more than half of the members; a consent is one', () => {
    const consent = signMessage(agreementConsent, keyOf('ash'), federation, {
      agreement: subject as never,
      roster: founded.hash,
      at: 5,
    }).bytes;
    expect(obstacle([consent])).toBe('votes');
    expect(obstacle([consent, ...votes(['beech'], approve)])).toBeUndefined();
  });

  test('is ended by any party, after it signed as well; and taken up again by its later word', () => {
    const agreed = votes(['ash', 'beech', 'cedar'], approve);
    const ended = votes(['cedar'], { ...approve, decision: 'reject', reason: 'no basis', at: 2 });
    expect(agreementObstacle(founded.roster, words([...agreed, ...ended]), question)).toEqual({
      kind: 'ended',
      reason: '"cedar Ltd" is against it: no basis',
    });
    expect(obstacle([...ended, ...agreed, ...votes(['cedar'], { ...approve, at: 3 })])).toBeUndefined();
    // Whoever takes no part has one vote among others, and cannot end what is not its own.
    expect(obstacle([...agreed, ...ended], { parties: everybody.slice(0, 2) })).toBeUndefined();
  });

  test('that widens takes four eyes of different members', () => {
    const twins = foundedWith([lineOf('ash'), lineOf('ash-2', 'ash Ltd'), lineOf('beech')]);
    const anna = { member: 'ash Ltd', name: 'anna', key: keyOf('anna').publicKey };
    const { roster } = asSound(amendedRoster(twins, 2, { addAdministrators: [anna] }));
    const both = words(votes(['ash', 'anna'], approve), { ...twins, roster });
    const wide = { subject, parties: ['ash Ltd', 'beech Ltd'], widens: true };
    // As if the charter asked for less.
    expect(agreementObstacle({ ...roster, votesNeeded: 1 }, both, wide)?.kind).toBe('four-eyes');
    const apart = words(votes(['anna', 'beech'], approve), { ...twins, roster });
    expect(agreementObstacle(roster, apart, wide)).toBeUndefined();
  });

  test('that widens takes two administrators where there is one member', () => {
    const chain = foundedWith([lineOf('ash'), lineOf('ash-2', 'ash Ltd'), lineOf('ash-3', 'ash Ltd')]);
    const wide = { subject, parties: ['ash Ltd'], widens: true };
    const alone = words(votes(['ash'], approve), chain);
    expect(agreementObstacle(chain.roster, alone, { ...wide, widens: false })).toBeUndefined();
    expect(agreementObstacle(chain.roster, alone, wide)?.kind).toBe('four-eyes');
    const anna = { member: 'ash Ltd', name: 'anna', key: keyOf('anna').publicKey };
    const { roster } = asSound(amendedRoster(chain, 2, { addAdministrators: [anna] }));
    const two = words(votes(['ash', 'anna'], approve), { ...chain, roster });
    expect(agreementObstacle(roster, two, wide)).toBeUndefined();
  });
});

describe('a study', () => {
  const approve = { matter: 'study', decision: 'approve' } as const;
  const missing = (envelopes: readonly Uint8Array[]): string[] =>
    missingApprovals(founded.roster, words(envelopes), subject, [...everybody, 'ash Ltd']).map(
      ({ member }) => member,
    );

  test('needs every member, with a reason, and this very study', () => {
    expect(missing([])).toEqual(everybody);
    expect(missing(votes(['ash', 'beech', 'cedar'], approve))).toEqual([]);
    expect(missing(votes(['ash', 'cedar'], approve))).toEqual(['beech Ltd']);
    expect(
      missing([...votes(['ash', 'cedar'], approve), ...votes(['beech'], { ...approve, reason: ' ' })]),
    ).toEqual(['beech Ltd']);
    const another = voteOf('beech', { ...approve, subject: 'cd'.repeat(32) });
    expect(missing([...votes(['ash', 'cedar'], approve), another])).toEqual(['beech Ltd']);
    // A vote on an agreement of that hash, or on a roster, is no word on a study.
    const mistaken = votes(['beech'], { ...approve, matter: 'agreement' });
    expect(missing([...votes(['ash', 'cedar'], approve), ...mistaken])).toEqual(['beech Ltd']);
  });

  test('is rejected by the latest word; of two at one moment no counts', () => {
    const rejected = { ...approve, decision: 'reject', reason: 'too much' } as const;
    const all = votes(['ash', 'beech', 'cedar'], approve);
    const found = missingApprovals(
      founded.roster,
      words([...votes(['beech'], rejected), ...all]),
      subject,
      everybody,
    );
    expect(found).toEqual([{ member: 'beech Ltd', against: 'too much' }]);
    expect(missing([...all, ...votes(['beech'], { ...rejected, at: 0 })])).toEqual([]);
  });
});

describe('a model that is held back', () => {
  const held = releaseSubject(subject as StudyId);
  const approve = { matter: 'release', decision: 'approve', subject: held, reason: 'looked at it' } as const;
  const missing = (...envelopes: Uint8Array[]): string | undefined =>
    releaseWords(founded.roster, words(envelopes), held).obstacle;

  test('passes by administrators of two members, each with a reason, by their latest words', () => {
    const [ash, beech] = [voteOf('ash', approve), voteOf('beech', approve)];
    expect(missing(ash, ash)).toMatch(/^1 of 2/);
    expect(missing(ash, beech)).toBeUndefined();
    expect(missing(ash, voteOf('beech', { ...approve, reason: ' ' }))).toMatch(/^1 of 2/);
    expect(missing(ash, beech, voteOf('ash', { ...approve, decision: 'reject', at: 9 }))).toMatch(/^1 of 2/);
  });

  test('is held again once any administrator of a member takes its word back', () => {
    const anna = { member: 'ash Ltd', name: 'anna', key: keyOf('anna').publicKey };
    const { roster } = asSound(amendedRoster(founded, 2, { addAdministrators: [anna] }));
    const said = (...envelopes: Uint8Array[]) =>
      releaseWords(roster, words(envelopes, { ...founded, roster }), held);
    const both = [voteOf('ash', approve), voteOf('beech', approve)];
    const back = voteOf('anna', { ...approve, decision: 'reject', reason: 'looked again', at: 9 });
    expect(said(...both, back)).toMatchObject({
      approvedBy: [{ member: 'beech Ltd', reason: 'looked at it' }],
      obstacle: expect.stringMatching(/^1 of 2/) as string,
    });
    const again = voteOf('ash', { ...approve, reason: 'all the same', at: 10 });
    expect(said(...both, back, again)).toEqual({
      approvedBy: [
        { member: 'ash Ltd', reason: 'all the same' },
        { member: 'beech Ltd', reason: 'looked at it' },
      ],
      obstacle: undefined,
    });
  });

  test('is let pass by no word on the study itself, nor on another one', () => {
    const onStudy = ['ash', 'beech'].map((name) => voteOf(name, { ...approve, matter: 'study', subject }));
    expect(missing(...onStudy)).toMatch(/^0 of 2/);
    const other = releaseSubject('cd'.repeat(32) as StudyId);
    expect(missing(...['ash', 'beech'].map((name) => voteOf(name, { ...approve, subject: other })))).toMatch(
      /^0 of 2/,
    );
  });

  test('takes two administrators where there is one member', () => {
    const chain = foundedWith([lineOf('ash'), lineOf('ash-2', 'ash Ltd'), lineOf('ash-3', 'ash Ltd')]);
    const anna = { member: 'ash Ltd', name: 'anna', key: keyOf('anna').publicKey };
    const { roster } = asSound(amendedRoster(chain, 2, { addAdministrators: [anna] }));
    const found = (...names: string[]): string | undefined =>
      releaseWords(
        roster,
        words(
          names.map((name) => voteOf(name, approve)),
          { ...chain, roster },
        ),
        held,
      ).obstacle;
    expect(found('ash')).toMatch(/^1 of 2/);
    expect(found('ash', 'anna')).toBeUndefined();
    const back = voteOf('anna', { ...approve, decision: 'reject', at: 9 });
    const two = [voteOf('ash', approve), voteOf('anna', approve)];
    const ballots = words([...two, back], { ...chain, roster });
    expect(releaseWords(roster, ballots, held)).toMatchObject({
      approvedBy: [],
      obstacle: expect.stringMatching(/^0 of 2/) as string,
    });
  });
});

test('what was signed holds while everybody stands as then; suspension and leaving change nothing of that', () => {
  const changed = (amendment: Parameters<typeof amendedRoster>[2]): boolean =>
    holdsUnder(founded.roster, amendedRoster(founded, 2, amendment));
  expect(changed({ suspend: ['ash'] })).toBe(true);
  expect(changed({ removeMembers: ['cedar Ltd'] })).toBe(true);
  expect(changed({ admit: [lineOf('dogwood')] })).toBe(false);
  expect(changed({ rekey: [{ node: 'ash', key: keyOf('ash anew').publicKey }] })).toBe(false);
  const moved = founded.roster.nodes.map((node) => (node.name === 'ash' ? { ...node, region: 'us' } : node));
  expect(holdsUnder(founded.roster, { nodes: moved })).toBe(false);
});
