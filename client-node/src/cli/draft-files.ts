// First files for a person to go on with: node.yaml, and the dictionary for whoever writes the agreement.
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { agreementSchema } from '@chorale/models';
import { loadYaml } from '../config/load-yaml.js';
import type { DraftOptions } from '../features/draft.js';
import type { CommandContext } from './command-context.js';
import { UsageError } from './exit-codes.js';

/** Comes with this program, for editors that complete and check YAML. */
const NODE_SCHEMA = pathToFileURL(join(import.meta.dirname, '../../schemas/node.schema.json')).href;

export interface DraftWish {
  /** One file with the rows, more are refused; without it nothing is drafted. */
  readonly data?: readonly string[];
  readonly person?: string;
  readonly label?: string;
  /** An agreement.yaml whose dictionary the columns are mapped onto. */
  readonly agreement?: string;
}

/** Paths of what was written; null where nothing was asked for, or a file stands already. */
export interface DraftedFiles {
  readonly config: string | null;
  readonly dictionary: string | null;
}

/** Reads the data's columns now and writes later. @throws DataError, ConfigError, or UsageError for more than one table */
export async function prepareDraft(
  context: CommandContext,
  { data, person, label, agreement }: DraftWish,
  top: Pick<DraftOptions, 'name' | 'coordinator'>,
): Promise<{ write(): DraftedFiles }> {
  const nothing = { write: () => ({ config: null, dictionary: null }) };
  if (data === undefined) return nothing;
  const file = onlyFile(data);
  const config = context.configFile;
  if (existsSync(config)) {
    context.note(`${config} stands already and is left as it is.`);
    return nothing;
  }
  // DuckDB is for those who give data.
  const { draftFromData } = await import('../features/draft.js');
  const folder = dirname(resolve(config));
  const dictionary =
    agreement === undefined ? undefined : (await loadYaml(agreement, agreementSchema)).dictionary;
  const draft = await draftFromData(
    // Paths in node.yaml are seen from its own folder.
    { file: folder === process.cwd() ? file : resolve(file) },
    {
      ...top,
      ...(person !== undefined && { personColumn: person }),
      ...(label !== undefined && { labelColumn: label }),
      ...(dictionary && { dictionary }),
    },
  );
  return {
    write: () => {
      writeFileSync(config, `# yaml-language-server: $schema=${NODE_SCHEMA}\n${draft.nodeYaml}`, {
        flag: 'wx',
      });
      const dictionaryFile = join(folder, 'dictionary.yaml');
      if (draft.dictionaryYaml === undefined) return { config, dictionary: null };
      if (existsSync(dictionaryFile)) {
        context.note(
          `${dictionaryFile} stands already and is left as it is: no draft of a dictionary is written.`,
        );
        return { config, dictionary: null };
      }
      writeFileSync(dictionaryFile, draft.dictionaryYaml, { flag: 'wx' });
      return { config, dictionary: dictionaryFile };
    },
  };
}

/** Of several tables nobody can tell by their columns which role each has. @throws UsageError */
function onlyFile([file, ...others]: readonly string[]): string {
  const isFolder = statSync(file!, { throwIfNoEntry: false })?.isDirectory() === true;
  if (others.length === 0 && !isFolder) return file!;
  throw new UsageError(
    `a draft is of one table, and --data names ${isFolder ? `the folder ${file!}` : `${others.length + 1} files`}. Give the one file that has a row ` +
      'a person or a line a purchase; or leave --data out and write node.yaml with `shape: tables`, where each file is a table with its ' +
      'role: docs/guides/tables.md has one of each to copy, and chorale-node doctor says what does not fit',
  );
}
