// chorale-node audit: what this node can find out by itself about the privacy that a study claims. Nothing of it leaves the node.
import {
  agreementSchema,
  chooseTensorBackend,
  computationByName,
  expiryWarning,
  inputOf,
  measureMembership,
  measureMembershipByShadows,
  mostMembershipAuc,
  planStudy,
  requireBelongingTogether,
  studySchema,
  type Agreement,
  type PersonsPart,
  type ShadowAttack,
  type Study,
} from '@chorale/models';
import { canaryAuditInWords, membershipInWords, type MembershipAudit } from '../../audit/audit-texts.js';
import { auditWithCanaries } from '../../audit/audit-with-canaries.js';
import { todayOf } from '../../clock.js';
import { loadYaml } from '../../config/load-yaml.js';
import { loadNodeConfig } from '../../config/node-config.js';
import { preparePeople, type PreparedPeople } from '../../features/prepare-people.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import { homePaths } from '../../storage/home.js';
import { finishedStudy } from '../../study/finished-study.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { CommandFailed, refusing, UsageError } from '../exit-codes.js';
import { languageOption, type LanguageOption } from '../language-option.js';
import type { Register } from '../program.js';

interface CanaryOptions extends SharedOptions, LanguageOption {
  readonly agreementFile: string;
  readonly studyFile: string;
  readonly nodes?: string;
  readonly canaries: string;
}
interface MembershipOptions extends SharedOptions, LanguageOption {
  readonly study?: string;
  readonly heldOut: string;
  readonly shadows: string;
}

export const registerAudit: Register = (parent, run) => {
  const group = parent
    .command('audit')
    .description('measure what a study gives away, beside the epsilon that it claims');
  const canaries = group
    .command('canaries')
    .description('a lower bound on epsilon, from made-up persons in one run of the study; nothing is spent')
    .requiredOption('--agreement-file <file>', 'the agreement, as YAML or JSON')
    .requiredOption('--study-file <file>', 'the study, as YAML or JSON')
    .option('--nodes <number>', "nodes that will take part; default: the agreement's kMin")
    .option('--canaries <number>', 'persons to make up', '1000')
    .addOption(languageOption('the answer'));
  run<CanaryOptions>(canaries, auditCanaries, ['json']);
  const membership = group
    .command('membership')
    .description('whether the model of a finished study tells who was trained on, on persons of this node')
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .requiredOption('--held-out <file>', 'a node.yaml whose data are persons that were not trained on')
    .option(
      '--shadows <number>',
      'models to train for the stronger attack, an even number; 0 leaves it out',
      '16',
    )
    .addOption(languageOption('the answer'));
  run<MembershipOptions>(membership, auditMembership);
};

/** Exit code 1 where the claim is refuted: the node should not run this build on customers. */
async function auditCanaries(context: CommandContext, options: CanaryOptions): Promise<undefined> {
  const agreement = await loadYaml<Agreement>(options.agreementFile, agreementSchema);
  const study = await loadYaml<Study>(options.studyFile, studySchema);
  const { kMin } = agreement.cohort;
  const nodes = options.nodes === undefined ? kMin : wholeNumber('--nodes', options.nodes);
  if (nodes < kMin)
    throw new UsageError(
      `--nodes ${nodes} can never reach the agreement's kMin of ${kMin}; name at least ${kMin}`,
    );
  const canaries = wholeNumber('--canaries', options.canaries);
  const warning = expiryWarning(agreement, todayOf(context.clock));
  if (warning !== undefined) context.note(warning);
  const audit = await refusing(() => {
    requireBelongingTogether(agreement, study);
    return auditWithCanaries(planStudy(agreement, study, { nodes }), {
      canaries,
      progress: (done, of) => {
        if (done === 1 || done % 10 === 0 || done === of)
          context.note(`  round ${done} of at most ${of} ...`);
      },
    });
  });
  context.result({ study: study.name, ...audit }, canaryAuditInWords(audit, study.name, options.lang));
  if (audit.verdict === 'refuted')
    throw new CommandFailed(
      `the claimed epsilon of study "${study.name}" does not hold; see the result above`,
    );
}

async function auditMembership(context: CommandContext, options: MembershipOptions): Promise<undefined> {
  const models = shadowModels(options.shadows);
  const store = context.store();
  const { models: folder } = homePaths(context.settings.home);
  const { agreement, study, model } = finishedStudy(store, folder, options.study);
  const { dictionary } = agreement;
  const computation = computationByName(study.computation);
  if (dictionary.label === undefined)
    throw new UsageError(`study "${study.name}" predicts nothing, so no loss tells members from others`);
  const preparedOf = async (file: string, persons: PersonsPart): Promise<PreparedPeople> => {
    const config = await loadNodeConfig(file);
    chooseTensorBackend(config.tensorBackend);
    return preparePeople(config.data, dictionary, {
      purpose: 'training',
      rights: rightsFor(store, context.storageKey, agreement.purpose),
      features: study.features,
      input: inputOf(model),
      persons,
    });
  };
  const trainedOn = await preparedOf(context.configFile, 'training');
  const heldOut = await preparedOf(options.heldOut, 'all');
  requireDistinct(trainedOn.ids, heldOut.ids, options.heldOut);
  const [members, others] = [trainedOn.people, heldOut.people];
  // More nodes than kMin change nothing about the epsilon.
  const plan = planStudy(agreement, study, { nodes: agreement.cohort.kMin });
  const attack: ShadowAttack = {
    model,
    plan,
    computation,
    shadows: models,
    progress: (done, of) => context.note(`  shadow model ${done} of ${of} ...`),
  };
  // Where nodes average what they trained, one node has nothing to train a shadow by.
  const shadows =
    models === 0 || plan.privacy.mode === 'member'
      ? null
      : { models, ...(await refusing(() => measureMembershipByShadows(attack, members, others))) };
  const measure = await refusing(() => measureMembership(model, dictionary.label!.name, members, others));
  const { privacy } = plan;
  const { epsilon, delta } = privacy;
  const mostAuc = epsilon === null || delta === null ? null : mostMembershipAuc(epsilon, delta);
  const audit: MembershipAudit = { study: study.name, ...measure, privacy, shadows, mostAuc };
  context.result(audit, membershipInWords(audit, options.lang));
}

/**
 * Somebody in both groups is told from nobody, so that the figures would look better than they are. Ids stay here.
 * @throws UsageError saying how many they are.
 */
function requireDistinct(trainedOn: readonly string[], heldOut: readonly string[], file: string): void {
  const members = new Set(trainedOn);
  const both = heldOut.filter((id) => members.has(id)).length;
  if (both > 0)
    throw new UsageError(
      `${both} of the ${heldOut.length} persons of ${file} were trained on, too, so that nothing would be measured; ` +
        'give a node.yaml whose data hold other persons alone',
    );
}

/** @returns 0 where the stronger attack is left out. */
function shadowModels(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new UsageError(`--shadows must be an even number, or 0 for none, it is ${text}`);
  return value;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${name} must be a whole number from 1, it is ${text}`);
  return value;
}
