// This node's seat on the committee of one round (protocol steps 5 and 6): shares opened as they arrive, one commit, one
// release. What was signed once is sent again, never made again.
import { checkShares, signShareReport, type ShareCheck } from '../committee/check-shares.js';
import { refuseMissingShares, signCommit, verifySet, type FixedSet } from '../committee/commit.js';
import { verifyRecipientKeys } from '../committee/recipient-keys.js';
import { requireCommits, signRelease } from '../committee/release.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from './accepted-round.js';
import type { RoundDesk } from './round-desk.js';

export class CommitteeSeat {
  private opened: ShareCheck | undefined;

  constructor(
    private readonly desk: RoundDesk,
    private readonly round: AcceptedRound,
  ) {}

  /** Reports good and bad shares whenever more have come, until the set is fixed. */
  async checkSharesUntilSetIsFixed(): Promise<void> {
    const { desk, round } = this;
    const { watch, node } = desk;
    let reported = 0;
    while (watch.now.phase === 'collecting') {
      if (watch.now.contributed > reported) {
        const check = await this.openShares();
        reported = check.shares.size + check.bad.length;
        await desk.send('reportShares', signShareReport(round, node.signingKey, check).bytes);
      }
      await watch.until(({ phase, contributed }) => phase !== 'collecting' || contributed > reported);
    }
  }

  async commitToSet(): Promise<void> {
    const { desk, round } = this;
    const { node, descriptor, id } = desk;
    const { store, signingKey, clock } = node;
    const kept = store.committee.commitOf(id);
    if (kept) return desk.send('commit', kept.envelope);
    try {
      const set = verifySet(round, await desk.fetch('contributionSet'));
      const { shares } = await this.openShares();
      refuseMissingShares(set, shares);
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
    const set = verifySet(round, await desk.fetch('contributionSet'));
    requireCommits(round, set, await desk.fetch('commits'));
    const keys = verifyRecipientKeys(round, node.coordinatorKey, await desk.fetch('recipientKeys'));
    const { shares } = await this.openShares();
    const upload = signRelease(round, signingKey, set, shares, keys, entropy);
    store.transaction(() => {
      store.committee.release(id, set.root, upload);
      budget.spend(id);
    });
    await desk.send('release', upload);
    desk.report({ event: 'released' });
  }

  eraseShares(): void {
    for (const { share } of this.opened?.shares.values() ?? []) share.fill(0);
    this.opened = undefined;
  }

  private async openShares(): Promise<ShareCheck> {
    const { desk, round } = this;
    const expected = desk.watch.now.contributed;
    const known = this.opened;
    if (known && known.shares.size + known.bad.length >= expected) return known;
    const inbox = await desk.fetch('shares');
    this.opened = await desk.withRoundKey((key) => checkShares(round, key, inbox));
    return this.opened;
  }

  /** Two opened sets on one state must not differ by few nodes: their difference would give those away. */
  private refuseSecondSetOnState(set: FixedSet): void {
    const { node, id, descriptor } = this.desk;
    const { study, state, kMin } = descriptor;
    const nodes = set.manifests.map(({ message }) => message.node);
    for (const other of node.store.committee.standingCommits(state)) {
      if (other.rid === id) continue;
      if (other.study === study)
        throw new EvidenceError(`this member bound itself to round ${other.rid} on the same state`);
      // The same study under another name: without noise nothing else hides the difference.
      const differing =
        nodes.filter((id) => !other.nodes.includes(id)).length +
        other.nodes.filter((id) => !nodes.includes(id)).length;
      if (differing > 0 && differing < kMin)
        throw new EvidenceError(
          `the set differs from that of round ${other.rid} on the same state by ${differing} nodes`,
        );
    }
  }
}
