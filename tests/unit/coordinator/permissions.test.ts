// Every route against every role, from the routes that are really there.
import { nodeRoutes, PROTOCOL_HEADER, PROTOCOL_VERSION, routePath, type NodeRoute } from '@chorale/crypto';
import { permissions } from '../../../coordinator/src/people/permissions.js';
import { personRoles, readsOnRecord, type PersonRole } from '../../../coordinator/src/people/roles.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { letIn } from '../../support/coordinator/test-people.js';
import { TestServer, type Answer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
const tokens = new Map<PersonRole, string>();

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.enrol(1);
  server = await TestServer.start(federation);
  for (const role of personRoles) {
    const member = role === 'member-admin' || role === 'data-steward' ? 'Member 1' : null;
    tokens.set(role, (await letIn(federation, role, member)).token);
  }
});
afterAll(async () => {
  await server.stop();
  await federation.close();
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}
/** As Express knows them, whoever registered them. */
function registeredRoutes(): string[] {
  const { router } = server.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
  );
}

const forPeople = Object.entries(permissions).filter(([, { access }]) => !['open', 'node'].includes(access));
const routeAndRole = forPeople.flatMap(([route, rule]) =>
  personRoles.map((role) => ({ route, role, rule, mayCall: rule.roles.includes(role) })),
);

function call(route: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const target = path.replaceAll(/:\w+/g, 'nothing-of-this-name');
  return server.send(method, target, new TextEncoder().encode('{}'), {
    'content-type': 'application/json',
    ...headers,
  });
}
function bearer(role: PersonRole): { authorization: string } {
  return { authorization: `Bearer ${tokens.get(role)!}` };
}

test('every route has a line in the permission table, and every line a route', () => {
  expect(registeredRoutes().sort()).toEqual(Object.keys(permissions).sort());
});

test('officers and auditors change nothing but their own sessions and tokens', () => {
  const changing = Object.entries(permissions).filter(([, { access }]) => access === 'act');
  expect(changing.length).toBeGreaterThan(5);
  for (const [, { roles }] of changing)
    expect(roles.filter((role) => role === 'compliance-officer' || role === 'auditor')).toEqual([]);
  for (const [route, { access }] of Object.entries(permissions))
    if (access === 'read' || access === 'export') expect(route).toMatch(/^GET /);
});

test.each(routeAndRole)('$route as $role: $mayCall', async ({ route, role, rule, mayCall }) => {
  const answer = await call(route, { ...bearer(role), 'chorale-reason': 'a test' });
  if (!mayCall) {
    expect(answer).toMatchObject({ status: 403, code: 'role-forbidden' });
    return;
  }
  expect(answer.code).not.toBe('role-forbidden');
  expect(answer.status).not.toBe(401);
  expect(answer.status).toBeLessThan(500);
  const onRecord = ['read', 'export'].includes(rule.access) && readsOnRecord(role);
  const silent = await call(route, bearer(role));
  if (onRecord) expect(silent).toMatchObject({ status: 400, code: 'reason-missing' });
  else expect(silent.code).not.toBe('reason-missing');
});

test.each(forPeople.map(([route]) => route))('%s without a sign-in, or as a node', async (route) => {
  expect(await call(route)).toMatchObject({ status: 401, code: 'admin-only' });
  const [method = '', path = ''] = route.split(' ');
  const signed = await server.callAs(federation.nodes[0]!, method, path.replaceAll(/:\w+/g, 'nothing'));
  expect(signed).toMatchObject({ status: 401, code: 'admin-only' });
});

const ofNodes = Object.entries(permissions).filter(([, { access }]) => access === 'node');
test.each(ofNodes.map(([route]) => route))('%s is for nodes, and for no person', async (route) => {
  const name = (Object.keys(nodeRoutes) as NodeRoute[]).find(
    (key) => `${nodeRoutes[key].method} ${nodeRoutes[key].path}` === route,
  )!;
  const names = [...nodeRoutes[name].path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter);
  const parameters = Object.fromEntries(names.map((parameter) => [parameter, '0'.repeat(64)]));
  for (const role of personRoles)
    expect(
      await server.send(nodeRoutes[name].method, routePath(name, parameters), new Uint8Array(), {
        ...bearer(role),
        [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
      }),
    ).toMatchObject({
      status: expect.any(Number) as number,
      code: expect.stringMatching(/unauthenticated|upgrade/) as string,
    });
});
