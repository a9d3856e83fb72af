// Protocol steps 1 and 2: before anything is computed, the round is held against what this node signed and did before.
import { DecodeError, SignatureError, type Descriptor } from '@chorale/crypto';
import { nodesTakingPart, StudyPlanError } from '@chorale/models';
import { obtainState } from '../adopt/obtain-state.js';
import { checkDescriptor } from '../agreement/check-descriptor.js';
import { countersignHead } from '../agreement/ledger-heads.js';
import { RoundRefused } from '../agreement/refusal.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import { refuseEnded } from '../governance/agreed.js';
import { requireApproved } from '../governance/approved.js';
import { consentHolds, rosterNamed } from '../governance/roster-in-force.js';
import { checkDrawing } from '../grouping/check-drawing.js';
import { StoreError } from '../storage/store-error.js';
import type { ExpectedRound, KnownState, StudyRuntime } from '../study/study-runtime.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import { AcceptedRound, ownKeyIndex } from './accepted-round.js';
import { giveBackOnProof } from './end-round.js';
import type { NodeParts, RosterView } from './node-parts.js';
import { openDescriptor, type RoundDesk } from './round-desk.js';

/** What a node that brings rows computes from. */
export interface RoundStart {
  /** State that the round starts from. */
  readonly state: KnownState;
  readonly expected: ExpectedRound;
}

/** What is known once the descriptor has been checked. */
export interface CheckedRound {
  readonly round: AcceptedRound;
  /** Undefined at a node that only sits on the committee: it never sees a state. */
  readonly start: RoundStart | undefined;
  /** This node's word for the ledger's head in the descriptor; undefined where it gave it for a newer one. */
  readonly headSignature: Uint8Array | undefined;
}

/**
 * Checks the descriptor, countersigns the ledger head in it and notes the round as running.
 * @throws RoundRefused
 */
export async function checkRound(desk: RoundDesk): Promise<CheckedRound> {
  const { node, study, descriptor } = desk;
  const whole = rosterOf(desk);
  const roster = { ...whole, nodes: nodesTakingPart(study.agreement, whole.nodes) };
  refuseForeignStudy(node, study, descriptor, whole);
  refuseOtherHistory(node, descriptor);
  const contributors = study.contributorsAmong(whole.nodes);
  const start = contributors.has(node.self) ? await startOf(desk) : undefined;
  checkDescriptor(descriptor, {
    federation: node.federation,
    coordinatorKey: node.coordinatorKey,
    self: node.self,
    agreement: study.agreement,
    roster,
    contributors,
    expected: start?.expected.descriptor ?? study.agreedTerms,
    deadlines: study.study.deadlines,
    nowMs: node.clock.now(),
  });
  if (descriptor.grouping)
    checkDrawing(descriptor, await desk.fetch('drawing'), {
      self: node.self,
      federation: node.federation,
      roster,
      shown: node.store.lots.shown(study.id),
    });
  await requireApproved(node, descriptor);
  claimRoundKey(desk);
  await proveEarlierRoundsBurned(desk);
  const head = { size: descriptor.ledgerSize, root: descriptor.ledgerRoot };
  const headSignature = await countersignHead(
    head,
    desk.descriptorEnvelope,
    node.store,
    node.coordinator,
    node.signingKey,
    node.federation,
    desk.consistencyProof,
  );
  node.store.unsynced(() =>
    node.store.rounds.open({
      rid: desk.id,
      study: study.id,
      state: descriptor.state,
      round: descriptor.round,
      attempt: descriptor.attempt,
      descriptor: desk.descriptorEnvelope,
    }),
  );
  return { round: new AcceptedRound(node.self, descriptor, roster.nodes), start, headSignature };
}

async function startOf({ node, study, descriptor }: RoundDesk): Promise<RoundStart> {
  const state = await obtainState(node, study, descriptor);
  return { state, expected: expectedRound(study, state, descriptor) };
}

/** @throws RoundRefused for a round after the last one. */
function expectedRound(
  study: StudyRuntime,
  state: KnownState,
  { round, committee }: Descriptor,
): ExpectedRound {
  if (study.computation.done(state.value))
    throw new RoundRefused('terms-differ', `the study was done after ${round} rounds and opens no more`);
  try {
    return study.expectedRound(state, round, committee.length);
  } catch (error) {
    if (!(error instanceof StudyPlanError)) throw error;
    throw new RoundRefused('terms-differ', error.message);
  }
}

/** A round that was accepted goes on under the roster that it was opened with; a new one names the roster in force. */
function rosterOf({ node, id, descriptor }: RoundDesk): RosterView {
  const wasAccepted = node.store.rounds.find(id) !== undefined;
  return (wasAccepted ? rosterNamed(node.store, descriptor.roster) : undefined) ?? node.roster();
}

function refuseForeignStudy(
  node: NodeParts,
  study: StudyRuntime,
  descriptor: Descriptor,
  roster: RosterView,
): void {
  if (!study.isRoundOf(descriptor))
    throw new RoundRefused(
      'unknown-study',
      `the round belongs to study ${descriptor.study}, not ${study.id}`,
    );
  const { store } = node;
  if (!consentHolds(store, store.agreements.find(study.agreementHash), roster))
    throw new RoundRefused(
      'unknown-agreement',
      'this node has not signed the agreement with the newest roster; sign it with "chorale-node agreement sign"',
    );
  refuseEnded(node, study.agreementHash);
  const distrust = store.studies.distrusted(study.id);
  if (distrust !== undefined) throw new RoundRefused('study-distrusted', distrust);
}

/** A round that follows one that this node adopted starts from the state that it adopted, and from no other. */
function refuseOtherHistory({ store }: NodeParts, { study, round, state }: Descriptor): void {
  for (const earlier of store.rounds.at(study, round - 1)) {
    const adopted = store.committee.adoptionOf(earlier);
    if (adopted && adopted.state !== state)
      throw new RoundRefused(
        'state-unknown',
        `the round starts from state ${state}, but this node adopted ${adopted.state} in the round before`,
      );
  }
}

/** The key that the round names for this node must be one that served no other round. */
function claimRoundKey({ node, descriptor, id }: RoundDesk): void {
  const own = ownKeyIndex(descriptor, node.self);
  if (own === undefined) throw new RoundRefused('key-mismatch', 'the round holds no key of this node');
  if (node.store.committee.burnOf(id)) return; // its key was erased when this node burned the round
  try {
    node.roundKeys.secret(own, id).fill(0);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new RoundRefused('key-mismatch', error.message);
  }
}

/** Contributions to the same state in earlier rounds stand in the way until t members have signed that they burned. */
async function proveEarlierRoundsBurned({
  node,
  id,
  descriptor: { study, state },
}: RoundDesk): Promise<void> {
  const { store } = node;
  for (const earlier of store.rounds.onState(study, state)) {
    if (earlier.rid === id || store.committee.burnProofOf(earlier.rid)) continue;
    const took = store.contributions.find(earlier.rid) ?? store.committee.commitOf(earlier.rid);
    if (!took) continue;
    try {
      await giveBackOnProof(node, earlier, openDescriptor(node, earlier.descriptor));
    } catch (error) {
      const provesNothing =
        error instanceof EvidenceError || error instanceof SignatureError || error instanceof DecodeError;
      if (!provesNothing && !(error instanceof CoordinatorProblem)) throw error;
      throw new RoundRefused(
        'already-contributed',
        `this node took part in round ${earlier.rid} on the same state, and ${error.message}`,
      );
    }
  }
}
