// Test kinds by folder: tests/{unit,property,vectors,simulation,end-to-end}. Sources are compiled by
// swc, so a unit test never runs stale output; end-to-end tests start the built programs.
const packages = ['crypto', 'models', 'client-node', 'coordinator'];

export default {
  testEnvironment: '<rootDir>/tests/support/plain-globals-environment.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: {
    '^@chorale/([a-z-]+)$': '<rootDir>/$1/src/index.ts',
    '^@chorale/([a-z-]+)/reports$': '<rootDir>/$1/src/reports/index.ts',
    '^@chorale/([a-z-]+)/(testing)$': '<rootDir>/$1/src/$2/index.ts',
    '^@chorale/([a-z-]+)/(evidence|forecast|noise|pages|planning)$': '<rootDir>/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: packages.map((name) => `<rootDir>/${name}/dist`),
  testTimeout: 120_000,
  maxWorkers: 2,
  testSequencer: '<rootDir>/tests/support/longest-first.cjs',
  // A worker keeps the modules of every file that it ran: at gigabytes, the collector takes half of its time.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/tests/support/closing-line-reporter.cjs'],
};
