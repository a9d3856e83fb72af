// chorale-node release: which models may be used, why one is held back, and this member's word on it.
import type { Hash } from '@chorale/crypto';
import { applyGate } from '../../gate/apply-gate.js';
import { followOverrides } from '../../gate/follow-overrides.js';
import { percent, short } from '../../gate/gate-words.js';
import { ReleaseGate, type ReleaseStanding } from '../../gate/release-gate.js';
import { homePaths } from '../../storage/home.js';
import type { NodeStore } from '../../storage/node-store.js';
import { allFinished, finishedStudy, type FinishedStudy } from '../../study/finished-study.js';
import type { CommandContext } from '../command-context.js';
import {
  administratorKeyOption,
  decideAndSend,
  deciding,
  reasonOption,
  requireReason,
  type Deciding,
  type DecidingOptions,
} from '../deciding.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

export const registerRelease: Register = (parent, run) => {
  const group = parent
    .command('release')
    .description('which models may be used, and what the release gate holds back');
  const shown = group
    .command('show')
    .argument('[name]', 'name of a finished study (default: all)')
    .description('errors, challengers and verdicts of finished models, as this node judges them');
  run(shown, (context) => show(context, shown.args[0]), ['json']);
  for (const decision of ['override', 'withdraw'] as const) {
    const decided = group
      .command(decision)
      .argument('<name>', 'name of the study whose model is meant')
      .description(
        decision === 'override'
          ? 'let a held model pass for this member; it takes administrators of two members'
          : "take this member's override back",
      )
      .option(...reasonOption)
      .option(...administratorKeyOption);
    run<DecidingOptions>(decided, (context, options) =>
      decideOn(context, options, decided.args[0]!, decision === 'override'),
    );
  }
};

async function show(context: CommandContext, name: string | undefined): Promise<undefined> {
  const store = context.store();
  const { models } = homePaths(context.settings.home);
  const studies = name === undefined ? allFinished(store, models) : [finishedStudy(store, models, name)];
  const gate = new ReleaseGate(store, models);
  const views = studies.map((study) => ({ study, standing: gate.standingOf(study) }));
  context.result(
    views.map(({ study, standing }) => viewOf(study, standing)),
    views.length === 0
      ? 'No study with a model has finished at this node yet.'
      : views.map(({ study, standing }) => inWords(store, study, standing)).join('\n'),
  );
  return Promise.resolve(undefined);
}

async function decideOn(
  context: CommandContext,
  options: DecidingOptions,
  name: string,
  approve: boolean,
): Promise<undefined> {
  const reason = requireReason(options);
  const parts = await deciding(context, options);
  const { models } = homePaths(context.settings.home);
  const finished = finishedStudy(parts.store, models, name);
  const before = new ReleaseGate(parts.store, models).standingOf(finished);
  await fetchWords(parts, before.subject);
  if (before.standing !== 'held' && before.standing !== 'overridden')
    throw new UsageError(
      `the model of "${name}" is not held back (${before.standing}); there is nothing to override`,
    );
  await decideAndSend(parts, { matter: 'release', subject: before.subject, approve, reason });
  await fetchWords(parts, before.subject);
  const gate = new ReleaseGate(parts.store, models);
  const after = applyGate({ store: parts.store }, models, gate, finished);
  const { approvedBy, obstacle } = after.words;
  context.result(
    {
      study: finished.id,
      name,
      decision: approve ? 'override' : 'withdraw',
      reason,
      ...viewOf(finished, after),
    },
    approve && obstacle === undefined
      ? `"${name}" may be used: ${approvedBy.map(({ member }) => `"${member}"`).join(' and ')} let it pass.`
      : `${approve ? 'Recorded' : 'Taken back'} for "${parts.member}"; the model of "${name}" is ${after.standing}: ${obstacle ?? ''}.`,
  );
  return undefined;
}

async function fetchWords({ node, roster, store, federation }: Deciding, subject: Hash): Promise<void> {
  await followOverrides({ store, coordinator: node.client, federation, roster: () => roster }, [subject]);
}

function viewOf(
  { id, study }: FinishedStudy,
  { standing, verdict, words, reason }: ReleaseStanding,
): Readonly<Record<string, unknown>> {
  return {
    ...{ study: id, name: study.name, standing, reason },
    verdict: verdict ?? null,
    approvedBy: words.approvedBy,
  };
}

function inWords(
  store: NodeStore,
  { study }: FinishedStudy,
  { standing, verdict, reason }: ReleaseStanding,
): string {
  if (reason !== '') return `${study.name}: ${standing}; ${reason}`;
  if (!verdict) return `${study.name}: ${standing}`;
  const { validation, before, drift, challenger } = verdict;
  const nameOf = (id: string): string => store.studies.all().find((each) => each.study === id)?.name ?? id;
  return [
    `${study.name}: ${standing}; ${validation.measure} ${short(validation.error)}`,
    ...(validation.baseline === null ? [] : [`the same said of everybody ${short(validation.baseline)}`]),
    ...(challenger === null ? [] : [`"${nameOf(challenger.model)}" ${short(challenger.error)}`]),
    ...(before === null || drift === null ? [] : [`drift from "${nameOf(before.model)}" ${percent(drift)}`]),
  ].join(', ');
}
