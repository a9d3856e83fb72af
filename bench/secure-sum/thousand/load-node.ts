// A node of a large federation as the coordinator meets it: its own key, signed requests over HTTP, a real one-round key
// and real encryption. What all nodes would work out alike (checking the set, opening the sum) is worked out once for all.
import {
  contentHash,
  contribution,
  createRoundKeyPair,
  roundKey,
  roundKeyBatch,
  signMessage,
  systemEntropy,
  type NodeRoute,
  type RingEngine,
  type RoundKeyPair,
} from '@chorale/crypto';
import {
  checkShares,
  signShareReport,
  type ShareCheck,
} from '../../../client-node/src/committee/check-shares.js';
import { signCommit, type FixedSet } from '../../../client-node/src/committee/commit.js';
import { verifyRecipientKeys } from '../../../client-node/src/committee/recipient-keys.js';
import { requireCommits, signRelease } from '../../../client-node/src/committee/release.js';
import { encryptContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import type { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';
import {
  CoordinatorClient,
  type RequestOptions,
} from '../../../client-node/src/transport/coordinator-client.js';
import { Unreachable } from '../../../client-node/src/transport/coordinator-problem.js';
import { watchWakeUps } from '../../../client-node/src/transport/watch-wake-ups.js';
import { PaperNode } from '../../../tests/support/coordinator/paper-node.ts';

export const entropy = systemEntropy();
const MOST_TRIES = 5;
const clock = { now: () => Date.now() };

export class LoadNode {
  readonly paper: PaperNode;
  readonly name: string;
  private readonly url: string;
  private readonly federation: string;
  private readonly pair: RoundKeyPair = createRoundKeyPair(entropy);
  private readonly client: CoordinatorClient;
  private socket: { close(): void } | undefined;

  constructor(name: string, url: string, federation: string) {
    this.name = name;
    this.url = url;
    this.federation = federation;
    this.paper = new PaperNode(name, federation);
    this.client = new CoordinatorClient({ url, network: {}, signer: this.signer });
  }

  private get signer() {
    return { signingKey: this.paper.key, federation: this.federation, clock, entropy };
  }
  get keyPair(): RoundKeyPair {
    return this.pair;
  }

  /** Asks again where a connection was cut, as nodes do. */
  async ask(route: NodeRoute, options: RequestOptions = {}): Promise<Uint8Array> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.client.request(route, options);
      } catch (error) {
        if (!(error instanceof Unreachable) || tries === MOST_TRIES) throw error;
      }
    }
  }
  inRound(route: NodeRoute, round: AcceptedRound, options: RequestOptions = {}): Promise<Uint8Array> {
    return this.ask(route, { ...options, params: { round: round.id, ...options.params } });
  }

  /** One key, real. */
  async leaveKey(): Promise<void> {
    const body = { node: this.paper.id, index: 0, publicKey: this.pair.publicKey };
    const { bytes } = signMessage(roundKey, this.paper.key, this.federation, body);
    await this.ask('roundKeys', { body: roundKeyBatch.encode({ keys: [bytes] }) });
  }

  /** Holds the wake-up socket, as every node does. */
  listen(): void {
    const quiet = { pollMs: 3_600_000 };
    this.socket = watchWakeUps(
      { url: this.url, network: {}, signer: this.signer, ...quiet },
      () => undefined,
    );
  }

  /** @param values erased by what encrypts them. */
  async contribute(round: AcceptedRound, values: Float64Array, ring: RingEngine): Promise<void> {
    const kept = new Map<string, Uint8Array>();
    const { manifest, sealedShares, chunks } = await encryptContribution(
      round,
      values,
      this.paper.key,
      ring,
      entropy,
      (chunk) => {
        const hash = contentHash(chunk);
        kept.set(hash, chunk);
        return hash;
      },
    );
    for (const chunk of chunks)
      await this.inRound('putChunk', round, { params: { chunk }, body: kept.get(chunk)! });
    await this.inRound('contribute', round, { body: contribution.encode({ manifest, sealedShares }) });
  }

  /** Opens and reports on what has come since `check`. @returns all that this member has opened. */
  async report(round: AcceptedRound, check: ShareCheck): Promise<ShareCheck> {
    const from = String(check.shares.size);
    const inbox = await this.inRound('shares', round, { query: { from } });
    const fresh = checkShares(round, this.pair, inbox);
    if (fresh.bad.length > 0) throw new RangeError(`${fresh.bad.length} shares do not open`);
    if (fresh.shares.size > 0)
      await this.inRound('reportShares', round, {
        body: signShareReport(round, this.paper.key, fresh).bytes,
      });
    return { shares: new Map([...check.shares, ...fresh.shares]), bad: [] };
  }

  async commit(round: AcceptedRound, set: FixedSet): Promise<void> {
    await this.inRound('commit', round, { body: signCommit(round, this.paper.key, set).bytes });
  }

  async release(
    round: AcceptedRound,
    set: FixedSet,
    { shares }: ShareCheck,
    coordinatorKey: Uint8Array,
  ): Promise<void> {
    requireCommits(round, set, await this.inRound('commits', round));
    const keys = verifyRecipientKeys(round, coordinatorKey, await this.inRound('recipientKeys', round));
    await this.inRound('release', round, {
      body: signRelease(round, this.paper.key, set, shares, keys, entropy),
    });
  }

  async close(): Promise<void> {
    this.socket?.close();
    await this.client.close();
  }
}
