// chorale-node report: what a study found, or would cost and be worth before it begins, as one page for people.
import {
  agreementSchema,
  expiryWarning,
  requireBelongingTogether,
  StudyPlanError,
  studySchema,
  type Agreement,
  type Study,
} from '@chorale/models';
import type { StudyForecast } from '@chorale/models/forecast';
import { todayOf } from '../../clock.js';
import { loadYaml } from '../../config/load-yaml.js';
import type { PlannedStudy } from '../../reports/index.js';
import { homePaths } from '../../storage/home.js';
import { finishedResult, measuresOf } from '../../study/finished-study.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import { languageOption, type LanguageOption } from '../language-option.js';
import type { Register } from '../program.js';
import { writePage } from '../write-page.js';

interface ReportOptions extends SharedOptions, LanguageOption {
  readonly study?: string;
  readonly agreementFile?: string;
  readonly studyFile?: string;
  readonly auc: string;
  readonly output?: string;
}

export const registerReport: Register = (parent, run) => {
  const command = parent
    .command('report')
    .description('write what a study found, and what was planned, as one HTML page that needs no other file')
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option('--agreement-file <file>', 'with --study-file: of a study that has not begun, as YAML or JSON')
    .option('--study-file <file>', 'with --agreement-file')
    .option('--auc <number>', 'AUC that you expect without noise; estimates start from it', '0.75')
    .addOption(languageOption('the page'))
    .option('--output <file>', 'default: NAME.html here');
  run<ReportOptions>(command, report, ['json']);
};

async function report(context: CommandContext, options: ReportOptions): Promise<undefined> {
  const { agreementFile, studyFile } = options;
  if ((agreementFile === undefined) !== (studyFile === undefined))
    throw new UsageError('a study that has not begun takes --agreement-file and --study-file, both');
  if (agreementFile !== undefined && studyFile !== undefined) {
    const agreement = await loadYaml<Agreement>(agreementFile, agreementSchema);
    const study = await loadYaml<Study>(studyFile, studySchema);
    requireBelongingTogether(agreement, study);
    return reportPlan(context, options, { agreement, study });
  }
  return reportResult(context, options);
}

/** Of a study that has not begun, by its documents alone. */
async function reportPlan(
  context: CommandContext,
  options: ReportOptions,
  planned: PlannedStudy,
): Promise<undefined> {
  const { lang: language } = options;
  const today = todayOf(context.clock);
  const warning = expiryWarning(planned.agreement, today);
  if (warning !== undefined) context.note(warning);
  const plan = await forecastOf(context, options, planned);
  if (!plan)
    throw new StudyPlanError('mode none adds no noise and spends no budget: there is nothing to weigh');
  const { planReport } = await import('../../reports/index.js');
  const { name } = planned.study;
  const page = planReport(planned, plan, language, today);
  const file = writePage(options.output ?? `${name}.html`, page, '--output');
  context.result(
    { study: name, language, file, plan },
    `Wrote what "${name}" would cost and be worth into ${file}`,
  );
  return undefined;
}

async function reportResult(context: CommandContext, options: ReportOptions): Promise<undefined> {
  const { lang: language } = options;
  const { models } = homePaths(context.settings.home);
  const { document, ...documents } = finishedResult(context.store(), models, options.study);
  const measuredBy = measuresOf(context.store(), models, document.study);
  const plan = await forecastOf(context, options, documents);
  // It brings a drawing library, which nobody should wait for who only asks for help.
  const { resultReport } = await import('../../reports/index.js');
  const { study, result } = document;
  const page = resultReport(document, language, { plan, measuredBy });
  const file = writePage(options.output ?? `${study}.html`, page, '--output');
  context.result(
    { study, language, file, result, measuredBy, plan },
    `Wrote what "${study}" found into ${file}`,
  );
  return undefined;
}

/** @returns null in mode none, where nothing is to be weighed. */
async function forecastOf(
  context: CommandContext,
  { auc }: ReportOptions,
  { agreement, study }: PlannedStudy,
): Promise<StudyForecast | null> {
  if (agreement.privacy.epsilon === null) return null;
  const signalAuc = Number(auc);
  if (!(signalAuc > 0.5 && signalAuc < 1))
    throw new UsageError(`--auc must lie between 0.5 and 1, it is ${auc}`);
  const { forecastStudy } = await import('@chorale/models/forecast');
  return forecastStudy(agreement, study, {
    nodes: agreement.cohort.kMin,
    signalAuc,
    progress: (done, of) => context.note(`  setting ${done + 1} of ${of} ...`),
  });
}
