// chorale-node quality: how good this node's data is for an agreement, what stands in its way, and what to do about it.
import { agreementSchema, type Agreement } from '@chorale/models';
import { signedAgreements } from '../../agreement/signed-agreements.js';
import { loadYaml } from '../../config/load-yaml.js';
import { loadNodeConfig } from '../../config/node-config.js';
import { preparePeople } from '../../features/prepare-people.js';
import { measureQuality } from '../../features/quality/data-quality.js';
import { driftSince, lastHistograms } from '../../features/quality/kept-histograms.js';
import { qualityReport } from '../../features/quality/quality-report.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { ExitCode, UsageError } from '../exit-codes.js';
import { languageOption, type LanguageOption } from '../language-option.js';
import type { Register } from '../program.js';
import { writePage } from '../write-page.js';

interface QualityOptions extends SharedOptions, LanguageOption {
  readonly agreement?: string;
  readonly html?: string;
}

export const registerQuality: Register = (parent, run) => {
  const command = parent
    .command('quality')
    .description(
      "how good this node's data is for an agreement, and what to do about it; nothing leaves the node",
    )
    .option(
      '--agreement <file>',
      'hold the data against this agreement.yaml instead of the newest one signed',
    )
    .option('--html <file>', 'write the report as one page, too')
    .addOption(languageOption('the report'));
  run<QualityOptions>(command, quality);
};

async function quality(context: CommandContext, options: QualityOptions): Promise<ExitCode> {
  const { data, name } = await loadNodeConfig(context.configFile);
  const agreement = await agreementOf(context, options.agreement);
  const { dictionary, purpose, qualityFloor } = agreement;
  const store = context.knownStore();
  const rights = store ? rightsFor(store, context.storageKey, purpose) : { purpose, isErased: undefined };
  const prepared = await preparePeople(data, dictionary, { purpose: 'training', rights });
  const last = store && lastHistograms(store, context.storageKey);
  const drift = driftSince(last, prepared.report, dictionary);
  const report = qualityReport(
    measureQuality(prepared.report, data),
    qualityFloor,
    prepared,
    dictionary,
    drift,
  );
  const { qualityInWords, qualityPage } = await import('../../reports/quality-page.js');
  const page =
    options.html === undefined
      ? null
      : writePage(options.html, qualityPage(report, name, options.lang), '--html');
  context.result(
    { agreement: agreement.title, ...report, html: page },
    [qualityInWords(report, options.lang), ...(page === null ? [] : [page])].join('\n'),
  );
  return report.takesPart ? ExitCode.done : ExitCode.refused;
}

async function agreementOf(context: CommandContext, file: string | undefined): Promise<Agreement> {
  if (file !== undefined) return loadYaml(file, agreementSchema);
  const store = context.knownStore();
  const newest = store && signedAgreements(store).at(-1);
  if (newest) return newest.terms;
  throw new UsageError(
    'this node has signed no agreement yet; give a draft of one with --agreement agreement.yaml',
  );
}
