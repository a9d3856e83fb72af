// npm run lock:complete: adds what npm leaves out of package-lock.json, the optional packages for other platforms than
// the one that wrote it (github.com/npm/cli/issues/4828). Without them `npm ci` refuses the lock or, elsewhere, misses
// a binary.
import { writeFileSync } from 'node:fs';
import {
  LOCK_FILE,
  nameOfFolder,
  readLock,
  resolveLocked,
  type Lock,
  type LockedPackage,
} from './lock-file.ts';

interface MissingPackage {
  readonly name: string;
  readonly version: string;
  /** The package that would like to have it. */
  readonly wantedBy: LockedPackage;
}

/** Optional dependencies that the lock does not pin. */
export function missingOptionalPackages(lock: Lock): MissingPackage[] {
  return Object.entries(lock.packages).flatMap(([folder, wantedBy]) =>
    Object.entries(wantedBy.optionalDependencies ?? {})
      .filter(([name]) => resolveLocked(lock, folder, name) === undefined)
      .map(([name, version]) => ({ name, version, wantedBy })),
  );
}

/** Adds the missing packages, with the platform that their names tell; npm fetches them only there. */
export function completeLock(lock: Lock): Lock {
  const packages = { ...lock.packages };
  for (const missing of missingOptionalPackages(lock))
    packages[`node_modules/${missing.name}`] = entryOf(missing);
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** Binaries come under the licence of the package that they belong to. */
function entryOf({ name, version, wantedBy: { dev, license } }: MissingPackage): LockedPackage {
  return {
    version,
    ...platformOf(name),
    ...(dev ? { dev } : {}),
    ...(license ? { license } : {}),
    optional: true,
  };
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
