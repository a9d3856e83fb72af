// When a roster follows another: enough members of the one before signed it, or it is one member's own business. Every node,
// the coordinator and the offline verifier ask this one function, so nobody's word for it is needed.
import { nodeIdOf } from '../identity/identity.js';
import { rosterHash } from '../wire/documents.js';
import { rosterOfNodes, type RetiredKey } from '../wire/federation-messages.js';
import type { NodeId, RosterHash } from '../wire/ids.js';
import { hasTag } from '../wire/message.js';
import { approvingMembers, type Ballot } from './ballots.js';
import { rosterChanges, type RosterChange } from './roster-changes.js';
import { memberSignedBy, NO_ROSTER, readRoster, requireSound, votesNeeded, type Roster } from './roster.js';

export interface SoundRoster {
  readonly hash: RosterHash;
  readonly roster: Roster;
  /** Whether it is of the format in which no roster named the one before it. */
  readonly isOfNodes: boolean;
}

/** A roster that does not come into force, and what is missing. */
export class SuccessionError extends Error {
  override readonly name = 'SuccessionError';
}

/** @throws DecodeError for bytes that are no roster, or one that contradicts itself. */
export function soundRoster(bytes: Uint8Array): SoundRoster {
  const roster = readRoster(bytes);
  requireSound(roster);
  return { hash: rosterHash(bytes), roster, isOfNodes: hasTag(rosterOfNodes, bytes) };
}

/** How a roster came to be in force. */
export interface InForce {
  readonly changes: readonly RosterChange[];
  /** Members whose administrators signed it. */
  readonly approvedBy: readonly string[];
  /** The member that changed its own lines without asking the others; undefined where members voted. */
  readonly ownWordOf: string | undefined;
}

/**
 * Holds a roster against the one in force before it.
 * @param before undefined for a federation's first roster, whose own members found it.
 * @param words opened with the keys of the roster before, or of the first itself; those about something else count for nothing.
 * @throws SuccessionError
 */
export function requireSuccession(
  before: SoundRoster | undefined,
  after: SoundRoster,
  words: readonly Ballot[],
): InForce {
  if (before) requireContinuation(before, after);
  else if (after.roster.previous !== NO_ROSTER)
    throw new SuccessionError('the roster follows another one, which is not the one in force here');
  const voters = before?.roster ?? after.roster;
  const changes = before ? rosterChanges(before.roster, after.roster) : [];
  const own = before && ownWord(before.roster, after, changes, words);
  if (own !== undefined) return { changes, approvedBy: [own], ownWordOf: own };
  // Who gets new keys does not vote on them: whoever holds the old ones might be a thief.
  const concerned = new Set(changes.flatMap(keysChangedOf));
  const electorate = voters.members.filter(({ name }) => !concerned.has(name));
  const approvedBy = approvingMembers(electorate, words, { matter: 'roster', subject: after.hash });
  const needed = votesNeeded(voters);
  if (approvedBy.length < needed)
    throw new SuccessionError(
      `roster version ${after.roster.version} is signed by ${approvedBy.length} members of version ${voters.version}, ` +
        `${needed} are needed${concerned.size === 0 ? '' : ` beside ${[...concerned].join(', ')}, whose keys change`}`,
    );
  return { changes, approvedBy, ownWordOf: undefined };
}

/**
 * Whether a roster builds on another, whoever signs it: nobody is forgotten who was retired.
 * @throws SuccessionError
 */
