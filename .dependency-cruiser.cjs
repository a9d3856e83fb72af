// Import rules: dependencies point one way, and privacy is an import rule too (docs/architecture.md).
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
/** Modules of Node that touch files, the network, other programs or the clock. */
const OUTSIDE = '^(node:)?(fs|net|http|http2|https|tls|dgram|dns|child_process|timers)(/|$)';
/** What opens connections: modules of Node, and packages. */
const NETWORK = [
  '^(node:)?(net|http|http2|https|tls|dgram|dns)(/|$)',
  '(^|/)node_modules/(undici|socket\\.io-client|ws)/',
];
const DATABASE_SERVERS = '(^|/)node_modules/(pg|mysql2)/';

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle hides who depends on whom.', {}, { circular: true }),
    rule('no-unresolved', 'Every import must be found.', {}, { couldNotResolve: true }),

    rule(
      'crypto-stands-alone',
      'crypto depends on no other package of ours.',
      { path: '^crypto/src' },
      { path: '^(models|client-node|coordinator|demo|bench|tests)/' },
    ),
    rule(
      'crypto-knows-integers-only',
      'No framework, tensors, files, network or clock in crypto.',
      { path: '^crypto/src' },
      { path: ['@nestjs', '@tensorflow', 'typeorm', 'better-sqlite3', OUTSIDE] },
    ),
    rule(
      'models-know-crypto-only',
      'models depends on crypto and nothing else of ours.',
      { path: '^models/src' },
      { path: '^(client-node|coordinator|demo|bench|tests)/' },
    ),
    rule(
      'models-do-no-io',
      'Computations are pure: no files, no network, no clock.',
      { path: '^models/src' },
      { path: OUTSIDE },
    ),
    rule(
      'node-knows-no-coordinator',
      'A node holds the coordinator to its word; it shares no code with it.',
      { path: '^client-node/src' },
      { path: '^(coordinator|demo|bench|tests)/' },
    ),
    rule(
      'coordinator-knows-no-node',
      'The coordinator sees no rows, so it imports nothing that handles them.',
      { path: '^coordinator/src' },
      { path: '^(client-node|demo|bench|tests)/' },
    ),
    rule(
      'client-of-the-api-stands-alone',
      'Pages and programs elsewhere load it: it knows the API, and nothing of the coordinator.',
      { path: '^coordinator/src/client/' },
      { path: '^(crypto|models|client-node|coordinator)/', pathNot: '^coordinator/src/client/' },
    ),
    rule(
      'coordinator-plans-only',
      'From models the coordinator takes layouts and accountants, what follows from the ledger, and pages, each by its own entry point.',
      {
        path: '^coordinator/src',
        pathNot: '^coordinator/src/(cli/privacy-command|reports/forecast-page)\\.ts$',
      },
      { path: '^models/', pathNot: '^models/(src|dist)/(planning|evidence|pages)\\.(ts|js|d\\.ts)$' },
    ),
    rule(
      'forecasts-with-made-up-persons',
      'Whoever weighs a study before it starts simulates it, with persons who do not exist.',
      { path: '^coordinator/src/(cli/privacy-command|reports/forecast-page)\\.ts$' },
      { path: '^models/', pathNot: '^models/(src|dist)/(planning|forecast|pages)\\.(ts|js|d\\.ts)$' },
    ),
    rule(
      'planning-touches-no-people',
      'The entry points for coordinators must not load what touches persons.',
      { path: '^models/src/(planning|evidence|pages)\\.ts$' },
      { path: '^models/src/(scoring|tensor)/', reachable: true },
    ),

    rule(
      'rows-stay-home',
      'Rows are handled in ingest, features and score; beside these only the files that set them to work know of them.',
      {
        path: '^client-node/src',
        pathNot: [
          '^client-node/src/(ingest|features|score)/',
          '^client-node/src/(index|start-node)\\.ts$',
          '^client-node/src/study/(study-runtime|try-data)\\.ts$',
          '^client-node/src/cli/(draft-files|exit-codes|doctor/check|commands/(access|audit|doctor|erase|explain|lineage|quality))\\.ts$',
        ],
      },
      { path: '^client-node/src/(ingest|features)/' },
    ),
    rule(
      'rows-meet-no-network',
      'Rooms that hold rows or vectors in the clear cannot reach the transport, not even through other rooms.',
      { path: '^client-node/src/(ingest|features|score|protect)/' },
      { path: '^client-node/src/(transport|submit)/', reachable: true },
    ),
    rule(
      'network-in-transport-only',
      'Whoever opens a connection of its own gets past the transport; the scoring service waits for those on this machine.',
      {
        path: '^client-node/src',
        pathNot: ['^client-node/src/transport/', '^client-node/src/serve-scores/listen\\.ts$'],
      },
      { path: NETWORK },
    ),
    rule(
      'score-service-only-listens',
      'It answers on a unix socket or the loopback by HTTP; it has nothing that reaches further (eslint.config.js: createServer alone).',
      { path: '^client-node/src/serve-scores/listen\\.ts$' },
      { path: NETWORK, pathNot: '^(node:)?http$' },
    ),
    rule(
      'score-service-knows-no-rows-and-no-road-out',
      'What listens is handed scores of one person at a time, by a function; rows, vectors and the coordinator are out of its reach.',
      { path: '^client-node/src/serve-scores/' },
      {
        path: '^client-node/src/(ingest|features|score|protect|encrypt|round|submit|transport)/',
        reachable: true,
      },
    ),
    rule(
      'served-by-its-command-only',
      'Nothing listens unless a person called for it.',
      {
        path: '^client-node/src',
        pathNot: '^client-node/src/(serve-scores/|cli/(exit-codes|commands/serve-scores)\\.ts$)',
      },
      { path: '^client-node/src/serve-scores/' },
    ),
    rule(
      'database-servers-in-ingest-only',
      'Databases are read where rows are read; elsewhere their drivers would be one more way out.',
      { path: '^client-node/src', pathNot: '^client-node/src/ingest/' },
      { path: DATABASE_SERVERS },
    ),
    rule(
      'one-way-out',
      'What is submitted comes from encrypt; nothing else may hand bytes to the uploader.',
      { path: '^client-node/src/submit' },
      { path: '^client-node/src/(ingest|features|score|protect)/', reachable: true },
    ),
    rule(
      'submitted-by-rounds-only',
      'A contribution leaves as a step of a round.',
      { path: '^client-node/src', pathNot: '^client-node/src/(submit|round)/' },
      { path: '^client-node/src/submit/' },
    ),
    rule(
      'daemon-is-of-the-running-node',
      'What lives from look to look is known to what looks; commands and the other rooms start from the records.',
      {
        path: '^client-node/src',
        pathNot: '^client-node/src/(daemon/|(node|governance/governance-watch)\\.ts$)',
      },
      { path: '^client-node/src/daemon/' },
    ),
    rule(
      'few-ask-the-coordinator',
      'Enrolment, agreements, the assembled node and its commands; all others are handed a port, or know refusals only.',
      {
        path: '^client-node/src',
        pathNot: [
          '^client-node/src/(transport/|start-node\\.ts$)',
          '^client-node/src/agreement/(enrol|fetch-roster|fetch-agreement|sign-agreement)\\.ts$',
          '^client-node/src/cli/(settings|command-context|choose-agreement|doctor/check-coordinator)\\.ts$',
        ],
      },
      {
        path: '^client-node/src/transport/',
        pathNot: '^client-node/src/transport/(coordinator-problem|network-settings-error)\\.ts$',
      },
    ),
    rule(
      'exact-sum-for-tests-only',
      'The sum without encryption serves tests, benchmarks and simulation.',
      { path: '^(crypto|models|client-node|coordinator|demo)/', pathNot: '^crypto/src/testing' },
      { path: '^crypto/(src|dist)/testing' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    // Other packages of ours resolve to their builds: seen, so that rules apply, but not entered.
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
