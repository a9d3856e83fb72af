// One coordinator a home: two would both count contributions. The lock is SQLite's own, on an empty database,
// which the operating system lets go when the process ends, however it ends.
import Database from 'better-sqlite3';
import { ConfigurationError } from './config.js';
import type { HomePaths } from './home.js';

/** @returns a function that lets go. @throws ConfigurationError when another process holds the home. */
export function lockHome(paths: HomePaths): () => void {
  const lock = new Database(paths.lock, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new ConfigurationError([
      `another chorale-coordinator runs on ${paths.home}; stop it first, or set CHORALE_HOME to another folder`,
    ]);
  }
  return () => lock.close();
}

/** By code, because the driver's error class is one a process, not one a module. */
function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    String(error.code).startsWith('SQLITE_BUSY')
  );
}
