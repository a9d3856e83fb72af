// Every round is held against what this node signed. Keys, cohort and committee come from the roster, noise
// and layout from the node's own calculation; the coordinator's word counts for none of them.
import {
  adoptionQuorum,
  committeeOf,
  committeeThreshold,
  contributorsOf,
  DecodeError,
  nodeIdOf,
  openSigned,
  PROTOCOL_VERSION,
  REPLAY_WINDOW_MS,
  roundKey,
  SecureSumError,
  SignatureError,
  type Descriptor,
  type DescriptorGrouping,
  type NodeId,
  type RosterHash,
  type RosterNode,
} from '@chorale/crypto';
import { nodesOutsideRegions, type Agreement, type Study } from '@chorale/models';
import { RoundRefused } from './refusal.js';

/** The terms of one round as this node derives them from agreement, study and state. */
export interface ExpectedTerms extends AgreedTerms, Pick<Descriptor, 'parameters' | 'blocks' | 'privacy'> {}
/** What a node without rows can derive: it knows no state, so layout and noise are for those who contribute to check. */
export interface AgreedTerms extends Pick<Descriptor, 'computation' | 'release'> {
  /** Undefined where everybody is added up together; the groups themselves are drawn (grouping/check-drawing.ts). */
  readonly grouping: Pick<DescriptorGrouping, 'groupSize' | 'fewestGroups'> | undefined;
}

export interface DescriptorFacts {
  readonly federation: string;
  readonly coordinatorKey: Uint8Array;
  readonly self: NodeId;
  readonly agreement: Agreement;
  /** Nodes of the agreement's parties only. */
  readonly roster: {
    readonly hash: RosterHash;
    readonly version: number;
    readonly nodes: readonly RosterNode[];
    readonly suspended: readonly NodeId[];
  };
  /** Nodes of the roster that bring rows to the study: all that do, but for those that it leaves out. */
  readonly contributors: ReadonlySet<NodeId>;
  readonly expected: ExpectedTerms | AgreedTerms;
  readonly deadlines: Study['deadlines'];
  readonly nowMs: number;
}

/** @throws RoundRefused naming the first thing that differs from what this node agreed to. */
export function checkDescriptor(descriptor: Descriptor, facts: DescriptorFacts): void {
  checkFederation(descriptor, facts);
  checkDeadlines(descriptor, facts);
  checkCohort(descriptor, facts);
  checkCommittee(descriptor, facts);
  checkRegions(descriptor, facts);
  checkSuspended(descriptor, facts);
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
      `the round names roster version ${descriptor.rosterVersion}, members put version ${roster.version} in force as far ` +
        'as this node has seen; "chorale-node roster show" shows it',
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
}

/** A round that stays open for longer than the study says would be opened when nobody looks any more. */
function checkDeadlines(
  { openedAt, collectBy, committeeBy }: Descriptor,
  { deadlines, nowMs }: DescriptorFacts,
): void {
  if (openedAt >= collectBy || collectBy >= committeeBy)
    throw new RoundRefused('terms-differ', 'the deadlines of the round are not in order');
  if (openedAt > nowMs + REPLAY_WINDOW_MS)
    throw new RoundRefused('terms-differ', 'the round opens in the future by the clock of this node');
  const { collectSeconds, committeeSeconds } = deadlines;
  // Rounded up to whole milliseconds, as the coordinator does.
  if (
    collectBy - openedAt > Math.ceil(collectSeconds * 1000) ||
    committeeBy - collectBy > Math.ceil(committeeSeconds * 1000)
  )
    throw new RoundRefused(
      'terms-differ',
      `the round may take ${(committeeBy - openedAt) / 1000} s, the study says ${collectSeconds} and ${committeeSeconds}`,
    );
}

function checkCohort(
  descriptor: Descriptor,
  { self, agreement, roster, contributors, coordinatorKey }: DescriptorFacts,
): void {
  // The coordinator opens sums only where every member agreed that it may.
  const mayReceive = new Set(contributors);
  if (agreement.release === 'coordinator') mayReceive.add(nodeIdOf(coordinatorKey));
  const cohort = new Set(descriptor.cohort);
  const recipients = new Set(descriptor.recipients);
  if (!isStrictlyAscending(descriptor.cohort) || !isStrictlyAscending(descriptor.recipients))
    throw new RoundRefused('roster-mismatch', 'cohort and recipients must be listed once each, in order');
  const inRoster = new Set(contributorsOf(roster.nodes).map((node) => node.id));
  for (const id of cohort) {
    if (!inRoster.has(id))
      throw new RoundRefused('roster-mismatch', `node ${id} is no contributor in the signed roster`);
    if (!contributors.has(id))
      throw new RoundRefused(
        'exclusion-differs',
        `the round seats node ${id}, which its study leaves out under the agreement's rule on poisoning`,
      );
  }
  for (const id of recipients)
    if (!mayReceive.has(id))
      throw new RoundRefused('roster-mismatch', `the agreement does not let ${id} open sums`);
  for (const id of cohort)
    if (!recipients.has(id))
      throw new RoundRefused('roster-mismatch', `node ${id} would pay for a sum that it does not receive`);
  // Whoever brings rows is counted on for them wherever it serves; the others only serve.
  if (contributors.has(self) ? !cohort.has(self) : !descriptor.committee.includes(self))
    throw new RoundRefused('not-in-cohort', 'the round does not count on this node');
  if (descriptor.kMin < agreement.cohort.kMin)
    throw new RoundRefused(
      'cohort-too-small',
      `the round would open a sum of ${descriptor.kMin} nodes, the agreement asks for ${agreement.cohort.kMin}`,
    );
  if (cohort.size < descriptor.kMin)
    throw new RoundRefused('cohort-too-small', `${cohort.size} nodes can never be ${descriptor.kMin}`);
  const quorum = adoptionQuorum(contributors.size, agreement.privacy.colluding);
  if (descriptor.quorum !== quorum)
    throw new RoundRefused(
      'cohort-too-small',
      `${descriptor.quorum} adoptions would make the next state, by agreement and roster it takes ${quorum}`,
    );
}

