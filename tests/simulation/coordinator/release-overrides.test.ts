// A model that the gate holds back, let pass by administrators of two members: by the commands that people type, counted by each node.
import {
  ballotBox,
  contentHash,
  releaseSubject,
  signMessage,
  SigningKey,
  verifyLedger,
  vote,
  type Hash,
  type StudyId,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { rosterInForce } from '../../../client-node/src/governance/roster-in-force.js';
import { followOverrides } from '../../../client-node/src/gate/follow-overrides.js';
import { ReleaseGate } from '../../../client-node/src/gate/release-gate.js';
import { homePaths } from '../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { finishedStudy } from '../../../client-node/src/study/finished-study.js';
import { Studies } from '../../../coordinator/src/storage/tables/round-tables.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { agreementDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { addFinished } from '../../support/finished-home.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runNode, type Ended } from '../../unit/node/cli/run-command.js';

const newFolder = temporaryFolders();
const NAMES = ['north', 'south', 'east'] as const;
type Name = (typeof NAMES)[number];
const homes = new Map<Name, string>();
let federation: TestFederation;
let server: TestServer;

const run = (name: Name, ...words: string[]): Promise<Ended> =>
  runNode([...words, '--dev'], { CHORALE_HOME: homes.get(name)! });
const decide = (name: Name, ...words: string[]): Promise<Ended> =>
  run(name, 'release', ...words, '--reason', 'season changed');

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(newFolder()), undefined, {
    clock: { now: () => Date.now() },
    publicUrl: () => server.url,
  });
  server = await TestServer.start(federation);
  for (const name of NAMES) {
    homes.set(name, newFolder());
    const wish = { member: `${name} Ltd`, node: name, role: 'contributor' } as const;
    const { token } = await federation.house.invitations.issue(wish);
    expect((await run(name, 'init', '--invite', token, '--name', name, '--confirm')).code).toBe(0);
  }
  const terms = { ...agreementDocument, cohort: { kMin: 3 }, expires: '2099-12-31' };
  const { agreement } = await federation.house.agreements.propose(terms);
  for (const name of NAMES) {
    const { stdout } = await run(name, 'members', '--json');
    const { rosterFingerprint } = JSON.parse(stdout) as { rosterFingerprint: string };
    const compared = ['--roster-fingerprint', rosterFingerprint];
    expect((await run(name, 'agreement', 'sign', '--agreement', agreement, ...compared)).code).toBe(0);
  }
  for (const name of NAMES) expect((await run(name, 'roster', 'show')).code).toBe(0);
  await leaveStudies();
});
afterAll(async () => {
  expect(await verifyLedger(await federation.ledgerLines())).toMatchObject({ verified: true });
  await server.stop();
  await federation.close();
});

/** At every home a good model and a poor one, both measured; the coordinator knows of the same studies that they finished. */
async function leaveStudies(): Promise<void> {
  for (const name of NAMES) {
    const home = homes.get(name)!;
    await addFinished(home, { name: 'churn', computation: 'logistic-regression' });
    await addFinished(home, { name: 'quality', computation: 'evaluate', of: 'churn' });
    await addFinished(home, { name: 'churn-2', computation: 'logistic-regression' });
    await addFinished(home, { name: 'quality-2', computation: 'evaluate', of: 'churn-2', wrongOneIn: 2 });
  }
  const known = inStore('north', (store) => store.studies.all());
  const { agreement } = (await federation.house.agreements.list())[0]!;
  await federation.house.database.write(async ({ manager }) => {
    for (const { study, name, bytes } of known)
      await manager.insert(Studies, {
        ...{
          id: study,
          name,
          agreement: agreement as never,
          document: bytes,
          status: 'finished',
          reason: '',
        },
        ...{
          startedAt: 1,
          endedAt: 2,
          state: contentHash(bytes) as string as never,
          layout: new Uint8Array(1),
        },
        ...{ roundsClosed: 1, roundsPlanned: 1, attempt: 0, waitingSince: 0 },
      });
  });
}

