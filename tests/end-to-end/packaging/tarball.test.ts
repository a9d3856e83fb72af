// The tarballs that install without this workspace. That they do install is tried by hand (docs/operations.md), for
// it needs the registry; here is what has to be inside.
import { execFileSync } from 'node:child_process';
import { manifestOfTarball, packProgram, PackingError, type Manifest } from '../../../.ci/pack-program.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

describe.each(['client-node', 'coordinator'])('the tarball of %s', (program) => {
  let tarball: string;
  let files: string[];
  let manifest: Manifest & { bin: Record<string, string> };

  beforeAll(() => {
    tarball = packProgram(program, folder());
    files = tar('-tzf', tarball).trim().split('\n');
    manifest = JSON.parse(tar('-xzOf', tarball, 'package/package.json')) as typeof manifest;
  });

  it('is named after program and version', () => {
    expect(tarball).toMatch(new RegExp(`/chorale-${program}-${manifest.version}\\.tgz$`));
  });

  it('holds its commands, our own packages, the unit for systemd and the licences', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        ...Object.values(manifest.bin).map((file) => `package/${file}`),
        'package/dist/index.js',
        'package/node_modules/@chorale/crypto/dist/index.js',
        'package/node_modules/@chorale/crypto/dist/engine/ring-worker.js',
        'package/node_modules/@chorale/models/dist/planning.js',
        'package/LICENSE',
        'package/THIRD-PARTY-NOTICES',
      ]),
    );
    expect(files.filter((file) => file.endsWith('.service'))).toHaveLength(1);
  });

  it('holds neither sources nor maps nor the sum without encryption', () => {
    const unwanted = files.filter((file) =>
      /\/src\/|\.map$|(?<!\.d)\.ts$|tsbuildinfo|\/testing\//.test(file),
    );
    expect(unwanted).toEqual([]);
  });

  it('asks the registry for what the bundled packages need, and for nothing of ours', () => {
    const { dependencies = {}, bundleDependencies, optionalDependencies } = manifest;
    const ours = Object.keys(dependencies).filter((name) => name.startsWith('@chorale/'));
    expect(ours).toEqual(bundleDependencies);
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(['node-seal', 'piscina', 'zod']));
    expect(optionalDependencies).toBeUndefined();
  });
});

test('two versions of one dependency are not packed', () => {
  const program = { name: 'a', version: '1.0.0', files: [], dependencies: { zod: '4.0.0' } };
  expect(() =>
    manifestOfTarball(program, [{ ...program, name: 'b', dependencies: { zod: '4.1.0' } }]),
  ).toThrow(PackingError);
});

function tar(...args: string[]): string {
  return execFileSync('tar', args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}
