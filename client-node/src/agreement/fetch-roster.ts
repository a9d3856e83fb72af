// The roster as the coordinator shows it. It counts for nothing before people have compared its fingerprints and this
// node has signed it.
import {
  fingerprintOf,
  nodeIdOf,
  roster as rosterMessage,
  rosterHash,
  type NodeId,
  type RosterHash,
  type RosterNode,
} from '@chorale/crypto';
import type { ConfirmedFingerprint, Membership } from '../storage/federation-records.js';
import type { CoordinatorClient } from '../transport/coordinator-client.js';
import { SigningRefused } from './signing-refused.js';

export interface FetchedRoster {
  readonly hash: RosterHash;
  readonly version: number;
  readonly nodes: readonly RosterNode[];
  /** Encoded roster message. */
  readonly bytes: Uint8Array;
}

/**
 * @throws SigningRefused for a roster of another federation or one that does not hold together, DecodeError, and what
 * the client throws (404 before the first agreement was proposed).
 */
export async function fetchRoster(client: CoordinatorClient, membership: Membership): Promise<FetchedRoster> {
  const bytes = await client.request('roster');
  const { federation, coordinatorKey, version, nodes } = rosterMessage.decode(bytes);
  if (federation !== membership.federation || Buffer.compare(coordinatorKey, membership.coordinatorKey) !== 0)
    throw new SigningRefused(
      'roster-malformed',
      'the roster belongs to another federation or coordinator than the invitation named; ask the other members',
    );
  const ids = new Set(nodes.map(({ id }) => id));
  const names = new Set(nodes.map(({ name }) => name));
  const eachOnce = ids.size === nodes.length && names.size === nodes.length;
  if (!eachOnce || !nodes.every(({ id, signingKey }) => nodeIdOf(signingKey) === id))
    throw new SigningRefused(
      'roster-malformed',
      'the roster names a node twice, or under a key that is not its own',
    );
  return { hash: rosterHash(bytes), version, nodes, bytes };
}

/** Nodes whose fingerprint nobody has compared yet, this one left out. */
export function unconfirmedNodes(
  { nodes }: Pick<FetchedRoster, 'nodes'>,
  confirmed: readonly ConfirmedFingerprint[],
  self: NodeId,
): RosterNode[] {
  return nodes.filter(({ id, name, signingKey }) => {
    const fingerprint = fingerprintOf(signingKey);
    return (
      id !== self && !confirmed.some((entry) => entry.node === name && entry.fingerprint === fingerprint)
    );
  });
}
