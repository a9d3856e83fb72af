// What every step of one round works with: who this node is, what the round is, and the way to the coordinator.
import {
  descriptor as descriptorMessage,
  nodeIdOf,
  openSigned,
  roundId,
  type Descriptor,
  type NodeRoute,
  type RoundId,
  type RoundKeyPair,
} from '@chorale/crypto';
import { FetchedArchive } from '../adopt/fetched-archive.js';
import { verifySet, type FixedSet } from '../committee/commit.js';
import type { StudyRuntime } from '../study/study-runtime.js';
import { ownKeyIndex, type AcceptedRound } from './accepted-round.js';
import type { RoundCall } from './coordinator-port.js';
import type { NodeParts } from './node-parts.js';
import type { RoundNews } from './round-events.js';
import type { RoundWatch } from './round-watch.js';

/** What a round begins with. */
export interface FetchedRound {
  /** As the coordinator signed it. */
  readonly descriptor: Uint8Array;
  /** That the ledger's head in it extends the last one that this node countersigned; undefined where it must be asked for. */
  readonly consistencyProof: Uint8Array | undefined;
}

export class RoundDesk {
  readonly id: RoundId;
  readonly descriptor: Descriptor;
  readonly descriptorEnvelope: Uint8Array;
  /** Came with the descriptor, and is not checked yet. */
  readonly consistencyProof: Uint8Array | undefined;
  private readonly beside: Promise<void>[] = [];
  private checkedSet: Promise<FixedSet> | undefined;

  /** @throws DecodeError or SignatureError when the coordinator did not sign the descriptor. */
  constructor(
    readonly node: NodeParts,
    readonly study: StudyRuntime,
    { descriptor, consistencyProof }: FetchedRound,
    readonly watch: RoundWatch,
  ) {
    this.descriptorEnvelope = descriptor;
    this.consistencyProof = consistencyProof;
    this.descriptor = openDescriptor(node, descriptor);
    this.id = roundId(descriptorMessage.encode(this.descriptor));
  }

  /** What the coordinator keeps of the round's messages; whoever asks checks every byte. */
  readonly archive = new FetchedArchive(this);

  /** S, checked once: what this node binds itself to is what it releases and opens, whatever it is shown later. */
  fixedSet(round: AcceptedRound): Promise<FixedSet> {
    const checked = (this.checkedSet ??= this.fetch('contributionSet').then((bytes) =>
      verifySet(round, bytes),
    ));
    // What failed may be asked for again.
    checked.catch(() => {
      this.checkedSet = undefined;
    });
    return checked;
  }

  /** Small requests that go out together, in their order. */
  askAll(
    calls: readonly (Omit<RoundCall, 'params'> & { params?: Readonly<Record<string, string>> })[],
  ): Promise<Uint8Array[]> {
    const study = this.study.id;
    return this.node.coordinator.requestAll(
      calls.map((call) => ({ ...call, params: { ...call.params, round: this.id }, study })),
    );
  }

  fetch(
    route: NodeRoute,
    params: Readonly<Record<string, string>> = {},
    query?: Readonly<Record<string, string>>,
  ): Promise<Uint8Array> {
    return this.node.coordinator.request(route, {
      params: { round: this.id, ...params },
      ...(query && { query }),
      study: this.study.id,
    });
  }
  async send(route: NodeRoute, body: Uint8Array): Promise<void> {
    await this.node.coordinator.request(route, { params: { round: this.id }, body, study: this.study.id });
  }

  /** Goes on beside the round's steps; {@link allSent} waits for it, and throws what it threw. */
  meanwhile(sending: Promise<void>): void {
    this.beside.push(sending);
    sending.catch(() => undefined);
  }
  async allSent(): Promise<void> {
    await Promise.all(this.beside);
  }

  report(news: RoundNews): void {
    this.node.report({ ...news, study: this.study.id, round: this.id, position: this.descriptor.round });
  }

  /** This node's one-round key, for as long as `use` takes. */
  async withRoundKey<T>(use: (key: RoundKeyPair) => T | Promise<T>): Promise<T> {
    const index = ownKeyIndex(this.descriptor, this.node.self);
    if (index === undefined) throw new RangeError('nothing is sealed to this node in the round');
    const pair = this.node.roundKeys.pair(index, this.id);
    try {
      return await use(pair);
    } finally {
      pair.secretKey.fill(0);
    }
  }
}

/** @throws DecodeError or SignatureError unless the coordinator signed it. */
export function openDescriptor(
  { coordinatorKey, federation }: Pick<NodeParts, 'coordinatorKey' | 'federation'>,
  descriptorEnvelope: Uint8Array,
): Descriptor {
  const keyOfCoordinator = (id: string): Uint8Array | undefined =>
    id === nodeIdOf(coordinatorKey) ? coordinatorKey : undefined;
  return openSigned(descriptorMessage, descriptorEnvelope, federation, keyOfCoordinator).message;
}
