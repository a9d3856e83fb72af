// Every import rule bites: a tiny tree of files that each break one rule, cruised with the real configuration.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '../../support/temporary-folder.js';

const ROOT = join(import.meta.dirname, '../../..');
const CONFIGURATION = join(ROOT, '.dependency-cruiser.cjs');
const FOLDERS = ['crypto/src', 'models/src', 'client-node/src', 'coordinator/src', 'demo', 'bench', 'tests'];
const PACKAGES = {
  crypto: { '.': './dist/index.js', './testing': './dist/testing/index.js' },
  models: {
    '.': './dist/index.js',
    './planning': './dist/planning.js',
    './evidence': './dist/evidence.js',
    './forecast': './dist/forecast.js',
    './pages': './dist/pages.js',
  },
  'client-node': { '.': './dist/index.js' },
  coordinator: { '.': './dist/index.js' },
};

const OUTSIDE_PACKAGES = [
  '@nestjs/common',
  '@tensorflow/tfjs',
  'mysql2',
  'pg',
  'socket.io-client',
  'undici',
  'ws',
];

/** Rule, a file that breaks it, what the file imports; a file that breaks two rules stands here twice. */
const FORBIDDEN: readonly (readonly [string, string, string])[] = [
  ['no-unresolved', 'crypto/src/missing.ts', './nowhere.js'],
  // Reported once, at the file that sorts first.
  ['no-cycles', 'crypto/src/a-cycle.ts', './b-cycle.js'],
  ['crypto-stands-alone', 'crypto/src/imports-models.ts', '@chorale/models'],
  ['crypto-knows-integers-only', 'crypto/src/imports-files.ts', 'node:fs'],
  ['crypto-knows-integers-only', 'crypto/src/imports-file-promises.ts', 'node:fs/promises'],
  ['crypto-knows-integers-only', 'crypto/src/imports-network.ts', 'node:net'],
  ['crypto-knows-integers-only', 'crypto/src/imports-clock.ts', 'node:timers/promises'],
  ['crypto-knows-integers-only', 'crypto/src/imports-framework.ts', '@nestjs/common'],
  ['crypto-knows-integers-only', 'crypto/src/imports-tensors.ts', '@tensorflow/tfjs'],
  ['models-know-crypto-only', 'models/src/imports-node.ts', '@chorale/client-node'],
  ['models-do-no-io', 'models/src/imports-http.ts', 'node:http'],
  ['models-do-no-io', 'models/src/imports-files.ts', 'fs'],
  ['node-knows-no-coordinator', 'client-node/src/imports-coordinator.ts', '@chorale/coordinator'],
  ['coordinator-knows-no-node', 'coordinator/src/imports-node.ts', '@chorale/client-node'],
  ['client-of-the-api-stands-alone', 'coordinator/src/client/reaches-in.ts', '../imports-models.js'],
  ['coordinator-plans-only', 'coordinator/src/imports-models.ts', '@chorale/models'],
  ['forecasts-with-made-up-persons', 'coordinator/src/cli/privacy-command.ts', '@chorale/models'],
  ['planning-touches-no-people', 'models/src/planning.ts', './computations/indirect.js'],
  ['rows-stay-home', 'client-node/src/adopt/reads-rows.ts', '../ingest/rows.js'],
  ['rows-stay-home', 'client-node/src/round/reads-rows.ts', '../features/reads-rows.js'],
  ['rows-stay-home', 'client-node/src/study/reads-rows.ts', '../ingest/rows.js'],
  ['rows-stay-home', 'client-node/src/cli/commands/status.ts', '../../ingest/rows.js'],
  ['rows-meet-no-network', 'client-node/src/protect/reaches-out.ts', '../transport/client.js'],
  ['rows-meet-no-network', 'client-node/src/ingest/reaches-out.ts', '../submit/submit.js'],
  ['rows-meet-no-network', 'client-node/src/score/reaches-round-about.ts', '../agreement/refusals.js'],
  ['network-in-transport-only', 'client-node/src/features/asks-http.ts', 'node:http'],
  ['network-in-transport-only', 'client-node/src/score/asks-https.ts', 'https'],
  ['network-in-transport-only', 'client-node/src/protect/opens-socket.ts', 'node:net'],
  ['network-in-transport-only', 'client-node/src/features/opens-tls.ts', 'node:tls'],
  ['network-in-transport-only', 'client-node/src/score/sends-datagrams.ts', 'node:dgram'],
  ['network-in-transport-only', 'client-node/src/features/asks-http2.ts', 'node:http2'],
  ['network-in-transport-only', 'client-node/src/features/asks-names.ts', 'node:dns/promises'],
  ['network-in-transport-only', 'client-node/src/score/asks-undici.ts', 'undici'],
  ['network-in-transport-only', 'client-node/src/protect/opens-socket-io.ts', 'socket.io-client'],
  ['network-in-transport-only', 'client-node/src/features/opens-web-socket.ts', 'ws'],
  ['network-in-transport-only', 'client-node/src/ingest/downloads.ts', 'undici'],
  ['network-in-transport-only', 'client-node/src/serve-scores/opens-socket.ts', 'node:net'],
  ['score-service-only-listens', 'client-node/src/serve-scores/listen.ts', 'node:net'],
  [
    'score-service-knows-no-rows-and-no-road-out',
    'client-node/src/serve-scores/sees-rows.ts',
    '../score/ranks.js',
  ],
  [
    'score-service-knows-no-rows-and-no-road-out',
    'client-node/src/serve-scores/reaches-round-about.ts',
    '../agreement/refusals.js',
  ],
  ['served-by-its-command-only', 'client-node/src/study/serves.ts', '../serve-scores/answers.js'],
  ['rows-stay-home', 'client-node/src/cli/commands/serve-scores.ts', '../../features/reads-rows.js'],
  ['database-servers-in-ingest-only', 'client-node/src/features/asks-postgres.ts', 'pg'],
  ['database-servers-in-ingest-only', 'client-node/src/round/asks-mysql.ts', 'mysql2/promise'],
  ['one-way-out', 'client-node/src/submit/sends-vector.ts', '../protect/vector.js'],
  ['one-way-out', 'client-node/src/submit/sends-round-about.ts', '../study/remembers.js'],
  ['submitted-by-rounds-only', 'client-node/src/ingest/reaches-out.ts', '../submit/submit.js'],
  ['submitted-by-rounds-only', 'client-node/src/adopt/submits.ts', '../submit/submit.js'],
  ['daemon-is-of-the-running-node', 'client-node/src/cli/commands/looks-in.ts', '../../daemon/loaded.js'],
  ['daemon-is-of-the-running-node', 'client-node/src/study/is-remembered.ts', '../daemon/loaded.js'],
  ['few-ask-the-coordinator', 'client-node/src/protect/reaches-out.ts', '../transport/client.js'],
  ['few-ask-the-coordinator', 'client-node/src/round/asks.ts', '../transport/client.js'],
  ['few-ask-the-coordinator', 'client-node/src/submit/uploads.ts', '../transport/client.js'],
  ['few-ask-the-coordinator', 'client-node/src/cli/commands/score.ts', '../../transport/client.js'],
  ['exact-sum-for-tests-only', 'client-node/src/encrypt/exact.ts', '@chorale/crypto/testing'],
  ['exact-sum-for-tests-only', 'demo/exact.ts', '@chorale/crypto/testing'],
];

