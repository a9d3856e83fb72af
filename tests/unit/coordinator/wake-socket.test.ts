import {
  formatRequestSignature,
  PROTOCOL_VERSION,
  signRequest,
  SOCKET_PATH,
  WAKE_EVENT,
} from '@chorale/crypto';
import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { Nodes } from '../../../coordinator/src/storage/tables/federation-tables.js';
import { openWakeSocket, type WakeSocket } from '../../../coordinator/src/transport/socket/wake-socket.js';
import { onSqlite } from '../../support/coordinator/place.js';
import { PaperNode } from '../../support/coordinator/paper-node.js';
import { TestFederation } from '../../support/coordinator/test-house.js';
import { letIn } from '../../support/coordinator/test-people.js';
import { ADMIN_TOKEN, TestServer } from '../../support/coordinator/test-server.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: TestFederation;
let server: TestServer;
let wakeSocket: WakeSocket;
const clients: Socket[] = [];

beforeAll(async () => {
  federation = await TestFederation.found(onSqlite(folder()));
  await federation.enrol(3);
  server = await TestServer.start(federation);
  wakeSocket = openWakeSocket(server.server, federation.house, 20);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => {
  await wakeSocket.close();
  await server.stop();
  await federation.close();
});

function authOf(node: PaperNode, target = SOCKET_PATH): { signature: string; protocol: number } {
  const signature = signRequest(
    node.key,
    federation.house.federation.id,
    { method: 'GET', target, body: new Uint8Array() },
    federation.clock.now(),
    randomBytes(16).toString('hex'),
  );
  return { signature: formatRequestSignature(signature), protocol: PROTOCOL_VERSION };
}

function connect(auth: object, transports: ('websocket' | 'polling')[] = ['websocket']): Promise<Socket> {
  const client = io(server.url, { path: SOCKET_PATH, transports, auth, reconnection: false, forceNew: true });
  clients.push(client);
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}

function next(client: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => client.once(event, resolve));
}

test('a node that signed its handshake is woken; a watcher hears the same', async () => {
  const client = await connect(authOf(federation.nodes[0]!));
  const watcher = await connect({ adminToken: ADMIN_TOKEN });
  const both = Promise.all([next(client, WAKE_EVENT), next(watcher, 'progress')]);
  federation.house.wakeups.wake({ reason: 'round-opened', study: 's', round: 'r' });
  const payload = { reason: 'round-opened', study: 's', round: 'r' };
  expect(await both).toEqual([payload, payload]);
});

test('what comes together reaches nodes together: the latest of each round, and the patient with the first that cannot wait', async () => {
  const client = await connect(authOf(federation.nodes[1]!));
  const heard: unknown[] = [];
  const allTold = new Promise<void>((resolve) => {
    client.on(WAKE_EVENT, (payload: unknown) => {
      if (heard.push(payload) === 3) resolve();
    });
  });
  const stands = (round: string, contributed: number, patienceMs: number) =>
    federation.house.wakeups.wake({
      reason: 'contribution',
      round,
      progress: { phase: 'collecting', contributed },
      patienceMs,
    });
  stands('first', 1, 60_000);
  stands('first', 2, 60_000);
  stands('second', 1, 60_000);
  federation.house.wakeups.wake({ reason: 'roster-closed' });
  federation.house.wakeups.wake({ reason: 'roster-in-force' });
  await allTold;
  expect(heard).toEqual([
    { reason: 'contribution', round: 'first', progress: { phase: 'collecting', contributed: 2 } },
    { reason: 'contribution', round: 'second', progress: { phase: 'collecting', contributed: 1 } },
    { reason: 'roster-in-force' },
  ]);
});

test('no handshake, a wrong token, a stranger, another path, another protocol: refused', async () => {
  await expect(connect({})).rejects.toThrow(/handshake/);
  await expect(connect({ adminToken: 'wrong' })).rejects.toThrow(/token/);
  const stranger = new PaperNode('stranger', federation.house.federation.id);
  await expect(connect(authOf(stranger))).rejects.toThrow(/not enrolled/);
  const [node] = federation.nodes;
  await expect(connect(authOf(node!, '/v1/work'))).rejects.toThrow(/signature/);
  await expect(connect({ ...authOf(node!), protocol: 9 })).rejects.toThrow(/install/);
});

test('whoever is let in no more hears no more: a revoked token, a closed account, a retired key', async () => {
  const { house } = federation;
  const { account, token } = await letIn(federation, 'federation-admin', null, 'ada');
  const closing = await letIn(federation, 'federation-admin', null, 'grace');
  const [staying, leaving] = [federation.nodes[0]!, federation.nodes[2]!];
  const others = [await connect({ adminToken: ADMIN_TOKEN }), await connect(authOf(staying))];
  const ended = await Promise.all(
    [{ adminToken: token }, { adminToken: closing.token }, authOf(leaving)].map((auth) => connect(auth)),
  );
  const cut = Promise.all(ended.map((client) => next(client, 'disconnect')));
  const [issued] = await house.people.accessTokens.listOf(account.id);
  await house.people.accessTokens.revoke(account.id, issued!.id);
  await house.people.accounts.close(closing.account.id, () => undefined);
  await house.database.write(({ manager }) =>
    manager.update(Nodes, { id: leaving.id }, { retiredAt: federation.clock.now() }),
  );
  house.wakeups.wake({ reason: 'roster-in-force' });
  expect(await cut).toEqual(Array.from(ended, () => 'io server disconnect'));
  expect(others.map(({ connected }) => connected)).toEqual([true, true]);
});

test("a session's token, which changes while it is used, is no watcher's", async () => {
  const { account } = await letIn(federation, 'federation-admin', null, 'edith');
  const { sessions } = federation.house.people;
  const { token } = await federation.house.database.write((transaction) =>
    sessions.open(transaction, account, 'bearer'),
  );
  federation.clock.advance(6 * 60);
  await expect(connect({ adminToken: token })).rejects.toThrow(/changes while it is used/);
  // It was not used up by the attempt.
  expect(await sessions.use(token)).toMatchObject({ nextToken: expect.any(String) as string });
});

test('a handshake counts once', async () => {
  const auth = authOf(federation.nodes[0]!);
  await connect(auth);
  await expect(connect(auth)).rejects.toThrow(/came before/);
});

test('only websockets are spoken', async () => {
  const refused = connect(authOf(federation.nodes[0]!), ['polling']);
  await expect(refused).rejects.toMatchObject({ message: 'xhr poll error', description: 400 });
  const answer = await fetch(`${server.url}${SOCKET_PATH}/?EIO=4&transport=polling`);
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status: 400,
    body: { code: 0, message: 'Transport unknown' },
  });
});
