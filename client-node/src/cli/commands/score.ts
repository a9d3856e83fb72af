// chorale-node score: the model comes home; what it says of each customer stays here.
import { systemEntropy } from '@chorale/crypto';
import { chooseTensorBackend } from '@chorale/models';
import { resolve } from 'node:path';
import { loadNodeConfig } from '../../config/node-config.js';
import { requireRecipient } from '../../gate/recipients.js';
import { isKept } from '../../gate/retention.js';
import { requireUsable } from '../../gate/usable.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import { scoreStudy, type ScoredStudy } from '../../score/score-study.js';
import { offerRules, unknownItems } from '../../score/stock.js';
import { writeScores } from '../../score/write-scores.js';
import { homePaths } from '../../storage/home.js';
import { finishedStudy } from '../../study/finished-study.js';
import { modelInUse, whyNotPersonal } from '../../study/personal-model.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';
import { membersOf, recipientOption } from '../recipient-option.js';

interface ScoreOptions extends SharedOptions {
  readonly study?: string;
  readonly output?: string;
  readonly recipient?: string;
}

export const registerScore: Register = (parent, run) => {
  const command = parent
    .command('score')
    .description('score the customers at home with the model of a finished study')
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option('--output <file>', 'CSV, JSON or Parquet (default: score.output of node.yaml)')
    .option(...recipientOption);
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
  const finished = finishedStudy(store, models, options.study);
  requireUsable(store, models, finished);
  requireRecipient(finished.agreement, options.recipient, membersOf(store));
  const { id, study, agreement } = finished;
  const offers = await offerRules(config.score.offers);
  const once = async (): Promise<(ScoredStudy & ReturnType<typeof modelInUse>) | undefined> => {
    // First: whoever is erased from now on makes the list void, and with it the network that learned from them.
    const version = store.erasures.version();
    const used = modelInUse(store, context.storageKey, finished);
    const { model } = used;
    const rights = rightsFor(store, context.storageKey, agreement.purpose);
    const { data, score: how } = config;
    const parts = { agreement, study, model, data, snapshot: how.snapshot, offers, rights };
    const scored = await scoreStudy({ ...parts, random: systemEntropy() });
    // Scoring takes its time: words, and the end of the agreement's days, may have come meanwhile.
    requireUsable(store, models, finished);
    // In one transaction: an erasure, of a person or of the model, either finds this list on record, or stops it.
    const isWritten = await writeScores(output, scored.list, (take) =>
      store.transaction(() => {
        if (store.erasures.version() !== version || !isKept(store, { study: id }, agreement)) return false;
        store.scoredLists.wrote(output, id);
        take();
        return true;
      }),
    );
    return isWritten ? { ...scored, ...used } : undefined;
  };
  let done = await once();
  while (!done) done = await once();
  const { report, list, model, inUse } = done;
  const why = whyNotPersonal(inUse, study.name);
  if (why !== undefined) context.note(`Warning: ${why}`);
  for (const warning of report.warnings) context.note(`Warning: ${warning}`);
  const unknown = unknownItems(model, offers);
  if (unknown !== undefined) context.note(`Warning: ${unknown}`);
  const { optedOut, persons } = list;
  const { withoutConsent, erased } = report.leftOut;
  const leftOut = [
    `${optedOut} left out by their marketing opt-out`,
    ...(withoutConsent === null ? [] : [`${withoutConsent} for want of consent to its purpose`]),
    ...(erased === null ? [] : [`${erased} because they were erased`]),
  ];
  context.result(
    {
      ...{ study: study.name, model: inUse, recipient: options.recipient ?? null, file: output },
      ...{ persons: persons.length, optedOut, withoutConsent, erased },
    },
    `Scored ${persons.length} persons with the model of "${study.name}"${inUse === 'personal' ? ', fitted to this node,' : ''} into ${output}; ${leftOut.join(', ')}.`,
  );
}
