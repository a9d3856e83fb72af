// Whatever comes over the wake-up socket, in either direction, a node takes it for "look again" at most, and
// the coordinator admits nobody by it; both go on.
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { Server, type Socket } from 'socket.io';
import { io } from 'socket.io-client';
import {
  formatRequestSignature,
  PROTOCOL_VERSION,
  roundPhases,
  SigningKey,
  signRequest,
  SOCKET_PATH,
  systemEntropy,
  WAKE_EVENT,
} from '@chorale/crypto';
import { watchWakeUps, type WakeUp } from '../../client-node/src/transport/watch-wake-ups.js';
import { openWakeSocket, type WakeSocket } from '../../coordinator/src/transport/socket/wake-socket.js';
import { TestFederation } from '../support/coordinator/test-house.js';
import { TestServer } from '../support/coordinator/test-server.js';
import { casesOf, holdsFor, timeFor } from '../support/soak.js';
import { temporaryFolders } from '../support/temporary-folder.js';
import { listen, shut } from '../unit/node/transport/local-server.js';

const PAYLOADS = casesOf(5_000, 4);
const FRAMES = casesOf(300, 40);
const HANDSHAKES = casesOf(500, 40);

const json = fc.jsonValue({ maxDepth: 3 });
/** One field of a wake-up in three is junk. */
const field = (valid: fc.Arbitrary<unknown>) => fc.oneof({ weight: 2, arbitrary: valid }, json);
const payload = fc.oneof(
  json,
  fc.record(
    {
      reason: field(fc.string({ maxLength: 100 })),
      study: field(fc.string({ maxLength: 80 })),
      round: field(fc.string({ maxLength: 80 })),
      progress: field(
        fc.record({ phase: field(fc.constantFrom(...roundPhases)), contributed: field(fc.integer()) }),
      ),
      __proto__: json,
    },
    { requiredKeys: [] },
  ),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);
/** Engine.io packets begin with a digit for their type, socket.io packets inside of them with another. */
const frame = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '0', '1', '2', '4', '40', '42', '43', '44', '451-', '4[', '42['), fc.string())
    .map(([type, rest]) => type + rest),
  fc
    .tuple(fc.constantFrom('0', '40', '42', '43', '44', '451-'), json)
    .map(([type, value]) => type + JSON.stringify(value)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);

/** Below all encoders. */
const rawSocket = (connection: Socket['conn']): { send(data: string | Buffer): void } =>
  (connection.transport as unknown as { socket: { send(data: string | Buffer): void } }).socket;

describe('from a coordinator to a node', () => {
  let http: HttpServer;
  let server: Server;
  let watcher: { close(): void };
  let onWake: (wakeUp: WakeUp) => void = () => undefined;
  /** The node's newest connection. */
  let connection: Socket;
  let onConnection: () => void = () => undefined;

  const nextWake = (): Promise<WakeUp> =>
    new Promise((resolve) => {
      onWake = (wakeUp) => {
        if (wakeUp.reason !== 'connected') resolve(wakeUp);
      };
    });
  const nextConnection = (): Promise<undefined> =>
    new Promise((resolve) => {
      onConnection = () => resolve(undefined);
    });

  beforeAll(async () => {
    http = createServer();
    server = new Server(http, { path: SOCKET_PATH, transports: ['websocket'], serveClient: false });
    server.on('connection', (socket) => {
      connection = socket;
      onConnection();
    });
    const url = `http://127.0.0.1:${await listen(http)}`;
    const connected = nextConnection();
    const { key: signingKey } = SigningKey.generate(systemEntropy());
    const entropy = systemEntropy();
    const signer = { signingKey, federation: 'fe'.repeat(32), clock: { now: () => 0 }, entropy };
    watcher = watchWakeUps({ url, network: {}, signer, pollMs: 3_600_000, firstWaitMs: 1 }, (wakeUp) =>
      onWake(wakeUp),
    );
    await connected;
  });
  afterAll(async () => {
    watcher.close();
    await server.close();
    await shut(http);
  });

  test(
    'any payload wakes once, and says no more than a wake-up can',
    async () => {
      await holdsFor(
        'payloads of wake-ups',
        fc.asyncProperty(payload, async (value) => {
          const woken = nextWake();
          connection.emit(WAKE_EVENT, value);
          const { reason, study, round, progress, ...others } = await woken;
          expect(others).toEqual({});
          expect(reason.length).toBeLessThanOrEqual(80);
          for (const id of [study, round]) expect(id === undefined || id.length <= 64).toBe(true);
          if (progress === undefined) return;
          expect(roundPhases).toContain(progress.phase);
          expect(Number.isSafeInteger(progress.contributed) && progress.contributed >= 0).toBe(true);
        }),
        PAYLOADS,
      );
    },
    timeFor(PAYLOADS, 5),
  );

  /** Past all encoders, as a hostile server would write it; then an honest wake-up, as often as the node has to come back. */
  async function wakenAfter(junk: string | Buffer): Promise<void> {
    const woken = nextWake();
    let back = nextConnection();
    rawSocket(connection.conn).send(junk);
    for (;;) {
      connection.emit(WAKE_EVENT, { reason: 'honest' });
      if (await Promise.race([woken, back])) return;
      back = nextConnection();
    }
  }

  test.each([
    ['a refusal without a reason', '44'],
    ['a refusal whose reason is no text', '44{"message":{"toString":1,"valueOf":1}}'],
    ['a refusal in another namespace', '44/other,'],
    ['a refusal after the admission', '44{"message":"not enrolled"}'],
    ['an admission without an id', '40'],
    ['a second admission', '40{"sid":"x"}'],
    ['a handshake without fields', '0{}'],
    ['a handshake that is no JSON', '0'],
    ['a frame larger than any wake-up', `42["${'x'.repeat(65_536)}"]`],
  ])('%s costs the connection, and not the process', async (_, junk) => {
    // socket.io's client throws upon most of these where nobody can catch, which would end this test's process.
    const gone = once(connection, 'disconnect');
    await wakenAfter(junk);
    await gone;
  });

  test('a handshake that asks for further connections is given none', async () => {
    let opened = 0;
    const count = (): number => (opened += 1);
    server.engine.on('connection', count);
    await wakenAfter(
      '0{"sid":"x","upgrades":["websocket","websocket"],"pingInterval":60000,"pingTimeout":60000}',
    );
    server.engine.off('connection', count);
    expect(opened).toBe(0);
  });

  test('events before the connection is admitted are not kept: they cost the connection', async () => {
    const opened = once(server.engine, 'connection') as Promise<[Socket['conn']]>;
    const back = nextConnection();
    connection.disconnect(true);
    const [raw] = await opened;
    const gone = once(raw, 'close');
    rawSocket(raw).send('42["wake",{"reason":"too early"}]');
    await gone;
    await back;
  });

  test(
    'any frame costs the connection at most; the node comes back and is woken',
    async () => {
      await holdsFor('frames of the wake-up socket', fc.asyncProperty(frame, wakenAfter), FRAMES);
    },
    timeFor(FRAMES, 100),
  );
});

