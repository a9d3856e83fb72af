import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryFeatures } from '../../../support/audit/canary-study.ts';
import { agreementAndStudy, type TermsInBrief } from '../../../support/people.ts';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode } from './run-command.js';

const newFolder = temporaryFolders();

type DocumentChanges = Partial<TermsInBrief> & { readonly agreement?: string };

function documents({ agreement: named, ...changes }: DocumentChanges = {}): string[] {
  const { agreement, study } = agreementAndStudy({
    computation: 'statistics',
    mode: 'pooled',
    features: binaryFeatures(64),
    people: 1000,
    ...changes,
  });
  const folder = newFolder();
  const [agreementFile, studyFile] = [join(folder, 'agreement.json'), join(folder, 'study.json')];
  writeFileSync(agreementFile, JSON.stringify(agreement));
  writeFileSync(studyFile, JSON.stringify({ ...study, agreement: named ?? study.agreement }));
  return ['--agreement-file', agreementFile, '--study-file', studyFile];
}
const audit = (...args: string[]): ReturnType<typeof runNode> => runNode(['audit', 'canaries', ...args]);

test('a lower bound beside the claim, with its terms, from the two documents alone', async () => {
  const { code, stdout, stderr } = await audit(...documents(), '--canaries', '120');
  expect(code).toBe(0);
  expect(stdout).toMatch(/claimed: +epsilon 1 at delta 0\.00001, per person, add or remove one/);
  expect(stdout).toMatch(
    /measured: +epsilon is at least [\d.]+ \(95 % confidence\): \d+ of 40 guesses right, 120 canaries/,
  );
  expect(stdout).toMatch(/without noise: +at least [\d.]+/);
  expect(stdout).toContain('HELD: ');
  expect(stdout).toContain('No row was read and no budget was touched.');
  expect(stderr).toMatch(/round 2 of at most 2/);
});

test('says "no power" where there are too few dimensions; in Chinese and to machines as well', async () => {
  const files = documents({ features: binaryFeatures(3) });
  expect((await audit(...files)).stdout).toContain('NO POWER: ');
  expect((await audit(...files, '--lang', 'zh-CN')).stdout).toContain('无检验力');
  const { stdout } = await audit(...files, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'no-power',
    canaries: 1000,
  });
});

test.each<[string, DocumentChanges, string[], string]>([
  ['too few canaries', {}, ['--canaries', '10'], '100 to 10000 canaries'],
  ['canaries that are no number', {}, ['--canaries', 'many'], '--canaries must be a whole number'],
  ['documents of different agreements', { agreement: 'other' }, [], 'meant for the agreement "other"'],
  ['fewer nodes than agreed', {}, ['--nodes', '2'], 'can never reach'],
])('refuses %s with exit code 2', async (_, changes, args, reason) => {
  const { code, stdout, stderr } = await audit(...documents(changes), ...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(reason);
});

test('a study of an agreement that promises nothing is refused by policy', async () => {
  const { code, stderr } = await audit(...documents({ mode: 'none' }));
  expect([code, stderr]).toEqual([3, expect.stringContaining('claims no epsilon')]);
});

test('membership needs a finished study of this home, and persons who were held out', async () => {
  const home = { CHORALE_HOME: join(newFolder(), 'home') };
  const asked = await runNode(['audit', 'membership'], home);
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('--held-out');
  const below = await runNode(['audit', 'membership', '--held-out', 'x.yaml', '--shadows', '-2'], home);
  expect(below).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('even number, or 0 for none') as string,
  });
  const early = await runNode(['audit', 'membership', '--held-out', 'held-out.yaml'], home);
  expect(early.code).toBe(2);
  expect(early.stderr).toContain('belongs to no federation yet');
});
