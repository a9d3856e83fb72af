// What package-lock.json says, in as many words as the tools in this folder need.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const LOCK_FILE = join(ROOT, 'package-lock.json');

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  /** Address of the package, or the workspace folder that a link leads to. */
  readonly resolved?: string;
  /** Hash of the package: algorithm, `-`, base64. */
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  /** Keyed by folder, such as node_modules/a/node_modules/b; our own packages by their workspace folder. */
  packages: Record<string, LockedPackage>;
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(LOCK_FILE, 'utf8')) as Lock;
}

/** The folder that `require(name)` finds from a package's folder, or undefined. */
export function resolveLocked({ packages }: Lock, folder: string, name: string): string | undefined {
  for (let above: string | undefined = folder; above !== undefined; above = folderAbove(above)) {
    const candidate = `${above === '' ? '' : `${above}/`}node_modules/${name}`;
    if (packages[candidate]) return candidate;
  }
  return undefined;
}

/** The name of the package that is installed in a folder of the lock. */
export function nameOfFolder(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function folderAbove(folder: string): string | undefined {
  if (folder === '') return undefined;
  const cut = folder.lastIndexOf('node_modules/');
  return cut <= 0 ? '' : folder.slice(0, cut - 1);
}
