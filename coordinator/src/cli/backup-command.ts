// A copy of a running coordinator's home, whole and of one moment: SQLite's own online backup, the sealed keys beside it.
import Database from 'better-sqlite3';
import type { Command } from 'commander';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError, readEnvironment } from '../platform/config.js';
import { homePaths } from '../platform/home.js';
import { isJson } from './federation-commands.js';
import { show, type Output } from './output.js';

interface Backup {
  readonly folder: string;
  /** Newest head of the ledger in the copy: hold it against those that nodes countersigned before it is ever started. */
  readonly head: { readonly size: number; readonly root: string };
}

export function addBackupCommand(program: Command, output: Output): void {
  program
    .command('backup <folder>')
    .description(
      'copy the home of this machine’s coordinator, while it runs, to a folder that is not there yet',
    )
    .action(async (folder: string, _: unknown, command: Command) => {
      const { CHORALE_HOME: home, DATABASE_URL: url } = readEnvironment(process.env);
      if (url !== undefined)
        throw new ConfigurationError([
          'the database is PostgreSQL: copy it with pg_dump, and the folder keys of CHORALE_HOME beside it',
        ]);
      const backup = await backUp(homePaths(home), folder);
      show(output, isJson(command), backup, () =>
        [
          `${folder} holds the ledger up to ${backup.head.size}:${backup.head.root}`,
          'nodes go on with a restored copy only where it holds every head that they countersigned; keep the passphrase elsewhere',
        ].join('\n'),
      );
    });
}

async function backUp(paths: ReturnType<typeof homePaths>, folder: string): Promise<Backup> {
  if (!existsSync(paths.database))
    throw new ConfigurationError([
      `no coordinator was started in ${paths.home}; set CHORALE_HOME to its folder`,
    ]);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ConfigurationError([`${folder} is not empty; give the copy a folder of its own`]);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, 'coordinator.sqlite');
  const running = new Database(paths.database, { readonly: true, fileMustExist: true });
  try {
    await running.backup(copy);
  } finally {
    running.close();
  }
  chmodSync(copy, 0o600);
  cpSync(dirname(paths.identity), join(folder, 'keys'), { recursive: true });
  return { folder, head: headIn(copy) };
}

/** @throws Error for a copy that is damaged. */
function headIn(file: string): Backup['head'] {
  const copy = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const [check] = copy.pragma('quick_check') as { readonly quick_check: string }[];
    if (check?.quick_check !== 'ok')
      throw new Error(
        `the copy is damaged (${check?.quick_check ?? 'no answer'}); try again, and look at the disk`,
      );
    return copy
      .prepare('SELECT size, root FROM ledger_heads ORDER BY size DESC LIMIT 1')
      .get() as Backup['head'];
  } finally {
    copy.close();
  }
}
