// A real node, daemon and all, whose road to the coordinator leads past the attacker.
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import {
  fingerprintOf,
  parseInvitationToken,
  SigningKey,
  StorageKey,
  systemEntropy,
  type AgreementHash,
  type EncryptRequest,
  type NodeId,
  type NodeRoute,
  type RingEngine,
} from '@chorale/crypto';
import type { People } from '@chorale/models';
import { enrol } from '../../../client-node/src/agreement/enrol.js';
import { fetchAgreement } from '../../../client-node/src/agreement/fetch-agreement.js';
import { fetchRoster, type FetchedRoster } from '../../../client-node/src/agreement/fetch-roster.js';
import { signAgreement } from '../../../client-node/src/agreement/sign-agreement.js';
import { NodeBudget } from '../../../client-node/src/budget/node-budget.js';
import type { ApprovalPolicy } from '../../../client-node/src/config/node-config.js';
import { decide, sendVotes, wordOnRecord } from '../../../client-node/src/governance/cast-vote.js';
import { rosterInForce } from '../../../client-node/src/governance/roster-in-force.js';
import { RoundKeys } from '../../../client-node/src/keys/round-keys.js';
import { NodeStopped, runNode } from '../../../client-node/src/node.js';
import { NoisePool } from '../../../client-node/src/protect/noise-pool.js';
import type { CoordinatorRequest } from '../../../client-node/src/round/coordinator-port.js';
import type { NodeParts } from '../../../client-node/src/round/node-parts.js';
import type { NodeEvent } from '../../../client-node/src/round/round-events.js';
import { ChunkFiles } from '../../../client-node/src/storage/chunk-files.js';
import { makePrivateFolder } from '../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { CoordinatorClient } from '../../../client-node/src/transport/coordinator-client.js';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { sharedRing, type TestFederation } from '../coordinator/test-house.js';
import { peopleOfColumns } from '../people.js';
import { eventually } from './eventually.js';
import { singly } from '../singly.js';

type Named<Name> = Extract<NodeEvent, { readonly event: Name }>;

/** Waits of the daemon are cut to this, so that what is tried again is tried at once. */
const LONGEST_PAUSE_MS = 20;
const entropy = systemEntropy();

/** How a node encrypts and shares its key. */
export type Arithmetic = (honest: RingEngine, request: EncryptRequest) => Promise<readonly Uint8Array[]>;
const honestly: Arithmetic = (ring, request) => ring.encryptAndShare(request);

/** A request on its way from a node. */
export interface Passing {
  readonly from: AttackedNode;
  readonly route: NodeRoute;
  readonly request: CoordinatorRequest;
}
/** Stands between nodes and coordinator; `forward` asks the honest house, with another request where one is given. */
export type Tamper = (
  passing: Passing,
  forward: (request?: CoordinatorRequest, route?: NodeRoute) => Promise<Uint8Array>,
) => Promise<Uint8Array>;
/** The federation, as a node in it meets it. */
export interface Surroundings {
  readonly inside: TestFederation;
  readonly house: TestFederation['house'];
  readonly server: { readonly url: string };
  readonly pass: Tamper;
}

