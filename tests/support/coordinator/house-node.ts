// A node of a round in a test house that does all that a node does, by the node's own rooms and with real encryption.
import {
  contentHash,
  contribution,
  createRoundKeyPair,
  roundKey,
  roundKeyBatch,
  signMessage,
  systemEntropy,
  valueCount,
  type Descriptor,
  type RosterNode,
  type RoundId,
  type RoundKeyPair,
} from '@chorale/crypto';
import { checkAdditions, type AdditionCheck } from '../../../client-node/src/adopt/check-additions.js';
import { openRound, type OpenedRound, type RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import {
  checkShares,
  signShareReport,
  type ShareCheck,
} from '../../../client-node/src/committee/check-shares.js';
import { signCommit, verifySet, type FixedSet } from '../../../client-node/src/committee/commit.js';
import { verifyRecipientKeys } from '../../../client-node/src/committee/recipient-keys.js';
import { requireCommits, signRelease } from '../../../client-node/src/committee/release.js';
import { encryptContribution } from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { AcceptedRound } from '../../../client-node/src/round/accepted-round.js';
import type { PaperNode } from './paper-node.js';
import { asStream, sharedRing, type TestFederation } from './test-house.js';

const entropy = systemEntropy();

/** Leaves one real one-round key of each node at the house. @returns the pairs by node id. */
export async function leaveRealKeys(
  federation: TestFederation,
  nodes: readonly PaperNode[],
): Promise<ReadonlyMap<string, RoundKeyPair>> {
  const pairs = new Map<string, RoundKeyPair>();
  for (const node of nodes) {
    const pair = createRoundKeyPair(entropy);
    pairs.set(node.id, pair);
    const body = { node: node.id, index: 0, publicKey: pair.publicKey };
    const { bytes } = signMessage(roundKey, node.key, federation.house.federation.id, body);
    await federation.house.roundKeys.accept(
      federation.callerOf(node),
      roundKeyBatch.encode({ keys: [bytes] }),
    );
  }
  return pairs;
}

export class HouseNode {
  readonly round: AcceptedRound;
  private readonly id: RoundId;
  private check: ShareCheck | undefined;

  constructor(
    private readonly federation: TestFederation,
    readonly node: PaperNode,
    private readonly pair: RoundKeyPair,
    readonly descriptor: Descriptor,
    readonly roster: readonly RosterNode[],
  ) {
    this.round = new AcceptedRound(node.id, descriptor, roster);
    this.id = this.round.id;
  }

  private get house(): TestFederation['house'] {
    return this.federation.house;
  }
  private get caller(): ReturnType<TestFederation['callerOf']> {
    return this.federation.callerOf(this.node);
  }

  /** @param valueAt what it contributes at each position of the layout. */
  async contribute(valueAt: (position: number) => number): Promise<void> {
    const length = valueCount({ blocks: this.descriptor.blocks });
    const values = Float64Array.from({ length }, (_, position) => valueAt(position));
    const ring = await sharedRing();
    const kept: Uint8Array[] = [];
    const { chunks, manifest, sealedShares } = await encryptContribution(
      this.round,
      values,
      this.node.key,
      ring,
      entropy,
      (chunk) => {
        kept.push(chunk);
        return contentHash(chunk);
      },
    );
    for (const [position, hash] of chunks.entries())
      await this.house.contributions.putChunk(this.caller, this.id, hash, asStream(kept[position]!));
    await this.house.contributions.contribute(
      this.caller,
      this.id,
      contribution.encode({ manifest, sealedShares }),
    );
  }

  async report(): Promise<ShareCheck> {
    const inbox = await this.house.shares.inbox(this.caller, this.id, 0);
    this.check = checkShares(this.round, this.pair, inbox);
    const { bytes } = signShareReport(this.round, this.node.key, this.check);
    await this.house.shares.report(this.caller, this.id, bytes);
    return this.check;
  }

  async set(): Promise<FixedSet> {
    return verifySet(this.round, await this.house.reader.contributionSet(this.caller, this.id));
  }

  async commit(): Promise<void> {
    const { bytes } = signCommit(this.round, this.node.key, await this.set());
    await this.house.messages.commit(this.caller, this.id, bytes);
  }

  async release(): Promise<void> {
    const set = await this.set();
    requireCommits(this.round, set, await this.house.messages.kept(this.caller, this.id, 'commit'));
    const signed = await this.house.reader.recipientKeys(this.caller, this.id);
    const keys = verifyRecipientKeys(this.round, this.house.federation.key.publicKey, signed);
    const upload = signRelease(this.round, this.node.key, set, this.check!.shares, keys, entropy);
    await this.house.messages.release(this.caller, this.id, upload);
  }

  /** Whatever the house lets this node open, added again from what it keeps. */
  async open(): Promise<OpenedRound & { readonly additions: AdditionCheck }> {
    const [set, ring, archive] = [await this.set(), await sharedRing(), this.archive()];
    const opened = await openRound(this.round, set, this.pair, archive, ring);
    const additions = await checkAdditions(this.round, set, opened.sumChunks, archive, ring, entropy);
    return { ...opened, additions };
  }

  private archive(): RoundArchive {
    const { house, caller, id } = this;
    return {
      releases: () => house.messages.releases(caller, id),
      ciphertextSum: () => house.reader.ciphertextSum(caller, id),
      sumChunk: (hash) => house.reader.sumChunk(caller, id, hash),
      sumParts: (position, from) => house.reader.sumParts(caller, id, position, from),
    };
  }
}

/** Nodes of the present round, each with its own view of it. */
export async function houseNodes(
  federation: TestFederation,
  pairs: ReadonlyMap<string, RoundKeyPair>,
  nodes: readonly PaperNode[],
): Promise<HouseNode[]> {
  const { house } = federation;
  const descriptor = federation.descriptorOf(await federation.present());
  const { message } = await house.database.read((manager) => house.rosters.required(manager));
  return nodes.map((node) => new HouseNode(federation, node, pairs.get(node.id)!, descriptor, message.nodes));
}
