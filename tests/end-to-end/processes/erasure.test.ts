// A person is erased between two studies, by real processes that are killed at every step of it. The following study is that of the rows
// without the person; what is left of them is a pseudonym; the certificate verifies offline, and the ledger knows its hash.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { computationByName, decodeState, type LogisticModel, type People } from '@chorale/models';
import { testEntropy } from '@chorale/crypto/testing';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import type { HeldOfPerson } from '../../../client-node/src/rights/access-texts.js';
import type { Explanation } from '../../../client-node/src/score/explain-person.js';
import { dyingAt } from '../../support/crash/kill-chain.ts';
import { RealFederation, runRefused, type RealNode } from '../../support/real/real-federation.ts';
import { RealProcess } from '../../support/real/real-process.ts';
import { PARTIES, shopAgreement, shopData, shopStudy } from '../../support/real/shop-data.ts';
import { simulateStudy } from '../../support/simulate-study.js';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const PERSON = 'alder-17';
const folder = temporaryFolders();
let federation: RealFederation;
afterAll(() => federation.stop());

const agreement = shopAgreement('Churn', null);
const studyOf = (name: string) => shopStudy(name, 'Churn', { collectSeconds: 20, committeeSeconds: 10 });

interface ListedErasures {
  readonly overdue: number;
  readonly erasures: readonly {
    readonly erasedAt: string | null;
    readonly inLedger: boolean;
    readonly daysLeft: number | null;
  }[];
}
interface Erased {
  readonly before: boolean;
  readonly certificate: string;
  readonly file: string;
  readonly statement: {
    readonly pseudonym: string;
    readonly studies: readonly {
      readonly name: string;
      readonly answer: string;
      readonly released: { readonly finished: boolean };
    }[];
    readonly scoredLists: object;
    readonly rowsInSource: number;
  };
}

/** All parties' rows as their nodes read them, without some persons. */
async function peopleWithout(gone: readonly string[]): Promise<People[]> {
  const made = folder();
  const parties: People[] = [];
  for (const party of PARTIES) {
    const rows = shopData
      .csv(party)
      .split('\n')
      .filter((row) => !gone.includes(row.split(',')[0]!));
    const file = join(made, `${party}.csv`);
    writeFileSync(file, rows.join('\n'));
    const { data } = shopData.document(party, '', file) as { data: object };
    const prepared = await preparePeople(dataSchema.parse(data), agreement.dictionary, {
      purpose: 'training',
      rights: { purpose: agreement.purpose, isErased: undefined },
    });
    parties.push(prepared.people);
  }
  return parties;
}

async function weightsWithout(gone: readonly string[]): Promise<number[]> {
  const { model } = await simulateStudy(
    agreement,
    studyOf('reference'),
    await peopleWithout(gone),
    testEntropy('erasure'),
  );
  return [...(model as LogisticModel).weights];
}

async function weightsOf(name: string): Promise<number[]> {
  const ended = await (await federation.startStudy(studyOf(name))).all;
  expect(ended.map(({ status }) => status)).toEqual(PARTIES.map(() => 'finished'));
  const state = decodeState(new Uint8Array(readFileSync(join(ended[0]!.model!, 'final.state'))));
  return [...(computationByName('logistic-regression').model(state) as LogisticModel).weights];
}

const farthest = (one: readonly number[], other: readonly number[]): number =>
  Math.max(...one.map((value, index) => Math.abs(value - other[index]!)));

/** Everything that a node keeps, as one text. */
function keptBy(home: string): string {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'people.csv')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** `erase` as a process that kills itself at a step. */
async function eraseDyingAt(node: RealNode, args: readonly string[], step: string): Promise<void> {
  const process = new RealProcess<unknown>('erase', federation.programs, 'node', node.surroundings);
  process.start(['erase', ...args, '--json'], dyingAt(step));
  await process.killed();
}

/** The reasons for a person's score add up to the score in the list. */
async function explainsWhatItScored(node: RealNode, list: string): Promise<void> {
  const asked = ['explain', '--person', 'alder-18', '--study', 'before', '--config', node.configFile];
  const { start, features, outputs } = await node.command<Explanation>(...asked);
  const sum = features.reduce((total, { contribution }) => total + contribution!, start!);
  expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(Number(outputs['probability']), 9);
  const scored = /^alder-18,([^,]*),/m.exec(readFileSync(list, 'utf8'))![1];
  expect(Number(outputs['probability'])).toBeCloseTo(Number(scored), 6);
  const said = await federation.programs.run('node', [...asked, '--lang', 'zh-CN'], node.surroundings);
  expect(said).toContain('影响最大者在前');
  const held = await node.command<HeldOfPerson>(
    'access',
    '--person',
    'alder-18',
    '--config',
    node.configFile,
  );
  expect(held).toMatchObject({ erasedAt: null, consents: null, lists: [{ path: list, found: 'holds' }] });
}

