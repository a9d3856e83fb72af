// The command as an officer types it, and the offline check of what it wrote, against a coordinator over HTTP.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelCardSchema, type ModelCard } from '@chorale/models';
import { findChromium, printPdf } from '../../../coordinator/src/cli/print-pdf.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { homeOf, runCoordinator as run } from '../../support/coordinator/run-coordinator.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runLedger } from '../node/cli/run-command.js';

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let home: string;

beforeAll(async () => {
  home = folder();
  federation = await TestFederation.found(onSqlite(home));
  await federation.startStudy();
  await federation.runRound({ done: true });
  server = await TestServer.start(federation);
  homeOf(server, home);
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;
/** A program that stands where Chromium would, and does what its options say. */
function printer(lines: string): string {
  const file = join(folder(), 'chromium');
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('a pack in both languages, verified from an export, and a changed figure named', async () => {
  const out = join(folder(), 'pack');
  const ended = await run('evidence', '--study', 'first-study', '--out', out);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(out).sort()).toEqual([
    'evidence.en.html',
    'evidence.zh-CN.html',
    'pack.json',
    'sbom.cdx.json',
  ]);
  expect(modeOf(out)).toBe(0o700);
  for (const name of readdirSync(out)) expect(modeOf(join(out, name))).toBe(0o600);
  const ledger = join(home, 'ledger.jsonl');
  expect(await run('ledger', 'export', ledger)).toMatchObject({ code: 0 });
  const pack = join(out, 'pack.json');
  const verified = await runLedger(['verify', ledger, '--pack', pack]);
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^PACK VERIFIED: \d{2,} figures.* measures and release standing on model cards are the word of whoever wrote each card/,
    ) as string,
  });
  const json = await runLedger(['verify', ledger, '--pack', pack, '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ verified: true, pack: { problem: null } });

  const text = readFileSync(pack, 'utf8');
  const { evidence } = JSON.parse(text) as { evidence: { studies: [{ closed: { value: number } }] } };
  expect(evidence.studies[0].closed.value).toBe(1);
  const lie = text.replace(/("closed": \{\s*"value": )1/, '$17');
  expect(lie).not.toBe(text);
  writeFileSync(pack, lie);
  expect(await runLedger(['verify', ledger, '--pack', pack])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(
      'PACK NOT VERIFIED: /evidence/studies/0/closed/value says 7, and the ledger says 1',
    ) as string,
  });
  for (const bad of ['{', '[]', '{"format":"chorale-evidence/2"}']) {
    writeFileSync(pack, bad);
    expect(await runLedger(['verify', ledger, '--pack', pack])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no evidence pack') as string,
    });
  }
  expect(await runLedger(['verify', ledger, '--pack', join(out, 'nothing')])).toMatchObject({ code: 2 });
});

test('a card that a member’s node wrote takes the place of our own, and is held against the ledger', async () => {
  const out = join(folder(), 'pack');
  const file = join(folder(), 'card.json');
  expect(await run('study', 'card', 'first-study', '--output', file)).toMatchObject({ code: 0 });
  expect(modeOf(file)).toBe(0o600);
  const own = JSON.parse(readFileSync(file, 'utf8')) as ModelCard;
  // A card's name becomes the name of a file.
  for (const name of ['../../x', '/etc/x', 'a/b', ''])
    expect(modelCardSchema.safeParse({ ...own, model: { ...own.model, name } }).success).toBe(false);
  const write = (change: Partial<ModelCard>): void =>
    writeFileSync(file, JSON.stringify({ ...own, ...change }));
  write({ writtenBy: 'node' });
  const attach = (): ReturnType<typeof run> =>
    run('evidence', '--study', 'first-study', '--out', out, '--lang', 'en', '--card', file);
  expect(await attach()).toMatchObject({ code: 0 });
  expect(readFileSync(join(out, 'evidence.en.html'), 'utf8')).toContain(
    'Card of “first-study”, written by a node',
  );
  const ledger = join(home, 'later.jsonl');
  expect(await run('ledger', 'export', ledger)).toMatchObject({ code: 0 });
  const pack = join(out, 'pack.json');
  expect(await runLedger(['verify', ledger, '--pack', pack])).toMatchObject({ code: 0 });

  write({ model: { ...own.model, state: 'ab'.repeat(32) } });
  expect(await attach()).toMatchObject({ code: 0 });
  expect(await runLedger(['verify', ledger, '--pack', pack])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/export the ledger again/) as string,
  });
  expect(await run('ledger', 'export', ledger)).toMatchObject({ code: 0 });
  expect(await runLedger(['verify', ledger, '--pack', pack])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('PACK NOT VERIFIED: /declared/cards/0/model/state says') as string,
  });
  write({ model: { ...own.model, study: 'ab'.repeat(32) } });
  expect(await attach()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('holds no model of study "first-study"') as string,
  });
  writeFileSync(file, '{}');
  expect(await attach()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is no model card') as string,
  });
});

