// What an installation brings along may be used by anyone, and is named.
import { readFileSync } from 'node:fs';
import { readLock, type Lock } from '../../../.ci/lock-file.js';
import {
  isPermissive,
  NOTICES_FILE,
  productionPackages,
  renderNotices,
} from '../../../.ci/third-party-notices.js';

describe('third-party notices', () => {
  const packages = productionPackages(readLock());

  it('name no package with a licence outside the list of permissive ones', () => {
    expect(packages.filter(({ license }) => !isPermissive(license))).toEqual([]);
  });

  it('are up to date (else: npm run notices)', () => {
    expect(readFileSync(NOTICES_FILE, 'utf8')).toBe(renderNotices(packages));
  });

  it('leave out development packages and our own', () => {
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['node-seal', 'libsodium', '@duckdb/node-bindings-darwin-arm64']),
    );
    expect(names.filter((name) => name.startsWith('@chorale/') || name === 'jest')).toEqual([]);
  });

  it('see a licence that does not fit', () => {
    const lock: Lock = {
      packages: {
        'node_modules/a': { version: '1.0.0', license: 'GPL-3.0-only' },
        'node_modules/a/node_modules/b': { version: '2.0.0' },
        'node_modules/c': { version: '1.0.0', license: 'GPL-3.0-only', dev: true },
      },
    };
    const notices = productionPackages(lock, () => undefined);
    expect(notices.map(({ name, license }) => [name, isPermissive(license)])).toEqual([
      ['a', false],
      ['b', false],
    ]);
  });

  it.each([
    ['MIT', true],
    ['(BSD-3-Clause AND Apache-2.0)', true],
    ['GPL-2.0-only OR MIT', true],
    ['MIT AND LGPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.md', false],
  ])('hold %s permissive: %s', (license, expected) => {
    expect(isPermissive(license)).toBe(expected);
  });
});
