// Members decide by the commands that people type, against a real coordinator over HTTP: studies, persons who sign, suspension,
// new keys for old and for lost ones, and leaving.
import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLedger, type StudyId } from '@chorale/crypto';
import { Studies } from '../../../coordinator/src/storage/tables/round-tables.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { agreementDocument, studyDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runNode, type Ended } from '../../unit/node/cli/run-command.js';

const newFolder = temporaryFolders();
const NAMES = ['north', 'south', 'east', 'west'] as const;
let federation: TestFederation;
let server: TestServer;
let agreement: string;

/** A node as its people meet it: a home, and commands in it. */
class Party {
  home = newFolder();
  constructor(readonly name: string) {}

  get member(): string {
    return `${this.name} Ltd`;
  }
  run(...args: string[]): Promise<Ended> {
    return runNode([...args, '--dev'], { CHORALE_HOME: this.home });
  }
  async runJson(...args: string[]): Promise<Record<string, unknown>> {
    const ended = await this.run(...args, '--json');
    expect(ended).toMatchObject({ code: 0 });
    return JSON.parse(ended.stdout) as Record<string, unknown>;
  }
  async join(newKey = false): Promise<string> {
    const wish = { member: this.member, node: this.name, role: 'contributor', newKey } as const;
    const { token } = await federation.house.invitations.issue(wish);
    const joined = await this.runJson('init', '--invite', token, '--name', this.name, '--confirm');
    return joined.fingerprint as string;
  }
  async sign(): Promise<void> {
    const { rosterFingerprint } = await this.runJson('members');
    const compared = ['--roster-fingerprint', String(rosterFingerprint)];
    expect(await this.run('agreement', 'sign', '--agreement', agreement, ...compared)).toMatchObject({
      code: 0,
    });
  }
  /** By the person or node that signs for its member. */
  decide(...words: string[]): Promise<Ended> {
    return this.run(...words, '--reason', 'as discussed');
  }
}

let parties: Readonly<Record<(typeof NAMES)[number], Party>>;
const all = (): Party[] => Object.values(parties);

beforeEach(async () => {
  const place = newFolder();
  federation = await TestFederation.found(onSqlite(place), undefined, {
    clock: { now: () => Date.now() },
    publicUrl: () => server.url,
  });
  federation.approvesStudies = false;
  server = await TestServer.start(federation);
  parties = Object.fromEntries(NAMES.map((name) => [name, new Party(name)])) as typeof parties;
  for (const party of all()) await party.join();
  const terms = { ...agreementDocument, cohort: { kMin: 3 }, expires: '2099-12-31' };
  ({ agreement } = await federation.house.agreements.propose(terms));
  for (const party of all()) await party.sign();
  await expectActive(true);
});
afterEach(async () => {
  expect(await verifyLedger(await federation.ledgerLines())).toMatchObject({ verified: true });
  await server.stop();
  await federation.close();
});

async function expectActive(active: boolean): Promise<void> {
  expect(await federation.house.agreements.list()).toMatchObject([{ active }]);
}
const startStudy = (): Promise<unknown> => federation.house.studies.start(studyDocument);
const study = async () => (await federation.house.progress.studies())[0]!;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

test('a study is read, approved with a reason by each, and ended by one', async () => {
  await startStudy();
  const { north, west } = parties;
  expect((await west.run('study', 'list')).stdout).toMatch(/first-study: proposed.*undecided/);
  expect(await west.run('study', 'approve', 'first-study')).toMatchObject({
    code: 2,
    stderr: like(/--reason/),
  });
  expect(await west.decide('study', 'approve', 'no-such')).toMatchObject({
    code: 2,
    stderr: like(/first-study/),
  });
  for (const party of all().slice(0, 3))
    expect((await party.decide('study', 'approve', 'first-study')).code).toBe(0);
  expect((await study()).status).toBe('proposed');
  const shown = await north.run('study', 'show', 'first-study');
  expect(shown.stdout).toMatch(/north Ltd: approve, because: as discussed/);
  expect(shown.stdout).toMatch(/west Ltd: undecided/);
  expect((await west.decide('study', 'approve', 'first-study')).code).toBe(0);
  expect((await study()).status).not.toBe('proposed');
  expect((await west.decide('study', 'reject', 'first-study')).code).toBe(0);
  expect(await study()).toMatchObject({
    status: 'stopped',
    reason: like(/"west Ltd" rejects it: as discussed/),
  });
  const votes = await federation.payloads('vote-cast');
  expect(await west.decide('study', 'approve', 'first-study')).toMatchObject({
    code: 2,
    stderr: like(/is stopped, and no approval starts it again/),
  });
  expect(await federation.payloads('vote-cast')).toEqual(votes);
});

