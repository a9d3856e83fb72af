// TLS, proxies and the wake-up socket, over real servers on loopback.
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  parseRequestSignature,
  PROTOCOL_VERSION,
  SigningKey,
  SOCKET_PATH,
  systemEntropy,
  verifyRequest,
  WAKE_EVENT,
} from '@chorale/crypto';
import { Server as SocketServer, type Socket } from 'socket.io';
import { CoordinatorClient } from '../../../../client-node/src/transport/coordinator-client.js';
import type { NetworkSettings } from '../../../../client-node/src/transport/network.js';
import { watchWakeUps, type WakeUp } from '../../../../client-node/src/transport/watch-wake-ups.js';
import { collecting, listen, shut, type SeenRequest } from './local-server.js';

const tlsFolder = join(import.meta.dirname, '../../../support/tls');
const caFile = join(tlsFolder, 'loopback-cert.pem');
const certificate = { key: readFileSync(join(tlsFolder, 'loopback-key.pem')), cert: readFileSync(caFile) };

const entropy = systemEntropy();
const federation = 'ab'.repeat(32);
const { key: signingKey } = SigningKey.generate(entropy);
let nowMs = 1_700_000_000_000;
const signer = { signingKey, federation, clock: { now: () => (nowMs += 1) }, entropy };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function started(server: Server, port = 0): Promise<number> {
  const bound = await listen(server, port);
  closing.push(() => shut(server));
  return bound;
}

/** A proxy that knows every name as this machine, and the names it was asked for. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket) => {
    asked.push(String(request.url));
    const upstream = connect(Number(String(request.url).split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [upstream, socket]) end.on('error', () => [upstream.destroy(), socket.destroy()]);
    closing.push(() => [upstream.destroy(), socket.destroy()]);
  });
  const port = await started(proxy);
  return { url: `http://127.0.0.1:${port}`, asked };
}

function clientOf(url: string, network: NetworkSettings): CoordinatorClient {
  const client = new CoordinatorClient({ url, network, signer });
  closing.push(() => client.close());
  return client;
}

/** A socket.io server as the coordinator has one: it asks for a signature that fits. */
function serveSockets(server: Server, sockets: Socket[], refuseFirst = 0): SocketServer {
  const io = new SocketServer(server, { path: SOCKET_PATH, transports: ['websocket'] });
  const nonces = new Set<string>();
  let refusals = refuseFirst;
  io.use((socket, next) => {
    const { signature: text, protocol } = socket.handshake.auth as { signature: string; protocol: number };
    const signature = parseRequestSignature(text);
    const parts = { method: 'GET', target: SOCKET_PATH, body: new Uint8Array(0) };
    const fits = signature && verifyRequest(signingKey.publicKey, federation, parts, signature);
    const fresh = signature && !nonces.has(signature.nonce);
    if (signature) nonces.add(signature.nonce);
    refusals -= 1;
    next(fits && fresh && protocol === PROTOCOL_VERSION && refusals < 0 ? undefined : new Error('refused'));
  });
  io.on('connection', (socket) => sockets.push(socket));
  closing.push(() => (server.listening ? io.close() : undefined));
  return io;
}

/** Wake-ups as they come, and a way to wait for the next one that fits. */
function watched(url: string, network: NetworkSettings, pollMs = 3_600_000) {
  const seen: WakeUp[] = [];
  let look: () => void = () => undefined;
  const watcher = watchWakeUps({ url, network, signer, pollMs, firstWaitMs: 5 }, (wakeUp) => {
    seen.push(wakeUp);
    look();
  });
  closing.push(() => watcher.close());
  const next = (reason: string): Promise<WakeUp> =>
    new Promise((resolve) => {
      look = () => {
        const at = seen.findIndex((wakeUp) => wakeUp.reason === reason);
        if (at >= 0) resolve(seen.splice(0, at + 1)[at]!);
      };
      look();
    });
  return { next, close: () => watcher.close() };
}

