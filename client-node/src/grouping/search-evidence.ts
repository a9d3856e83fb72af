// What an ended study over groups says of each node, worked out again from what its recipients signed. The coordinator hands the
// evidence out and can neither add to it nor take a round from its middle.
import {
  adoption,
  adoptionQuorum,
  contributorsOf,
  descriptor as descriptorMessage,
  envelope,
  envelopes,
  groupsOfSet,
  openSigned,
  roundId,
  setWithout,
  type AgreementHash,
  type Descriptor,
  type MessageBody,
  type NodeId,
  type RoundId,
  type Signed,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import {
  MOST_GROUP_SCORE,
  suspectsOf,
  type ScoredGroup,
  type ScoredNode,
  type ScoredRound,
} from '@chorale/models';
import { RoundRefused } from '../agreement/refusal.js';
import { rosterNamed } from '../governance/roster-in-force.js';
import type { NodeParts } from '../round/node-parts.js';
import { openDescriptor } from '../round/round-desk.js';

/** A study over groups, by the state that its last closed round led to. */
export interface EndedSearch {
  readonly study: StudyId;
  /** Closed rounds. */
  readonly rounds: number;
  readonly state: StateHash;
}

export interface SearchTerms {
  readonly agreement: AgreementHash;
  /** h of the agreement. */
  readonly colluding: number;
  readonly kMin: number;
}

/**
 * The suspects of a search, counted again round by round, from its last state back to its first.
 * @throws RoundRefused `exclusion-differs` where fewer than a quorum of one round's recipients stand for its scores.
 */
export async function countSuspects(
  node: NodeParts,
  search: EndedSearch,
  terms: SearchTerms,
): Promise<ScoredNode<NodeId>[]> {
  const scored: ScoredRound<NodeId>[] = [];
  let { state } = search;
  for (let round = search.rounds - 1; round >= 0; round -= 1) {
    const closed = await closedRound(node, { ...search, state }, round, terms);
    scored.unshift(closed);
    state = closed.startedFrom;
  }
  return suspectsOf(scored, terms.colluding).filter(({ suspected }) => suspected);
}

type Word = Signed<MessageBody<typeof adoption>>;

interface ClosedRound extends ScoredRound<NodeId> {
  readonly startedFrom: StateHash;
}

async function closedRound(
  node: NodeParts,
  { study, state }: EndedSearch,
  position: number,
  terms: SearchTerms,
): Promise<ClosedRound> {
  const proof = await node.coordinator.request('stateProof', { params: { study, state }, study });
  for (const [rid, ofRound] of byRound(envelopes.decode(proof).envelopes)) {
    const descriptor = await descriptorOf(node, rid, study);
    const isRound = descriptor.study === study && descriptor.round === position && descriptor.grouping;
    if (!isRound || descriptor.agreement !== terms.agreement) continue;
    const words = openWords(node, descriptor, ofRound, state);
    const groups = agreedGroups(descriptor, words, terms);
    if (groups) return { startedFrom: descriptor.state, groups, redrawn: descriptor.attempt > 0 };
  }
  throw new RoundRefused(
    'exclusion-differs',
    `too few recipients stand for the scores of round ${position} of study ${study}, by which nodes are to be left out; ` +
      'export the ledger and compare its entries "state-adopted" with the other members',
  );
}

/** Nothing is checked yet: each names its own round. */
function byRound(adoptions: readonly Uint8Array[]): ReadonlyMap<RoundId, readonly Uint8Array[]> {
  return Map.groupBy(adoptions, (bytes) => adoption.decode(envelope.decode(bytes).body).round);
}

/**
 * What contributors of the round's own roster signed of it; some may have left since. A node that never knew that roster goes by
 * the present one.
 */
function openWords(
  node: NodeParts,
  descriptor: Descriptor,
  adoptions: readonly Uint8Array[],
  state: StateHash,
): Word[] {
  const { nodes } = rosterNamed(node.store, descriptor.roster) ?? node.roster();
  const keys = new Map(contributorsOf(nodes).map(({ id, signingKey }) => [id, signingKey]));
  const round = roundId(descriptorMessage.encode(descriptor));
  return adoptions
    .filter((bytes) => keys.has(envelope.decode(bytes).signer))
    .map((bytes) => openSigned(adoption, bytes, round, (id) => keys.get(id)))
    .filter(({ message, signer }) => message.node === signer && message.state === state && !message.sumWrong);
}

async function descriptorOf(node: NodeParts, rid: RoundId, study: StudyId): Promise<Descriptor> {
  const bytes = await node.coordinator.request('descriptor', { params: { round: rid }, study });
  const descriptor = openDescriptor(node, bytes);
  if (roundId(descriptorMessage.encode(descriptor)) !== rid)
    throw new RoundRefused('exclusion-differs', `the descriptor of round ${rid} is that of another one`);
  return descriptor;
}

/**
 * Groups and scores that a quorum of recipients signed alike; undefined where there are none. One honest recipient among them has
 * held descriptor and drawing against the agreement, so the descriptor's own quorum can be believed.
 */
function agreedGroups(
  descriptor: Descriptor,
  words: readonly Word[],
  { colluding, kMin }: SearchTerms,
): ScoredGroup<NodeId>[] | undefined {
  const { cohort, grouping, quorum } = descriptor;
  if (cohort.length < kMin || grouping?.groupOf.length !== cohort.length) return undefined;
  const needed = Math.max(quorum, adoptionQuorum(cohort.length, colluding));
  const signers = new Map<string, Set<NodeId>>();
  for (const { signer, message } of words) {
    if (!cohort.includes(signer)) continue;
    const outcome = JSON.stringify([message.leftOut, message.groupScores]);
    const same = (signers.get(outcome) ?? new Set<NodeId>()).add(signer);
    signers.set(outcome, same);
    if (same.size < needed) continue;
    const groups = groupsOfSet(descriptor, setWithout(descriptor, message.leftOut));
    const { groupScores } = message;
    const isWhole = groups.length === groupScores.length && Math.max(...groupScores) <= MOST_GROUP_SCORE;
    if (!isWhole) return undefined;
    return groups.map((nodes, at) => ({ nodes, score: groupScores[at]! }));
  }
  return undefined;
}
