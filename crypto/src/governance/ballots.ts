// Words of administrators, however they were given, and which members they make agree.
import {
  envelope,
  nodeIdOf,
  openSigned,
  SignatureError,
  type SigningPublicKey,
} from '../identity/identity.js';
import { DecodeError } from '../wire/codec.js';
import { agreementConsent, rosterConsent, type RosterMember } from '../wire/federation-messages.js';
import { vote, type Decision, type Matter } from '../wire/governance-messages.js';
import type { NodeId } from '../wire/ids.js';
import { hasTag } from '../wire/message.js';

/** What was decided on: the hash of a roster or agreement, the id of a study, or a `releaseSubject`. */
export interface BallotSubject {
  readonly matter: Matter;
  readonly subject: string;
}

export interface Ballot extends BallotSubject {
  readonly signer: NodeId;
  readonly decision: Decision;
  /** Empty where a consent stands for the vote. */
  readonly reason: string;
  /** Milliseconds since 1970 by the signer's clock; 0 for the consent to a roster, which says none. */
  readonly at: number;
}

/**
 * Opens a vote, or a consent, which is a vote for.
 * @throws DecodeError or SignatureError.
 */
export function openBallot(
  bytes: Uint8Array,
  federation: string,
  keyOf: (signer: NodeId) => SigningPublicKey | undefined,
): Ballot {
  const { body } = envelope.decode(bytes);
  if (hasTag(vote, body)) {
    const { message, signer } = openSigned(vote, bytes, federation, keyOf);
    return { ...message, signer };
  }
  const approval = { decision: 'approve', reason: '' } as const;
  if (hasTag(rosterConsent, body)) {
    const { message, signer } = openSigned(rosterConsent, bytes, federation, keyOf);
    return { matter: 'roster', subject: message.roster, ...approval, signer, at: 0 };
  }
  if (hasTag(agreementConsent, body)) {
    const { message, signer } = openSigned(agreementConsent, bytes, federation, keyOf);
    return { matter: 'agreement', subject: message.agreement, ...approval, signer, at: message.at };
  }
  throw new DecodeError('ballot', 'is neither a vote nor a consent');
}

/**
 * Opens what of these are words of the roster's members; others count for nothing.
 * @param keyOf of a member's administrator or a node.
 */
export function openKnownBallots(
  envelopes: readonly Uint8Array[],
  federation: string,
  keyOf: (signer: NodeId) => SigningPublicKey | undefined,
): Ballot[] {
  return envelopes.flatMap((bytes) => {
    try {
      return [openBallot(bytes, federation, keyOf)];
    } catch (error) {
      if (error instanceof DecodeError || error instanceof SignatureError) return [];
      throw error;
    }
  });
}

/** The latest word of each key on one matter; no where two of one moment differ. */
function latestWords(
  ballots: readonly Ballot[],
  { matter, subject }: BallotSubject,
): ReadonlyMap<NodeId, Ballot> {
  const latest = new Map<NodeId, Ballot>();
  for (const ballot of ballots)
    if (
      ballot.matter === matter &&
      ballot.subject === subject &&
      supersedes(ballot, latest.get(ballot.signer))
    )
      latest.set(ballot.signer, ballot);
  return latest;
}

/** Whether a word counts instead of one that was given before: by the times in them, never by when they arrived. */
export function supersedes(next: Ballot, known: Ballot | undefined): boolean {
  if (!known || next.at > known.at) return true;
  return next.at === known.at && next.decision === 'reject';
}

/** Members' words on one matter, by member: one legal entity, one vote, however many keys it signed with. */
export function wordsOf(
  members: readonly RosterMember[],
  ballots: readonly Ballot[],
  about: BallotSubject,
): ReadonlyMap<string, Ballot> {
  const latest = latestWords(ballots, about);
  const words = new Map<string, Ballot>();
  for (const { name, administrators } of members)
    for (const { key } of administrators) {
      const word = latest.get(nodeIdOf(key));
      if (word && supersedes(word, words.get(name))) words.set(name, word);
    }
  return words;
}

/** Names of the members that agree. */
export function approvingMembers(
  members: readonly RosterMember[],
  ballots: readonly Ballot[],
  about: BallotSubject,
): string[] {
  const words = wordsOf(members, ballots, about);
  return members.filter(({ name }) => words.get(name)?.decision === 'approve').map(({ name }) => name);
}

/**
 * Keys that agree by their own latest word, of members that agree by theirs: whoever takes a member's word back does so for all of its
 * administrators. Four eyes are two of them.
 */
export function approvingAdministrators(
  members: readonly RosterMember[],
  ballots: readonly Ballot[],
  about: BallotSubject,
): { readonly member: string; readonly administrator: string }[] {
  const latest = latestWords(ballots, about);
  const agreeing = new Set(approvingMembers(members, ballots, about));
  return members.flatMap(({ name: member, administrators }) =>
    administrators
      .filter(({ key }) => agreeing.has(member) && latest.get(nodeIdOf(key))?.decision === 'approve')
      .map(({ name: administrator }) => ({ member, administrator })),
  );
}
