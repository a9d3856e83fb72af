// What nodes say that stay out of a round, and which of it will hold in the next round, too.
import { envelope, refusal, type NodeId } from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import { messagesOf, type RoundRecord } from './round-record.js';

/** Refusals that the same node may not repeat in the next round; any other stands until people act. */
const PASSING_REFUSALS: ReadonlySet<string> = new Set(['state-unknown', 'deadline-passed', 'not-in-cohort']);

export interface RefusalOfNode {
  readonly node: NodeId;
  readonly code: string;
  readonly reason: string;
}

export function openRefusal(bytes: Uint8Array): { code: string; reason: string } {
  return refusal.decode(envelope.decode(bytes).body);
}

/** The refusals of a round that the same nodes would repeat. */
export async function lastingRefusals(manager: Rows, { row }: RoundRecord): Promise<RefusalOfNode[]> {
  return (await messagesOf(manager, row.id, 'refusal'))
    .map(({ node, envelope: bytes }) => ({ node, ...openRefusal(bytes) }))
    .filter(({ code }) => !PASSING_REFUSALS.has(code));
}

/** By name, each reason once: "north, east (data-quality): ...". */
export function refusalsInWords(
  refusals: readonly RefusalOfNode[],
  nodes: readonly { readonly id: NodeId; readonly name: string }[],
): string {
  const nameOf = new Map(nodes.map(({ id, name }) => [id, name]));
  const saying = Map.groupBy(refusals, ({ code, reason }) => `(${code}): ${reason}`);
  return [...saying]
    .map(([said, by]) => `${by.map(({ node }) => nameOf.get(node) ?? node).join(', ')} ${said}`)
    .join('; ');
}

/** Whether a round could still be opened without these nodes. */
export function goesOnWithout(
  { descriptor: { cohort, committee, kMin, threshold, quorum } }: RoundRecord,
  refusing: readonly RefusalOfNode[],
): boolean {
  const stayOut = new Set(refusing.map(({ node }) => node));
  const left = (nodes: readonly NodeId[]): number => nodes.filter((id) => !stayOut.has(id)).length;
  return left(cohort) >= Math.max(kMin, quorum) && left(committee) >= threshold;
}
