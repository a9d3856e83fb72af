import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCoordinator } from '../../support/coordinator/run-coordinator.js';
import { agreementAndStudy, type TermsInBrief } from '../../support/people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();

function documents(changes: Partial<TermsInBrief> = {}, asked: object = {}): [string, string] {
  const { agreement, study } = agreementAndStudy({
    computation: 'logistic-regression',
    mode: 'pooled',
    features: [{ name: 'amount', type: 'number', lower: 0, upper: 1 }],
    people: 1000,
    settings: { gradientRounds: 2 },
    ...changes,
  });
  const folder = newFolder();
  const files: [string, string] = [join(folder, 'agreement.json'), join(folder, 'study.json')];
  writeFileSync(files[0], JSON.stringify(agreement));
  writeFileSync(files[1], JSON.stringify({ ...study, ...asked }));
  return files;
}

const run = (...words: string[]) => runCoordinator('privacy', 'plan', ...words);

test('shows table, plot, terms and a recommendation, and says that it is an estimate', async () => {
  const { code, stdout, stderr } = await run(...documents());
  expect(code).toBe(0);
  expect(stdout).toMatch(/EPSILON +ROUNDS +NOISE z +NOISE ON A MEAN +EXPECTED AUC/);
  expect(stdout).toMatch(/^1 +3 .* asked/m);
  expect(stdout).toMatch(/^ *0\.125 \|#+ *\| 0\.\d{4}$/m);
  expect(stdout).toMatch(/Recommended: privacy\.epsilon: [\d.]+, settings\.gradientRounds: \d+/);
  expect(stdout).toMatch(/epsilon 1 at delta 0\.00001, per person, add or remove one.*PLD accountant/);
  expect(stdout).toMatch(/An ESTIMATE, no measurement.*made-up persons/);
  expect(stdout).toContain('Nothing was spent and no row was read.');
  expect(stderr).toMatch(/setting 1 of/);
});

test('speaks Chinese, and writes a page that loads nothing', async () => {
  const page = join(newFolder(), 'plan.html');
  const { code, stdout } = await run(...documents(), '--lang', 'zh-CN', '--html', page);
  expect(code).toBe(0);
  expect(stdout).toMatch(/预期 AUC.*\n/);
  expect(stdout).toContain('这是估计，不是测量');
  const written = readFileSync(page, 'utf8');
  expect(written).toContain('<html lang="zh-CN">');
  expect(written.match(/<polyline/g)!.length).toBeGreaterThan(1);
  expect(written).toContain(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  );
  expect(written).toContain('<li><a href="#options">');
  expect(written).not.toMatch(/<script|src=|href="[^#]|NaN|undefined/);
});

test('tells of statistics how exact each figure will be', async () => {
  const { code, stdout } = await run(...documents({ computation: 'statistics', settings: {} }));
  expect(code).toBe(0);
  expect(stdout).toMatch(/EPSILON +ROUNDS +NOISE z +NOISE ON A MEAN +STANDARD ERROR/);
  expect(stdout).toMatch(/^persons counted, in all or in a bin +[\d.]+/m);
  expect(stdout).toMatch(/^amount +[\d.]+ +[\d.]+ *$/m);
  expect(stdout).toContain('Exact: ');
});

test('answers machines in JSON', async () => {
  const { code, stdout } = await run(...documents({ computation: 'statistics', settings: {} }), '--json');
  expect(code).toBe(0);
  const forecast = JSON.parse(stdout) as { options: object[]; recommended: object };
  expect(forecast.options).toHaveLength(4);
  expect(forecast.options).toContainEqual(forecast.recommended);
  expect(forecast).toMatchObject({ accuracy: { measure: 'standard-error', simulation: null } });
});

test('of too few persons: the noise alone, and no recommendation', async () => {
  const { code, stdout } = await run(...documents({ people: 3 }));
  expect(code).toBe(0);
  expect(stdout).toContain('fewer than 50 persons are too few to simulate');
  expect(stdout).toContain('Recommended: none of these. No setting here is worth running');
});

test('weighs a study of an agreement that has expired, with a warning', async () => {
  const files = documents({ computation: 'statistics', settings: {} });
  const agreement = JSON.parse(readFileSync(files[0], 'utf8')) as object;
  writeFileSync(files[0], JSON.stringify({ ...agreement, expires: '2020-12-31' }));
  const { code, stderr } = await run(...files);
  expect(code).toBe(0);
  expect(stderr).toMatch(/warning: the agreement "test" expired on 2020-12-31.*propose a new one/);
});

test.each<[string, [string, string], string[], number, RegExp]>([
  [
    'epsilon above the agreement',
    documents({}, { privacy: { epsilon: 2 } }),
    [],
    3,
    /asks for epsilon 2, the agreement allows 1/,
  ],
  ['epsilon 0', documents({}, { privacy: { epsilon: 0 } }), [], 2, /study\.json: privacy\.epsilon/],
  [
    'a sampling rate above 1',
    documents({}, { settings: { samplingRate: 1.5 } }),
    [],
    2,
    /study\.json: settings of "logistic-regression": samplingRate: has to be at most 1: write a smaller number \(given: 1\.5\)/,
  ],
  [
    'a clip of 0',
    documents({ computation: 'neural-network' }, { settings: { clipNorm: 0 } }),
    [],
    2,
    /settings of "neural-network": clipNorm: has to be more than 0 \(given: 0\)/,
  ],
  ['mode none', documents({ mode: 'none' }), [], 3, /nothing to weigh/],
  [
    'fewer nodes than kMin',
    documents(),
    ['--nodes', '3'],
    2,
    /--nodes 3 can never reach the agreement's kMin of 4/,
  ],
  ['nodes that are no number', documents(), ['--nodes', 'many'], 2, /--nodes must be a whole number/],
  [
    'a page where none can be written',
    documents(),
    ['--html', join('no', 'such', 'folder', 'plan.html')],
    2,
    /cannot be written to no.such/,
  ],
  ['a page in place of a folder', documents(), ['--html', tmpdir()], 2, /it is a folder; name a file/],
  ['an AUC that cannot be', documents(), ['--auc', '1.2'], 2, /--auc must lie between/],
  [
    'documents of different agreements',
    documents({}, { agreement: 'other' }),
    [],
    2,
    /meant for the agreement "other"/,
  ],
  ['a language that nobody wrote', documents(), ['--lang', 'tlh'], 2, /en, zh-CN/],
])('refuses %s', async (_, files, words, expected, message) => {
  const { code, stdout, stderr } = await run(...files, ...words);
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toMatch(message);
});

test.each([
  [
    'a delta that one person in all reaches',
    { delta: 1 / 1000 },
    /privacy\.delta: delta must be below 1\/people/,
  ],
  ['a delta of 1', { delta: 1 }, /privacy\.delta/],
  ['an epsilon that promises nothing', { epsilon: 1000 }, /privacy\.epsilon/],
])('refuses %s in the agreement', async (_, privacy, message) => {
  const files = documents();
  const agreement = JSON.parse(readFileSync(files[0], 'utf8')) as { privacy: object };
  writeFileSync(files[0], JSON.stringify({ ...agreement, privacy: { ...agreement.privacy, ...privacy } }));
  const { code, stderr } = await run(...files);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
