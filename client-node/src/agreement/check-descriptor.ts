// Every round is held against what this node signed. Keys, cohort and committee come from the roster, noise
// and layout from the node's own calculation; the coordinator's word counts for none of them.
import {
  committeeThreshold,
  DecodeError,
  MOST_NODES_AS_COMMITTEE,
  nodeIdOf,
  openSigned,
  PROTOCOL_VERSION,
  roundKey,
  SignatureError,
  type Descriptor,
  type DescriptorParty,
  type NodeId,
  type RosterHash,
  type RosterNode,
} from '@chorale/crypto';
import type { Agreement } from '@chorale/models';
import { RoundRefused } from './refusal.js';

/** The terms of one round as this node derives them from agreement, study and state. */
export type ExpectedTerms = Pick<Descriptor, 'computation' | 'parameters' | 'blocks' | 'privacy' | 'release'>;

export interface DescriptorFacts {
  readonly federation: string;
  readonly coordinatorKey: Uint8Array;
  readonly self: NodeId;
  readonly agreement: Agreement;
  readonly roster: {
    readonly hash: RosterHash;
    readonly version: number;
    readonly nodes: readonly RosterNode[];
  };
  readonly expected: ExpectedTerms;
  readonly nowMs: number;
}

/** @throws RoundRefused naming the first thing that differs from what this node agreed to. */
export function checkDescriptor(descriptor: Descriptor, facts: DescriptorFacts): void {
  checkFederation(descriptor, facts);
  checkCohort(descriptor, facts);
  checkCommittee(descriptor, facts);
  checkKeys(descriptor, facts);
  checkTerms(descriptor, facts.expected);
}

function checkFederation(
  descriptor: Descriptor,
  { federation, agreement, roster, nowMs }: DescriptorFacts,
): void {
  if (descriptor.protocol !== PROTOCOL_VERSION || descriptor.federation !== federation)
    throw new RoundRefused('wrong-federation', 'the round belongs to another federation or protocol version');
  if (descriptor.roster !== roster.hash || descriptor.rosterVersion !== roster.version)
    throw new RoundRefused(
      'roster-mismatch',
      `the round names roster version ${descriptor.rosterVersion}, this node signed version ${roster.version}; ` +
        'compare fingerprints and sign the newest agreement with "chorale-node agreement sign"',
    );
  // An agreement holds up to the end of its last day, UTC.
  if (nowMs >= Date.parse(agreement.expires) + 24 * 3600 * 1000)
    throw new RoundRefused(
      'agreement-expired',
      `the agreement expired on ${agreement.expires}; propose a new one`,
    );
  if (!agreement.computations.includes(descriptor.computation))
    throw new RoundRefused(
      'computation-not-allowed',
      `the agreement does not allow "${descriptor.computation}"; it allows ${agreement.computations.join(', ')}`,
    );
  if (descriptor.openedAt >= descriptor.collectBy || descriptor.collectBy >= descriptor.committeeBy)
    throw new RoundRefused('terms-differ', 'the deadlines of the round are not in order');
}

function checkCohort(
  descriptor: Descriptor,
  { self, agreement, roster, coordinatorKey }: DescriptorFacts,
): void {
  const members = new Set(roster.nodes.map((node) => node.id));
  // The coordinator opens sums only where every member agreed that it may.
  const recipients = new Set(members);
  if (agreement.release === 'coordinator') recipients.add(nodeIdOf(coordinatorKey));
  if (!isStrictlyAscending(descriptor.cohort) || !isStrictlyAscending(descriptor.recipients))
    throw new RoundRefused('roster-mismatch', 'cohort and recipients must be listed once each, in order');
  for (const id of descriptor.cohort)
    if (!members.has(id)) throw new RoundRefused('roster-mismatch', `node ${id} is not in the signed roster`);
  for (const id of descriptor.recipients)
    if (!recipients.has(id))
      throw new RoundRefused('roster-mismatch', `the agreement does not let ${id} open sums`);
  for (const id of descriptor.cohort)
    if (!descriptor.recipients.includes(id))
      throw new RoundRefused('roster-mismatch', `node ${id} would pay for a sum that it does not receive`);
  if (!descriptor.cohort.includes(self))
    throw new RoundRefused('not-in-cohort', 'the round does not count on this node');
  if (descriptor.kMin < agreement.cohort.kMin)
    throw new RoundRefused(
      'cohort-too-small',
      `the round would open a sum of ${descriptor.kMin} nodes, the agreement asks for ${agreement.cohort.kMin}`,
    );
  if (descriptor.cohort.length < descriptor.kMin)
    throw new RoundRefused(
      'cohort-too-small',
      `${descriptor.cohort.length} nodes can never be ${descriptor.kMin}`,
    );
}

