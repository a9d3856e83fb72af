// docs/privacy.md promises that whatever prints an epsilon prints its terms: delta, unit, adjacency, sampling, p, h, accountant.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreementHash, type RoundId } from '@chorale/crypto';
import { mostMembershipAuc, planStudy } from '@chorale/models';
import { membershipInWords } from '../../../client-node/src/audit/audit-texts.js';
import { eventInWords } from '../../../client-node/src/cli/event-in-words.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { StudyRuntime } from '../../../client-node/src/study/study-runtime.js';
import { binaryFeatures } from '../../support/audit/canary-study.ts';
import { onSqlite } from '../../support/coordinator/place.js';
import { homeOf, runCoordinator } from '../../support/coordinator/run-coordinator.js';
import { agreementDocument, studyDocument, TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { agreementAndStudy } from '../../support/people.ts';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { commandTools } from '../node/cli/command-tools.js';
import { runNode } from '../node/cli/run-command.js';
import { bytes, openRound, rosterHash, study as studyId } from '../node/storage/samples.js';

const newFolder = temporaryFolders();
const { startCoordinator, newNode } = commandTools();

const SAMPLING = /all persons in every round|Poisson-sampled at [\d.]+/;
const PARTS = [
  ...[/epsilon/i, /delta/i, /per person/, /add or remove one/, SAMPLING],
  ...[/p = \d/, /h = \d/, /(PLD|RDP) accountant/],
];
const KEYS = ['delta', 'unit', 'adjacency', 'nodesPerPerson', 'colluding', 'accountant'];

function expectTerms(words: string): void {
  expect(PARTS.filter((part) => !part.test(words)).map((part) => `${part.source} in: ${words}`)).toEqual([]);
}
function expectFields(object: unknown, ...more: string[]): void {
  expect(Object.keys(object as object)).toEqual(expect.arrayContaining([...KEYS, ...more]));
}

const documents = agreementAndStudy({
  computation: 'statistics',
  mode: 'pooled',
  features: binaryFeatures(64),
  people: 1000,
});

describe('the coordinator', () => {
  let federation: TestFederation;
  let server: TestServer;
  const home = newFolder();

  beforeAll(async () => {
    federation = await TestFederation.found(onSqlite(home));
    await federation.enrol(5);
    server = await TestServer.start(federation);
    homeOf(server, home);
  });
  afterAll(async () => {
    await server.stop();
    await federation.close();
  });

  async function run(...words: string[]): Promise<string> {
    const ended = await runCoordinator(...words);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    return ended.stdout;
  }
  function file(name: string, document: object): string {
    writeFileSync(join(home, name), JSON.stringify(document));
    return join(home, name);
  }

  test('study start, study status and budget, in words and as JSON', async () => {
    await run('agreement', 'propose', file('agreement.json', agreementDocument));
    await federation.agree();
    await federation.shelveKeys(5);
    const started = await run(
      'study',
      'start',
      file('one.json', { ...studyDocument, name: 'one', privacy: { epsilon: 0.5 } }),
    );
    expectTerms(started);
    expectTerms(await run('study', 'status', 'one'));
    const { privacy } = JSON.parse(await run('study', 'status', 'one', '--json')) as { privacy: object };
    expectFields(privacy, 'epsilon', 'sampling');
    expectTerms(await run('budget'));
    const [position] = JSON.parse(await run('budget', '--json')) as object[];
    expectFields(position, 'limit', 'samplingRates');
    const asked = { ...studyDocument, name: 'two', privacy: { epsilon: 0.3 } };
    const other = JSON.parse(
      await run('study', 'start', file('two.json', asked), '--json'),
    ) as typeof position;
    expectFields((other as { privacy: object }).privacy, 'epsilon', 'sampling');
  });
});

describe('a node', () => {
  test('budget and status', async () => {
    const coordinator = await startCoordinator();
    const node = newNode();
    await node.init(coordinator.invite('Quay Ltd'));
    await coordinator.stop();
    const store = openNodeStore(node.home, 'run');
    const text = bytes(JSON.stringify(documents.agreement));
    store.federation.signRoster({ version: 1, hash: rosterHash('roster'), bytes: bytes('roster') });
    store.agreements.receive(agreementHash(text), text);
    store.agreements.sign(agreementHash(text), rosterHash('roster'));
    store.studies.receive({
      ...{ study: studyId, agreement: agreementHash(text), name: 'churn' },
      bytes: bytes('{}'),
    });
    const event = { type: 'sampled-gaussian', samplingRate: 0.5, noiseMultiplier: 6, count: 1 };
    const rid = openRound(store, 'reserved');
    store.budget.reserve({ rid, population: 'customers', purpose: 'test', study: studyId, event });
    store.close();
    expectTerms((await node.run('budget')).stdout);
    expectTerms((await node.run('status')).stdout);
    const { positions } = await node.runJson('budget');
    expectFields((positions as object[])[0], 'limit', 'samplingRates');
  });

  test('audit canaries, in words and as JSON', async () => {
    const folder = newFolder();
    const files = [join(folder, 'agreement.json'), join(folder, 'study.json')] as const;
    writeFileSync(files[0], JSON.stringify(documents.agreement));
    writeFileSync(files[1], JSON.stringify(documents.study));
    const asked = ['audit', 'canaries', '--agreement-file', files[0], '--study-file', files[1]];
    expectTerms((await runNode([...asked, '--canaries', '120'])).stdout);
    const { stdout } = await runNode([...asked, '--canaries', '120', '--json']);
    expectFields((JSON.parse(stdout) as { privacy: object }).privacy, 'epsilon', 'sampling');
  });

  test('audit membership', () => {
    const { privacy } = planStudy(documents.agreement, documents.study, { nodes: 4 });
    const [auc, low, high] = [0.5, 0.4, 0.6];
    const mostAuc = mostMembershipAuc(privacy.epsilon!, privacy.delta!);
    const audit = { ...{ study: 'churn', auc, low, high, members: 40, others: 40 }, privacy, mostAuc };
    expectTerms(membershipInWords({ ...audit, shadows: null }, 'en'));
    const chinese = membershipInWords({ ...audit, shadows: null }, 'zh-CN');
    for (const part of [
      'ε = ',
      'δ = ',
      '单位为个人',
      '增减一人',
      '每轮全部人员参与',
      'p = 1',
      'h = 1',
      '会计',
    ])
      expect(chinese).toContain(part);
  });

  test('the log of a round that was adopted, also where persons are sampled', () => {
    const hash = agreementHash(bytes(JSON.stringify(documents.agreement)));
    const lineOf = ({ agreement, study }: typeof documents, position: number): string => {
      const noPeople = (): Promise<never> => Promise.reject(new Error('no rows are read here'));
      const privacy = new StudyRuntime(studyId, study, hash, agreement, 4, noPeople).privacyAfter(position);
      return eventInWords({
        ...{ event: 'adopted', study: studyId, round: 'ab'.repeat(32) as RoundId, position },
        ...{ state: 'cd'.repeat(32), nodes: 4, privacy, done: false, bytesSent: 1 },
      });
    };
    expectTerms(lineOf(documents, 0));
    const sampled = agreementAndStudy({
      ...{ computation: 'neural-network', mode: 'pooled', people: 1000, features: binaryFeatures(3) },
      settings: { rounds: 4, samplingRate: 0.1 },
    });
    expectTerms(lineOf(sampled, 0));
    expect(lineOf(sampled, 0)).toMatch(/Poisson-sampled at 1 and 0\.1.*RDP accountant/);
    const exact = agreementAndStudy({
      ...{ computation: 'statistics', mode: 'none', people: 1000, features: binaryFeatures(3) },
    });
    expect(lineOf(exact, 0)).not.toMatch(/epsilon/);
  });
});
