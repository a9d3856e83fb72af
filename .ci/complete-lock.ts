// Adds what npm leaves out of package-lock.json: optional packages for other platforms than the one that wrote it
// (github.com/npm/cli/issues/4828). Without them `npm ci` refuses the lock or, elsewhere, misses the binary.
import { writeFileSync } from 'node:fs';
import {
  LOCK_FILE,
  nameOfFolder,
  readLock,
  resolveLocked,
  type Lock,
  type LockedPackage,
} from './lock-file.ts';

export interface MissingPackage {
  readonly name: string;
  readonly version: string;
  /** The package that would like to have it. */
  readonly wantedBy: string;
}

/** Optional dependencies that the lock does not pin. */
export function missingOptionalPackages(lock: Lock): MissingPackage[] {
  return Object.entries(lock.packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => resolveLocked(lock, folder, name) === undefined)
      .map(([name, version]) => ({ name, version, wantedBy: folder })),
  );
}

/** Adds the missing packages, with the platform that their names tell; npm fetches them only there. */
export function completeLock(lock: Lock): Lock {
  const added = missingOptionalPackages(lock).map(({ name, version, wantedBy }): [string, LockedPackage] => [
    `node_modules/${name}`,
    {
      version,
      ...platformOf(name),
      ...(lock.packages[wantedBy]!.dev === true ? { dev: true } : {}),
      optional: true,
    },
  ]);
  const packages = Object.fromEntries(
    Object.entries({ ...lock.packages, ...Object.fromEntries(added) }).sort(([a], [b]) =>
      a.localeCompare(b, 'en'),
    ),
  );
  return { ...lock, packages };
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = nameOfFolder(`node_modules/${name}`).split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu) throw new Error(`${name} does not tell its platform: add it to package-lock.json by hand`);
  const libc = name.includes('musl') ? ['musl'] : name.includes('-gnu') ? ['glibc'] : undefined;
  return { cpu: [cpu], ...(libc ? { libc } : {}), os: [os] };
}

if (import.meta.main) {
  const lock = readLock();
  const missing = missingOptionalPackages(lock);
  writeFileSync(LOCK_FILE, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
  process.stderr.write(`package-lock.json: ${missing.length} optional packages added\n`);
}
