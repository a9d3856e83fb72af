// chorale-node explain: what a model says of one person, and why; computed and shown at home (GDPR 15(1)(h) and 22, PIPL 24).
import { systemEntropy } from '@chorale/crypto';
import { chooseTensorBackend, inputOf, scorePeople } from '@chorale/models';
import { loadNodeConfig } from '../../config/node-config.js';
import { personRows } from '../../features/person-rows.js';
import { preparePeople } from '../../features/prepare-people.js';
import { rightsFor } from '../../rights/pseudonyms.js';
import { explainPerson } from '../../score/explain-person.js';
import { explanationInWords, type ExplainedStudy } from '../../score/explain-texts.js';
import { offerRules } from '../../score/stock.js';
import { homePaths } from '../../storage/home.js';
import { finishedStudy } from '../../study/finished-study.js';
import { modelInUse } from '../../study/personal-model.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import { languageOption, type LanguageOption } from '../language-option.js';
import { readPerson, withPersonOptions, type PersonOptions } from '../person-option.js';
import type { Register } from '../program.js';

interface ExplainOptions extends SharedOptions, PersonOptions, LanguageOption {
  readonly study?: string;
}

export const registerExplain: Register = (parent, run) => {
  const command = withPersonOptions(
    parent.command('explain').description('what a model says of one person, from which values, and why'),
  )
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .addOption(languageOption('the answer'));
  run<ExplainOptions>(command, explain);
};

async function explain(context: CommandContext, options: ExplainOptions): Promise<undefined> {
  const person = readPerson(options);
  const store = context.store();
  const config = await loadNodeConfig(context.configFile);
  chooseTensorBackend(config.tensorBackend);
  const { models } = homePaths(context.settings.home);
  const finished = finishedStudy(store, models, options.study);
  const { study, agreement } = finished;
  // Of the model that scores.
  const { model } = modelInUse(store, context.storageKey, finished);
  const { dictionary, purpose } = agreement;
  const rights = rightsFor(store, context.storageKey, purpose);
  if (rights.isErased?.(person))
    throw new UsageError(
      'this person was erased: no model is used on them any more, so there is nothing to explain',
    );
  const { people, ids, optOut } = await preparePeople(config.data, dictionary, {
    purpose: 'scoring',
    rights,
    features: study.features,
    input: inputOf(model),
    snapshot: config.score.snapshot,
  });
  const index = ids.indexOf(person);
  if (index === -1) {
    const rows = (await personRows(config.data, person)).flatMap((table) => table.rows);
    throw new UsageError(
      rows.length === 0
        ? 'the source holds no row of this person; check the id'
        : 'the source holds rows of this person, but this study does not use them: for want of consent to its purpose, or by `filter`',
    );
  }
  const offers = await offerRules(config.score.offers);
  const scores = await scorePeople(model, people, { random: systemEntropy(), offers });
  const explained: ExplainedStudy = {
    ...{ study: study.name, computation: study.computation, purpose, optedOut: optOut[index] === 1 },
    ...explainPerson(model, dictionary, { people, scores, index }),
  };
  context.result(explained, explanationInWords(explained, options.lang));
}
