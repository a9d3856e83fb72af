// Protocol step 6: a node that was set back to an older copy of its home takes the larger of its own and the federation's
// spent budget. The coordinator names the rounds that hold a contribution of this node; where its own records have none, its
// own signature proves that it did contribute: the round counts as spent, and the contribution as one of this node's. Nobody can make it count what it never signed.
import {
  agreementHash,
  contributedRounds,
  descriptor as descriptorMessage,
  manifest as manifestMessage,
  nodeIdOf,
  openSigned,
  roundId,
  studyId,
  type AgreementHash,
  type Descriptor,
  type NodeId,
  type RoundId,
  type StudyId,
} from '@chorale/crypto';
import {
  agreementSchema,
  planStudy,
  studyDocumentSchema,
  type Agreement,
  type PrivacyEvent,
  type StudyDocument,
} from '@chorale/models';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeParts } from '../round/node-parts.js';
import { openDescriptor } from '../round/round-desk.js';

/**
 * @returns rounds that were taken over; 0 where the records hold all that this node ever contributed.
 * @throws EvidenceError, SignatureError or what a schema throws where the coordinator's documents prove nothing.
 */
export async function takeOverSpent(node: NodeParts): Promise<number> {
  const { rounds } = contributedRounds.decode(await node.coordinator.request('contributedRounds'));
  const lost = rounds.filter((round) => !isKnown(node, round));
  for (const round of lost) await takeOver(node, round);
  return lost.length;
}

/** A contribution is on disk before any of it leaves, and a round that was taken over has ended. */
function isKnown({ store }: NodeParts, round: RoundId): boolean {
  return store.contributions.find(round) !== undefined || store.rounds.find(round)?.ending !== undefined;
}

async function takeOver(node: NodeParts, round: RoundId): Promise<void> {
  const { store, budget } = node;
  const envelope = await node.coordinator.request('descriptor', { params: { round } });
  const descriptor = openDescriptor(node, envelope);
  if (roundId(descriptorMessage.encode(descriptor)) !== round)
    throw new EvidenceError(`the descriptor of round ${round} is that of another one`);
  await requireOwnManifest(node, round);
  const { terms, study, event } = await plannedRound(node, descriptor);
  store.transaction(() => {
    store.agreements.receive(descriptor.agreement, terms.bytes);
    const { bytes, name } = study;
    store.studies.receive({ study: descriptor.study, agreement: descriptor.agreement, name, bytes });
    const { state, round: position, attempt } = descriptor;
    store.rounds.open({
      rid: round,
      study: descriptor.study,
      state,
      round: position,
      attempt,
      descriptor: envelope,
    });
    const latest = Math.min(descriptor.collectBy, node.clock.now());
    store.contributions.takeOver({ rid: round, study: descriptor.study, state, attempt }, latest);
    if (event) budget.takeOver(round, descriptor.study, terms.agreement.purpose, event);
    store.rounds.end(round, 'spent', 'taken over from the federation');
  });
}

/** @throws EvidenceError or SignatureError unless this node itself signed a contribution to the round, with this key or an earlier one. */
async function requireOwnManifest(node: NodeParts, round: RoundId): Promise<void> {
  const bytes = await node.coordinator.request('ownManifest', { params: { round } });
  const own = ownKeys(node);
  const { message, signer } = openSigned(manifestMessage, bytes, round, (id) => own.get(id));
  if (message.node !== signer || message.round !== round)
    throw new EvidenceError(`the manifest shown for round ${round} is none of this node in it`);
}

/** This node's key, and those that were retired under its name. */
export function ownKeys(
  node: Pick<NodeParts, 'self' | 'signingKey' | 'roster'>,
): ReadonlyMap<NodeId, Uint8Array> {
  const { self, signingKey } = node;
  const { nodes, retired } = node.roster();
  const line = nodes.find(({ id }) => id === self);
  const earlier = retired.filter(({ member, name }) => member === line?.member && name === line.name);
  return new Map([[self, signingKey.publicKey], ...earlier.map(({ key }) => [nodeIdOf(key), key] as const)]);
}

interface PlannedRound {
  readonly terms: { readonly agreement: Agreement; readonly bytes: Uint8Array };
  readonly study: { readonly name: string; readonly bytes: Uint8Array };
  /** Undefined in mode none. */
  readonly event: PrivacyEvent | undefined;
}

/** What the round cost, by the documents that its descriptor names. @throws EvidenceError for other documents. */
async function plannedRound(
  { coordinator }: NodeParts,
  { agreement: hash, study: id, round, cohort }: Descriptor,
): Promise<PlannedRound> {
  const terms = await fetchedAgreement(coordinator, hash);
  const { study, bytes } = await fetchedStudy(coordinator, id);
  const planned = planStudy(terms.agreement, study, { nodes: cohort.length }).rounds[round];
  if (!planned) throw new EvidenceError(`study ${id} has no round ${round}`);
  return { terms, study: { name: study.name, bytes }, event: planned.event };
}

/** @throws EvidenceError for another document than the hash names. */
export async function fetchedAgreement(
  coordinator: CoordinatorPort,
  hash: AgreementHash,
): Promise<PlannedRound['terms']> {
  const bytes = await coordinator.request('agreement', { params: { agreement: hash } });
  if (agreementHash(bytes) !== hash) throw otherDocument(`agreement ${hash}`);
  return { agreement: agreementSchema.parse(JSON.parse(Buffer.from(bytes).toString())), bytes };
}

/** @throws EvidenceError as above. */
export async function fetchedStudy(
  coordinator: CoordinatorPort,
  id: StudyId,
): Promise<{ readonly study: StudyDocument; readonly bytes: Uint8Array }> {
  const bytes = await coordinator.request('study', { params: { study: id } });
  if (studyId(bytes) !== id) throw otherDocument(`study ${id}`);
  return { study: studyDocumentSchema.parse(JSON.parse(Buffer.from(bytes).toString())), bytes };
}

function otherDocument(what: string): EvidenceError {
  return new EvidenceError(`${what} is not the document that its hash names`);
}