describe('TLS', () => {
  it('is verified: an unknown authority is named with its remedy, a trusted one works', async () => {
    const seen: SeenRequest[] = [];
    const port = await started(
      createTlsServer(
        certificate,
        collecting(seen, () => ({ status: 204 })),
      ),
    );
    const url = `https://127.0.0.1:${port}`;
    await expect(clientOf(url, {}).request('work')).rejects.toThrow(/unknown authority.*CHORALE_CA_FILE/);
    expect(seen).toHaveLength(0);
    await clientOf(url, { caFile }).request('work');
    expect(seen).toHaveLength(1);
  });
  it('refuses a certificate for another name', async () => {
    const port = await started(
      createTlsServer(
        certificate,
        collecting([], () => ({ status: 204 })),
      ),
    );
    const wrongName = clientOf(`https://localhost:${port}`, { caFile });
    await expect(wrongName.request('work')).rejects.toThrow(/another name/);
  });
});

describe('a proxy', () => {
  it('carries requests and wake-ups, TLS from end to end', async () => {
    const sockets: Socket[] = [];
    const server = createTlsServer(
      certificate,
      collecting([], () => ({ status: 204 })),
    );
    serveSockets(server, sockets);
    const port = await started(server);
    const proxy = await startProxy();
    const url = `https://coordinator.test:${port}`;
    const network = { httpsProxy: proxy.url, caFile };
    await clientOf(url, network).request('work');
    expect(proxy.asked).toEqual([`coordinator.test:${port}`]);
    const watcher = watched(url, network);
    await watcher.next('connected');
    sockets[0]!.emit(WAKE_EVENT, { reason: 'round-opened' });
    await watcher.next('round-opened');
    expect(proxy.asked).toHaveLength(2);
  });
  it('is never asked for this machine, nor for hosts in NO_PROXY', async () => {
    const seen: SeenRequest[] = [];
    const port = await started(createHttpServer(collecting(seen, () => ({ status: 204 }))));
    const nowhere = 'http://127.0.0.1:9';
    await clientOf(`http://127.0.0.1:${port}`, { httpProxy: nowhere, httpsProxy: nowhere }).request('work');
    expect(seen).toHaveLength(1);
    const direct = clientOf(`https://coordinator.invalid`, { httpsProxy: nowhere, noProxy: '.invalid' });
    await expect(direct.request('work')).rejects.toThrow(
      /coordinator\.invalid cannot be reached: (the name|names)/,
    );
  });
});

describe('wake-ups', () => {
  it('arrive over a socket that was opened with a signature, whatever they hold', async () => {
    const sockets: Socket[] = [];
    const server = createHttpServer();
    serveSockets(server, sockets);
    const port = await started(server);
    const watcher = watched(`http://127.0.0.1:${port}`, {});
    await watcher.next('connected');
    sockets[0]!.emit(WAKE_EVENT, { reason: 'set-fixed', study: 'a', round: 'b', more: 1 });
    expect(await watcher.next('set-fixed')).toEqual({ reason: 'set-fixed', study: 'a', round: 'b' });
    sockets[0]!.emit(WAKE_EVENT, 'nonsense');
    expect(await watcher.next('wake')).toEqual({ reason: 'wake' });
  });
  it('come back after a refusal, a cut, and a coordinator that was away', async () => {
    const sockets: Socket[] = [];
    const server = createHttpServer();
    const io = serveSockets(server, sockets, 2);
    const port = await started(server);
    const watcher = watched(`http://127.0.0.1:${port}`, {});
    await watcher.next('connected');
    sockets[0]!.disconnect(true);
    await watcher.next('connected');
    await io.close();
    const again = createHttpServer();
    serveSockets(again, sockets);
    await started(again, port);
    await watcher.next('connected');
    expect(sockets).toHaveLength(3);
  });
  it('are replaced by a timer where there is no socket', async () => {
    const server = createHttpServer();
    const port = await started(server);
    await shut(server);
    const watcher = watched(`http://127.0.0.1:${port}`, {}, 2);
    expect(await watcher.next('poll')).toEqual({ reason: 'poll' });
    watcher.close();
    expect((server.address() as AddressInfo | null) === null).toBe(true);
  });
});
