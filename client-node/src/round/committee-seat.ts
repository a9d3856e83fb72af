// This node's seat on the committee of one round (protocol steps 5 and 6): shares opened as they arrive, one commit, one
// release. What was signed once is sent again, never made again.
import { fewestExposed, groupsOfSet, overlapUnlike, type NodeId } from '@chorale/crypto';
import {
  checkShares,
  signShareReport,
  type OpenedShare,
  type OpenedShares,
  type ShareCheck,
} from '../committee/check-shares.js';
import { refuseMissingShares, signCommit, type FixedSet } from '../committee/commit.js';
import { recipientKeysInDescriptor, verifyRecipientKeys } from '../committee/recipient-keys.js';
import { requireCommits, signRelease } from '../committee/release.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from './accepted-round.js';
import { openDescriptor, type RoundDesk } from './round-desk.js';

export class CommitteeSeat {
  /** In memory only: a restarted member opens them again. */
  private readonly shares = new Map<NodeId, OpenedShare>();
  private readonly bad = new Set<NodeId>();

  constructor(
    private readonly desk: RoundDesk,
    private readonly round: AcceptedRound,
  ) {}

  /** Reports good and bad shares whenever more have come, until the set is fixed. */
  async checkSharesUntilSetIsFixed(): Promise<void> {
    const { desk, round } = this;
    const { watch, node } = desk;
    while (watch.now.phase === 'collecting') {
      const announced = watch.now.contributed;
      for (let fresh = await this.openNext(); fresh; fresh = await this.openNext())
        await desk.send('reportShares', signShareReport(round, node.signingKey, fresh).bytes);
      // More than were announced, whatever came: a coordinator that holds shares back must not keep this node asking.
      await watch.until(({ phase, contributed }) => phase !== 'collecting' || contributed > announced);
    }
  }

  async commitToSet(): Promise<void> {
    const { desk, round } = this;
    const { node, descriptor, id } = desk;
    const { store, signingKey, clock } = node;
    const kept = store.committee.commitOf(id);
    if (kept) return desk.send('commit', kept.envelope);
    try {
      const set = await desk.fixedSet(round);
      refuseMissingShares(set, await this.openAll());
      this.refuseSecondSetOnState(set);
      if (clock.now() >= descriptor.committeeBy)
        throw new EvidenceError('the deadline of the committee has passed');
      const signed = signCommit(round, signingKey, set);
      const nodes = set.manifests.map(({ message }) => message.node);
      store.committee.commit({ rid: id, setRoot: set.root, envelope: signed.bytes, nodes });
      await desk.send('commit', signed.bytes);
      desk.report({ event: 'committed', nodes: set.manifests.length });
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error;
      desk.report({ event: 'cannot-commit', reason: error.message });
    }
  }

  async releaseShares(): Promise<void> {
    const { desk, round } = this;
    const { node, id } = desk;
    const { store, signingKey, entropy, budget } = node;
    if (!store.committee.commitOf(id)) return;
    const kept = store.committee.releaseOf(id);
    if (kept) return desk.send('release', kept);
    const set = await desk.fixedSet(round);
    requireCommits(round, set, await desk.fetch('commits'));
    const keys =
      recipientKeysInDescriptor(round) ??
      verifyRecipientKeys(round, node.coordinatorKey, await desk.fetch('recipientKeys'));
    const upload = signRelease(round, signingKey, set, await this.openAll(), keys, entropy);
    store.transaction(() => {
      store.committee.release(id, set.root, upload);
      budget.spend(id);
    });
    await desk.send('release', upload);
    desk.report({ event: 'released' });
  }

  eraseShares(): void {
    for (const { share } of this.shares.values()) share.fill(0);
    this.shares.clear();
    this.bad.clear();
  }

  /** Shares that this member has tried to open. */
  private get checked(): number {
    return this.shares.size + this.bad.size;
  }

  private async openAll(): Promise<OpenedShares> {
    while (await this.openNext());
    return this.shares;
  }

  /**
   * Fetches on from where this member stopped.
   * @returns what was found in shares that it had not seen yet; undefined where there are none.
   */
  private async openNext(): Promise<ShareCheck | undefined> {
    const { desk, round } = this;
    if (this.checked >= desk.watch.now.contributed) return undefined;
    const inbox = await desk.fetch('shares', {}, { from: String(this.checked) });
    const fresh = await desk.withRoundKey((key) => checkShares(round, key, inbox));
    const before = this.checked;
    for (const [node, share] of fresh.shares) this.shares.set(node, share);
    for (const node of fresh.bad) this.bad.add(node);
    return this.checked > before ? fresh : undefined;
  }

  /** Rounds opened on one state must not, taken together, be about few nodes: that would give those away. */
  private refuseSecondSetOnState({ groups }: FixedSet): void {
    const { node, id, descriptor } = this.desk;
    const { study, state, kMin, privacy } = descriptor;
    const ids = groups.map((group) => group.map(({ message }) => message.node));
    for (const other of node.store.committee.standingCommits(state)) {
      if (other.rid === id) continue;
      if (other.study === study)
        throw new EvidenceError(`this member bound itself to round ${other.rid} on the same state`);
      // The same study under another name: without noise nothing else hides the difference.
      const earlier = openDescriptor(node, other.descriptor);
      const before = groupsOfSet(earlier, other.nodes);
      const exposed = fewestExposed(ids, before);
      if (exposed < kMin)
        throw new EvidenceError(
          `together with round ${other.rid} on the same state the set gives ${exposed} nodes away, ${kMin} must stay together`,
        );
      const isBare = privacy.mode === 'none' && earlier.privacy.mode === 'none';
      if (isBare && overlapUnlike(ids, before))
        throw new EvidenceError(
          `the set shares nodes with that of round ${other.rid} on the same state and is not of the same ones: neither holds noise, and ` +
            'with a third they could be taken apart',
        );
    }
  }
}
