// chorale-node doctor: is everything ready to take part, and if not, how is it mended?
import { agreementSchema, whyLimitsTooLoose, type Agreement } from '@chorale/models';
import { loadYaml } from '../../config/load-yaml.js';
import { loadNodeConfig, type NodeConfig } from '../../config/node-config.js';
import { checkData } from '../../features/check-data.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { failed, failedBy, passed, warned, type Check } from '../doctor/check.js';
import { checkCoordinator } from '../doctor/check-coordinator.js';
import { checkHome, type HomeFindings } from '../doctor/check-home.js';
import { ExitCode } from '../exit-codes.js';
import type { Register } from '../program.js';

interface DoctorOptions extends SharedOptions {
  readonly agreement?: string;
}

export const registerDoctor: Register = (parent, run) => {
  const command = parent
    .command('doctor')
    .description('check home, keys, coordinator, clock and data, and say how to mend what fails')
    .option('--agreement <file>', 'hold the data against this agreement.yaml instead of the proposed one');
  run<DoctorOptions>(command, doctor);
};

async function doctor(context: CommandContext, options: DoctorOptions): Promise<ExitCode> {
  const home = checkHome(context);
  const { configured, config } = await checkConfig(context, home);
  const coordinator = await checkWayOut(context, home);
  const data = await checkRows(context, home, config, options.agreement, coordinator.agreement);
  const checks = [...home.checks, configured, ...coordinator.checks, ...data];
  const ok = checks.every((check) => check.ok);
  context.result({ ok, checks }, [...checks.map(inWords), '', summary(checks)].join('\n'));
  return ok ? ExitCode.done : ExitCode.failed;
}

async function checkConfig(
  { configFile }: CommandContext,
  { membership }: HomeFindings,
): Promise<{ configured: Check; config: NodeConfig | undefined }> {
  if (membership?.role === 'committee')
    return {
      configured: passed('configuration', 'none is needed: this node only sits on the committee'),
      config: undefined,
    };
  try {
    const config = await loadNodeConfig(configFile);
    if (membership && config.name !== membership.node)
      return {
        configured: warned(
          'configuration',
          `${configFile} is for node "${config.name}", this home for "${membership.node}"`,
          'Correct `name`, or set CHORALE_HOME and --config to what belongs together',
        ),
        config,
      };
    return { configured: passed('configuration', configFile), config };
  } catch (error) {
    return { configured: failedBy('configuration', error), config: undefined };
  }
}

async function checkWayOut(
  context: CommandContext,
  { membership, signingKey }: HomeFindings,
): Promise<{ checks: readonly Check[]; agreement: Agreement | undefined }> {
  if (!membership || !signingKey) return { checks: [], agreement: undefined };
  try {
    const client = await context.client(
      context.coordinatorUrl(membership),
      membership.federation,
      signingKey,
    );
    const node = { client, membership, signingKey, store: context.store(), clock: context.clock };
    return await checkCoordinator(context, node);
  } catch (error) {
    return { checks: [failedBy('coordinator', error)], agreement: undefined };
  }
}

async function checkRows(
  context: CommandContext,
  home: HomeFindings,
  config: NodeConfig | undefined,
  agreementFile: string | undefined,
  proposed: Agreement | undefined,
): Promise<readonly Check[]> {
  if (!config) return [];
  try {
    const agreement = agreementFile === undefined ? proposed : await loadYaml(agreementFile, agreementSchema);
    if (!agreement)
      return [
        warned(
          'data',
          'there is no agreement to hold the data against',
          'Give a draft of it: chorale-node doctor --agreement agreement.yaml',
        ),
      ];
    const { purpose } = agreement;
    const tooLoose = whyLimitsTooLoose(config.budgetLimits, agreement);
    const limits =
      tooLoose === undefined
        ? []
        : [
            failed(
              'budget limits',
              tooLoose,
              'Correct node.yaml: no round is contributed to with such a limit',
            ),
          ];
    const rights = home.membership
      ? rightsFor(context.store(), context.storageKey, purpose)
      : { purpose, isErased: undefined };
    const data = await checkData(config.data, agreement.dictionary, {
      rights,
      legalBasis: agreement.legalBasis,
      declaredPeople: agreement.people,
      qualityFloor: agreement.qualityFloor,
    });
    return [...limits, ...data];
  } catch (error) {
    return [failedBy('data', error)];
  }
}

function inWords({ name, ok, warning, detail, remedy }: Check): string {
  const mark = ok ? (warning ? 'look' : 'ok  ') : 'FAIL';
  const lines = [`${mark}  ${name}: ${detail}`, ...(remedy === undefined ? [] : [remedy])];
  return lines.join('\n').replaceAll('\n', '\n      ');
}

function summary(checks: readonly Check[]): string {
  const failures = checks.filter(({ ok }) => !ok).length;
  const warnings = checks.filter(({ warning }) => warning).length;
  if (failures > 0) return `${failures} of ${checks.length} checks failed; mend these first.`;
  return warnings > 0 ? `Ready, ${warnings} things are worth a look.` : 'Ready.';
}
