// chorale-node score: the model comes home; what it says of each customer stays here.
import { systemEntropy } from '@chorale/crypto';
import { chooseTensorBackend, computationByName, scorePeople } from '@chorale/models';
import { resolve } from 'node:path';
import { loadNodeConfig } from '../../config/node-config.js';
import { preparePeople, type PreparedPeople } from '../../features/prepare-people.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import { rankPeople, type ScoredList } from '../../score/rank-people.js';
import { offerRules, unknownItems } from '../../score/stock.js';
import { writeScores } from '../../score/write-scores.js';
import { homePaths } from '../../storage/home.js';
import { finishedStudy } from '../../study/finished-study.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import { configOption, devOption, jsonOption, type Register } from '../program.js';

interface ScoreOptions extends SharedOptions {
  readonly study?: string;
  readonly output?: string;
}

export const registerScore: Register = (parent, run) => {
  const command = parent
    .command('score')
    .description('score the customers at home with the model of a finished study')
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option('--output <file>', 'CSV, JSON or Parquet (default: score.output of node.yaml)')
    .option(...configOption)
    .option(...devOption)
    .option(...jsonOption);
  run<ScoreOptions>(command, score);
};

async function score(context: CommandContext, options: ScoreOptions): Promise<undefined> {
  const store = context.store();
  if (store.federation.membership()?.role === 'committee')
    throw new UsageError('this node only sits on the committee: it has no customers, and receives no model');
  const config = await loadNodeConfig(context.configFile);
  chooseTensorBackend(config.tensorBackend);
  const output = options.output === undefined ? config.score.output : resolve(options.output);
  if (!/\.(csv|json|parquet)$/.test(output))
    throw new UsageError('--output has to end in .csv, .json or .parquet');
  const models = homePaths(context.settings.home).models;
  const { id, study, agreement, model } = finishedStudy(store, models, options.study);
  const { dictionary } = agreement;
  const { input } = computationByName(study.computation);
  const { snapshot } = config.score;
  const offers = await offerRules(config.score.offers);
  const once = async (): Promise<{ prepared: PreparedPeople; list: ScoredList } | undefined> => {
    const version = store.erasures.version();
    const prepared = await preparePeople(config.data, dictionary, {
      purpose: 'scoring',
      rights: rightsFor(store, () => context.keyring().storageKey, agreement.purpose),
      features: study.features,
      input,
      snapshot,
    });
    const scores = await scorePeople(model, prepared.people, { random: systemEntropy(), offers });
    const list = rankPeople(prepared, dictionary, scores);
    // In one transaction: an erasure either finds this list on record, or stops it.
    const isWritten = await writeScores(output, list, (take) =>
      store.transaction(() => {
        if (store.erasures.version() !== version) return false;
        store.scoredLists.wrote(output, id);
        take();
        return true;
      }),
    );
    return isWritten ? { prepared, list } : undefined;
  };
  let done = await once();
  while (!done) done = await once();
  const { prepared, list } = done;
  for (const warning of prepared.report.warnings) context.note(`Warning: ${warning}`);
  const unknown = unknownItems(model, offers);
  if (unknown !== undefined) context.note(`Warning: ${unknown}`);
  const { optedOut, persons } = list;
  const { withoutConsent, erased } = prepared.report.leftOut;
  const leftOut = [
    `${optedOut} left out by their marketing opt-out`,
    ...(withoutConsent === null ? [] : [`${withoutConsent} for want of consent to its purpose`]),
    ...(erased === null ? [] : [`${erased} because they were erased`]),
  ];
  context.result(
    { study: study.name, file: output, persons: persons.length, optedOut, withoutConsent, erased },
    `Scored ${persons.length} persons with the model of "${study.name}" into ${output}; ${leftOut.join(', ')}.`,
  );
}