describe('from a client to the coordinator', () => {
  const folder = temporaryFolders();
  let federation: TestFederation;
  let server: TestServer;
  let wakeSocket: WakeSocket;

  beforeAll(async () => {
    const made = folder();
    const location = { kind: 'sqlite' as const, file: join(made, 'coordinator.sqlite') };
    federation = await TestFederation.found({ folder: made, location });
    await federation.enrol(1);
    server = await TestServer.start(federation);
    wakeSocket = openWakeSocket(server.server, federation.house);
  });
  afterAll(async () => {
    await wakeSocket.close();
    await server.stop();
    await federation.close();
  });

  let nonce = 0;
  const honest = (): { signature: string; protocol: number } => {
    const [{ key }] = federation.nodes as [TestFederation['nodes'][number]];
    const parts = { method: 'GET', target: SOCKET_PATH, body: new Uint8Array() };
    nonce += 1;
    const signature = signRequest(
      key,
      federation.house.federation.id,
      parts,
      federation.clock.now(),
      nonce.toString(16).padStart(32, '0'),
    );
    return { signature: formatRequestSignature(signature), protocol: PROTOCOL_VERSION };
  };
  const connect = (auth: object): ReturnType<typeof io> =>
    io(server.url, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      auth,
      reconnection: false,
      forceNew: true,
    });

  test(
    'no handshake but an honest one is admitted, and each refusal says why',
    async () => {
      const auth = fc.oneof(
        fc.dictionary(fc.constantFrom('signature', 'protocol', 'adminToken', '__proto__'), json),
        fc.record({ signature: fc.string(), protocol: fc.constantFrom(PROTOCOL_VERSION, 0, 9, -1) }),
        fc.tuple(fc.nat({ max: 200 }), fc.string({ minLength: 1, maxLength: 1 })).map(([at, character]) => {
          const { signature, protocol } = honest();
          return { signature: signature.slice(0, at) + character + signature.slice(at + 2), protocol };
        }),
      );
      await holdsFor(
        'handshakes of the wake-up socket',
        fc.asyncProperty(auth, async (value) => {
          const client = connect(value);
          const refusal = await new Promise<Error | undefined>((resolve) => {
            client.once('connect', () => resolve(undefined));
            client.once('connect_error', resolve);
          });
          client.disconnect();
          expect(refusal?.message).toMatch(
            /handshake needs|token|signature|not enrolled|install|protocol|sign in|Sign in/,
          );
        }),
        HANDSHAKES,
      );
    },
    timeFor(HANDSHAKES, 50),
  );

  test(
    'frames before and after the handshake change nothing: an honest node is woken all the same',
    async () => {
      const listening = connect(honest());
      await new Promise<void>((resolve) => listening.once('connect', resolve));
      const url = `${server.url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`;
      await holdsFor(
        'frames of clients',
        fc.asyncProperty(
          fc.array(frame, { minLength: 1, maxLength: 4 }),
          fc.boolean(),
          async (junk, admitted) => {
            const raw = new WebSocket(url);
            await once(raw, 'message');
            if (admitted) {
              raw.send(`40${JSON.stringify(honest())}`);
              await once(raw, 'message');
            }
            for (const bytes of junk) raw.send(bytes);
            const woken = new Promise<unknown>((resolve) => listening.once(WAKE_EVENT, resolve));
            federation.house.wakeups.wake({ reason: 'round-opened' });
            expect(await woken).toEqual({ reason: 'round-opened' });
            raw.close();
          },
        ),
        FRAMES,
      );
      // More than a wake-up can be costs the connection before it is read.
      const flood = new WebSocket(url);
      await once(flood, 'message');
      flood.send('4'.repeat(64 * 1024));
      await once(flood, 'close');
      listening.disconnect();
    },
    timeFor(FRAMES, 50),
  );
});
