// Whom a command is about. An id on the command line stays in the shell's history, so it may come from a file or from stdin.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError } from './exit-codes.js';

export interface PersonOptions {
  readonly person?: string;
  readonly personFile?: string;
}

export function withPersonOptions(command: Command): Command {
  return command
    .option('--person <id>', 'id of the person as data.person of node.yaml gives it; - reads it from stdin')
    .option('--person-file <file>', 'file that holds the id alone');
}

/** @throws UsageError, which never repeats the id. */
export function readPerson({ person, personFile }: PersonOptions): string {
  if ((person === undefined) === (personFile === undefined))
    throw new UsageError(
      'say whom it is about: --person ID, --person - to read the id from stdin, or --person-file FILE',
    );
  const text = personFile === undefined ? (person === '-' ? readText(0) : person!) : readText(personFile);
  const id = text.trim();
  if (id === '' || /[\r\n]/.test(id))
    throw new UsageError('the id of one person is needed, one line that is not blank');
  return id;
}

function readText(file: string | 0): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`the id of the person cannot be read (${code}); correct --person-file`);
  }
}
