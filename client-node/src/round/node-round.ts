// The steps of run-round.ts, carried out by this node's rooms. Each looks into the records first: what is done stays done.
import {
  descriptor as descriptorMessage,
  nodeIdOf,
  openFailure,
  openSigned,
  roundId,
  SecureSumError,
  signMessage,
  type Descriptor,
  type NodeRoute,
  type RoundId,
  type RoundKeyPair,
} from '@chorale/crypto';
import type { People } from '@chorale/models';
import { adoptOpenedSum } from '../adopt/adopt.js';
import { obtainState } from '../adopt/obtain-state.js';
import { checkAdditions } from '../adopt/check-additions.js';
import { openRound, type RoundArchive } from '../adopt/open-sum.js';
import { checkDescriptor } from '../agreement/check-descriptor.js';
import { countersignHead } from '../agreement/ledger-heads.js';
import { RoundRefused } from '../agreement/refusal.js';
import { verifyBurnProof } from '../committee/burn-proof.js';
import { checkShares, signShareReport, type ShareCheck } from '../committee/check-shares.js';
import { refuseMissingShares, signCommit, verifySet, type FixedSet } from '../committee/commit.js';
import { requireCommits, signRelease } from '../committee/release.js';
import { sendBurn, sendRefusal } from '../committee/stay-out.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import { encryptContribution } from '../encrypt/encrypt-contribution.js';
import { protectedContribution } from '../protect/protect.js';
import { StoreError } from '../storage/store-error.js';
import {
  PeopleUnavailable,
  type ExpectedRound,
  type KnownState,
  type StudyRuntime,
} from '../study/study-runtime.js';
import { keepContribution, submitContribution, type ContributionPlace } from '../submit/submit.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import { AcceptedRound } from './accepted-round.js';
import type { NodeParts } from './node-parts.js';
import type { RoundNews } from './round-events.js';
import type { RoundSteps } from './round-steps.js';
import type { RoundWatch } from './round-watch.js';

/** How the coordinator says that the set was fixed without this contribution. */
const LATE = ['round-closed', 'round-phase'];

/** What is known once the descriptor has been checked. */
interface Accepted {
  readonly round: AcceptedRound;
  readonly state: KnownState;
  readonly expected: ExpectedRound;
}

export class NodeRound implements RoundSteps {
  readonly id: RoundId;
  private readonly descriptor: Descriptor;
  private accepted: Accepted | undefined;
  private shareCheck: ShareCheck | undefined;

  /**
   * @param descriptorEnvelope as the coordinator signed it.
   * @throws DecodeError or SignatureError when it did not.
   */
  constructor(
    private readonly node: NodeParts,
    private readonly study: StudyRuntime,
    private readonly descriptorEnvelope: Uint8Array,
    private readonly watch: RoundWatch,
  ) {
    const keyOfCoordinator = (id: string): Uint8Array | undefined =>
      id === nodeIdOf(node.coordinatorKey) ? node.coordinatorKey : undefined;
    this.descriptor = openSigned(
      descriptorMessage,
      descriptorEnvelope,
      node.federation,
      keyOfCoordinator,
    ).message;
    this.id = roundId(descriptorMessage.encode(this.descriptor));
  }

  async checkAgainstAgreement(): Promise<void> {
    const { node, study, descriptor } = this;
    const roster = node.roster();
    if (!study.isRoundOf(descriptor))
      throw new RoundRefused(
        'unknown-study',
        `the round belongs to study ${descriptor.study}, not ${study.id}`,
      );
    const consent = node.store.agreements.find(study.agreementHash)?.consent;
    if (consent?.roster !== roster.hash)
      throw new RoundRefused(
        'unknown-agreement',
        'this node has not signed the agreement with the newest roster; sign it with "chorale-node agreement sign"',
      );
    const distrust = node.store.studies.distrusted(study.id);
    if (distrust !== undefined) throw new RoundRefused('study-distrusted', distrust);
    this.refuseOtherHistory();
    const state = await obtainState(node, study, descriptor);
    const expected = study.expectedRound(state, descriptor.round, descriptor.committee.length);
    const { agreement } = study;
    checkDescriptor(descriptor, {
      federation: node.federation,
      coordinatorKey: node.coordinatorKey,
      self: node.self,
      agreement,
      roster,
      expected: expected.descriptor,
      nowMs: node.clock.now(),
    });
    this.claimRoundKey();
    await this.proveEarlierRoundsBurned();
    const head = { size: descriptor.ledgerSize, root: descriptor.ledgerRoot };
    await countersignHead(
      head,
      this.descriptorEnvelope,
      node.store,
      node.coordinator,
      node.signingKey,
      node.federation,
    );
    node.store.rounds.open({
      rid: this.id,
      study: study.id,
      state: state.hash,
      round: descriptor.round,
      attempt: descriptor.attempt,
      descriptor: this.descriptorEnvelope,
    });
    this.accepted = { round: new AcceptedRound(node.self, descriptor, roster.nodes), state, expected };
    this.report({ event: 'round-opened', attempt: descriptor.attempt });
  }

