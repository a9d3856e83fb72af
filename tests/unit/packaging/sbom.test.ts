// The list of components is that of the lock, and the cryptography that packs tell of is in it.
import { readFileSync } from 'node:fs';
import { cryptographyOf, primitives } from '@chorale/models/evidence';
import { readLock, type Lock } from '../../../.ci/lock-file.js';
import { renderSbom, SBOM_FILE } from '../../../.ci/sbom.js';
import { productionPackages } from '../../../.ci/third-party-notices.js';
import { declaredHere } from '../../../coordinator/src/evidence/declared.js';

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Sbom {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
const text = readFileSync(SBOM_FILE, 'utf8');
const sbom = JSON.parse(text) as Sbom;
const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

test('it is up to date (else: npm run sbom)', () => {
  expect(renderSbom(readLock())).toBe(text);
});

test('it names each package that an installation brings along, once, with the hash of what was published', () => {
  const libraries = sbom.components.filter(({ purl }) => purl !== undefined);
  const named = libraries.map((one) => `${nameOf(one)} ${one.version!}`);
  const expected = productionPackages(readLock()).map(({ name, version }) => `${name} ${version}`);
  expect(named.sort()).toEqual(expected.sort());
  // Of bindings for other systems the lock knows no hash.
  const without = libraries.filter(({ hashes }) => hashes === undefined).map(nameOf);
  expect(without.filter((name) => !/^@duckdb\/node-bindings-/.test(name))).toEqual([]);
  for (const { hashes = [] } of libraries)
    for (const hash of hashes)
      expect(hash).toEqual({
        alg: 'SHA-512',
        content: expect.stringMatching(/^[0-9a-f]{128}$/) as string,
      });
  const refs = sbom.components.map((one) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
});

test('what depends on what leads to components that are in it', () => {
  const refs = new Set(sbom.components.map((one) => one['bom-ref']));
  const asked = sbom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(asked.filter((ref) => !refs.has(ref))).toEqual([]);
  const ofCrypto = sbom.dependencies.find(({ ref }) => ref.startsWith('pkg:npm/%40chorale/crypto@'))!;
  expect(ofCrypto.dependsOn).toContain('pkg:npm/node-seal@7.0.0');
});

test('an inner copy of a package is the one that its neighbour depends on', () => {
  const lock: Lock = {
    packages: {
      ...Object.fromEntries(
        ['client-node', 'coordinator', 'models'].map((name) => [name, { version: '1.0.0' }]),
      ),
      crypto: { version: '1.0.0', dependencies: { a: '1' } },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '2' } },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/tool': { version: '1.0.0', dev: true },
    },
  };
  const { components, dependencies } = JSON.parse(renderSbom(lock, () => 'MIT')) as Sbom;
  expect(components.filter(({ name }) => name === 'tool')).toEqual([]);
  expect(dependencies.find(({ ref }) => ref === 'pkg:npm/a@1.0.0')).toMatchObject({
    dependsOn: ['pkg:npm/b@2.0.0'],
  });
});

test('every primitive comes with the version of what carries it out', () => {
  const versions = new Map(sbom.components.map((one) => [nameOf(one), one.version]));
  const { cryptography, program } = declaredHere();
  expect(cryptography).toHaveLength(primitives.length);
  for (const { name, library, version } of cryptography)
    expect([name, version]).toEqual([
      name,
      library === 'node'
        ? process.versions.node
        : library === 'chorale'
          ? program.version
          : versions.get(library),
    ]);
  expect(cryptographyOf(() => '1').every(({ version }) => version === '1')).toBe(true);
  const assets = sbom.components.filter(({ type }) => type === 'cryptographic-asset');
  expect(assets.map(({ name }) => name)).toEqual(primitives.map(({ name }) => name));
});