export function requireContinuation(
  { hash, roster: before }: SoundRoster,
  { roster: after }: Pick<SoundRoster, 'roster'>,
): void {
  const { federation, coordinatorKey } = before;
  if (after.federation !== federation || Buffer.compare(after.coordinatorKey, coordinatorKey) !== 0)
    throw new SuccessionError('the roster belongs to another federation or coordinator');
  if (after.previous !== hash || after.version <= before.version)
    throw new SuccessionError(`roster version ${after.version} does not follow version ${before.version}`);
  const serving = new Set(keysOf(after));
  const retired = new Set(after.retired.map(({ key }) => nodeIdOf(key)));
  const known = before.retired.map(lineOf);
  if (known.some((line, at) => lineOf(after.retired[at]) !== line))
    throw new SuccessionError('the roster forgets, or tells otherwise, that a key was retired');
  for (const id of keysOf(before))
    if (!serving.has(id) && !retired.has(id))
      throw new SuccessionError(`key ${id} leaves the roster without being retired`);
  // A key retired under a name that it never had would pass off what somebody else did as that node's.
  const lines = new Set(signersOf(before).map(lineOf));
  for (const entry of after.retired.slice(known.length))
    if (!lines.has(lineOf(entry)))
      throw new SuccessionError(
        `the roster retires key ${nodeIdOf(entry.key)} as "${entry.name}" of "${entry.member}", which it never was`,
      );
}

/** Everybody who signs, as a retired key is told of: a key may stand there as a node's and as an administrator's. */
function signersOf({ nodes, members }: Roster): RetiredKey[] {
  return [
    ...nodes.map(({ signingKey: key, member, name }) => ({ key, member, name })),
    ...members.flatMap(({ name: member, administrators }) =>
      administrators.map(({ key, name }) => ({ key, member, name })),
    ),
  ];
}
function lineOf(entry: RetiredKey | undefined): string {
  return entry ? JSON.stringify([nodeIdOf(entry.key), entry.member, entry.name]) : '';
}

function keysOf(roster: Roster): NodeId[] {
  return signersOf(roster).map(({ key }) => nodeIdOf(key));
}

/** The one member that these changes are about and that may make them by itself: it leaves, or changes its own keys. */
function ownWord(
  before: Roster,
  { hash, roster: after }: SoundRoster,
  all: readonly RosterChange[],
  words: readonly Ballot[],
): string | undefined {
  // A charter that asks for everybody's vote asks for one less when one has left.
  const isCapped = before.votesNeeded > after.members.length && after.votesNeeded === after.members.length;
  const changes = isCapped ? all.filter(({ kind }) => kind !== 'votes-needed') : all;
  const [member, ...others] = [
    ...new Set(changes.map((change) => ('member' in change ? change.member : ''))),
  ];
  if (member === undefined || member === '' || others.length > 0) return undefined;
  const signers = new Set(
    words
      .filter(
        ({ matter, subject, decision }) => matter === 'roster' && subject === hash && decision === 'approve',
      )
      .map(({ signer }) => signer),
  );
  const byAdministrator = [...signers].some((signer) => memberSignedBy(before, signer)?.name === member);
  const rekeyed = changes.filter((change) => change.kind === 'node-rekeyed');
  // The old key names the new one, also where an administrator signed with it; a key that signed for nobody gains nothing.
  const takesOver = (key: Uint8Array): boolean =>
    rekeyed.some((change) => change.node.id === nodeIdOf(key) && memberSignedBy(before, change.before.id));
  const isReplaced = (key: Uint8Array): boolean =>
    rekeyed.some((change) => change.before.id === nodeIdOf(key));
  const mayChange = (change: RosterChange): boolean => {
    switch (change.kind) {
      case 'node-rekeyed':
        return signers.has(change.before.id);
      case 'administrator-added':
        return byAdministrator || takesOver(change.administrator.key);
      case 'administrator-removed':
        return byAdministrator || isReplaced(change.administrator.key);
      case 'node-removed':
      case 'member-removed':
        return byAdministrator;
      default:
        return false;
    }
  };
  return changes.every(mayChange) ? member : undefined;
}

function keysChangedOf(change: RosterChange): string[] {
  const kinds: readonly RosterChange['kind'][] = [
    'node-rekeyed',
    'administrator-added',
    'administrator-removed',
  ];
  return kinds.includes(change.kind) && 'member' in change ? [change.member] : [];
}
