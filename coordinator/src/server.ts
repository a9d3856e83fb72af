// Starts a coordinator and stops it cleanly.
import { fingerprintOf, pooledRing, systemEntropy } from '@chorale/crypto';
import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildHouse, type House } from './house.js';
import { AddressGuard } from './outbound/address-guard.js';
import { readOidcFile } from './people/oidc-settings.js';
import { openAdminToken } from './platform/admin-token.js';
import { writeFileAtomically } from './platform/atomic-file.js';
import { ringCountdown, systemClock } from './platform/clock.js';
import { ConfigurationError, readTls, type Environment, type ServeOptions } from './platform/config.js';
import { homePaths, makeHome, type HomePaths } from './platform/home.js';
import { lockHome } from './platform/home-lock.js';
import { logEvents } from './platform/event-log.js';
import { openIdentity, type PassphraseSource } from './platform/identity-file.js';
import type { Logger } from './platform/logger.js';
import { Metrics } from './platform/metrics.js';
import { Ticker } from './platform/ticker.js';
import { ChunkStore } from './storage/chunk-store.js';
import { openDatabase, type DatabaseLocation } from './storage/open-database.js';
import { createHttpApp } from './transport/http/http-server.js';
import { openWakeSocket } from './transport/socket/wake-socket.js';

export interface RunningCoordinator {
  /** Under which nodes reach it. */
  readonly url: string;
  readonly house: House;
  /** One-time token for the first account; undefined where there is one. */
  readonly firstAccountToken: string | undefined;
  stop(): Promise<void>;
}

/** Additions are short and rare beside waiting for nodes. */
const RING_THREADS = 2;

/** Undoes what a start did, last first; a step that fails keeps none of the others from running. */
class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = [];

  later(step: () => Promise<unknown>): void {
    this.#steps.unshift(step);
  }
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0)) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

/** @throws ConfigurationError for a home, key, database, certificate or port that cannot be used. */
export async function startCoordinator(
  environment: Environment,
  options: ServeOptions,
  logger: Logger,
): Promise<RunningCoordinator> {
  const cleanup = new Cleanup();
  try {
    return await start(environment, options, logger, cleanup);
  } catch (error) {
    await cleanup.run().catch((failure: unknown) => logger.error({ err: failure }, 'cleaning up failed'));
    throw error;
  }
}

async function start(
  environment: Environment,
  options: ServeOptions,
  logger: Logger,
  cleanup: Cleanup,
): Promise<RunningCoordinator> {
  const paths = homePaths(environment.CHORALE_HOME);
  makeHome(paths);
  const unlock = lockHome(paths);
  cleanup.later(() => {
    unlock();
    return Promise.resolve();
  });
  const entropy = systemEntropy();
  const tls = readTls(options);
  const { signingKey, storageKey } = openIdentity(
    paths.identity,
    passphraseOf(environment, options),
    entropy,
  );
  if (options.dev)
    logger.warn('development mode: the key is sealed under a published passphrase and protects nothing');
  const database = await openDatabase(databaseOf(environment, paths));
  cleanup.later(() => database.close());
  const ring = pooledRing({ threads: RING_THREADS, countdown: ringCountdown });
  cleanup.later(() => ring.close());
  let publicUrl = '';
  const house = await buildHouse({
    database,
    chunks: new ChunkStore(paths.chunks, database),
    clock: systemClock,
    entropy,
    ring,
    key: signingKey,
    storageKey,
    federationName: options.federation,
    publicUrl: () => publicUrl,
    logger,
    oidc: readOidcFile(environment.CHORALE_OIDC_FILE),
    outbound: outboundOf(environment),
  });
  cleanup.later(() => house.requests.flush());
  house.people.gate.admitHomeToken(openAdminToken(paths.adminToken, entropy));
  const { behindProxy } = options;
  const app = await createHttpApp({ house, metrics: new Metrics(), logger, tls, behindProxy });
  const server = app.getHttpServer() as Server;
  const stopLogging = logEvents(house.wakeups, logger);
  const ticker = new Ticker(house, logger);
  cleanup.later(() => ticker.stop());
  cleanup.later(() => closeHttp(app, server));
  const socket = openWakeSocket(server, house);
  cleanup.later(() => socket.close());
  await listen(app, options);
  const { port } = server.address() as AddressInfo;
  publicUrl = options.publicUrl ?? `${tls ? 'https' : 'http'}://${bracketed(options.host)}:${port}`;
  writeAddress(paths, options, port, publicUrl, tls?.cert);
  ticker.start();
  const firstAccount = await house.people.accounts.inviteFirst();
  logger.info(
    { url: publicUrl, federation: house.federation.name, fingerprint: fingerprintOf(signingKey.publicKey) },
    'coordinator is ready',
  );
  return {
    url: publicUrl,
    house,
    firstAccountToken: firstAccount?.token,
    stop: async () => {
      stopLogging();
      await cleanup.run();
    },
  };
}

function passphraseOf(
  { CHORALE_PASSPHRASE_FILE: file }: Environment,
  { dev }: ServeOptions,
): PassphraseSource {
  return dev || file === undefined ? { development: true } : { file };
}

function databaseOf({ DATABASE_URL: url }: Environment, paths: HomePaths): DatabaseLocation {
  return url === undefined ? { kind: 'sqlite', file: paths.database } : { kind: 'postgres', url };
}

function outboundOf({ CHORALE_OUTBOUND_ALLOW: allowed }: Environment): AddressGuard {
  try {
    return new AddressGuard(allowed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigurationError([`CHORALE_OUTBOUND_ALLOW: ${error.message}`]);
  }
}

/** @throws ConfigurationError naming host and port, and which option to change. */
async function listen(app: INestApplication, { host, port }: ServeOptions): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const remedy = remedies[code];
    if (remedy === undefined) throw error;
    throw new ConfigurationError([`cannot listen on ${bracketed(host)}:${port} (${code}): ${remedy}`]);
  }
}

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'another program has the port; choose another with --port (0 lets the system choose), or stop that program',
  EACCES: 'this user may not open that port; choose one of 1024 or more with --port',
  EADDRNOTAVAIL: 'this machine has no such address; name one of its own with --host',
  ENOTFOUND: 'nobody knows a host of that name; name an address of this machine with --host',
};

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
