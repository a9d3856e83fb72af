// chorale-node report: what a study found, as one page for people.
import { resolve } from 'node:path';
import type { Language } from '@chorale/models';
import { writeFileAtomically } from '../../storage/atomic-file.js';
import { homePaths } from '../../storage/home.js';
import { finishedResult } from '../../study/finished-study.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import { jsonOption, type Register } from '../program.js';

interface ReportOptions extends SharedOptions {
  readonly study?: string;
  readonly language: string;
  readonly output?: string;
}

const languages: readonly Language[] = ['en', 'zh-CN'];

export const registerReport: Register = (parent, run) => {
  const command = parent
    .command('report')
    .description('write what a finished study found as one HTML page that needs no other file')
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option('--language <language>', languages.join(' or '), 'en')
    .option('--output <file>', 'default: NAME.html here')
    .option(...jsonOption);
  run<ReportOptions>(command, report);
};

async function report(context: CommandContext, options: ReportOptions): Promise<undefined> {
  const language = languages.find((each) => each === options.language);
  if (!language) throw new UsageError(`--language is ${languages.join(' or ')}`);
  const document = finishedResult(context.store(), homePaths(context.settings.home).models, options.study);
  // It brings a drawing library, which nobody should wait for who only asks for help.
  const { drawnComputations, resultReport } = await import('../../reports/index.js');
  const html = resultReport(document, language);
  if (html === undefined)
    throw new UsageError(
      `results of ${document.computation} are not drawn yet, only those of ${drawnComputations.join(', ')}; ` +
        'read result.json in the folder of the model',
    );
  const output = resolve(options.output ?? `${document.study}.html`);
  try {
    writeFileAtomically(output, html, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`${output} cannot be written (${code}); give another --output`);
  }
  const { study, result } = document;
  context.result({ study, language, file: output, result }, `Wrote what "${study}" found into ${output}`);
  return undefined;
}