test('a study that the coordinator calls by the name of another one is not decided on under that name', async () => {
  await startStudy();
  const { north, west } = parties;
  const first = (await study()).study;
  expect((await north.run('study', 'show', 'first-study')).stdout).toContain(`Id: ${first}`);
  expect((await north.decide('study', 'approve', 'first-study')).code).toBe(0);
  const votesBefore = await federation.payloads('vote-cast');
  const rename = (id: string, name: string): Promise<unknown> =>
    federation.house.database.write(({ manager }) =>
      manager.update(Studies, { id: id as StudyId }, { name }),
    );
  const refused = {
    code: 3,
    stderr: like(/lists study "\S+" \(\w+\) as "first-study".*nothing was decided/),
  };

  // Another text by the same name: who approved the first one is not made to decide on it.
  await rename(first, 'hidden');
  const other = { ...studyDocument, deadlines: { collectSeconds: 61 } };
  const { study: second } = (await federation.house.studies.start(other)) as { study: StudyId };
  for (const decision of ['approve', 'reject'])
    expect(await north.decide('study', decision, 'first-study')).toMatchObject(refused);

  // A text that calls itself otherwise: nor is anybody else.
  const named = { ...studyDocument, name: 'wanton', deadlines: { collectSeconds: 62 } };
  const { study: third } = (await federation.house.studies.start(named)) as { study: StudyId };
  await rename(second, 'gone');
  await rename(third, 'first-study');
  for (const decision of ['approve', 'reject'])
    expect(await west.decide('study', decision, 'first-study')).toMatchObject(refused);
  expect(await federation.payloads('vote-cast')).toEqual(votesBefore);

  // By its id it is what it is, for whoever means it.
  expect((await west.run('study', 'show', third)).stdout).toMatch(/Study "wanton"/);
  expect((await west.decide('study', 'reject', third)).code).toBe(0);
});

test('a person signs for a member, instead of its node, and for no other', async () => {
  const { south, east } = parties;
  const key = join(newFolder(), 'lin.key');
  const { publicKey } = await south.runJson('administrator', 'create', '--key', key);
  const add = ['administrator', 'add', '--name', 'lin', '--public-key', String(publicKey)];
  expect(await east.decide(...add, '--administrator-key', key)).toMatchObject({
    code: 3,
    stderr: like(/signs for no member/),
  });
  expect((await south.decide(...add)).code).toBe(0);
  const asLin = ['--administrator-key', key];
  expect((await south.decide('administrator', 'remove', '--name', 'south', ...asLin)).code).toBe(0);
  await startStudy();
  expect(await south.decide('study', 'approve', 'first-study')).toMatchObject({
    code: 3,
    stderr: like(/signed for by "lin"/),
  });
  expect(await east.decide('study', 'approve', 'first-study', ...asLin)).toMatchObject({
    code: 3,
    stderr: like(/signs for "south Ltd"/),
  });
  for (const party of all())
    expect(
      (await party.decide('study', 'approve', 'first-study', ...(party === south ? asLin : []))).code,
    ).toBe(0);
  expect((await study()).status).not.toBe('proposed');
  expect(await south.decide('administrator', 'remove', '--name', 'lin', ...asLin)).toMatchObject({
    code: 3,
    stderr: like(/without an administrator/),
  });
});