test('an erasure in the middle of a federation', async () => {
  federation = new RealFederation(folder());
  await federation.form(agreement);
  await federation.runNodes();
  const [node] = federation.nodes as [RealNode];
  const before = await weightsOf('before');
  const list = join(node.surroundings.home, 'scores.csv');
  await node.command('score', '--study', 'before', '--output', list, '--config', node.configFile);
  expect(readFileSync(list, 'utf8')).toContain(`\n${PERSON},`);

  await explainsWhatItScored(node, list);

  const idFile = join(folder(), 'person.txt');
  writeFileSync(idFile, `${PERSON}\n`);
  const output = join(folder(), 'certificate.json');
  const args = [
    '--person-file',
    idFile,
    '--requested',
    '2026-01-01',
    '--config',
    node.configFile,
    '--output',
    output,
  ];
  const listed = () => node.command<ListedErasures>('erasures');

  // Killed anywhere it is not done, or done.
  await eraseDyingAt(node, args, 'wrote ErasureRecords.keepPseudonymKey');
  expect(await listed()).toEqual({ overdue: 0, erasures: [] });
  for (const step of ['wrote ErasureRecords.request', 'undurable ErasureRecords.carryOut']) {
    await eraseDyingAt(node, args, step);
    const refused = await runRefused('node', ['erasures', '--json'], node.surroundings);
    expect(refused.code).toBe(1);
  }
  await eraseDyingAt(node, args, 'wrote ErasureRecords.carryOut');
  expect(existsSync(output)).toBe(false);
  // From here on the running node tells the coordinator too, should nobody call the command again.
  expect((await listed()).erasures).toMatchObject([{ daysLeft: null }]);

  const erased = await node.command<Erased>('erase', ...args);
  expect(erased).toMatchObject({
    before: true,
    statement: {
      rowsInSource: 1,
      scoredLists: { cleaned: 0, without: 1, gone: 0, unreadable: 0 },
      studies: [{ name: 'before', answer: 'retrain', released: { finished: true } }],
    },
  });
  expect((await listed()).erasures).toMatchObject([{ inLedger: true }]);
  expect(readFileSync(list, 'utf8')).not.toContain(PERSON);
  expect(readFileSync(list, 'utf8')).toContain('\nalder-18,');

  // Offline: another party knows the node by its roster, anybody else by its fingerprint.
  const elsewhere = federation.nodes[3]!;
  expect(await elsewhere.command('erase', '--verify', output)).toMatchObject({
    verified: true,
    certificate: erased.certificate,
  });
  const forged = join(folder(), 'forged.json');
  writeFileSync(forged, readFileSync(output, 'utf8').replace(erased.statement.pseudonym, 'ab'.repeat(32)));
  expect(
    (await runRefused('node', ['erase', '--verify', forged, '--json'], elsewhere.surroundings)).code,
  ).toBe(1);

  const after = await weightsOf('after');
  const [withPerson, without] = [await weightsWithout([]), await weightsWithout([PERSON])];
  expect(farthest(before, withPerson)).toBeLessThan(1e-5);
  expect(farthest(after, without)).toBeLessThan(1e-5);
  expect(farthest(withPerson, without)).toBeGreaterThan(1e-3);

  await node.command('score', '--study', 'after', '--output', list, '--config', node.configFile);
  expect(readFileSync(list, 'utf8')).not.toContain(PERSON);
  expect(keptBy(node.surroundings.home)).not.toContain(PERSON);
  expect(JSON.stringify(node.told)).not.toContain(PERSON);

  // Whoever asks is told of the erasure; the model is not used on them any more.
  const about = ['--person-file', idFile, '--config', node.configFile];
  const refused = await runRefused('node', ['explain', '--study', 'after', ...about], node.surroundings);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.complaints).toContain('was erased');
  expect(refused.complaints).not.toContain(PERSON);
  const held = await node.command<HeldOfPerson>('access', ...about);
  expect(held.erasedAt).toMatch(/^20/);
  expect(held.sources[0]?.rows.map(([id]) => id)).toEqual([PERSON]);
  expect(held.lists).toEqual([{ path: list, found: 'without' }]);
  expect(held.studies.map(({ name }) => name)).toEqual(['before', 'after']);

  const { verified, entries } = await federation.verifiedLedger();
  expect(verified).toBe(true);
  const entered = (kind: string) => entries.filter((entry) => entry.kind === kind);
  expect(entered('erasure-certified')).toMatchObject([
    { subject: erased.certificate, payload: { requestedOn: '2026-01-01', dueOn: '2026-01-31' } },
  ]);
  expect(entered('persons-left-out')).toMatchObject([
    { payload: { withoutConsent: null, erased: 'fewer than 10' } },
  ]);
  expect(JSON.stringify(entries)).not.toContain(PERSON);
  expect(JSON.stringify(entries)).not.toContain(erased.statement.pseudonym);
}, 300_000);
