// What a backup leaves on the disk, of a home with a real database: for its owner alone, whatever rights the originals have.
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCoordinator } from '../../support/coordinator/run-coordinator.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
let home: string;
let federation: TestFederation;

beforeAll(async () => {
  home = folder();
  federation = await TestFederation.found({
    folder: home,
    location: { kind: 'sqlite', file: join(home, 'coordinator.sqlite') },
  });
  mkdirSync(join(home, 'keys'));
  writeFileSync(join(home, 'keys', 'coordinator.sealed'), 'sealed');
  chmodSync(join(home, 'keys'), 0o755);
  chmodSync(join(home, 'keys', 'coordinator.sealed'), 0o644);
  process.env['CHORALE_HOME'] = home;
});
afterAll(() => federation.close());

test.each([
  ['a new folder', false],
  ['an empty folder that others may read', true],
])(
  'into %s: database and keys, for their owner alone, and the output says what is left behind',
  async (_, isThere) => {
    const copy = join(folder(), 'copy');
    if (isThere) mkdirSync(copy, { mode: 0o755 });
    expect(await runCoordinator('backup', copy)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'ciphertexts of rounds under way that lie in files are not in it',
      ) as string,
    });
    const entries = readdirSync(copy, { recursive: true }).map(String).sort();
    expect(entries).toEqual(['coordinator.sqlite', 'keys', join('keys', 'coordinator.sealed')]);
    const modes = ['.', ...entries].map((name) => [name, statSync(join(copy, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      '.': 0o700,
      'coordinator.sqlite': 0o600,
      keys: 0o700,
      'keys/coordinator.sealed': 0o600,
    });
    expect(readFileSync(join(copy, 'keys', 'coordinator.sealed'), 'utf8')).toBe('sealed');
  },
);