  reserveBudget(): void {
    if (!this.mayStillContribute()) return;
    const { study, node } = this;
    const { agreement, plan } = study;
    const { event } = plan.rounds[this.descriptor.round] ?? {};
    node.budget.reserve(this.id, study.id, agreement, event, plan.privacy.epsilon ?? undefined);
  }

  async contribute(): Promise<void> {
    const { node, study } = this;
    const { round, state, expected } = this.facts();
    if (!node.store.contributions.find(this.id)) {
      if (!this.mayStillContribute()) {
        this.report({ event: 'too-late' });
        return;
      }
      const people = await this.ownPeople();
      if (!people) return;
      const { computation } = study;
      const values = await protectedContribution(
        computation,
        state.value,
        people,
        expected.terms,
        node.entropy,
      );
      const prepared = await encryptContribution(round, values, node.signingKey, node.ring, node.entropy);
      keepContribution(node.store, node.chunkFiles, this.place(), prepared);
    }
    try {
      const bytes = await submitContribution(node.store, node.chunkFiles, this.place(), node.coordinator);
      if (bytes > 0) this.report({ event: 'contributed', bytes, people: (await study.people()).size });
    } catch (error) {
      // The set was fixed while this node was away; it still serves on the committee and adopts the result.
      if (!(error instanceof CoordinatorProblem) || !LATE.includes(error.code)) throw error;
      this.report({ event: 'too-late' });
    }
  }

  /** Rows that cannot be read today are this party's to mend; the others' round goes on with this node's committee seat. */
  private async ownPeople(): Promise<People | undefined> {
    try {
      return await this.study.people();
    } catch (error) {
      if (!(error instanceof PeopleUnavailable)) throw error;
      this.report({ event: 'cannot-contribute', reason: error.message });
      return undefined;
    }
  }

  async checkSharesUntilSetIsFixed(): Promise<void> {
    const { round } = this.facts();
    if (!round.onCommittee) return;
    let reported = 0;
    while (this.watch.now.phase === 'collecting') {
      if (this.watch.now.contributed > reported) {
        const check = await this.openShares();
        reported = check.shares.size + check.bad.length;
        await this.send('reportShares', signShareReport(round, this.node.signingKey, check).bytes);
      }
      await this.watch.until(({ phase, contributed }) => phase !== 'collecting' || contributed > reported);
    }
  }

  async commitToSet(): Promise<void> {
    await this.watch.reached('committing');
    if (this.watch.now.phase === 'closed') return; // it went on without this node
    const { round } = this.facts();
    const { store, signingKey, clock } = this.node;
    if (!round.onCommittee) return;
    const kept = store.committee.commitOf(this.id);
    if (kept) return this.send('commit', kept.envelope);
    try {
      const set = await this.fetchSet();
      const { shares } = await this.openShares();
      refuseMissingShares(set, shares);
      this.refuseSecondSetOnState(set);
      if (clock.now() >= this.descriptor.committeeBy)
        throw new EvidenceError('the deadline of the committee has passed');
      const signed = signCommit(round, signingKey, set);
      const nodes = set.manifests.map(({ message }) => message.node);
      store.committee.commit({ rid: this.id, setRoot: set.root, envelope: signed.bytes, nodes });
      await this.send('commit', signed.bytes);
      this.report({ event: 'committed', nodes: set.manifests.length });
    } catch (error) {
      this.reportEvidence('cannot-commit', error);
    }
  }

  async releaseShares(): Promise<void> {
    await this.watch.reached('releasing');
    if (this.watch.now.phase === 'closed') return;
    const { round } = this.facts();
    const { store, signingKey, entropy, budget } = this.node;
    if (!round.onCommittee || !store.committee.commitOf(this.id)) return;
    const kept = store.committee.releaseOf(this.id);
    if (kept) return this.send('release', kept);
    const set = await this.fetchSet();
    requireCommits(round, set, await this.fetch('commits'));
    const { shares } = await this.openShares();
    const signed = signRelease(round, signingKey, set, shares, entropy);
    store.transaction(() => {
      store.committee.release(this.id, set.root, signed.bytes);
      budget.spend(this.id);
    });
    await this.send('release', signed.bytes);
    this.report({ event: 'released' });
  }