function inStore<T>(name: Name, work: (store: NodeStore, models: string) => T): T {
  const home = homes.get(name)!;
  const store = openNodeStore(home, 'visit');
  try {
    return work(store, homePaths(home).models);
  } finally {
    store.close();
  }
}
const standingAt = (name: Name): string =>
  inStore(
    name,
    (store, models) =>
      new ReleaseGate(store, models).standingOf(finishedStudy(store, models, 'churn-2')).standing,
  );
const measuring = (): StudyId =>
  inStore('north', (store) => store.studies.all().find(({ name }) => name === 'quality-2')!.study);

/** Signed by a key of nobody's. */
function wordOf(signer: string, subject: Hash): Uint8Array {
  const { key } = SigningKey.generate(testEntropy(signer));
  const word = { matter: 'release', subject, decision: 'approve', reason: 'because', at: 1 } as const;
  return signMessage(vote, key, federation.house.federation.id, word).bytes;
}

/** As a running node does each minute. @param answers what the coordinator shows. */
async function follow(name: Name, answers: readonly Uint8Array[]): Promise<void> {
  const home = homes.get(name)!;
  const store = openNodeStore(home, 'visit');
  try {
    await followOverrides(
      {
        store,
        federation: store.federation.membership()!.federation,
        roster: () => rosterInForce(store),
        coordinator: { request: () => Promise.resolve(ballotBox.encode({ ballots: [...answers] })) },
      },
      [releaseSubject(measuring())],
    );
  } finally {
    store.close();
  }
}

test('nobody votes on a model of no finished study', async () => {
  const unknown = releaseSubject('ab'.repeat(32) as StudyId);
  await expect(federation.house.votes.cast(wordOf('anybody', unknown))).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a coordinator cannot make words up, nor use those that were given on something else', async () => {
  const subject = releaseSubject(measuring());
  const { agreement } = (await federation.house.agreements.list())[0]!;
  const elsewhere = await federation.house.votes.ballots(agreement);
  expect(elsewhere.length).toBeGreaterThan(1);
  await follow('east', [wordOf('one', subject), wordOf('another', subject), ...elsewhere]);
  expect(standingAt('east')).toBe('held');
  expect(inStore('east', (store) => store.releases.ballotsOn(subject))).toEqual([]);
});

test('takes administrators of two members, each with a reason; every node counts, and the ledger has it', async () => {
  expect(standingAt('north')).toBe('held');
  expect(await run('north', 'release', 'override', 'churn-2')).toMatchObject({ code: 2 });
  expect(await decide('north', 'override', 'churn')).toMatchObject({ code: 2 });
  const first = await decide('north', 'override', 'churn-2');
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain('is held: 1 of 2');
  expect(await decide('north', 'override', 'churn-2')).toMatchObject({ code: 0 });
  expect(standingAt('north')).toBe('held');
  expect(await federation.entryKinds()).not.toContain('release-overridden');

  const second = await decide('south', 'override', 'churn-2');
  expect(second.stdout).toMatch(/may be used: "north Ltd" and "south Ltd" let it pass/);
  expect(standingAt('south')).toBe('overridden');
  expect(await federation.payloads('release-overridden')).toEqual([
    {
      subject: releaseSubject(measuring()),
      study: measuring(),
      approvedBy: [
        { member: 'north Ltd', reason: 'season changed' },
        { member: 'south Ltd', reason: 'season changed' },
      ],
    },
  ]);

  // Others hear of it from the coordinator, and count the same words.
  expect([standingAt('north'), standingAt('east')]).toEqual(['held', 'held']);
  const ballots = await federation.house.votes.ballots(releaseSubject(measuring()));
  await follow('east', ballots);
  expect(standingAt('east')).toBe('overridden');

  // Whoever takes its word back holds it again; older words that a coordinator shows anew change nothing.
  expect((await decide('south', 'withdraw', 'churn-2')).stdout).toContain('is held: 1 of 2');
  await follow('east', await federation.house.votes.ballots(releaseSubject(measuring())));
  await follow('east', ballots);
  expect(standingAt('east')).toBe('held');
});
