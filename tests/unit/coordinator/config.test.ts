import {
  ConfigurationError,
  readEnvironment,
  readServeConfig,
} from '../../../coordinator/src/platform/config.js';

function problemsOf(variables: NodeJS.ProcessEnv, options: object): readonly string[] {
  try {
    readServeConfig(variables, options);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

test('defaults: the embedded database, loopback, port 7400', () => {
  const { environment, serve } = readServeConfig({ CHORALE_PASSPHRASE_FILE: '/run/passphrase' }, {});
  expect(environment).toMatchObject({ CHORALE_HOME: './.chorale', CHORALE_LOG_LEVEL: 'info' });
  expect(environment.DATABASE_URL).toBeUndefined();
  expect(serve).toMatchObject({ port: 7400, host: '127.0.0.1', dev: false, behindProxy: false });
});

test('an empty variable is one that is not set, as compose files write it', () => {
  expect(readEnvironment({ DATABASE_URL: '', CHORALE_HOME: '' })).toMatchObject({
    CHORALE_HOME: './.chorale',
  });
});

test('all mistakes are told at once, each by the name that people wrote', () => {
  const problems = problemsOf(
    { CHORALE_LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' },
    { port: '99999', tlsCert: 'only.pem', colour: 'red' },
  );
  expect(problems.join('\n')).toMatch(/CHORALE_LOG_LEVEL/);
  expect(problems.join('\n')).toMatch(/DATABASE_URL/);
  expect(problems.join('\n')).toMatch(/--port/);
  expect(problems.join('\n')).toMatch(/colour/);
  expect(problems.length).toBeGreaterThanOrEqual(4);
});

test('without a passphrase it refuses and says what to do; --dev needs none', () => {
  expect(problemsOf({}, {}).join()).toContain('CHORALE_PASSPHRASE_FILE');
  expect(problemsOf({}, { dev: true })).toEqual([]);
});

test.each(['0.0.0.0', '192.168.1.5', '::', 'coordinator.example.org'])(
  'plain HTTP on %s is refused with the remedy',
  (host) => {
    expect(problemsOf({}, { dev: true, host }).join()).toContain('--tls-cert');
    expect(problemsOf({}, { dev: true, host, behindProxy: true })).toEqual([]);
    expect(problemsOf({}, { dev: true, host, tlsCert: 'c', tlsKey: 'k' })).toEqual([]);
  },
);

test.each(['127.0.0.1', '127.5.5.5', '::1', 'localhost'])(
  'plain HTTP on %s stays on this machine',
  (host) => {
    expect(problemsOf({}, { dev: true, host })).toEqual([]);
  },
);

test('TLS ends in one place', () => {
  expect(problemsOf({}, { dev: true, tlsCert: 'c', tlsKey: 'k', behindProxy: true })).toHaveLength(1);
});
