// The generated client of the admin API against a real server: what compiles is what works.
import {
  adminApi,
  type Incident,
  type LedgerEntry,
  type Problem,
  type Study,
} from '../../../coordinator/src/client/index.js';
import { sessionTimes } from '../../../coordinator/src/people/sessions.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { letIn } from '../../support/coordinator/test-people.js';
import { TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.startStudy();
  server = await TestServer.start(federation);
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

test('it reads with types: pages, filters, a study, and refusals by code', async () => {
  const officer = await letIn(federation, 'compliance-officer');
  const api = adminApi({ url: server.url, token: officer.token, reason: '年度审计' });
  const study = await api.GET('/v1/admin/studies/{study}', { params: { path: { study: 'first-study' } } });
  const entries = await api.GET('/v1/admin/ledger/entries', {
    params: { query: { kind: 'round-opened', limit: 1 } },
  });
  expect(entries.data?.items[0]).toMatchObject({ kind: 'round-opened', study: study.data?.study });
  const nothing = await api.GET('/v1/admin/nodes/{node}', { params: { path: { node: 'nobody' } } });
  expect(nothing.error?.code).toBe('not-found');
  const silent = adminApi({ url: server.url, token: officer.token });
  expect((await silent.GET('/v1/admin/studies')).error?.code).toBe('reason-missing');
  const phases = ({ rounds }: Study): string[] => rounds.map(({ phase }) => phase);
  expect(phases(study.data!)).toEqual(['collecting']);
  const kinds = (items: LedgerEntry[]): string[] => items.map(({ kind }) => kind);
  expect(kinds(entries.data!.items)).toEqual(['round-opened']);
  const problem: Problem | undefined = nothing.error;
  expect(problem?.status).toBe(404);
  expect(await federation.payloads('records-read')).toMatchObject([
    { reason: '年度审计' },
    { reason: '年度审计' },
    { reason: '年度审计' },
  ]);
});

test('it changes with types, and goes on with the token that replaced its own', async () => {
  const { account } = await letIn(federation, 'federation-admin');
  const { people, database } = federation.house;
  const { token } = await database.write((transaction) =>
    people.sessions.open(transaction, account, 'bearer'),
  );
  const kept: string[] = [];
  const api = adminApi({ url: server.url, token, onToken: (next) => kept.push(next) });
  const opened = await api.POST('/v1/admin/incidents', {
    body: { title: 'A drill', description: 'Nothing happened.', severity: 'low' },
  });
  const incident: Incident = opened.data!;
  expect(incident.closedAt).toBeNull();
  const program = await api.POST('/v1/admin/access-tokens', {
    body: { label: 'what has a default is left out' },
  });
  expect(program.data?.token).toMatch(/^chorale-token-/);
  federation.clock.advance(sessionTimes.rotateAfterMs / 1000 + 1);
  await api.GET('/v1/admin/session');
  expect(kept).toHaveLength(1);
  federation.clock.advance(sessionTimes.graceMs / 1000 + 1);
  expect((await api.GET('/v1/admin/session')).data?.role).toBe('federation-admin');
});