/** The agreement's committee, or all nodes; those that cannot serve in this round may be left out, up to m - t. */
function checkCommittee(
  { committee, cohort, threshold }: Descriptor,
  { agreement, roster }: DescriptorFacts,
): void {
  const agreed = agreedCommittee(agreement, roster.nodes);
  if (!isStrictlyAscending(committee) || committee.some((id) => !agreed.has(id)))
    throw new RoundRefused(
      'committee-mismatch',
      'the committee must be members that were agreed on, in order',
    );
  for (const id of cohort)
    if (agreed.has(id) && !committee.includes(id))
      throw new RoundRefused(
        'committee-mismatch',
        `node ${id} takes part, but was left out of the committee`,
      );
  // By the agreed committee, not by this one: a coordinator that leaves members out must not need fewer shares for it.
  const needed = committeeThreshold(agreed.size);
  if (threshold !== needed || committee.length < needed)
    throw new RoundRefused(
      'committee-mismatch',
      `${threshold} of ${committee.length} members would open the sum; a committee of ${agreed.size} needs ${needed}`,
    );
}

function agreedCommittee(agreement: Agreement, roster: readonly RosterNode[]): ReadonlySet<NodeId> {
  try {
    return new Set(committeeOf(roster, agreement.committee));
  } catch (error) {
    if (!(error instanceof SecureSumError)) throw error;
    throw new RoundRefused('committee-mismatch', error.message);
  }
}

/** PIPL Art. 38 to 40, GDPR Art. 44: neither contributions nor key shares leave the regions that were agreed on. */
function checkRegions({ cohort, committee }: Descriptor, { agreement, roster }: DescriptorFacts): void {
  const seated = roster.nodes.filter(({ id }) => cohort.includes(id) || committee.includes(id));
  const [outside] = nodesOutsideRegions(agreement, seated);
  if (outside)
    throw new RoundRefused(
      'region-outside',
      `node "${outside.name}" stands in "${outside.region}", the agreement is for ${agreement.regions.join(', ')}`,
    );
}

/** Members voted that these nodes are seated in no round until they vote otherwise. */
function checkSuspended({ cohort, committee }: Descriptor, { roster }: DescriptorFacts): void {
  const seated = roster.suspended.find((id) => cohort.includes(id) || committee.includes(id));
  if (seated === undefined) return;
  const name = roster.nodes.find(({ id }) => id === seated)?.name ?? seated;
  throw new RoundRefused(
    'node-suspended',
    `node "${name}" is suspended by the roster and has no seat in a round`,
  );
}

/** Shares are sealed to keys that their owners signed for one round; members check those of recipients when they release. */
function checkKeys(descriptor: Descriptor, facts: DescriptorFacts): void {
  const { committee, committeeKeys, recipients, recipientKeyIndexes } = descriptor;
  if (committeeKeys.length !== committee.length || recipientKeyIndexes.length !== recipients.length)
    throw new RoundRefused('key-mismatch', 'the round must hold one key of each member and recipient');
  for (const [position, member] of committee.entries()) {
    const index = signedKeyIndex(committeeKeys[position]!, member, facts);
    if (index === undefined)
      throw new RoundRefused('key-mismatch', `node ${member} did not sign the key that stands for it`);
    if (index !== (recipientKeyIndexes[recipients.indexOf(member)] ?? index))
      throw new RoundRefused('key-mismatch', `the round holds two keys of node ${member}`);
  }
}

/** @returns undefined unless the node of the roster signed it. */
function signedKeyIndex(
  keyEnvelope: Uint8Array,
  node: NodeId,
  { federation, roster }: DescriptorFacts,
): number | undefined {
  const keyOf = (id: NodeId): Uint8Array | undefined =>
    roster.nodes.find((entry) => entry.id === id)?.signingKey;
  try {
    const { message, signer } = openSigned(roundKey, keyEnvelope, federation, keyOf);
    return signer === node && message.node === node ? message.index : undefined;
  } catch (error) {
    if (error instanceof SignatureError || error instanceof DecodeError) return undefined;
    throw error;
  }
}

function checkTerms(descriptor: Descriptor, expected: ExpectedTerms | AgreedTerms): void {
  const { grouping } = descriptor;
  const stated: ExpectedTerms = {
    ...descriptor,
    grouping: grouping && { groupSize: grouping.groupSize, fewestGroups: grouping.fewestGroups },
  };
  for (const [name, term] of Object.entries(expected)) {
    const [offered, agreed] = [plainText(stated[name as keyof ExpectedTerms]), plainText(term)];
    if (offered !== agreed)
      throw new RoundRefused(
        'terms-differ',
        `${name} should be ${agreed} by the agreement, the round says ${offered}`,
      );
  }
}

function plainText(value: unknown): string {
  if (value === undefined) return 'none';
  return JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? entry.toString() : entry));
}
function isStrictlyAscending(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || ids[index - 1]! < id);
}
