// npm run sbom: the components that an installed Chorale brings along, each with the hash of its package and what it depends on, and
// the cryptography in use, as CycloneDX 1.6 (ECMA-424). Nothing of the machine and no time goes in, so the same lock gives the same text.
import { primitives } from '@chorale/models/evidence';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOfFolder, readLock, resolveLocked, ROOT, type Lock, type LockedPackage } from './lock-file.ts';
import { licenseInPackage } from './third-party-notices.ts';

export const SBOM_FILE = join(ROOT, 'coordinator/sbom.cdx.json');
/** Programs and packages of ours, by their folders. */
const OWN = ['client-node', 'coordinator', 'crypto', 'models'];

interface Located {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly locked: LockedPackage;
}

/** @returns a CycloneDX document as JSON text. */
export function renderSbom(lock: Lock, licenseOf = licenseInPackage): string {
  const located = componentsOf(lock);
  const byRef = new Map(located.map((one) => [refOf(one), one]));
  const components = [...byRef].sort(([a], [b]) => a.localeCompare(b, 'en'));
  const own = OWN.map((folder) => locate(folder, lock.packages[folder]!));
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': 'chorale',
        name: 'chorale',
        version: own[0]!.version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: [
      ...own.map((one) => ownComponent(one)),
      ...components.map(([ref, one]) => component(ref, one, licenseOf)),
      ...primitives.map(cryptographicAsset),
    ],
    dependencies: dependenciesOf(lock, [...own, ...located]),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Everything that is installed without development dependencies, on any platform. */
function componentsOf({ packages }: Lock): Located[] {
  return Object.entries(packages)
    .filter(
      ([folder, locked]) => folder.includes('node_modules/') && locked.link !== true && locked.dev !== true,
    )
    .map(([folder, locked]) => locate(folder, locked));
}

function locate(folder: string, locked: LockedPackage): Located {
  const name = OWN.includes(folder) ? `@chorale/${folder}` : nameOfFolder(folder);
  return { folder, name, version: locked.version!, locked };
}

/** Package URL. */
function refOf({ name, version }: Pick<Located, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function named({ name }: Located): { group?: string; name: string } {
  const [, group, bare] = /^(@[^/]+)\/(.*)$/.exec(name) ?? [];
  return group !== undefined && bare !== undefined ? { group, name: bare } : { name };
}

function ownComponent(one: Located): object {
  return {
    type: one.folder === 'client-node' || one.folder === 'coordinator' ? 'application' : 'library',
    'bom-ref': refOf(one),
    ...named(one),
    version: one.version,
    licenses: [{ license: { id: 'Apache-2.0' } }],
  };
}

function component(ref: string, one: Located, licenseOf: (folder: string) => string | undefined): object {
  const { locked, folder, version } = one;
  const license = locked.license ?? licenseOf(folder);
  return {
    type: 'library',
    'bom-ref': ref,
    ...named(one),
    version,
    ...(locked.optional === true ? { scope: 'optional' } : {}),
    ...(locked.integrity === undefined ? {} : { hashes: [hashOf(locked.integrity)] }),
    ...(license === undefined ? {} : { licenses: [licenceShown(license)] }),
    purl: ref,
  };
}

function licenceShown(license: string): object {
  return / (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } };
}

/** From `sha512-` and base64, as npm writes it. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm = '', base64 = ''] = integrity.split('-');
  return {
    alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
    content: Buffer.from(base64, 'base64').toString('hex'),
  };
}

function cryptographicAsset({ name, kind, use, standard, parameters }: (typeof primitives)[number]): object {
  return {
    type: 'cryptographic-asset',
    'bom-ref': `crypto/${name}`,
    name,
    description: `${use} (${standard})`,
    cryptoProperties:
      kind === 'protocol'
        ? { assetType: 'protocol', protocolProperties: { type: 'tls' } }
        : {
            assetType: 'algorithm',
            algorithmProperties: { primitive: kind, parameterSetIdentifier: parameters },
          },
  };
}

/** What each component asks for, as the lock resolves it. */
function dependenciesOf(lock: Lock, located: readonly Located[]): object[] {
  const needs = new Map<string, Set<string>>();
  for (const one of located) {
    const asked = { ...one.locked.dependencies, ...one.locked.optionalDependencies };
    const found = Object.keys(asked).flatMap((name) => {
      const folder = resolveLocked(lock, one.folder, name);
      if (folder === undefined) return [];
      const { link, resolved } = lock.packages[folder]!;
      const real = link === true && resolved !== undefined ? resolved : folder;
      return [refOf(locate(real, lock.packages[real]!))];
    });
    const ref = refOf(one);
    needs.set(ref, new Set([...(needs.get(ref) ?? []), ...found]));
  }
  return [...needs]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() }));
}

if (import.meta.main) {
  const text = renderSbom(readLock());
  if (currentText() !== text) writeFileSync(SBOM_FILE, text);
}

function currentText(): string | undefined {
  try {
    return readFileSync(SBOM_FILE, 'utf8');
  } catch {
    return undefined;
  }
}
