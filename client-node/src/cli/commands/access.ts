// chorale-node access: what this node holds of one person and what it was used for (GDPR 15, PIPL 45).
import { loadNodeConfig } from '../../config/node-config.js';
import { personRows, registerRows } from '../../features/person-rows.js';
import { heldInWords, type HeldOfPerson } from '../../rights/access-texts.js';
import { affectedStudies } from '../../rights/affected-studies.js';
import { Pseudonyms } from '../../rights/pseudonyms.js';
import { findInList } from '../../score/take-from-list.js';
import type { NodeStore } from '../../storage/node-store.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { languageOption, type LanguageOption } from '../language-option.js';
import { readPerson, withPersonOptions, type PersonOptions } from '../person-option.js';
import type { Register } from '../program.js';

type AccessOptions = SharedOptions & PersonOptions & LanguageOption;

export const registerAccess: Register = (parent, run) => {
  const command = withPersonOptions(
    parent.command('access').description('what this node holds of one person, and what it was used for'),
  ).addOption(languageOption('the answer'));
  run<AccessOptions>(command, access);
};

async function access(context: CommandContext, options: AccessOptions): Promise<undefined> {
  const person = readPerson(options);
  const store = context.store();
  const { data } = await loadNodeConfig(context.configFile);
  const register = data.consent?.register;
  const lists: { path: string; found: HeldOfPerson['lists'][number]['found'] }[] = [];
  for (const { path } of store.scoredLists.all()) lists.push({ path, found: await findInList(path, person) });
  const held: HeldOfPerson = {
    erasedAt: erasedAt(context, store, person),
    sources: await personRows(data, person),
    consents: register ? await registerRows(register, data, person) : null,
    lists,
    studies: affectedStudies(store, 0, options.lang),
  };
  context.result(held, heldInWords(held, options.lang));
}

/** The keys are asked for only where somebody was erased. */
function erasedAt(context: CommandContext, store: NodeStore, person: string): string | null {
  if (store.erasures.version() === 0) return null;
  const pseudonyms = Pseudonyms.of(store, context.storageKey())!;
  const done = store.erasures.find(pseudonyms.name(person))?.done;
  return done ? new Date(done.at).toISOString() : null;
}
