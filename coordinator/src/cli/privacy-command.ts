// Weighing a study before it starts: from its documents alone, so no coordinator needs to run.
import { Option, type Command } from 'commander';
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  agreementSchema,
  expiryWarning,
  formatPrivacyStatement,
  requireBelongingTogether,
  studySchema,
  StudyPlanError,
  StudyDocumentError,
  type Agreement,
  type Language,
  type Study,
} from '@chorale/models/planning';
import {
  drawnOf,
  forecastBars,
  forecastRows,
  forecastStudy,
  forecastTexts,
  standardErrorRows,
  type StudyForecast,
} from '@chorale/models/forecast';
import { checkedFile } from '../platform/checked.js';
import { ConfigurationError } from '../platform/config.js';
import { forecastPage } from '../reports/forecast-page.js';
import { Refused } from './exit-codes.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';
import { readDocument } from './read-document.js';
import { readStudyDocument } from './study-document.js';

interface PlanOptions {
  readonly nodes?: string;
  readonly auc: string;
  readonly lang: Language;
  readonly html?: string;
}

export function addPrivacyCommands(program: Command, output: Output): void {
  const privacy = program.command('privacy').description('what studies cost in privacy');

  privacy
    .command('plan <agreement> <study>')
    .description(
      'epsilon against rounds, noise and expected accuracy, from the two documents, before anything is spent',
    )
    .option('--nodes <number>', "nodes that will take part; default: the agreement's kMin")
    .option('--auc <number>', 'AUC that you expect without noise; the estimate starts from it', '0.75')
    .addOption(new Option('--lang <language>', 'of the table').choices(['en', 'zh-CN']).default('en'))
    .option('--html <file>', 'write table and plot as a page, too')
    .action(async (agreementFile: string, studyFile: string, options: PlanOptions, command: Command) => {
      const agreement = checkedFile<Agreement>(agreementSchema, readDocument(agreementFile), agreementFile);
      const study = checkedFile<Study>(studySchema, readStudyDocument(studyFile), studyFile);
      const nodes = options.nodes === undefined ? agreement.cohort.kMin : nodesOf(options.nodes, agreement);
      const signalAuc = between('--auc', options.auc, 0.5, 1);
      if (options.html !== undefined) requireWritable(options.html);
      const warning = expiryWarning(agreement, new Date().toISOString().slice(0, 10));
      if (warning !== undefined) output.stderr.write(`${warning}\n`);
      const forecast = await forecastOrRefuse(
        agreement,
        { study, file: studyFile },
        nodes,
        signalAuc,
        output,
      );
      if (options.html !== undefined) writeFileSync(options.html, forecastPage(forecast, options.lang));
      show(output, isJson(command), forecast, () => inWords(forecast, options.lang));
    });
}

function inWords(forecast: StudyForecast, language: Language): string {
  const texts = forecastTexts[language];
  const errors = standardErrorRows(forecast, texts);
  const leftOut = texts.leftOut(forecast);
  return [
    texts.title(forecast.study),
    `${texts.asked}: ${formatPrivacyStatement(forecast.privacy, language)}`,
    '',
    table(forecastRows(forecast, texts)),
    ...(leftOut === undefined ? [] : [leftOut]),
    '',
    texts.chart[drawnOf(forecast)],
    ...forecastBars(forecast),
    '',
    ...(errors ? [texts.standardErrors.title, table(errors), ''] : []),
    texts.recommended(forecast),
    `  ${texts.reason(forecast)}`,
    texts.basis(forecast),
    texts.notSpent,
  ].join('\n');
}

/** @throws ConfigurationError for wrong settings, Refused for a study that its agreement does not allow: as the coordinator would when it starts. */
async function forecastOrRefuse(
  agreement: Agreement,
  { study, file }: { readonly study: Study; readonly file: string },
  nodes: number,
  signalAuc: number,
  output: Output,
): Promise<StudyForecast> {
  try {
    requireBelongingTogether(agreement, study);
    return await forecastStudy(agreement, study, {
      nodes,
      signalAuc,
      progress: (done, of) => output.stderr.write(`  setting ${done + 1} of ${of} ...\n`),
    });
  } catch (error) {
    if (error instanceof StudyDocumentError) throw new ConfigurationError([`${file}: ${error.message}`]);
    if (error instanceof StudyPlanError) throw new Refused('study-refused', UNPROCESSABLE, error.message);
    throw error;
  }
}

const UNPROCESSABLE = 422;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new ConfigurationError([`${name} must be a whole number from 1, it is ${text}`]);
  return value;
}

function between(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!(value > low && value < high))
    throw new ConfigurationError([`${name} must lie between ${low} and ${high}, it is ${text}`]);
  return value;
}

/** The same rule as in `chorale-node audit canaries`. */
function nodesOf(text: string, { cohort: { kMin } }: Agreement): number {
  const nodes = wholeNumber('--nodes', text);
  if (nodes < kMin)
    throw new ConfigurationError([
      `--nodes ${nodes} can never reach the agreement's kMin of ${kMin}; give at least ${kMin}`,
    ]);
  return nodes;
}

/** Before minutes of work, not after. */
function requireWritable(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new ConfigurationError([
      `the page cannot be written to ${file}: it is a folder; name a file, such as ${join(file, 'plan.html')}`,
    ]);
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`the page cannot be written to ${file}: ${reason}`]);
  }
}