/** Up to 16 nodes the cohort itself is the committee, in the order of ids. */
function checkCommittee({ committee, cohort, threshold }: Descriptor, { roster }: DescriptorFacts): void {
  if (roster.nodes.length > MOST_NODES_AS_COMMITTEE)
    throw new RoundRefused(
      'committee-mismatch',
      `federations above ${MOST_NODES_AS_COMMITTEE} nodes need a committee named in the agreement`,
    );
  if (!sameList(committee, cohort))
    throw new RoundRefused('committee-mismatch', 'the committee must be the nodes of the cohort');
  // By the roster, not by the cohort: a coordinator that leaves nodes out must not need fewer shares for it.
  const needed = committeeThreshold(roster.nodes.length);
  if (threshold !== needed || committee.length < needed)
    throw new RoundRefused(
      'committee-mismatch',
      `${threshold} of ${committee.length} members would open the sum; a roster of ${roster.nodes.length} needs ${needed}`,
    );
}

/** Everything sealed in this round goes to keys that their owners signed for one round. */
function checkKeys(descriptor: Descriptor, facts: DescriptorFacts): void {
  const parties = new Set(descriptor.parties.map((party) => party.node));
  for (const id of [...descriptor.committee, ...descriptor.recipients])
    if (!parties.has(id)) throw new RoundRefused('key-mismatch', `the round holds no key of node ${id}`);
  if (parties.size !== descriptor.parties.length)
    throw new RoundRefused('key-mismatch', 'the round holds two keys of one node');
  for (const party of descriptor.parties)
    if (!isSignedByItsOwner(party, facts))
      throw new RoundRefused('key-mismatch', `node ${party.node} did not sign the key that stands for it`);
}

function isSignedByItsOwner(
  { node, keyIndex, publicKey, keyEnvelope }: DescriptorParty,
  { federation, roster, coordinatorKey }: DescriptorFacts,
): boolean {
  const keyOf = (id: NodeId): Uint8Array | undefined =>
    id === nodeIdOf(coordinatorKey)
      ? coordinatorKey
      : roster.nodes.find((entry) => entry.id === id)?.signingKey;
  try {
    const { message, signer } = openSigned(roundKey, keyEnvelope, federation, keyOf);
    const isTheirs = signer === node && message.node === node && message.index === keyIndex;
    return isTheirs && Buffer.compare(message.publicKey, publicKey) === 0;
  } catch (error) {
    if (error instanceof SignatureError || error instanceof DecodeError) return false;
    throw error;
  }
}

function checkTerms(descriptor: Descriptor, expected: ExpectedTerms): void {
  for (const name of ['computation', 'parameters', 'release', 'privacy', 'blocks'] as const) {
    const [offered, agreed] = [plainText(descriptor[name]), plainText(expected[name])];
    if (offered !== agreed)
      throw new RoundRefused(
        'terms-differ',
        `${name} should be ${agreed} by the agreement, the round says ${offered}`,
      );
  }
}

function plainText(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? entry.toString() : entry));
}
function isStrictlyAscending(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || ids[index - 1]! < id);
}
function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
