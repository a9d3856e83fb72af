// chorale-node report of a study that has not begun; those that have run are reported in tests/end-to-end/processes/trees.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const { code, stdout } = await runNode([
    'report',
    ...documents(),
    '--output',
    output,
    '--language',
    'zh-CN',
  ]);
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

test('of too few persons it shows the noise alone, and recommends nothing', async () => {
  const output = join(newFolder(), 'plan.html');
  const few = documents({ computation: 'logistic-regression', people: 3 });
  const { code } = await runNode(['report', ...few, '--output', output]);
  expect(code).toBe(0);
  expect(readFileSync(output, 'utf8')).toContain('No setting here is worth running');
});

test.each<[string, string[], string]>([
  ['one document of two', documents().slice(0, 2), 'both'],
  ['mode none', documents({ mode: 'none' }), 'nothing to weigh'],
  ['an AUC that cannot be', [...documents(), '--auc', '2'], '--auc must lie between'],
  ['a study beyond its agreement', documents({ settings: { bins: 0 } }), 'bins'],
  ['a language that nobody wrote', [...documents(), '--language', 'tlh'], '--language is en or zh-CN'],
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