  async openAndAdopt(): Promise<void> {
    await this.watch.reached('adopting');
    if (this.watch.now.phase === 'closed') return; // a member hands over the state when it is needed
    const { round } = this.facts();
    const { store } = this.node;
    if (!round.receives) return;
    const kept = store.committee.adoptionOf(this.id);
    if (kept) return this.send('adopt', kept.envelope);
    try {
      await this.openAndSignState();
    } catch (error) {
      if (!(error instanceof EvidenceError) && !(error instanceof SecureSumError)) throw error;
      const failure = { round: this.id, node: this.node.self, reason: error.message.slice(0, 100) };
      await this.send('failToOpen', signMessage(openFailure, this.node.signingKey, this.id, failure).bytes);
      this.report({ event: 'cannot-open', reason: error.message });
    }
  }

  async close(): Promise<void> {
    await this.watch.reached('closed');
    this.node.budget.spend(this.id);
    this.finish('adopted');
  }

  async refuse(reason: RoundRefused): Promise<'refused'> {
    this.report({ event: 'refused', code: reason.code, reason: reason.message });
    await sendRefusal(this.node, this.id, reason);
    // It stays out, but lets others go on: its word that it will never open the round may be what they wait for.
    await this.watch.until(({ phase }) => ['burning', 'burned', 'spent', 'closed'].includes(phase));
    if (this.watch.now.phase === 'burning') await this.burn();
    await this.watch.until(({ phase }) => phase !== 'burning');
    await this.settleBudget();
    this.finish('refused', reason.message);
    return 'refused';
  }

  async burn(): Promise<void> {
    if (!this.node.store.committee.releaseOf(this.id)) this.eraseSecrets();
    await sendBurn(this.node, this.id);
  }

  async endWithoutResult(): Promise<'burned' | 'spent'> {
    await this.watch.until(({ phase }) => phase === 'burned' || phase === 'spent');
    const outcome = this.watch.now.phase === 'burned' ? 'burned' : 'spent';
    await this.settleBudget();
    this.finish(outcome);
    this.report({ event: outcome });
    return outcome;
  }

  /** Given back on proof that the round was burned unopened; otherwise it may have been opened, and is spent. */
  private async settleBudget(): Promise<void> {
    if (this.watch.now.phase === 'burned') {
      await this.recordBurnProof(this.id, this.descriptor);
      this.node.budget.giveBack(this.id);
    } else {
      this.node.budget.spend(this.id);
    }
  }

  /** The key that the round names for this node must be one that served no other round. */
  private claimRoundKey(): void {
    const own = this.descriptor.parties.find((party) => party.node === this.node.self);
    if (!own) throw new RoundRefused('key-mismatch', 'the round holds no key of this node');
    if (this.node.store.committee.burnOf(this.id)) return; // its key was erased when this node burned the round
    try {
      this.node.roundKeys.secret(own.keyIndex, this.id).fill(0);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new RoundRefused('key-mismatch', error.message);
    }
  }

  /** A round that follows one that this node adopted starts from the state that it adopted, and from no other. */
  private refuseOtherHistory(): void {
    const { store } = this.node;
    const { study, round, state } = this.descriptor;
    for (const earlier of store.rounds.ofStudy(study)) {
      const adopted = earlier.round === round - 1 ? store.committee.adoptionOf(earlier.rid) : undefined;
      if (adopted && adopted.state !== state)
        throw new RoundRefused(
          'state-unknown',
          `the round starts from state ${state}, but this node adopted ${adopted.state} in the round before`,
        );
    }
  }

  /** Contributions to the same state in earlier rounds stand in the way until t members have signed that they burned. */
  private async proveEarlierRoundsBurned(): Promise<void> {
    const { store } = this.node;
    const { study, state } = this.descriptor;
    for (const earlier of store.rounds.ofStudy(study)) {
      if (earlier.state !== state || earlier.rid === this.id || store.committee.burnProofOf(earlier.rid))
        continue;
      const took = store.contributions.find(earlier.rid) ?? store.committee.commitOf(earlier.rid);
      if (!took) continue;
      const { message } = openSigned(descriptorMessage, earlier.descriptor, this.node.federation, (id) =>
        id === nodeIdOf(this.node.coordinatorKey) ? this.node.coordinatorKey : undefined,
      );
      try {
        await this.recordBurnProof(earlier.rid, message);
        this.node.budget.giveBack(earlier.rid);
      } catch (error) {
        if (!(error instanceof EvidenceError) && !(error instanceof CoordinatorProblem)) throw error;
        throw new RoundRefused(
          'already-contributed',
          `this node took part in round ${earlier.rid} on the same state, and ${error.message}`,
        );
      }
    }
  }

  private async recordBurnProof(rid: RoundId, of: Descriptor): Promise<void> {
    const { store, coordinator } = this.node;
    const proof = await coordinator.request('burns', { params: { round: rid }, study: this.study.id });
    verifyBurnProof(rid, of, this.node.roster().nodes, proof);
    store.committee.recordBurnProof(rid, proof);
  }

