// npm run notices: writes THIRD-PARTY-NOTICES, the packages that an installed Chorale brings along and their licences.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOfFolder, readLock, ROOT, type Lock } from './lock-file.ts';

export const NOTICES_FILE = join(ROOT, 'THIRD-PARTY-NOTICES');

/** Licences that let anyone use, change and pass on the code, also inside a closed product (SPDX names). */
export const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

export interface Notice {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; undefined where the package names none. */
  readonly license: string | undefined;
}

/** Every package that is installed without development dependencies, on any platform, sorted by name. */
export function productionPackages({ packages }: Lock, licenseOf = licenseInPackage): Notice[] {
  const notices = Object.entries(packages)
    .filter(
      ([folder, locked]) => folder.includes('node_modules/') && locked.link !== true && locked.dev !== true,
    )
    .map(([folder, locked]) => ({
      name: nameOfFolder(folder),
      version: locked.version!,
      license: locked.license ?? licenseOf(folder),
    }));
  const unique = new Map(notices.map((notice) => [`${notice.name} ${notice.version}`, notice]));
  return [...unique].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([, notice]) => notice);
}

/** True where every part of an SPDX expression, or one of its alternatives, is permissive. */
export function isPermissive(license: string | undefined): boolean {
  if (license === undefined) return false;
  return license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => PERMISSIVE.includes(part.trim())));
}

export function renderNotices(notices: readonly Notice[]): string {
  const byLicense = Map.groupBy(notices, ({ license }) => license ?? 'not named');
  const sections = [...byLicense]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(
      ([license, group]) =>
        `${license}\n${group.map(({ name, version }) => `  ${name} ${version}\n`).join('')}`,
    );
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `Third-party notices

Chorale itself is under the Apache License 2.0 (LICENSE). When it is installed it brings the packages below, each under
its own licence; the text of the licence and the names of the authors are in the folder of each package under
node_modules. Some of them carry other works inside:

  node-seal          Microsoft SEAL (MIT)
  libsodium          libsodium (ISC)
  better-sqlite3     SQLite (public domain)
  @duckdb/*          DuckDB (MIT)

Written by "npm run notices" from package-lock.json.
`;

/** Older packages say "licenses", or leave it to their package.json. */
export function licenseInPackage(folder: string): string | undefined {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    license?: string;
    licenses?: readonly { readonly type: string }[];
  };
  return manifest.license ?? manifest.licenses?.map(({ type }) => type).join(' OR ');
}

if (import.meta.main) writeFileSync(NOTICES_FILE, renderNotices(productionPackages(readLock())));