const ALLOWED: readonly (readonly [string, string])[] = [
  ['crypto/src/b-cycle.ts', './a-cycle.js'],
  ['crypto/src/hashes.ts', 'node:crypto'],
  ['models/src/computations/indirect.ts', '../tensor/tensor.js'],
  ['client-node/src/encrypt/encrypts.ts', '@chorale/crypto'],
  ['client-node/src/features/reads-rows.ts', '../ingest/rows.js'],
  ['client-node/src/submit/sends.ts', '../encrypt/encrypts.js'],
  ['client-node/src/round/submits.ts', '../submit/submit.js'],
  ['client-node/src/round/is-refused.ts', '../transport/coordinator-problem.js'],
  ['client-node/src/agreement/refusals.ts', '../transport/coordinator-problem.js'],
  ['client-node/src/agreement/enrol.ts', '../transport/client.js'],
  ['client-node/src/start-node.ts', './transport/client.js'],
  ['client-node/src/node.ts', './daemon/loaded.js'],
  ['client-node/src/governance/governance-watch.ts', '../daemon/loaded.js'],
  ['client-node/src/study/try-data.ts', '../ingest/rows.js'],
  ['client-node/src/study/remembers.ts', '../protect/vector.js'],
  ['client-node/src/cli/commands/doctor.ts', '../../features/reads-rows.js'],
  ['client-node/src/ingest/asks-postgres.ts', 'pg'],
  ['client-node/src/ingest/reads-files.ts', 'node:fs'],
  ['client-node/src/transport/asks-undici.ts', 'undici'],
  ['client-node/src/serve-scores/answers.ts', 'node:fs'],
  ['client-node/src/score/ranks.ts', 'node:fs'],
  ['client-node/src/cli/exit-codes.ts', '../serve-scores/answers.js'],
  ['coordinator/src/plans.ts', '@chorale/models/planning'],
  ['coordinator/src/reports/forecast-page.ts', '@chorale/models/forecast'],
  ['coordinator/src/reports/page-of-lines.ts', '@chorale/models/pages'],
  ['coordinator/src/evidence/builds.ts', '@chorale/models/evidence'],
  ['bench/exact.ts', '@chorale/crypto/testing'],
  ['tests/simulates.ts', '@chorale/coordinator'],
];

