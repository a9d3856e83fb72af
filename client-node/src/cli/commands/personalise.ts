// chorale-node personalise: the federated network, fitted to this node's own customers where they say that it helps.
import { chooseTensorBackend } from '@chorale/models';
import { loadNodeConfig } from '../../config/node-config.js';
import { personaliseStudy } from '../../score/personalise-study.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import type { NodeStore } from '../../storage/node-store.js';
import { homePaths } from '../../storage/home.js';
import { finishedStudy, type FinishedStudy } from '../../study/finished-study.js';
import { keepPersonal } from '../../study/personal-model.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { refusing, UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

interface PersonaliseOptions extends SharedOptions {
  readonly study?: string;
  readonly forget?: boolean;
}

export const registerPersonalise: Register = (parent, run) => {
  const command = parent
    .command('personalise')
    .description(
      "fit a finished study's network to this node's customers; kept, at home, only where it is better",
    )
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option('--forget', 'score with the federated network again');
  run<PersonaliseOptions>(command, personalise);
};

async function personalise(context: CommandContext, options: PersonaliseOptions): Promise<undefined> {
  const store = context.store();
  const { models } = homePaths(context.settings.home);
  const finished = finishedStudy(store, models, options.study);
  const { study } = finished;
  if (options.forget) {
    const had = store.personal.forget(finished.id);
    context.result(
      { study: study.name, forgotten: had },
      had
        ? `The network fitted to this node is gone; "score" uses that of "${study.name}" itself.`
        : `No network is fitted to this node; "score" uses that of "${study.name}" itself.`,
    );
    return;
  }
  await fit(context, store, finished);
}

async function fit(context: CommandContext, store: NodeStore, finished: FinishedStudy): Promise<void> {
  const { id, agreement, study, model } = finished;
  if (model.kind !== 'network')
    throw new UsageError(
      `study "${study.name}" (${study.computation}) ended in no network; only networks are fitted to a node's own customers`,
    );
  if (agreement.releaseGate.measuredFirst)
    throw new UsageError(
      `the agreement of "${study.name}" lets no model score before a study has measured it (releaseGate.measuredFirst), and nobody else can measure a network fitted here: "score" keeps to the federated one`,
    );
  const config = await loadNodeConfig(context.configFile);
  chooseTensorBackend(config.tensorBackend);
  const once = async (): Promise<Awaited<ReturnType<typeof personaliseStudy>> | undefined> => {
    // Before the rows are read: whoever is erased from now on makes the network void.
    const erasures = store.erasures.version();
    const rights = rightsFor(store, context.storageKey, agreement.purpose);
    const parts = { agreement, study, model, data: config.data, rights, entropy: context.entropy };
    const fitted = await refusing(() => personaliseStudy(parts));
    const { model: own } = fitted.choice;
    if (own) return keepPersonal(store, context.storageKey(), finished, own, erasures) ? fitted : undefined;
    store.personal.forget(id);
    return fitted;
  };
  let done = await once();
  while (!done) done = await once();
  const { choice, warnings } = done;
  for (const warning of warnings) context.note(`Warning: ${warning}`);
  const { model: personal, best, federatedLoss, judgedOn } = choice;
  const { trainedOn, candidates } = choice;
  const figures = { trainedOn, judgedOn, federatedLoss, best, candidates };
  const difference = `${best.gain.toFixed(4)} less, standard error ${best.standardError.toFixed(4)}`;
  const how =
    best.mixture === 1
      ? `fine-tuned by ${best.epochs} passes`
      : `fine-tuned by ${best.epochs} passes and mixed, ${best.mixture * 100} % of it`;
  context.result(
    { study: study.name, chosen: personal ? 'personal' : 'federated', ...figures },
    personal
      ? `The network ${how}, is better on ${judgedOn} persons whom it did not learn from: loss ${best.loss.toFixed(4)}, ` +
          `the federated one's ${federatedLoss.toFixed(4)} (${difference}). It stays on this node; "score" uses it from now on.`
      : `The federated network stays: on ${judgedOn} persons its loss is ${federatedLoss.toFixed(4)}, and the best of ` +
          `${candidates.length} fitted ones (${how}) is not surely better (${difference}).`,
  );
}
