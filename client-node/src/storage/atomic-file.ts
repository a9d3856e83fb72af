// Files that are there whole or not at all, also after a power cut: written beside, synced, renamed, and the
// folder synced too. The coordinator has the like of its own: the two share crypto alone, which knows no files.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @param path its folder must exist.
 * @param mode permission bits, for example 0o600.
 */
export function writeFileAtomically(path: string, content: Uint8Array | string, mode: number): void {
  const beside = `${path}.${process.pid}.partial`;
  try {
    const file = openSync(beside, 'w', mode);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes the names in a folder durable. */
export function syncFolder(path: string): void {
  // Windows cannot open folders, and its NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
