// npm run pack:node, npm run pack:coordinator: one tarball that installs without this workspace. Our own packages are
// bundled inside; everything else comes from the registry.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './lock-file.ts';

const SCOPE = '@chorale/';
/** Maps point to sources that do not travel along; the sum without encryption serves tests only. */
const STAYS_HOME = /\.map$|\.tsbuildinfo$|\/dist\/testing$/;
const DOCUMENTS = ['LICENSE', 'THIRD-PARTY-NOTICES'];

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly bundleDependencies?: readonly string[];
}

/** Thrown where a tarball could not be made that works. */
export class PackingError extends Error {
  override readonly name = 'PackingError';
}

/**
 * The manifest of the tarball: what the bundled packages need from the registry is asked for by the program itself.
 * Optional packages become optional peers: used where somebody installed them, never fetched unasked (they may bring
 * install scripts that download more).
 * @param bundled our packages that the program needs, directly or through another.
 * @throws PackingError where two of them want different versions of one dependency.
 */
export function manifestOfTarball(program: Manifest, bundled: readonly Manifest[]): Manifest {
  const all = [program, ...bundled];
  const { optionalDependencies, ...rest } = program;
  const optional = merge(all.map((each) => each.optionalDependencies));
  return {
    ...rest,
    files: [...program.files, ...DOCUMENTS],
    dependencies: merge(all.map((each) => each.dependencies)),
    peerDependencies: optional,
    peerDependenciesMeta: Object.fromEntries(Object.keys(optional).map((name) => [name, { optional: true }])),
    bundleDependencies: bundled.map(({ name }) => name),
  };
}

function merge(all: readonly (Readonly<Record<string, string>> | undefined)[]): Record<string, string> {
  const merged = new Map<string, string>();
  for (const [name, range] of all.flatMap((each) => Object.entries(each ?? {}))) {
    const other = merged.get(name) ?? range;
    if (other !== range)
      throw new PackingError(`${name} is wanted as ${other} and as ${range}: give all packages one version`);
    merged.set(name, range);
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/** Packs a built program. @returns the path of the tarball, written into `into`. */
export function packProgram(folder: string, into: string): string {
  const program = readManifest(folder);
  const bundled = ownPackagesOf(program);
  const stage = mkdtempSync(join(tmpdir(), 'chorale-pack-'));
  try {
    copyPackage(folder, program, stage, manifestOfTarball(program, bundled));
    for (const name of DOCUMENTS) cpSync(join(ROOT, name), join(stage, name));
    for (const each of bundled) {
      const { dependencies, optionalDependencies, ...bare } = each;
      copyPackage(folderOf(each.name), each, join(stage, 'node_modules', each.name), bare);
    }
    const output = npm(['pack', '--json', '--pack-destination', into], stage);
    return join(into, fileNameIn(output));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
}

/** Our own packages are named after their folders. */
function folderOf(name: string): string {
  return name.slice(SCOPE.length);
}

function ownPackagesOf(program: Manifest): Manifest[] {
  const found = new Map<string, Manifest>();
  const visit = ({ dependencies = {} }: Manifest): void => {
    for (const name of Object.keys(dependencies).filter(
      (each) => each.startsWith(SCOPE) && !found.has(each),
    )) {
      found.set(name, readManifest(folderOf(name)));
      visit(found.get(name)!);
    }
  };
  visit(program);
  return [...found.values()];
}

function copyPackage(folder: string, { name, files }: Manifest, target: string, manifest: Manifest): void {
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of files) {
    const source = join(ROOT, folder, file);
    if (!existsSync(source)) throw new PackingError(`${name} has no ${file}: run "npm run build" first`);
    cpSync(source, join(target, file), { recursive: true, filter: (path) => !STAYS_HOME.test(path) });
  }
}

/** The npm that runs this script, or the one on the PATH. */
function npm(args: readonly string[], cwd: string): string {
  const script = process.env['npm_execpath'];
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  return execFileSync(command, [...first, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function fileNameIn(packOutput: string): string {
  const report = JSON.parse(packOutput) as Record<string, { filename: string }> | { filename: string }[];
  return Object.values(report)[0]!.filename;
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new PackingError('name the program: client-node or coordinator');
  process.stdout.write(`${packProgram(folder, process.cwd())}\n`);
}