test('a scope is one of three, and the folder has to be named', async () => {
  const out = folder();
  for (const words of [[], ['--study', 'first-study', '--member', 'Member 1'], ['--from', '2026-01-01']])
    expect(await run('evidence', ...words, '--out', out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('name one: study, or member, or both from and to') as string,
    });
  expect(await run('evidence', '--study', 'first-study')).toMatchObject({ code: 2 });
  expect(readdirSync(out)).toEqual([]);
});

test('on paper by a Chromium that is there; where there is none, that is said before anything is asked', async () => {
  const out = join(folder(), 'paper');
  const chromium = printer(
    'for word in "$@"; do case "$word" in --print-to-pdf=*) printf %s "$*" > "${word#*=}";; esac; done',
  );
  const words = ['evidence', '--member', 'Member 1', '--out', out, '--lang', 'zh-CN', '--pdf'];
  expect(await run(...words, '--chromium', chromium, '--json')).toMatchObject({ code: 0 });
  const printed = readFileSync(join(out, 'evidence.zh-CN.pdf'), 'utf8');
  expect(modeOf(join(out, 'evidence.zh-CN.pdf'))).toBe(0o600);
  expect(printed).toContain('--headless');
  expect(printed).toMatch(/ file:\/\/\S+\/evidence\.zh-CN\.html$/);
  expect(existsSync(join(out, 'evidence.en.html'))).toBe(false);

  const nowhere = join(folder(), 'none');
  expect(
    await run('evidence', '--member', 'Member 1', '--out', nowhere, '--pdf', '--chromium', 'no-such'),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"no-such" is no program here') as string,
  });
  expect(existsSync(nowhere)).toBe(false);
  expect(() => findChromium(undefined, folder())).toThrow(/no Chromium, Chrome or Edge is on the PATH/);
  const page = join(out, 'evidence.zh-CN.html');
  await expect(printPdf(printer('exit 3'), page, join(out, 'x.pdf'))).rejects.toThrow(/did not print/);
  await expect(printPdf(printer('exit 0'), page, join(out, 'x.pdf'))).rejects.toThrow(/wrote no/);
});

test('a PDF of an earlier run does not pass for one that was not printed', async () => {
  const out = folder();
  const [page, file] = [join(out, 'evidence.en.html'), join(out, 'evidence.en.pdf')];
  for (const [lines, why] of [
    ['exit 0', /wrote no/],
    ['exit 3', /did not print/],
  ] as const) {
    writeFileSync(file, 'of an earlier run');
    await expect(printPdf(printer(lines), page, file)).rejects.toThrow(why);
    expect(existsSync(file)).toBe(false);
  }
  await expect(printPdf(printer('exit 0'), page, out)).rejects.toThrow(
    /cannot be written anew.*move it away/,
  );
});

function chromiumHere(): string | undefined {
  try {
    return findChromium(undefined);
  } catch {
    return undefined;
  }
}
const chromium = chromiumHere();
(chromium === undefined ? test.skip : test)('a Chromium on this machine prints the page', async () => {
  const out = join(folder(), 'real');
  expect(
    await run('evidence', '--study', 'first-study', '--out', out, '--lang', 'zh-CN', '--pdf'),
  ).toMatchObject({
    code: 0,
  });
  const printed = readFileSync(join(out, 'evidence.zh-CN.pdf'));
  expect(printed.subarray(0, 5).toString()).toBe('%PDF-');
  expect(printed.length).toBeGreaterThan(50_000);
});
