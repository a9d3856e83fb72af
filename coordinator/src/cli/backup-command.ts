// A copy of what a running coordinator cannot do without: its database of one moment, by SQLite's own online backup, and the sealed
// keys. Ciphertexts in files stay behind (docs/operations.md): nodes of running rounds send theirs again.
import Database from 'better-sqlite3';
import type { Command } from 'commander';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
      'copy database and keys of this machine’s coordinator, while it runs, to a folder that is not there yet',
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
          'ciphertexts of rounds under way that lie in files are not in it: nodes send them again',
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
  makeOwn(folder);
  const copy = join(folder, 'coordinator.sqlite');
  const running = new Database(paths.database, { readonly: true, fileMustExist: true });
  try {
    await running.backup(copy);
  } finally {
    running.close();
  }
  chmodSync(copy, 0o600);
  copyKeys(paths.identity, join(folder, basename(dirname(paths.identity))));
  return { folder, head: headIn(copy) };
}

/** A folder for its owner alone, also where it was there before with other rights. */
function makeOwn(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

function copyKeys(identity: string, folder: string): void {
  makeOwn(folder);
  const copy = join(folder, basename(identity));
  copyFileSync(identity, copy);
  chmodSync(copy, 0o600);
}

/** @throws Error for a copy that is damaged. */
function headIn(file: string): Backup['head'] {
  // Not read-only: such a reader would leave its -wal and -shm files beside the copy.
  const copy = new Database(file, { fileMustExist: true });
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