  /** Two opened sets on one state must not differ by few nodes: their difference would give those away. */
  private refuseSecondSetOnState(set: FixedSet): void {
    const { study, state, kMin } = this.descriptor;
    const nodes = set.manifests.map(({ message }) => message.node);
    for (const other of this.node.store.committee.standingCommits(state)) {
      if (other.rid === this.id) continue;
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

  private async openAndSignState(): Promise<void> {
    const { node, study } = this;
    const { round, state, expected } = this.facts();
    const set = await this.fetchSet();
    const archive = this.archive();
    const opened = await this.withRoundKey((key) => openRound(round, set, key, archive, node.ring));
    const additions = await checkAdditions(round, set, opened.sumChunks, archive, node.ring, node.entropy);
    const adopted = adoptOpenedSum(
      { round, set, study, state, terms: expected.terms, opened, additions },
      node.signingKey,
    );
    node.store.transaction(() => {
      if (additions.wrong)
        node.store.studies.distrust(
          study.id,
          `the coordinator added up round ${this.id} wrongly; it is in the ledger`,
        );
      else
        node.store.studies.storeState({
          study: study.id,
          state: adopted.state.hash,
          rounds: this.descriptor.round + 1,
          bytes: adopted.state.bytes,
        });
      node.store.committee.adopt({ rid: this.id, state: adopted.state.hash, envelope: adopted.envelope });
      node.budget.spend(this.id);
    });
    await this.send('adopt', adopted.envelope);
    this.report({
      event: 'adopted',
      state: adopted.state.hash,
      nodes: set.manifests.length,
      epsilon: study.epsilonAfter(this.descriptor.round),
      done: adopted.done,
      bytesSent: node.bytesSent(study.id),
    });
  }

  private async openShares(): Promise<ShareCheck> {
    const { round } = this.facts();
    const expected = this.watch.now.contributed;
    const known = this.shareCheck;
    if (known && known.shares.size + known.bad.length >= expected) return known;
    const inbox = await this.fetch('shares');
    this.shareCheck = await this.withRoundKey((key) => checkShares(round, key, inbox));
    return this.shareCheck;
  }

  private async fetchSet(): Promise<FixedSet> {
    return verifySet(this.facts().round, await this.fetch('contributionSet'));
  }

  private archive(): RoundArchive {
    return {
      releases: () => this.fetch('releases'),
      ciphertextSum: () => this.fetch('ciphertextSum'),
      sumChunk: (chunk) => this.fetch('sumChunk', { chunk }),
      chunk: (chunk) => this.fetch('chunk', { chunk }),
    };
  }

  private async withRoundKey<T>(use: (key: RoundKeyPair) => T | Promise<T>): Promise<T> {
    const { keyIndex, publicKey } = this.facts().round.partyOf(this.node.self);
    const secretKey = this.node.roundKeys.secret(keyIndex, this.id);
    try {
      return await use({ publicKey, secretKey });
    } finally {
      secretKey.fill(0);
    }
  }

  private mayStillContribute(): boolean {
    return this.watch.now.phase === 'collecting' && this.node.clock.now() < this.descriptor.collectBy;
  }

  private place(): ContributionPlace {
    const { study, state, attempt } = this.descriptor;
    return { rid: this.id, study, state, attempt };
  }

  private finish(outcome: 'adopted' | 'refused' | 'burned' | 'spent', reason?: string): void {
    // In this order: a node that was killed in between finds the round still running, and settles it.
    this.eraseSecrets();
    this.node.store.rounds.end(this.id, outcome, reason);
  }

  /** The round's key, opened shares and chunks: after this nothing sealed to this node in the round opens again. */
  private eraseSecrets(): void {
    for (const { share } of this.shareCheck?.shares.values() ?? []) share.fill(0);
    this.shareCheck = undefined;
    const own = this.descriptor.parties.find((party) => party.node === this.node.self);
    if (own) this.node.roundKeys.erase(own.keyIndex, this.id);
    this.node.chunkFiles.erase(this.id);
  }

  private facts(): Accepted {
    if (!this.accepted) throw new RangeError('the descriptor has not been checked yet');
    return this.accepted;
  }

  private fetch(route: NodeRoute, params: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
    return this.node.coordinator.request(route, {
      params: { round: this.id, ...params },
      study: this.study.id,
    });
  }
  private async send(route: NodeRoute, body: Uint8Array): Promise<void> {
    await this.node.coordinator.request(route, { params: { round: this.id }, body, study: this.study.id });
  }

  private report(news: RoundNews): void {
    this.node.report({ ...news, study: this.study.id, round: this.id, position: this.descriptor.round });
  }
  private reportEvidence(event: 'cannot-commit', error: unknown): void {
    if (!(error instanceof EvidenceError)) throw error;
    this.report({ event, reason: error.message });
  }
}
