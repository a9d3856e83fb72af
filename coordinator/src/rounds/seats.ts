// Who takes part in the next round: contributors and committee members that left a one-round key for it.
import { adoptionQuorum, committeeThreshold, type NodeId } from '@chorale/crypto';
import type { AgreementInForce } from '../agreements/agreements.js';
import type { Presence } from '../platform/presence.js';
import { In, IsNull } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import { RoundKeys, type RoundKeyRow } from '../storage/tables/round-tables.js';

/** A node's next unused key. */
export type NextKey = Pick<RoundKeyRow, 'node' | 'keyIndex'>;

/** By ascending node id; a node that contributes and serves uses one key for both. */
export interface Seats {
  readonly cohort: readonly NextKey[];
  /** With the signed keys. */
  readonly committee: readonly Pick<RoundKeyRow, 'node' | 'keyIndex' | 'envelope'>[];
}

/**
 * Everybody that can take part.
 * @param hasPatience whether nodes that are awake but out of keys are still waited for.
 * @returns undefined while it is better to wait.
 */
export async function findSeats(
  manager: Rows,
  presence: Presence,
  { terms, contributors, committee, roster }: AgreementInForce,
  hasPatience: boolean,
): Promise<Seats | undefined> {
  const next = await nextKeys(manager);
  for (const id of roster.message.suspended) next.delete(id);
  const isAwake = (id: NodeId): boolean => presence.isAwake(id);
  // Whoever is awake and out of keys leaves new ones with its next request.
  const isSuspended = (id: NodeId): boolean => roster.message.suspended.includes(id);
  const isAwaited = [...contributors, ...committee].some(
    (id) => !next.has(id) && isAwake(id) && !isSuspended(id),
  );
  if (isAwaited && hasPatience) return undefined;
  const canContribute = contributors.filter((id) => next.has(id));
  const canServe = committee.filter((id) => next.has(id));
  // A round that cannot reach kMin, its threshold or its quorum would only be burned and use up keys.
  const quorum = adoptionQuorum(contributors.length, terms.privacy.colluding);
  if (canContribute.filter(isAwake).length < Math.max(terms.cohort.kMin, quorum)) return undefined;
  if (canServe.filter(isAwake).length < committeeThreshold(committee.length)) return undefined;
  const members = canServe.map((id) => next.get(id)!);
  return {
    cohort: canContribute.map((id) => next.get(id)!),
    committee: await withEnvelopes(manager, members),
  };
}

/** Of each node that has any: without the keys themselves, which are large and many. */
async function nextKeys(manager: Rows): Promise<Map<NodeId, NextKey>> {
  const rows = await manager.leastOfEach(RoundKeys, ['node'], 'keyIndex', { usedFor: IsNull() });
  return new Map(rows.map((row) => [row.node, row]));
}

async function withEnvelopes(manager: Rows, keys: readonly NextKey[]): Promise<Seats['committee']> {
  const rows = await manager.find(RoundKeys, {
    select: { node: true, keyIndex: true, envelope: true },
    where: { node: In(keys.map(({ node }) => node)), keyIndex: In(keys.map(({ keyIndex }) => keyIndex)) },
  });
  return keys.map(({ node, keyIndex }) =>
    rows.find((row) => row.node === node && row.keyIndex === keyIndex)!,
  );
}
