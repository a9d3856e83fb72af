// A node of a simulated federation: its real daemon over its real records, which outlive the process.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Entropy,
  type Hash,
  type NodeId,
  type NodeRoute,
  type RingEngine,
  type RoundId,
  type SigningKey,
  type StorageKey,
} from '@chorale/crypto';
import type { People, PopulationLimits } from '@chorale/models';
import { addNoise } from '@chorale/models/noise';
import { NodeBudget } from '../../../client-node/src/budget/node-budget.js';
import { rosterInForce } from '../../../client-node/src/governance/roster-in-force.js';
import { RoundKeys } from '../../../client-node/src/keys/round-keys.js';
import { runNode, type WakeUpCall } from '../../../client-node/src/node.js';
import type { CoordinatorRequest } from '../../../client-node/src/round/coordinator-port.js';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import type { NodeEvent } from '../../../client-node/src/round/round-events.js';
import { ChunkFiles } from '../../../client-node/src/storage/chunk-files.js';
import { NodeStore } from '../../../client-node/src/storage/node-store.js';
import { CoordinatorProblem, mayPass } from '../../../client-node/src/transport/coordinator-problem.js';
import { backoffMs } from '../../../client-node/src/transport/persist.js';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { Killed, Life } from './life.js';
import { mortalDatabase, NodeRecords } from './node-records.js';
import { observedEncryptions, observedOpenings, type Encrypted, type Opened } from './observed-ring.js';
import type { SimulatedTime } from './simulated-time.js';
import { singly } from '../singly.js';

export const POPULATION = 'customers';
/** Between two looks when nothing wakes a node; some product's time, longer, so that hours pass quickly. */
const POLL_MS = 20_000;
const MOST_WAIT_MS = 10_000;
/** Nodes look one after the other, so many of them. */
const POLL_TURNS = 5;

export interface NodeSite {
  readonly folder: string;
  readonly index: number;
  readonly time: SimulatedTime;
  readonly signingKey: SigningKey;
  readonly storageKey: StorageKey;
  readonly people: People;
  readonly ring: RingEngine;
  readonly entropy: Entropy;
  /** One try; rejects with Unreachable when request or answer is lost. */
  readonly send: (node: NodeParty, route: NodeRoute, request: CoordinatorRequest) => Promise<Uint8Array>;
  /** Makes it do wrong, after each start (planted-faults.ts). */
  readonly plant?: ((parts: NodeParts) => NodeParts) | undefined;
}

export class NodeParty {
  life = new Life();
  readonly id: NodeId;
  readonly events: NodeEvent[] = [];
  /** By hash of its first chunk. */
  readonly encrypted = new Map<Hash, Encrypted>();
  readonly opened: Opened[] = [];
  readonly mistakes: unknown[] = [];
  /** Work that ends without anything being delivered. */
  busy = 0;
  /** What its node.yaml allows at most; read at each start. */
  limits: PopulationLimits = {};
  private onWake: (call?: WakeUpCall) => void = () => undefined;

  constructor(
    private readonly site: NodeSite,
    readonly records: NodeRecords,
  ) {
    this.id = site.signingKey.nodeId;
  }

  /** Of a founded federation, from a copy of its database. */
  static from(site: NodeSite, snapshot: Uint8Array): NodeParty {
    return new NodeParty(site, NodeRecords.of(snapshot));
  }

  /** The same node with the records of an earlier day. */
  setBackTo(snapshot: Uint8Array): NodeParty {
    return NodeParty.from(this.site, snapshot);
  }

  start(): void {
    const { time, folder, plant } = this.site;
    const life = (this.life = new Life());
    mkdirSync(folder, { recursive: true });
    const parts = plant ? plant(this.parts(life)) : this.parts(life);
    const logger = createLogger('silent');
    logger.error = (fields: { err?: unknown }) => this.mistake(life, fields.err);
    const poll = (): void => {
      this.onWake();
      time.after(POLL_MS, life, poll);
    };
    time.after(POLL_MS + 4_000 * (this.site.index % POLL_TURNS), life, poll);
    const running = runNode(parts, {
      loadPeople: () =>
        Promise.resolve({ people: this.site.people, changesUnheard: false, isCurrent: () => true }),
      modelsFolder: join(folder, 'models'),
      approval: 'studies-under-signed-agreements',
      watch: (onWake) => {
        this.onWake = onWake;
        return { close: () => undefined };
      },
      signal: new AbortController().signal,
      log: logger,
    });
    running.catch((error: unknown) => this.mistake(life, error));
  }

  wake(call?: WakeUpCall): void {
    if (!this.life.hasEnded()) this.onWake(call);
  }

  private mistake(life: Life, error: unknown): void {
    // A refusal that came too late is told to the operator and changes nothing.
    const expected = error instanceof Killed || error instanceof CoordinatorProblem;
    if (!life.hasEnded() && !expected) this.mistakes.push(error);
  }

  private parts(life: Life): NodeParts {
    const { time, folder, signingKey, storageKey, ring, entropy } = this.site;
    const store = new NodeStore(mortalDatabase(this.records, life), time, () => undefined);
    const { federation, coordinatorKey } = store.federation.membership()!;
    return {
      self: this.id,
      federation,
      coordinatorKey,
      signingKey,
      storageKey,
      roundKeys: new RoundKeys(store, { signingKey, storageKey }, federation, entropy),
      store,
      chunkFiles: new CountedChunkFiles(folder, store, this, life),
      budget: new NodeBudget(store, { name: POPULATION, limits: this.limits }, time),
      ring: observedOpenings(observedEncryptions(ring, this.encrypted), this.id, this.opened),
      coordinator: singly((route, request = {}) => this.persist(life, route, request)),
      entropy,
      // As NoisePool does for short vectors, without the threads that it keeps for long ones.
      noise: {
        add: (integers, variance) => {
          addNoise(integers, variance, entropy);
          return Promise.resolve();
        },
      },
      clock: time,
      report: (event) => this.events.push(event),
      bytesSent: () => 0,
      pause: (ms) => new Promise((resolve) => time.after(ms, life, resolve)),
      roster: () => rosterInForce(store),
    };
  }

  /** As transport/persist.ts tries again, by this clock. */
  private async persist(life: Life, route: NodeRoute, request: CoordinatorRequest): Promise<Uint8Array> {
    const { time, entropy } = this.site;
    for (let failures = 0; ; failures += 1) {
      life.requireAlive();
      try {
        return await this.site.send(this, route, request);
      } catch (error) {
        if (!mayPass(error)) throw error;
        const waitMs = backoffMs(failures, { entropy, mostWaitMs: MOST_WAIT_MS });
        await new Promise<void>((resolve) => time.after(waitMs, life, resolve));
      }
    }
  }
}

/** Real files; a reader of them is busy, and a dead process touches none. */
class CountedChunkFiles extends ChunkFiles {
  constructor(
    home: string,
    store: NodeStore,
    private readonly party: NodeParty,
    private readonly life: Life,
  ) {
    super(home, store);
  }
  override write(rid: RoundId, chunk: Uint8Array): Hash {
    this.life.requireAlive();
    const hash = super.write(rid, chunk);
    this.life.wrote();
    return hash;
  }
  override async read(rid: RoundId, hash: Hash): Promise<Uint8Array> {
    this.party.busy += 1;
    try {
      return await super.read(rid, hash);
    } finally {
      this.party.busy -= 1;
    }
  }
  override erase(rid: RoundId): void {
    this.life.requireAlive();
    super.erase(rid);
  }
}
