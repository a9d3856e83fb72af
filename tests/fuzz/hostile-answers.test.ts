// Whatever answers a node instead of a coordinator, the node says so by one of its own errors.
import fc from 'fast-check';
import { CoordinatorClient } from '../../client-node/src/transport/coordinator-client.js';
import { CoordinatorProblem, Unreachable } from '../../client-node/src/transport/coordinator-problem.js';
import { hostileBytes } from '../support/fuzz/mutation.js';
import { casesOf, holdsFor, timeFor } from '../support/soak.js';
import { startServer, type Answer, type LocalServer } from '../unit/node/transport/local-server.js';

const CASES_IN_CI = 5_000;
const CASES = casesOf(CASES_IN_CI, 10);
let next: Answer = { status: 204 };
let server: LocalServer;
let client: CoordinatorClient;

beforeAll(async () => {
  server = await startServer(() => next);
  client = new CoordinatorClient({ url: server.url, network: {} });
});
afterAll(async () => {
  await client.close();
  await server.close();
});

const problem = JSON.stringify({
  type: 'about:blank',
  title: 't',
  status: 409,
  code: 'round-phase',
  detail: 'd',
});

test(
  'problem documents and what is none',
  async () => {
    const answers = fc.record({
      status: fc.constantFrom(200, 204, 301, 400, 401, 404, 409, 418, 426, 429, 500, 502, 503, 599),
      type: fc.constantFrom('application/problem+json', 'application/json', 'text/html', ''),
      body: hostileBytes([new TextEncoder().encode(problem)]).map(({ bytes }) => bytes),
    });
    let problems = 0;
    await holdsFor(
      'hostile answers',
      fc.asyncProperty(answers, async ({ status, type, body }) => {
        next = status === 204 ? { status } : { status, type, body };
        try {
          const content = await client.request('protocol');
          expect(status).toBeLessThan(300);
          expect(content).toEqual(status === 204 ? new Uint8Array() : new Uint8Array(body));
        } catch (error) {
          if (!(error instanceof CoordinatorProblem) && !(error instanceof Unreachable)) throw error;
          problems += 1;
        }
        server.seen.length = 0;
      }),
      CASES,
    );
    expect(problems).toBeGreaterThan(CASES / 2);
  },
  timeFor(CASES, 20),
);
