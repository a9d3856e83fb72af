// The lock installs everywhere, with npm alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLock, missingOptionalPackages } from '../../../.ci/complete-lock.js';
import { readLock, ROOT, type Lock } from '../../../.ci/lock-file.js';

describe('package-lock.json', () => {
  it('pins the optional packages of every platform (else: npm run lock:complete)', () => {
    expect(missingOptionalPackages(readLock())).toEqual([]);
  });

  it('names no registry', () => {
    expect(
      Object.values(readLock().packages).filter((locked) => 'resolved' in locked && !locked.link),
    ).toEqual([]);
  });

  it('runs no install script but that of the package that brings Node 24', () => {
    const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      allowScripts: Record<string, boolean>;
    };
    expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node']);
    const scripted = Object.entries(readLock().packages).filter(
      ([, locked]) => locked.hasInstallScript === true,
    );
    for (const [folder] of scripted)
      expect(allowScripts).toHaveProperty([folder.replace(/^.*node_modules\//, '')]);
  });
});

describe('completing a lock', () => {
  const lock: Lock = {
    packages: {
      '': {},
      'node_modules/a': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@a/linux-x64-musl': '1.0.0', '@a/win32-ia32-msvc': '1.0.0', b: '2.0.0' },
      },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
    },
  };

  it('adds what is missing, for the platform in its name, and leaves the rest alone', () => {
    const { packages } = completeLock(lock);
    expect(packages).toEqual({
      ...lock.packages,
      'node_modules/@a/linux-x64-musl': {
        version: '1.0.0',
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      },
      'node_modules/@a/win32-ia32-msvc': {
        version: '1.0.0',
        os: ['win32'],
        cpu: ['ia32'],
        dev: true,
        optional: true,
      },
    });
    expect(missingOptionalPackages({ packages })).toEqual([]);
  });

  it('asks for help where a name tells no platform', () => {
    expect(() => completeLock({ packages: { '': { optionalDependencies: { fsevents: '1' } } } })).toThrow(
      'fsevents does not tell its platform',
    );
  });
});