const LEAVES = [
  'client-node/src/daemon/loaded.ts',
  'models/src/tensor/tensor.ts',
  'client-node/src/ingest/rows.ts',
  'client-node/src/protect/vector.ts',
  'client-node/src/transport/client.ts',
  'client-node/src/transport/coordinator-problem.ts',
  'client-node/src/submit/submit.ts',
];

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const folder = temporaryFolders();

describe('import rules', () => {
  it('stop each forbidden import, by name, and nothing else', () => {
    const found = new Set(cruise(writeTree()));
    expect([...found].sort()).toEqual(FORBIDDEN.map(([rule, file]) => `${rule}: ${file}`).sort());
  });

  it('are all tried here', () => {
    const { forbidden } = createRequire(import.meta.url)(CONFIGURATION) as {
      forbidden: readonly { readonly name: string }[];
    };
    const tried = new Set(FORBIDDEN.map(([rule]) => rule));
    expect([...tried].sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it('are applied to every folder with code of ours', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: { layers: string };
    };
    for (const name of FOLDERS) expect(scripts.layers.split(' ')).toContain(name);
  });
});

function writeTree(): string {
  const root = folder();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('tsconfig.tests.json', readFileSync(join(ROOT, 'tsconfig.base.json'), 'utf8'));
  for (const name of OUTSIDE_PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    for (const file of ['index.js', 'promise.js']) write(`node_modules/${name}/${file}`, '');
  }
  for (const [name, exports] of Object.entries(PACKAGES)) {
    write(`${name}/package.json`, JSON.stringify({ name: `@chorale/${name}`, type: 'module', exports }));
    for (const file of Object.values(exports)) write(`${name}/${file}`, '');
    mkdirSync(join(root, 'node_modules/@chorale'), { recursive: true });
    symlinkSync(join(root, name), join(root, 'node_modules/@chorale', name));
  }
  for (const path of LEAVES) write(path, 'export const value = 1;\n');
  for (const [path, specifier] of [...FORBIDDEN.map(([, ...edge]) => edge), ...ALLOWED])
    write(path, `import '${specifier}';\n`);
  return root;
}

/** @returns each violation as "rule: file". */
function cruise(root: string): string[] {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const output = execFileSync(
    process.execPath,
    [program, '--config', CONFIGURATION, '--output-type', 'json', ...FOLDERS],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(output) as CruiseResult;
  return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}
