// The demo: one coordinator and five nodes as six processes, one study, one table, one report, and nothing left behind.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { studyReport } from '@chorale/client-node/reports';
import { planStudy, type Agreement, type Study } from '@chorale/models';
import { forecastStudy, forecastTexts, type StudyForecast } from '@chorale/models/forecast';
import type { DemoData } from './data/demo-data.ts';
import { demoAgreement, demoStudy } from './data/documents.ts';
import { DemoDataError, splitOnlineRetail } from './data/online-retail.ts';
import { generateRetailChain } from './data/retail-chain.ts';
import { formFederation, startStudy, type Federation } from './federation.ts';
import { measureStudy } from './measure-study.ts';
import { parseOptions, USAGE, UsageError, type DemoOptions } from './options.ts';
import { ProgramFailed, Programs, type Daemon } from './programs.ts';
import { Progress } from './progress.ts';
import {
  demoResult,
  reportData,
  type CoordinatorView,
  type DemoResult,
  type LedgerVerdict,
} from './result.ts';
import { Screen } from './screen.ts';
import { summary } from './summary.ts';
import { wordsOf } from './words.ts';

const FOLDER = resolve('.chorale', 'demo');
const DAYS_VALID = 30;

class Interrupted extends Error {}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  let options: DemoOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n${USAGE}\n`);
    return 2;
  }
  const screen = new Screen(options.json ? process.stderr : process.stdout);
  const words = wordsOf(options.language);
  const programs = new Programs();
  const abort = new AbortController();
  const fail = (reason: Error): void => abort.abort(reason);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => fail(new Interrupted()));
  try {
    const { result, text } = await unlessAborted(abort.signal, run(options, programs, screen, fail));
    screen.line(text);
    await programs.stop();
    screen.line(words.stopped);
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    return 0;
  } catch (error) {
    screen.line(error instanceof Interrupted ? words.interrupted : messageOf(error));
    if (error instanceof Interrupted) return 130;
    return error instanceof DemoDataError ? 2 : 1;
  } finally {
    await programs.stop();
  }
}

async function run(
  options: DemoOptions,
  programs: Programs,
  screen: Screen,
  onFailure: (reason: Error) => void,
): Promise<{ result: DemoResult; text: string }> {
  const { language, epsilon } = options;
  const words = wordsOf(language);
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true, mode: 0o700 });

  screen.line(words.preparing);
  const data = await prepareData(options);
  for (const warning of data.warnings) screen.line(warning);
  const agreement = demoAgreement(data.kind, epsilon, expiry());
  const study = demoStudy(data.kind);

  screen.line(words.starting);
  screen.line(words.enrolling);
  const setting = { programs, data, agreement, folder: FOLDER, onFailure };
  const [federation, forecast] = await Promise.all([
    formFederation(setting),
    forecastOf(agreement, study, data.parties.length),
  ]);
  if (forecast) screen.line(`${words.weighed}: ${forecastTexts[language].recommended(forecast)}`);
  screen.line(words.studying);
  const planned = planStudy(agreement, study, { nodes: data.parties.length }).rounds.length;
  const progress = new Progress(data.parties.length, planned, language, (line, lasts) =>
    screen.progress(line, lasts),
  );
  const daemons = await startStudy(setting, federation, study);
  await followToTheEnd(daemons, progress, data.parties.length);
  const seconds = (Date.now() - federation.startedAt) / 1000;

  const stopped = [...progress.ended.values()].find(({ status }) => status === 'stopped');
  if (stopped) throw new ProgramFailed(`the study was stopped: ${stopped.reason}`);
  screen.line(words.verifying);
  const ledger = await verifyLedger(programs, federation);
  const status = ['study', 'status', study.name];
  const coordinator = await programs.runJson<CoordinatorView>('coordinator', status, federation.coordinator);

  screen.line(words.measuring);
  const [ended] = progress.ended.values();
  const modelFolder = ended!.model;
  const configs = federation.nodes.map(({ config }) => config);
  const figures = await measureStudy(configs, agreement.dictionary, study, modelFolder);
  const demoRun = {
    language,
    data,
    agreement,
    study,
    federation,
    forecast,
    ended: progress.ended,
    traces: progress.traces(),
    figures,
    coordinator,
    ledger,
    seconds,
  };
  const report = await reportData(demoRun, modelFolder);
  const file = join(FOLDER, 'report.html');
  await writeFile(file, studyReport(report, language));
  if (!ledger.verified) throw new ProgramFailed('the ledger does not verify');
  return {
    result: demoResult(demoRun, report),
    text: `${summary(report, language)}\n\n${words.report}: ${file}`,
  };
}

/** What anybody may expect who has not seen the data. */
const EXPECTED_AUC = 0.75;

/** @returns null with noise off, where nothing is to be weighed. */
async function forecastOf(agreement: Agreement, study: Study, nodes: number): Promise<StudyForecast | null> {
  if (agreement.privacy.epsilon === null) return null;
  return await forecastStudy(agreement, study, { nodes, signalAuc: EXPECTED_AUC });
}

function prepareData({ data }: DemoOptions): Promise<DemoData> {
  const folder = join(FOLDER, 'data');
  return data === undefined ? generateRetailChain(folder) : splitOnlineRetail(resolve(data), folder);
}

async function followToTheEnd(daemons: readonly Daemon[], progress: Progress, nodes: number): Promise<void> {
  await new Promise<void>((finish, fail) => {
    const follow = async ({ name, lines }: Daemon): Promise<void> => {
      for await (const line of lines) {
        progress.take(name, line);
        if (progress.ended.size === nodes) finish();
      }
    };
    for (const daemon of daemons) follow(daemon).catch(fail);
  });
}

/** Offline, against the heads that the nodes countersigned and kept. */
async function verifyLedger(programs: Programs, { coordinator, nodes }: Federation): Promise<LedgerVerdict> {
  const file = join(FOLDER, 'ledger.jsonl');
  await programs.run('coordinator', ['ledger', 'export', file], coordinator);
  const heads: string[] = [];
  for (const { where } of nodes) {
    const { ledgerHead } = await programs.runJson<{ ledgerHead: { size: number; root: string } | null }>(
      'node',
      ['status'],
      where,
    );
    if (ledgerHead) heads.push('--head', `${ledgerHead.size}:${ledgerHead.root}`);
  }
  return await programs.runJson<LedgerVerdict>('ledger', ['verify', file, ...heads], coordinator);
}

function expiry(): string {
  return new Date(Date.now() + DAYS_VALID * 24 * 3600 * 1000).toISOString().slice(0, 10);
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main(process.argv.slice(2));
