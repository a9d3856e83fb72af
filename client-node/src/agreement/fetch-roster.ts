// The roster as the coordinator shows it. It counts for nothing before people have compared its fingerprints and this
// node has signed it.
import {
  DecodeError,
  fingerprintOf,
  nodeIdOf,
  rosterList,
  soundRoster,
  type NodeId,
  type Roster,
  type RosterHash,
  type RosterNode,
  type SigningPublicKey,
  type SoundRoster,
} from '@chorale/crypto';
import type { ConfirmedFingerprint, Membership } from '../storage/federation-records.js';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import { SigningRefused } from './signing-refused.js';

export interface FetchedRoster {
  readonly hash: RosterHash;
  readonly version: number;
  readonly nodes: readonly RosterNode[];
  /** All of it. */
  readonly message: Roster;
  /** Encoded roster message. */
  readonly bytes: Uint8Array;
}

/** A key by the name under which people know it: a node's, or an administrator's of its own. */
export interface NamedKey {
  readonly name: string;
  readonly member: string;
  readonly key: SigningPublicKey;
}

/**
 * The roster that is signed with agreements.
 * @throws SigningRefused for a roster of another federation or one that does not hold together, DecodeError, and what
 * the client throws (404 before the first agreement was proposed).
 */
export async function fetchRoster(client: CoordinatorClient, membership: Membership): Promise<FetchedRoster> {
  return checkedRoster(await client.request('roster'), membership);
}

/** Rosters that wait for members' votes, by version. @throws like {@link fetchRoster} */
export async function fetchPendingRosters(
  client: CoordinatorClient,
  membership: Membership,
): Promise<FetchedRoster[]> {
  const { rosters } = rosterList.decode(await client.request('pendingRosters'));
  return rosters.map((bytes) => checkedRoster(bytes, membership));
}

function checkedRoster(bytes: Uint8Array, membership: Membership): FetchedRoster {
  const { hash, roster } = sound(bytes);
  const { federation, coordinatorKey, version, nodes } = roster;
  if (federation !== membership.federation || Buffer.compare(coordinatorKey, membership.coordinatorKey) !== 0)
    throw new SigningRefused(
      'roster-malformed',
      'the roster belongs to another federation or coordinator than the invitation named; ask the other members',
    );
  return { hash, version, nodes, message: roster, bytes };
}

function sound(bytes: Uint8Array): SoundRoster {
  try {
    return soundRoster(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new SigningRefused(
      'roster-malformed',
      `the coordinator shows a roster that cannot be: ${error.message}`,
    );
  }
}

interface RosterKeys extends Pick<FetchedRoster, 'nodes'> {
  readonly message: Pick<Roster, 'members'>;
}

/** Keys of nodes, and of administrators that sign with another key than a node's. */
export function keysOf({ nodes, message }: RosterKeys): NamedKey[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const administrators = message.members.flatMap(({ name: member, administrators: own }) =>
    own.map(({ name, key }) => ({ name, member, key })),
  );
  return [
    ...nodes.map(({ name, member, signingKey }) => ({ name, member, key: signingKey })),
    ...administrators.filter(({ key }) => !ids.has(nodeIdOf(key))),
  ];
}

/** Keys whose fingerprint nobody has compared yet, this node's left out. */
export function unconfirmedKeys(
  roster: RosterKeys,
  confirmed: readonly ConfirmedFingerprint[],
  self: NodeId,
): NamedKey[] {
  return keysOf(roster).filter(({ name, key }) => {
    const fingerprint = fingerprintOf(key);
    return (
      nodeIdOf(key) !== self &&
      !confirmed.some((entry) => entry.node === name && entry.fingerprint === fingerprint)
    );
  });
}