test('members suspend a node by more than half of their votes', async () => {
  const { north, south, east, west } = parties;
  expect((await north.decide('roster', 'propose', '--suspend', 'west')).code).toBe(0);
  const waiting = await east.run('roster', 'show');
  expect(waiting.stdout).toMatch(
    /Version 2 waits for votes[^]*node "west" of "west Ltd" is suspended[^]*north Ltd: approve/,
  );
  expect(await east.decide('roster', 'vote')).toMatchObject({ code: 2 });
  // By its hash it is this one and no other, whatever number another one is given.
  const { waiting: open } = await south.runJson('roster', 'show');
  const [{ roster: hash }] = open as [{ roster: string }];
  expect(await south.decide('roster', 'vote', '--approve', '--roster-version', 'f'.repeat(64))).toMatchObject(
    {
      code: 2,
      stderr: like(/no roster of version f+ waits for votes/),
    },
  );
  expect((await south.decide('roster', 'vote', '--approve', '--roster-version', hash)).code).toBe(0);
  expect((await east.decide('roster', 'vote', '--approve')).code).toBe(0);
  expect(await west.runJson('roster', 'show')).toMatchObject({ version: 2, waiting: [] });
  expect((await west.run('roster', 'show')).stdout).toMatch(/node west.*SUSPENDED/);
  expect(await west.decide('roster', 'vote', '--reject')).toMatchObject({
    code: 2,
    stderr: like(/nothing is to be decided/),
  });
  await expectActive(true);
});

test('a node takes a new key by the word of the old one, and goes on where it was killed', async () => {
  const { west } = parties;
  const sealed = join(west.home, 'keys', 'identity.sealed');
  cpSync(sealed, `${sealed}.old`);
  const rotated = await west.runJson('key', 'rotate', '--reason', 'yearly');
  expect(rotated).toMatchObject({ rosterVersion: 2 });
  // Killed after the roster named the new key, before it took the place of the old one.
  renameSync(sealed, join(west.home, 'keys', 'next-identity.sealed'));
  renameSync(`${sealed}.old`, sealed);
  expect(await west.runJson('key', 'rotate', '--reason', 'yearly')).toEqual(rotated);
  await expectActive(false);
  // Nobody telephones: the old key, which was compared, vouches for the new one.
  for (const party of all())
    expect((await party.run('agreement', 'sign', '--agreement', agreement)).code).toBe(0);
  await expectActive(true);
});

test('a lost key is replaced by the votes of the others, who compare the new one; the old one opens no door', async () => {
  const { north, south, east, west } = parties;
  const thief = new Party('west');
  cpSync(west.home, thief.home, { recursive: true });
  rmSync(west.home, { recursive: true });
  const fingerprint = await west.join(true);
  await federation.house.rosterProposals.proposeChange({ newKeys: ['west'], reason: 'stolen laptop' });
  expect((await thief.decide('roster', 'vote', '--reject')).code).toBe(0);
  for (const party of [north, south, east]) {
    expect(await party.decide('roster', 'vote', '--approve')).toMatchObject({
      code: 3,
      stderr: like(/"west"/),
    });
    const compared = ['--confirm', `west=${fingerprint}`];
    expect((await party.decide('roster', 'vote', '--approve', ...compared)).code).toBe(0);
  }
  expect(await thief.run('roster', 'show')).toMatchObject({ code: 1, stderr: like(/its key was retired/) });
  for (const party of all()) await party.sign();
  await expectActive(true);
});

test('a member leaves for good, and the agreement goes on among the others', async () => {
  const { north, west } = parties;
  const left = await west.runJson('leave', '--member', '--reason', 'the pilot has ended');
  expect(left).toMatchObject({ version: 2 });
  expect(left.changes).toEqual(
    expect.arrayContaining([like(/"west Ltd" is no member any more/), like(/its key is retired for ever/)]),
  );
  expect((await north.run('roster', 'show')).stdout).not.toMatch(/west/);
  expect(await west.run('roster', 'show')).toMatchObject({ code: 1, stderr: like(/its key was retired/) });
  await expectActive(true);
});
