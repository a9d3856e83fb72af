// Starts a coordinator and stops it cleanly.
import { fingerprintOf, pooledRing, systemEntropy } from '@chorale/crypto';
import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildHouse, type House } from './house.js';
import { openAdminToken } from './platform/admin-token.js';
import { writeFileAtomically } from './platform/atomic-file.js';
import { systemClock } from './platform/clock.js';
import { readTls, type Environment, type ServeOptions } from './platform/config.js';
import { homePaths, makeHome, type HomePaths } from './platform/home.js';
import { lockHome } from './platform/home-lock.js';
import { openIdentity } from './platform/identity-file.js';
import type { Logger } from './platform/logger.js';
import { Metrics } from './platform/metrics.js';
import { Ticker } from './platform/ticker.js';
import { ChunkStore } from './storage/chunk-store.js';
import { openDatabase } from './storage/open-database.js';
import { AdminGate } from './transport/http/admin-gate.js';
import { createHttpApp } from './transport/http/http-server.js';
import { openWakeSocket } from './transport/socket/wake-socket.js';

export interface RunningCoordinator {
  /** Under which nodes reach it. */
  readonly url: string;
  readonly house: House;
  stop(): Promise<void>;
}

/** Additions are short and rare beside waiting for nodes. */
const RING_THREADS = 2;

/** @throws ConfigurationError for a home, key or certificate that cannot be used. */
export async function startCoordinator(
  environment: Environment,
  options: ServeOptions,
  logger: Logger,
): Promise<RunningCoordinator> {
  const paths = homePaths(environment.CHORALE_HOME);
  makeHome(paths);
  const unlock = lockHome(paths);
  const entropy = systemEntropy();
  const tls = readTls(options);
  const passphraseFile = environment.CHORALE_PASSPHRASE_FILE;
  const { signingKey, storageKey } = openIdentity(
    paths.identity,
    options.dev || passphraseFile === undefined ? { development: true } : { file: passphraseFile },
    entropy,
  );
  if (options.dev)
    logger.warn('development mode: the key is sealed under a published passphrase and protects nothing');
  const url = environment.DATABASE_URL;
  const database = await openDatabase(
    url === undefined ? { kind: 'sqlite', file: paths.database } : { kind: 'postgres', url },
  );
  const ring = pooledRing({ threads: RING_THREADS });
  let publicUrl = '';
  const house = await buildHouse({
    database,
    chunks: new ChunkStore(paths.chunks),
    clock: systemClock,
    entropy,
    ring,
    key: signingKey,
    storageKey,
    federationName: options.federation,
    publicUrl: () => publicUrl,
    logger,
  });
  const adminGate = new AdminGate(await openAdminToken(database, paths.adminToken, entropy));
  const metrics = new Metrics();
  const app = await createHttpApp({ house, metrics, adminGate, logger, tls });
  const server = app.getHttpServer() as Server;
  const socket = openWakeSocket(server, house, adminGate, logger);
  const ticker = new Ticker(house, logger);
  await listen(app, options);
  const { port } = server.address() as AddressInfo;
  const scheme = tls ? 'https' : 'http';
  publicUrl = options.publicUrl ?? `${scheme}://${bracketed(options.host)}:${port}`;
  writeAddress(paths, options, port, publicUrl, tls?.cert);
  ticker.start();
  logger.info(
    { url: publicUrl, federation: house.federation.name, fingerprint: fingerprintOf(signingKey.publicKey) },
    'coordinator is ready',
  );
  return {
    url: publicUrl,
    house,
    stop: async () => {
      await socket.close();
      await closeHttp(app, server);
      await ticker.stop();
      await house.requests.flush();
      await database.close();
      await ring.close();
      unlock();
    },
  };
}

function listen(app: INestApplication, { port, host }: ServeOptions): Promise<unknown> {
  return app.listen(port, host);
}

/** Ends idle connections; requests under way are answered. */
async function closeHttp(app: INestApplication, server: Server): Promise<void> {
  const closed = app.close();
  server.closeIdleConnections();
  await closed;
}

/** For the command line on this machine: where to connect, and whom to expect there. */
function writeAddress(
  paths: HomePaths,
  { host }: ServeOptions,
  port: number,
  publicUrl: string,
  certificate: string | undefined,
): void {
  const local = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  const scheme = certificate === undefined ? 'http' : 'https';
  const address = {
    url: `${scheme}://${bracketed(local)}:${port}`,
    serverName: new URL(publicUrl).hostname,
    ...(certificate === undefined ? {} : { certificate }),
  };
  writeFileAtomically(paths.address, `${JSON.stringify(address)}\n`);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
