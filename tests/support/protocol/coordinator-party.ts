// The coordinator of a simulated federation: its real house over SQLite and chunk files, which outlive the process.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  routePath,
  nodeRoutes,
  SigningKey,
  StorageKey,
  type Entropy,
  type NodeId,
  type RingEngine,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { CoordinatorProblem, Unreachable } from '../../../client-node/src/transport/coordinator-problem.js';
import { buildHouse, type House } from '../../../coordinator/src/house.js';
import { createLogger, type Logger } from '../../../coordinator/src/platform/logger.js';
import { Ticker } from '../../../coordinator/src/platform/ticker.js';
import type { WakeUp } from '../../../coordinator/src/platform/wakeups.js';
import { ChunkStore } from '../../../coordinator/src/storage/chunk-store.js';
import type { Database } from '../../../coordinator/src/storage/database.js';
import { openDatabase } from '../../../coordinator/src/storage/open-database.js';
import { asCoordinatorError, problemOf } from '../../../coordinator/src/transport/http/problems.js';
import { knock, type DoorCall } from './doors.js';
import { Killed, Life } from './life.js';
import { observedOpenings, type Opened } from './observed-ring.js';
import type { SimulatedTime } from './simulated-time.js';

export const FEDERATION_NAME = 'Simulated Chain';

/** A request on its way, signed as over HTTP: sent twice, it is the same one twice. */
export interface SignedCall extends DoorCall {
  readonly node: NodeId;
  /** Value of the header `chorale-signature`. */
  readonly signature: string;
}

export function targetOf({ route, params, query }: Omit<DoorCall, 'body'>): string {
  const text = new URLSearchParams(query).toString();
  return routePath(route, params) + (text === '' ? '' : `?${text}`);
}

export interface CoordinatorSite {
  readonly folder: string;
  readonly time: SimulatedTime;
  readonly ring: RingEngine;
  readonly entropy: Entropy;
  /** Nodes have something new to look at. */
  readonly wake: (wakeUp: WakeUp) => void;
  /** Makes it do wrong, after each start (planted-faults.ts). */
  readonly plant?: ((house: House) => void) | undefined;
}

export class CoordinatorParty {
  life = new Life();
  house!: House;
  /** What went wrong and should not have, however many processes died. */
  readonly mistakes: unknown[] = [];
  readonly opened: Opened[] = [];
  private ticker!: Ticker;
  private database!: Database;
  private sums: Promise<void> = Promise.resolve();

  constructor(private readonly site: CoordinatorSite) {}

  /** @param snapshot database of a founded federation; none starts a new one. */
  static async open(site: CoordinatorSite, snapshot?: string): Promise<CoordinatorParty> {
    mkdirSync(site.folder, { recursive: true });
    const coordinator = new CoordinatorParty(site);
    if (snapshot !== undefined) copyFileSync(snapshot, coordinator.file);
    await coordinator.start();
    return coordinator;
  }

  get file(): string {
    return join(this.site.folder, 'coordinator.sqlite');
  }

  async start(): Promise<void> {
    const { folder, time, ring, entropy, wake, plant } = this.site;
    const life = (this.life = new Life());
    const logger = this.complaining();
    this.database = await openDatabase({ kind: 'sqlite', file: this.file });
    const database = mortalWrites(this.database, life);
    this.house = await buildHouse({
      database,
      chunks: mortalChunks(new ChunkStore(join(folder, 'chunks'), database), life),
      clock: time,
      entropy,
      ring: observedOpenings(ring, 'coordinator', this.opened),
      key: SigningKey.generate(testEntropy('coordinator')).key,
      storageKey: new StorageKey(new Uint8Array(32).fill(7), entropy),
      federationName: FEDERATION_NAME,
      publicUrl: () => 'http://127.0.0.1:7400',
      logger,
    });
    plant?.(this.house);
    this.ticker = new Ticker(this.house, logger);
    this.house.wakeups.listen((wakeUp) => {
      if (wakeUp.reason === 'set-fixed')
        this.sums = this.house.sums.addWaiting().catch((error: unknown) => this.mistake(error));
      if (wakeUp.forWatchersOnly !== true) wake(wakeUp);
    });
  }

  /** Of a process that is dead or dying; waits for its last transaction to be undone. */
  async close(): Promise<void> {
    this.life.end();
    await this.database.close();
  }

  async tick(): Promise<void> {
    if (this.life.hasEnded()) return;
    await this.ticker.tick();
    await this.sums;
  }

  /** @throws CoordinatorProblem as a node sees a refusal; Unreachable when nobody answers. */
  async answer(call: SignedCall): Promise<Uint8Array> {
    if (this.life.hasEnded()) throw new Unreachable('nothing listens there');
    try {
      const claimed = await this.house.guard.identify(call.signature);
      const { method } = nodeRoutes[call.route];
      const caller = this.house.guard.admit(claimed, { method, target: targetOf(call), body: call.body });
      this.house.requests.count(caller.id, '', call.body.length);
      const answer = await knock(this.house, caller, call);
      await this.sums;
      this.life.requireAlive();
      return answer;
    } catch (error) {
      if (error instanceof Killed || this.life.hasEnded()) throw new Unreachable('the connection was cut');
      const refusal = asCoordinatorError(error);
      if (refusal) throw new CoordinatorProblem(problemOf(refusal));
      this.mistake(error);
      throw new CoordinatorProblem({ status: 500, code: 'internal', detail: String(error) });
    }
  }

  private mistake(error: unknown): void {
    if (!this.life.hasEnded()) this.mistakes.push(error);
  }

  private complaining(): Logger {
    const logger = createLogger('silent');
    logger.error = (fields: { err?: unknown }) => this.mistake(fields.err ?? fields);
    return logger;
  }
}

/** The process may die inside a unit of work, which is then undone, or when it is durable and nobody has heard of it. */
function mortalWrites(database: Database, life: Life): Database {
  const [write, read] = [database.write.bind(database), database.read.bind(database)];
  database.write = async (work) => {
    life.requireAlive();
    const result = await write(async (transaction) => {
      life.requireAlive();
      const value = await work(transaction);
      life.wrote();
      return value;
    });
    life.wrote();
    return result;
  };
  database.read = async (work) => {
    life.requireAlive();
    return read(work);
  };
  return database;
}

function mortalChunks(chunks: ChunkStore, life: Life): ChunkStore {
  const [put, erase] = [chunks.put.bind(chunks), chunks.erase.bind(chunks)];
  chunks.put = async (...chunk) => {
    life.requireAlive();
    const length = await put(...chunk);
    life.wrote();
    return length;
  };
  chunks.erase = async (round) => {
    life.requireAlive();
    await erase(round);
    life.wrote();
  };
  return chunks;
}
