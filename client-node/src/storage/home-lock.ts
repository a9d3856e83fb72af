// One running node a home: two would contribute twice. The lock is SQLite's own on an empty database, which
// the operating system lets go when the process ends, however it ends; a file with a pid could go stale.
import { readFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { writeFileAtomically } from './atomic-file.js';
import { homePaths, makePrivateFolder } from './home.js';
import { StoreError } from './store-error.js';

export interface HomeLock {
  release(): void;
}

/** @throws StoreError `home-in-use`, naming the process that runs on this home. */
export function lockHome(home: string): HomeLock {
  const paths = homePaths(home);
  makePrivateFolder(paths.home);
  const lock = lockFile(paths.lock);
  if (!lock)
    throw new StoreError(
      'home-in-use',
      `another chorale-node (process ${runningProcess(paths.pid)}) runs on ${paths.home}; ` +
        'stop it first, or set CHORALE_HOME to another folder',
    );
  writeFileAtomically(paths.pid, `${process.pid}\n`, 0o600);
  return {
    release: () => {
      rmSync(paths.pid, { force: true });
      lock.close();
    },
  };
}

/** One scoring service a home, beside its running node. @throws StoreError `home-in-use` */
export function lockScores(home: string): HomeLock {
  const paths = homePaths(home);
  const lock = lockFile(paths.scoresLock);
  if (!lock)
    throw new StoreError('home-in-use', `another scoring service runs on ${paths.home}; stop it first`);
  return { release: () => lock.close() };
}

/** @returns undefined where another process has it. */
function lockFile(path: string): Database.Database | undefined {
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
    return undefined;
  }
}

function runningProcess(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'of unknown number';
  }
}
