// chorale-coordinator study card: the model card of a finished study.
import { Option, type Command } from 'commander';
import { basename } from 'node:path';
import { modelCardPage, modelCardSchema, type Language } from '@chorale/models/planning';
import { writeFileAtomically } from '../platform/atomic-file.js';
import { ConfigurationError } from '../platform/config.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, type Output } from './output.js';

export function addCardCommand(study: Command, output: Output, client: () => AdminClient): void {
  study
    .command('card <name>')
    .description(
      'the model card of a finished study, from what the ledger proves; a node that adopted the model writes one with measures',
    )
    .option('--output <file>', 'page (.html) or document (.json); default: NAME-card.html here')
    .addOption(new Option('--lang <language>', 'of the page').choices(['en', 'zh-CN']).default('en'))
    .action(async (name: string, options: { output?: string; lang: Language }, command: Command) => {
      if (options.output !== undefined && !/\.(html|json)$/.test(options.output))
        throw new ConfigurationError(['--output has to end in .html or .json']);
      const card = await client().get(`studies/${encodeURIComponent(name)}/card`, modelCardSchema);
      const file = options.output ?? basename(`${card.model.name}-card.html`);
      write(
        file,
        file.endsWith('.json') ? `${JSON.stringify(card, null, 2)}\n` : modelCardPage(card, options.lang),
      );
      show(
        output,
        isJson(command),
        { file, card },
        () => `wrote the model card of "${card.model.name}" to ${file}`,
      );
    });
}

function write(file: string, text: string): void {
  try {
    writeFileAtomically(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`the card cannot be written to ${file}: ${reason}; give another --output`]);
  }
}
