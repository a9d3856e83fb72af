// chorale-node card: what a node knows of a model that it adopted, with what members measured of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelCardSchema, type ModelCard } from '@chorale/models';
import { finishedHome } from '../../../support/finished-home.ts';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode } from './run-command.js';

const newFolder = temporaryFolders();
let home: string;

beforeAll(async () => {
  const terms = { parties: [{ member: 'Quay <Ltd>', role: 'controller' }], retentionDays: 30 };
  ({ home } = await finishedHome(newFolder(), [
    { name: 'returns', computation: 'logistic-regression', terms },
    { name: 'quality', computation: 'evaluate', of: 'returns' },
    { name: 'table', computation: 'statistics' },
  ]));
});

function write(study: string, output: string, ...more: string[]): ReturnType<typeof runNode> {
  return runNode(['card', '--study', study, '--output', output, ...more], { CHORALE_HOME: home });
}

test('a measured model: parties as agreed, measures, fairness across groups, lineage', async () => {
  const file = join(newFolder(), 'card.json');
  const { code, stdout } = await write('returns', file, '--json');
  expect(code).toBe(0);
  const card = modelCardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect((JSON.parse(stdout) as { card: ModelCard }).card).toEqual(card);
  expect(card).toMatchObject({
    writtenBy: 'node',
    model: { name: 'returns', computation: 'logistic-regression' },
    agreement: { purpose: 'test', retentionDays: 30 },
    parties: [{ member: 'Quay <Ltd>', role: 'controller' }],
    privacy: { mode: 'none', epsilon: null, unit: 'person', adjacency: 'add-or-remove-one' },
    withoutMeasures: null,
    byParty: [],
  });
  expect(card.data.features.map(({ name, range }) => [name, range])).toEqual([
    ['age', '0 .. 100'],
    ['spent', '0 .. 1000'],
  ]);
  const [quality] = card.evaluations;
  expect(quality).toMatchObject({ name: 'quality', label: 'label', everybody: { rows: 200 } });
  expect(quality!.everybody['auc']).toBeGreaterThan(0.95);
  const [fairness] = card.fairness;
  expect(fairness).toMatchObject({ evaluation: 'quality', groupBy: 'nearby', measure: 'auc' });
  const values = fairness!.groups.map(({ value }) => value!);
  expect(fairness!.groups.map(({ group, rows }) => [group, rows])).toEqual([
    ['no', 100],
    ['yes', 100],
  ]);
  expect(fairness!.gap).toBeCloseTo(Math.max(...values) - Math.min(...values), 12);
  expect(card.limits).toEqual([
    'purpose',
    'data-unverified',
    'no-holdout',
    'no-noise',
    'few-members',
    'ledger-not-held',
  ]);
});

test('the page stands alone in both languages, and what stands in documents stays text', async () => {
  const file = join(newFolder(), 'card.html');
  expect((await write('returns', file)).code).toBe(0);
  const english = readFileSync(file, 'utf8');
  expect(english).toContain('Quay &lt;Ltd&gt;');
  expect(english).toContain('no differential privacy is promised');
  expect(english).toContain('30 days after the study has ended');
  expect(english).not.toMatch(/<script|src=|href="http/);
  expect((await write('returns', file, '--lang', 'zh-CN')).code).toBe(0);
  const chinese = readFileSync(file, 'utf8');
  expect(chinese).toContain('<html lang="zh-CN">');
  expect(chinese).toContain('不承诺差分隐私');
  expect(chinese).not.toMatch(/undefined|NaN|\[object/);
});

test('of a model that nobody measured the card says so', async () => {
  const file = join(newFolder(), 'card.json');
  const { code, stdout } = await write('table', file);
  expect(code).toBe(0);
  expect(stdout).toContain('nobody has measured this model yet');
  const card = modelCardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(card).toMatchObject({ withoutMeasures: 'not-measured', evaluations: [], fairness: [] });
  expect(card.limits).toEqual(expect.arrayContaining(['not-measured', 'groups-not-measured']));
});

test('refuses what cannot be written or proven', async () => {
  const folder = newFolder();
  expect(await write('returns', join(folder, 'card.pdf'))).toMatchObject({ code: 2 });
  expect(await write('nothing', join(folder, 'card.html'))).toMatchObject({ code: 2 });
  const forged = join(folder, 'ledger.jsonl');
  writeFileSync(forged, '{"format":"chorale-ledger/1"}\n');
  const { code, stderr } = await write('returns', join(folder, 'card.html'), '--ledger', forged);
  expect(code).toBe(1);
  expect(stderr).toContain('not a ledger to rely on');
});
