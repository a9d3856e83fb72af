// chorale-node report of studies that have run, and of those that have not begun.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finishedHome } from '../../../support/finished-home.js';
import { agreementAndStudy, type TermsInBrief } from '../../../support/people.ts';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode } from './run-command.js';

const newFolder = temporaryFolders();

function documents(changes: Partial<TermsInBrief> = {}): string[] {
  const { agreement, study } = agreementAndStudy({
    computation: 'statistics',
    mode: 'pooled',
    features: [{ name: 'visits', type: 'number', lower: 0, upper: 9 }],
    people: 1000,
    ...changes,
  });
  const folder = newFolder();
  const [agreementFile, studyFile] = [join(folder, 'agreement.json'), join(folder, 'study.json')];
  writeFileSync(agreementFile, JSON.stringify(agreement));
  writeFileSync(studyFile, JSON.stringify(study));
  return ['--agreement-file', agreementFile, '--study-file', studyFile];
}

test('writes what a study would cost and be worth, from its two documents alone', async () => {
  const output = join(newFolder(), 'plan.html');
  const { code, stdout } = await runNode(['report', ...documents(), '--output', output, '--lang', 'zh-CN']);
  expect(code).toBe(0);
  expect(stdout).toContain(output);
  const page = readFileSync(output, 'utf8');
  expect(page).toContain('<section id="plan"');
  expect(page).toContain('推荐：privacy.epsilon');
  const { stdout: json } = await runNode(['report', ...documents(), '--output', output, '--json']);
  expect(JSON.parse(json)).toMatchObject({
    study: 'test',
    plan: { accuracy: { measure: 'standard-error' } },
  });
});

test('warns of an agreement that has expired, on the page as well', async () => {
  const output = join(newFolder(), 'plan.html');
  const files = documents();
  const agreement = JSON.parse(readFileSync(files[1]!, 'utf8')) as object;
  writeFileSync(files[1]!, JSON.stringify({ ...agreement, expires: '2020-12-31' }));
  const { code, stderr } = await runNode(['report', ...files, '--output', output]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/warning: the agreement "test" expired on 2020-12-31.*propose a new one/);
  expect(readFileSync(output, 'utf8')).toContain('The agreement expired on 2020-12-31');
  const { code: audited, stderr: told } = await runNode(['audit', 'canaries', ...files]);
  expect(audited).toBe(0);
  expect(told).toContain('expired on 2020-12-31');
});

describe('of a study that has run', () => {
  let folder: string;
  let home: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chorale-report-'));
    ({ home } = await finishedHome(folder, [
      { name: 'churn', computation: 'logistic-regression' },
      { name: 'groups', computation: 'k-means' },
      { name: 'ages', computation: 'statistics', isNoised: true },
    ]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const reported = async (study: string, ...more: string[]) => {
    const output = join(folder, `${study}.html`);
    const args = ['report', '--study', study, '--output', output, '--json', ...more];
    const { code, stdout } = await runNode(args, { CHORALE_HOME: home });
    expect(code).toBe(0);
    return { page: readFileSync(output, 'utf8'), told: JSON.parse(stdout) as { readonly result: unknown } };
  };

  test.each([
    ['churn', 'id="weights"'],
    ['groups', 'id="segments"'],
    ['ages', 'id="statistics"'],
  ])('%s is drawn in both languages, and told as JSON', async (study, section) => {
    for (const language of ['en', 'zh-CN']) {
      const { page, told } = await reported(study, '--lang', language);
      expect(page.includes(section)).toBe(true);
      expect(page.includes(`<html lang="${language}"`)).toBe(true);
      const kept = JSON.parse(readFileSync(join(home, 'models', study, 'result.json'), 'utf8')) as object;
      expect(told).toMatchObject({ study, language, measuredBy: [] });
      expect(told.result).toEqual((kept as { result: unknown }).result);
    }
  });

  test('whatever the computation, the plan stands before what was found where a budget was spent', async () => {
    const { page } = await reported('ages');
    expect(page.indexOf('id="plan"')).toBeGreaterThan(0);
    expect(page.indexOf('id="plan"')).toBeLessThan(page.indexOf('id="statistics"'));
    expect((await reported('groups')).page.includes('id="plan"')).toBe(false);
  });
});

test('of too few persons it shows the noise alone, and recommends nothing', async () => {
  const output = join(newFolder(), 'plan.html');
  const few = documents({ computation: 'logistic-regression', people: 3 });
  const { code } = await runNode(['report', ...few, '--output', output]);
  expect(code).toBe(0);
  expect(readFileSync(output, 'utf8')).toContain('No setting here is worth running');
});

test('an agreement that promises nothing leaves nothing to weigh: refused by policy', async () => {
  const { code, stderr } = await runNode(['report', ...documents({ mode: 'none' })]);
  expect([code, stderr]).toEqual([3, expect.stringContaining('nothing to weigh')]);
});

test.each<[string, string[], string]>([
  ['one document of two', documents().slice(0, 2), 'both'],
  [
    'a study whose settings cannot be',
    documents({ settings: { bins: 0 } }),
    'settings of "statistics": bins: has to be',
  ],
  ['an AUC that cannot be', [...documents(), '--auc', '2'], '--auc must lie between'],
  ['a language that nobody wrote', [...documents(), '--lang', 'tlh'], 'Allowed choices are en, zh-CN'],
  [
    'a folder that is not there',
    [...documents(), '--output', join('no', 'such', 'page.html')],
    'cannot be written',
  ],
])('refuses %s with exit code 2', async (_, args, reason) => {
  const { code, stdout, stderr } = await runNode(['report', ...args]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(reason);
});
