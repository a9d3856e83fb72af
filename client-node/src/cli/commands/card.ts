// chorale-node card: the model card of a finished study, from this node's own records.
import { verifyLedgerParts, type EntryReader, type LedgerVerdict } from '@chorale/crypto';
import { modelCardPage, type ModelCard } from '@chorale/models';
import { LedgerPlaces } from '../../cards/ledger-places.js';
import { nodeModelCard, type CardSources } from '../../cards/node-card.js';
import { openLedger, UnreadableFile } from '../../ledger/ledger-files.js';
import { homePaths } from '../../storage/home.js';
import type { NodeStore } from '../../storage/node-store.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import { CommandFailed, UsageError } from '../exit-codes.js';
import { languageOption, type LanguageOption } from '../language-option.js';
import type { Register } from '../program.js';
import { writePage } from '../write-page.js';

interface CardOptions extends SharedOptions, LanguageOption {
  readonly study?: string;
  readonly ledger?: readonly string[];
  readonly output?: string;
}

export const registerCard: Register = (parent, run) => {
  const command = parent
    .command('card')
    .description(
      'write the model card of a finished study: purpose, parties, data, privacy spent, measures, limits, rounds',
    )
    .option('--study <name>', 'name of the study (default: the only finished one)')
    .option(
      '--ledger <file...>',
      'export of the ledger, with its archives where there are any: verified, and the card names its entries',
    )
    .addOption(languageOption('the page'))
    .option('--output <file>', 'page (.html) or document (.json); default: NAME-card.html here');
  run<CardOptions>(command, card, ['json']);
};

async function card(context: CommandContext, options: CardOptions): Promise<undefined> {
  const { study: name, lang, output } = options;
  if (output !== undefined && !/\.(html|json)$/.test(output))
    throw new UsageError('--output has to end in .html or .json');
  const store = context.store();
  const ledger = options.ledger === undefined ? undefined : await ledgerOf(store, options.ledger);
  const { models } = homePaths(context.settings.home);
  const made = nodeModelCard({ store, models, now: context.clock.now(), ledger }, name);
  const text = output?.endsWith('.json') ? `${JSON.stringify(made, null, 2)}\n` : modelCardPage(made, lang);
  const file = writePage(output ?? `${made.model.name}-card.html`, text, '--output');
  context.result({ study: made.model.name, file, card: made }, inWords(made, file));
  return undefined;
}

function inWords({ model, evaluations }: ModelCard, file: string): string {
  const measured =
    evaluations.length === 0
      ? 'nobody has measured this model yet: start a study with recipe model-quality'
      : `measured by ${evaluations.map(({ name }) => name).join(', ')}`;
  return `Wrote the model card of "${model.name}" into ${file}; ${measured}.`;
}

/** @throws CommandFailed for a ledger that is not verified, or not the one that this node has countersigned. */
async function ledgerOf(store: NodeStore, names: readonly string[]): Promise<CardSources['ledger']> {
  const places = new LedgerPlaces();
  let federation: string | undefined;
  const reader: EntryReader = {
    read(entry, payload, preamble) {
      federation = preamble.federation;
      places.read(entry, payload);
    },
  };
  const { verified, entries: size, root, problem } = await verdictOn(store, names, reader);
  if (!verified)
    throw new CommandFailed(
      `${names.join(', ')}: not a ledger to rely on: ${problem?.reason ?? 'it is not verified'}; export it again with ` +
        '"chorale-coordinator ledger export"',
    );
  if (federation !== store.federation.membership()?.federation)
    throw new CommandFailed(
      `${names.join(', ')}: the ledger of another federation than the one of this node`,
    );
  return { places, head: { size, root } };
}

async function verdictOn(
  store: NodeStore,
  names: readonly string[],
  reader: EntryReader,
): Promise<LedgerVerdict> {
  try {
    const files = await openLedger(names);
    const lines = files.map((file) => file.lines());
    return await verifyLedgerParts(lines, store.ledgerHeads.all(), reader);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw error.isBroken ? new CommandFailed(error.message) : new UsageError(error.message);
  }
}
