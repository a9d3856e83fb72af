// A coordinator's house over a real database in a folder of its own, with a clock that the test moves and
// nodes that speak to the services directly.
import {
  contributionSet,
  envelope,
  inProcessRing,
  ledgerEntry,
  leftOutOf,
  nodeIdOf,
  type AgreementHash,
  type Descriptor,
  type Hash,
  type NodeRole,
  SigningKey,
  StorageKey,
  systemEntropy,
  type RingEngine,
  type RoundId,
  type StudyId,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { join } from 'node:path';
import { buildHouse, type Foundations, type House } from '../../../coordinator/src/house.js';
import type { Caller } from '../../../coordinator/src/federation/federation.js';
import { exportLedger } from '../../../coordinator/src/ledger/export.js';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { ChunkStore } from '../../../coordinator/src/storage/chunk-store.js';
import { openDatabase, type DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';
import {
  BudgetEntries,
  Rounds,
  Studies,
  type RoundRow,
  type StudyRow,
} from '../../../coordinator/src/storage/tables/round-tables.js';
import type { Place } from './place.js';
import { openDescriptor, PaperNode } from './paper-node.js';

const FEDERATION_NAME = 'Test Chain';
const START_MS = Date.UTC(2026, 0, 1, 12);

export class TestClock {
  constructor(private current = START_MS) {}
  now(): number {
    return this.current;
  }
  advance(seconds: number): void {
    this.current += seconds * 1000;
  }
}

let ring: Promise<RingEngine> | undefined;
/** SEAL takes a moment to load; all houses of a test file share it. */
export function sharedRing(): Promise<RingEngine> {
  return (ring ??= inProcessRing(systemEntropy()));
}

export const agreementDocument = {
  format: 'chorale-agreement/1',
  federation: FEDERATION_NAME,
  title: 'Repurchase 2026',
  purpose: 'campaigns',
  legalBasis: 'GDPR Art. 6(1)(f)',
  people: 5000,
  dictionary: {
    features: [
      { name: 'recency', type: 'number', unit: 'days', lower: 0, upper: 300 },
      { name: 'orders', type: 'number', lower: 0, upper: 50 },
    ],
    label: { name: 'returns' },
  },
  cohort: { kMin: 4 },
  privacy: { mode: 'pooled', epsilon: 1, delta: 1e-5 },
  computations: ['logistic-regression', 'statistics'],
  expires: '2026-12-31',
};
export const studyDocument = {
  format: 'chorale-study/1',
  name: 'first-study',
  agreement: 'Repurchase 2026',
  computation: 'logistic-regression',
  features: ['recency', 'orders'],
  deadlines: { collectSeconds: 60, committeeSeconds: 30 },
};

/** A house and the nodes around it; `reopen` is a coordinator killed and started again. */
export class TestFederation {
  house!: House;
  nodes: PaperNode[] = [];
  /** Whether every member approves what is started, as its policy says; tests of approval decide one by one. */
  approvesStudies = true;
  readonly clock: TestClock;

  private constructor(
    private readonly location: DatabaseLocation,
    /** Its home; chunks are in `chunks`, below their round and owner. */
    readonly folder: string,
    clock: TestClock,
    private readonly ring: Promise<RingEngine>,
    private readonly changes: Partial<Foundations>,
  ) {
    this.clock = clock;
  }

  /** @param changes of what its house stands on. */
  static async found(
    { folder, location }: Place,
    ring = sharedRing(),
    changes: Partial<Foundations> = {},
  ): Promise<TestFederation> {
    const federation = new TestFederation(location, folder, new TestClock(), ring, changes);
    await federation.open();
    return federation;
  }

  async open(): Promise<void> {
    const database = await openDatabase(this.location);
    this.house = await buildHouse({
      database,
      chunks: new ChunkStore(join(this.folder, 'chunks'), database),
      clock: this.clock,
      entropy: systemEntropy(),
      ring: await this.ring,
      key: SigningKey.generate(testEntropy('coordinator')).key,
      storageKey: new StorageKey(new Uint8Array(32).fill(7), systemEntropy()),
      federationName: FEDERATION_NAME,
      publicUrl: () => 'http://127.0.0.1:7400',
      logger: createLogger('silent'),
      ...this.changes,
    });
    const { studies } = this.house;
    const start = studies.start.bind(studies);
    studies.start = async (document) => {
      const started = await start(document);
      if (this.approvesStudies) await this.approve(started.study, started.awaiting);
      return started;
    };
  }

  /** @param members whose administrators, nodes of this test, approve the study. */
  async approve(study: StudyId, members: readonly string[]): Promise<void> {
    const roster = await this.house.database.read((manager) => this.house.rosters.requiredInForce(manager));
    for (const { administrators } of roster.message.members.filter(({ name }) => members.includes(name))) {
      const node = this.nodes.find(({ id }) => administrators.some(({ key }) => nodeIdOf(key) === id));
      const word = { matter: 'study', subject: study, decision: 'approve', reason: 'policy' } as const;
      if (node) await this.house.votes.cast(node.vote({ ...word, at: this.clock.now() }));
    }
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.open();
    for (const node of this.nodes) this.house.presence.saw(node.id);
  }

  async close(): Promise<void> {
    await this.house.database.close();
  }

  /** Enrols nodes named node-1, node-2... */
  async enrol(count: number): Promise<void> {
    for (let index = 1; index <= count; index += 1) await this.enrolOne(`node-${index}`, `Member ${index}`);
  }
  async enrolOne(name: string, member: string, role: NodeRole = 'contributor'): Promise<PaperNode> {
    const node = new PaperNode(name, this.house.federation.id);
    const { token } = await this.house.invitations.issue({ member, node: undefined, role });
    await this.house.enrolment.enrol(node.enrolment(token));
    this.house.presence.saw(node.id);
    this.nodes.push(node);
    this.nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
    return node;
  }
  named(...names: readonly string[]): PaperNode[] {
    return names.map((name) => this.nodes.find((node) => node.name === name)!);
  }

  get studyDocument(): object {
    return studyDocument;
  }
  descriptorOf(round: Pick<RoundRow, 'envelope'>): Descriptor {
    return openDescriptor(round.envelope);
  }

  callerOf({ id, name, key }: PaperNode): Caller {
    this.house.presence.saw(id);
    return { id, name, signingKey: key.publicKey };
  }

  /** Proposes an agreement and has every node sign roster and agreement. */
  async agree(document: object = agreementDocument): Promise<void> {
    const { agreement } = await this.house.agreements.propose(document);
    const { bytes } = await this.house.database.read((manager) => this.house.rosters.required(manager));
    for (const node of this.nodes)
      await this.house.rosterSignatures.consent(this.callerOf(node), node.rosterConsent(bytes));
    for (const node of this.nodes)
      await this.house.agreements.consent(
        this.callerOf(node),
        agreement,
        node.agreementConsent(agreement as AgreementHash, bytes, this.clock.now()),
      );
  }

  async shelveKeys(count: number): Promise<void> {
    for (const node of this.nodes)
      await this.house.roundKeys.accept(this.callerOf(node), node.roundKeys(count));
  }

  /** Five nodes, an active agreement, keys for many rounds and a running study with its first round. */
  async startStudy(changes: object = {}): Promise<StudyId> {
    await this.enrol(5);
    await this.agree();
    await this.shelveKeys(20);
    const { study } = await this.house.studies.start({ ...studyDocument, ...changes });
    return study;
  }

  study(id: StudyId): Promise<StudyRow> {
    return this.house.database.read((manager) => manager.findOneByOrFail(Studies, { id }));
  }
  /** Rounds in the order of opening. */
  rounds(): Promise<RoundRow[]> {
    return this.house.database.read((manager) =>
      manager.find(Rounds, { order: { openedAt: 'ASC', round: 'ASC', attempt: 'ASC' } }),
    );
  }
  async present(): Promise<RoundRow> {
    return (await this.rounds()).at(-1)!;
  }
  async round(id: RoundId): Promise<RoundRow> {
    return (await this.rounds()).find((row) => row.id === id)!;
  }

  async contribute(round: RoundRow, nodes: readonly PaperNode[] = this.nodes): Promise<void> {
    const descriptor = openDescriptor(round.envelope);
    for (const node of nodes) {
      const caller = this.callerOf(node);
      const { chunks, hashes, bytes } = node.contribution(round.id, descriptor);
      for (const [index, chunk] of chunks.entries())
        await this.house.contributions.putChunk(caller, round.id, hashes[index]!, asStream(chunk));
      await this.house.contributions.contribute(caller, round.id, bytes);
    }
  }
  async report(
    round: RoundRow,
    nodes: readonly PaperNode[] = this.nodes,
    bad: readonly PaperNode[] = [],
  ): Promise<void> {
    for (const node of nodes) {
      const caller = this.callerOf(node);
      const inbox = await this.house.shares.inbox(caller, round.id, 0);
      const found = node.report(
        round.id,
        inbox,
        bad.map(({ id }) => id),
      );
      await this.house.shares.report(caller, round.id, found);
    }
  }
  /** Zeros before the set is fixed. */
  private async setRootOf({ id }: RoundRow): Promise<Hash> {
    return (await this.round(id)).setRoot ?? ('0'.repeat(64) as Hash);
  }
  async commit(round: RoundRow, nodes: readonly PaperNode[] = this.nodes): Promise<void> {
    const setRoot = await this.setRootOf(round);
    for (const node of nodes)
      await this.house.messages.commit(this.callerOf(node), round.id, node.commit(round.id, setRoot));
  }
  async release(round: RoundRow, nodes: readonly PaperNode[] = this.nodes): Promise<void> {
    const { recipients } = openDescriptor(round.envelope);
    const setRoot = await this.setRootOf(round);
    for (const node of nodes)
      await this.house.messages.release(
        this.callerOf(node),
        round.id,
        node.release(round.id, setRoot, recipients.length),
      );
    await this.house.sums.addWaiting();
  }
  async adopt(
    round: RoundRow,
    nodes: readonly PaperNode[] = this.nodes,
    changes: Parameters<PaperNode['adoption']>[2] = {},
  ): Promise<void> {
    const setRoot = await this.setRootOf(round);
    const { contributionSet: bytes } = await this.round(round.id);
    const manifests = bytes ? contributionSet.decode(bytes).manifests : [];
    const inSet = manifests.map((manifest) => envelope.decode(manifest).signer);
    const leftOut = leftOutOf(openDescriptor(round.envelope), inSet);
    for (const node of nodes)
      await this.house.messages.adopt(
        this.callerOf(node),
        round.id,
        node.adoption(round.id, setRoot, { leftOut, ...changes }),
      );
  }
  async burn(round: RoundRow, nodes: readonly PaperNode[] = this.nodes): Promise<void> {
    for (const node of nodes)
      await this.house.messages.burn(this.callerOf(node), round.id, node.burn(round.id));
  }

  /** The exported ledger, line by line. */
  async ledgerLines(): Promise<string[]> {
    const { database, ledger, federation } = this.house;
    const lines: string[] = [];
    for await (const line of exportLedger(database, ledger, federation)) lines.push(line);
    return lines;
  }
  /** Payloads of all entries of a kind, in order. */
  async payloads(kind: string): Promise<unknown[]> {
    const kinds = await this.entryKinds();
    const payloads = (await this.ledgerLines()).flatMap((line) => {
      const { payload } = JSON.parse(line) as { payload?: string };
      return payload === undefined ? [] : [JSON.parse(payload) as unknown];
    });
    return payloads.filter((_, index) => kinds[index] === kind);
  }
  /** Kinds of all entries, in order. */
  async entryKinds(): Promise<string[]> {
    return (await this.ledgerLines()).flatMap((line) => {
      const { entry } = JSON.parse(line) as { entry?: string };
      return entry === undefined
        ? []
        : [ledgerEntry.decode(new Uint8Array(Buffer.from(entry, 'base64'))).kind];
    });
  }

  /** The whole road of the present round. */
  async runRound(changes: Parameters<PaperNode['adoption']>[2] = {}): Promise<RoundRow> {
    const round = await this.present();
    await this.contribute(round);
    await this.report(round);
    await this.commit(round);
    await this.release(round);
    await this.adopt(round, this.nodes, changes);
    return this.round(round.id);
  }
}

/** Statuses of all budget entries in the order of their rounds. */
export async function budgetOf(federation: TestFederation): Promise<string[]> {
  const entries = await federation.house.database.read((manager) => manager.find(BudgetEntries));
  const rounds = await federation.rounds();
  return rounds.map(({ id }) => entries.find(({ round }) => round === id)!.status);
}

/** Runs tests each in a federation of its own. */
export function inFreshFederation(
  fresh: () => Promise<Place>,
  define: (federation: () => TestFederation) => void,
): void {
  let present: TestFederation;
  beforeEach(async () => {
    present = await TestFederation.found(await fresh());
  });
  afterEach(() => present.close());
  define(() => present);
}

export async function* asStream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* await Promise.resolve([bytes]);
}