export class AttackedNode {
  /** Replaced where the node itself is the attacker. */
  arithmetic: Arithmetic = honestly;
  /** Who approves studies for its member; read when the node starts. */
  approval: ApprovalPolicy = 'studies-under-signed-agreements';
  /** Why no study fits its rows. */
  unfit: string | undefined;
  readonly told: NodeEvent[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  private constructor(
    private readonly federation: Surroundings,
    private readonly home: string,
    readonly key: SigningKey,
    readonly store: NodeStore,
    readonly client: CoordinatorClient,
    readonly parts: NodeParts,
    private readonly noise: NoisePool,
    /** Visits of this node's people: nobody else holds the like. */
    readonly visits: readonly number[],
  ) {}

  static async enrol(federation: Surroundings, home: string, index: number): Promise<AttackedNode> {
    const { house, clock } = federation.inside;
    makePrivateFolder(home);
    const store = openNodeStore(home, 'run');
    const { key } = SigningKey.generate(entropy);
    const storageKey = new StorageKey(new Uint8Array(32).fill(index), entropy);
    const { id, key: coordinator } = house.federation;
    const client = new CoordinatorClient({
      url: federation.server.url,
      network: {},
      signer: { signingKey: key, federation: id, clock, entropy },
    });
    const stopping = new AbortController();
    const visits = Array.from({ length: 20 + index }, (_, person) => (7 * person + 11 * index) % 50);
    const told: NodeEvent[] = [];
    const ring = await sharedRing();
    const noise = new NoisePool({ threads: 1, entropy });
    const parts: NodeParts = {
      self: key.nodeId,
      federation: id,
      coordinatorKey: coordinator.publicKey,
      signingKey: key,
      storageKey,
      roundKeys: new RoundKeys(store, { signingKey: key, storageKey }, id, entropy),
      store,
      chunkFiles: new ChunkFiles(home, store),
      budget: new NodeBudget(store, { name: 'customers', limits: {} }, clock),
      ring: {
        encryptAndShare: (request) => node.arithmetic(ring, request),
        addChunks: (name, chunks) => ring.addChunks(name, chunks),
        openRelease: (request) => ring.openRelease(request),
        close: () => Promise.resolve(),
      },
      coordinator: singly((route, request = {}) =>
        federation.pass({ from: node, route, request }, (other, otherRoute) =>
          client.request(otherRoute ?? route, other ?? request),
        ),
      ),
      entropy,
      noise,
      clock,
      report: (event) => told.push(event),
      bytesSent: () => 0,
      pause: async (ms) => {
        if (stopping.signal.aborted) throw new NodeStopped();
        await delay(Math.min(ms, LONGEST_PAUSE_MS));
      },
      roster: () => rosterInForce(store),
    };
    const node: AttackedNode = new AttackedNode(federation, home, key, store, client, parts, noise, visits);
    Object.assign(node, { told, stopping });
    const { token } = await house.invitations.issue({
      member: `Member ${index}`,
      node: undefined,
      role: 'contributor',
    });
    const wish = { invitation: parseInvitationToken(token), node: `node-${index}`, region: '' };
    await enrol(store, client, key, wish);
    return node;
  }

  get id(): NodeId {
    return this.key.nodeId;
  }

  /**
   * Signs the roster, whose fingerprints were compared, and the agreement.
   * @param change of the roster, as a coordinator shows it that wants another one signed.
   */
  async signAgreement(
    agreement: string,
    change: (honest: FetchedRoster) => FetchedRoster = (honest) => honest,
  ): Promise<void> {
    const membership = this.store.federation.membership()!;
    const roster = change(await fetchRoster(this.client, membership));
    for (const { name, signingKey } of roster.nodes)
      this.store.federation.confirm({ node: name, fingerprint: fingerprintOf(signingKey) });
    const { store, client, key: signingKey } = this;
    const signing = { store, client, signingKey, membership, clock: this.federation.inside.clock };
    await signAgreement(signing, roster, await fetchAgreement(client, agreement as AgreementHash));
  }

  start(): void {
    const { wakeups, presence } = this.federation.house;
    this.running = runNode(this.parts, {
      loadPeople: () =>
        Promise.resolve({ people: this.people(), changesUnheard: false, isCurrent: () => true }),
      modelsFolder: join(this.home, 'models'),
      approval: this.approval,
      whyUnfit: () => this.unfit,
      watch: (onWake) => ({
        close: wakeups.listen(({ forWatchersOnly }) => {
          presence.saw(this.id);
          if (forWatchersOnly !== true) onWake();
        }),
      }),
      signal: this.stopping.signal,
      log: createLogger('silent'),
    });
  }

  /** Its member decides, as its administrator would by the command line. */
  async decide(word: Parameters<typeof decide>[1]): Promise<void> {
    const { store, key: administratorKey, parts, id } = this;
    const { federation, coordinator, clock } = parts;
    const roster = parts.roster();
    const { member } = roster.nodes.find((node) => node.id === id)!;
    const known = await wordOnRecord({ coordinator, federation, roster, member }, word);
    decide({ store, federation, administratorKey, clock }, word, known);
    await sendVotes(store, coordinator);
  }

  /** From here on it computes as every honest node does. */
  behave(): void {
    this.arithmetic = honestly;
  }

  /** Also when it never ran. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.client.close();
    await this.noise.close();
    this.store.close();
  }

  private people(): People {
    return peopleOfColumns({ visits: this.visits, returned: this.visits.map((visits) => visits % 2) });
  }

  /** The first event of that name that tells of the study. */
  hears<Name extends NodeEvent['event']>(name: Name, study: string): Promise<Named<Name>> {
    return eventually(`the node tells ${name}`, () =>
      this.told.find(
        (told): told is Named<Name> => told.event === name && 'study' in told && told.study === study,
      ),
    );
  }
  heard(name: NodeEvent['event'], study: string): boolean {
    return this.told.some((told) => told.event === name && 'study' in told && told.study === study);
  }
}
