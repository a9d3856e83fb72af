// chorale-node release-metrics: how good a finished study's model is on this node's own rows, as its member releases it of itself.
import { envelope, partyMetrics, type StudyId } from '@chorale/crypto';
import { chooseTensorBackend, formatPrivacyInShort } from '@chorale/models';
import { RoundRefused } from '../../agreement/refusal.js';
import { signedAgreements, type SignedAgreement } from '../../agreement/signed-agreements.js';
import { NodeBudget, type TriedMetrics } from '../../budget/node-budget.js';
import { takeOverMetrics } from '../../budget/take-over-metrics.js';
import {
  makeMetrics,
  planMetrics,
  readMetrics,
  requireTakingPart,
  type MetricsParts,
  type PlannedMetrics,
} from '../../cards/release-metrics.js';
import { loadNodeConfig, type NodeConfig } from '../../config/node-config.js';
import { requireKept } from '../../gate/retention.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import { measureStudy } from '../../score/measure-study.js';
import { homePaths } from '../../storage/home.js';
import type { NodeStore } from '../../storage/node-store.js';
import { finishedStudy } from '../../study/finished-study.js';
import { positionInWords } from '../budget-in-words.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { withRoster } from '../deciding.js';
import { refusing, UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

interface MetricsOptions extends SharedOptions {
  readonly epsilon: string;
  readonly agreement?: string;
  readonly dryRun?: boolean;
}

export const registerReleaseMetrics: Register = (parent, run) => {
  const command = parent
    .command('release-metrics')
    .argument('<study>', 'name of a finished study')
    .description(
      "measure a finished study's model on this node's own rows, and release the noised measures under this member's name, once",
    )
    .requiredOption('--epsilon <number>', "what it may cost of this node's budget")
    .option(
      '--agreement <title or hash>',
      'in mode local, whose budget it is taken from (default: that of the study)',
    )
    .option('--dry-run', 'only say what it would cost, and what would be left; no row is read');
  run<MetricsOptions>(command, (context, options) => releaseMetrics(context, options, command.args[0]!));
};

async function releaseMetrics(
  context: CommandContext,
  options: MetricsOptions,
  name: string,
): Promise<undefined> {
  const epsilon = Number(options.epsilon);
  if (!(epsilon > 0 && epsilon <= 100))
    throw new UsageError('--epsilon has to lie above 0, and to be at most 100');
  const config = await loadNodeConfig(context.configFile);
  const parts = await metricsParts(context, config);
  const { store } = parts;
  chooseTensorBackend(config.tensorBackend);
  const { models } = homePaths(context.settings.home);
  const finished = finishedStudy(store, models, name);
  const { id: study, agreement: own } = finished;
  requireKept(store, { study, name }, own);
  await takeOverMetrics(parts);
  const earlier = store.partyMetrics.find(study);
  if (earlier?.envelope) {
    if (options.dryRun || earlier.epsilon !== epsilon) throw releasedBefore(name, earlier.epsilon);
    return send(context, parts, { study, name, bytes: earlier.envelope, isNew: false });
  }
  const agreement = chosenAgreement(store, study, options.agreement);
  const planned = refusing(() => planMetrics(store, models, finished, agreement, epsilon));
  await requireTakingPart(parts, agreement);
  const tried = parts.budget.tryMetrics(planned.own, agreement.terms);
  if (tried.refusal) throw new RoundRefused(tried.refusal.code, tried.refusal.reason);
  if (options.dryRun) {
    tellCost(context, config, planned, tried);
    return;
  }
  const bytes = await makeMetrics(parts, planned, () => measured(context, config, store, planned));
  return send(context, parts, { study, name, bytes, isNew: true });
}

async function metricsParts(
  context: CommandContext,
  { population, budgetLimits: limits }: NodeConfig,
): Promise<MetricsParts> {
  const { node, roster } = await withRoster(context);
  const { store, membership, signingKey, client: coordinator, clock } = node;
  if (membership.role === 'committee')
    throw new UsageError('this node only sits on the committee: it has no customers, and receives no model');
  return {
    ...{ self: signingKey.nodeId, federation: membership.federation },
    ...{ signingKey, store, coordinator, roster: () => roster },
    budget: new NodeBudget(store, { name: population, limits }, clock),
  };
}

function releasedBefore(name: string, epsilon: number): UsageError {
  return new UsageError(
    `this node has released metrics of "${name}" before, at epsilon ${epsilon}, and does so once: with --epsilon ${epsilon}, and without --dry-run, it sends the same again at no cost`,
  );
}

/** @param named title, hash or its beginning; undefined: the study's own. */
function chosenAgreement(store: NodeStore, study: StudyId, named: string | undefined): SignedAgreement {
  const own = store.studies.find(study)!.agreement;
  const signed = signedAgreements(store);
  const found = signed.findLast(({ hash, terms }) =>
    named === undefined ? hash === own : terms.title === named || hash.startsWith(named),
  );
  if (found) return found;
  const list = signed.map(({ hash, terms }) => `  ${hash}  ${terms.title}`).join('\n');
  throw new UsageError(`this node has signed no such agreement; name one with --agreement:\n${list}`);
}

async function measured(
  context: CommandContext,
  { data }: NodeConfig,
  store: NodeStore,
  { finished, agreement: { terms }, measuring, computation }: PlannedMetrics,
): Promise<Float64Array> {
  const { features } = finished.study;
  const rights = rightsFor(store, context.storageKey, terms.purpose);
  const { entropy } = context;
  const parts = { agreement: terms, features, measuring, computation, data, rights, entropy };
  const { values, warnings } = await refusing(() => measureStudy(parts));
  for (const warning of warnings) context.note(`Warning: ${warning}`);
  return values;
}

function tellCost(
  context: CommandContext,
  { population }: NodeConfig,
  { finished, agreement, measuring }: PlannedMetrics,
  { before, after }: TriedMetrics,
): void {
  const { privacy } = measuring.plan;
  const { countedNoiseStdDevGrid, blocks } = measuring.terms.encoding;
  const noise = countedNoiseStdDevGrid * blocks[0]!.grid;
  const positions = before.map((position, at) => ({ ...position, leftAfter: after[at]!.left }));
  const { name } = finished.study;
  context.result(
    { study: name, agreement: agreement.hash, dryRun: true, privacy, noise, positions },
    [
      `Metrics of "${name}" would cost ${formatPrivacyInShort(privacy)}, under "${agreement.terms.title}"; each sum over persons would carry noise of standard deviation ${noise.toPrecision(3)}. Nothing was read or spent.`,
      ...positions.map(
        (position) =>
          `${positionInWords({ population, ...position })}; ${position.leftAfter.toFixed(4)} would be left`,
      ),
    ].join('\n'),
  );
}

interface Sent {
  readonly study: StudyId;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isNew: boolean;
}

async function send(
  context: CommandContext,
  { store, coordinator }: MetricsParts,
  { study, name, bytes, isNew }: Sent,
): Promise<undefined> {
  await coordinator.request('releaseMetrics', { params: { study }, body: bytes, study });
  const message = partyMetrics.decode(envelope.decode(bytes).body);
  const { label, measures, calibration, privacy } = readMetrics(store, message);
  const figures = Object.entries(measures).map(([measure, value]) => `${measure} ${shown(value)}`);
  context.result(
    { study: name, agreement: message.agreement, isNew, label, measures, calibration, privacy },
    `${isNew ? 'Released' : 'Sent again, as released before:'} metrics of "${name}" on "${label}": ${figures.join(', ')}; ${formatPrivacyInShort(privacy)}.`,
  );
}

function shown(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(4)));
}
