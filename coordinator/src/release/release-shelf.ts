// What a member's release leaves at the coordinator: the signed sum of shares, and its content key for each recipient apart.
import type { NodeId, RoundId } from '@chorale/crypto';
import { CoordinatorError } from '../platform/errors.js';
import { messagesOf, type RoundRecord } from '../rounds/round-record.js';
import type { Rows } from '../storage/rows.js';
import type { Transaction } from '../storage/database.js';
import { SealedSumKeys } from '../storage/tables/round-tables.js';

/** Rows of one insert: four values each stay far below what both databases take. */
const ROWS_AN_INSERT = 1000;

/** @throws CoordinatorError `malformed` unless there is one sealed key for each recipient. */
export async function keepSealedKeys(
  { manager }: Transaction,
  { row, descriptor: { recipients } }: RoundRecord,
  member: NodeId,
  sealedKeys: readonly Uint8Array[],
): Promise<void> {
  if (sealedKeys.length !== recipients.length)
    throw new CoordinatorError(
      'malformed',
      `the release comes with ${sealedKeys.length} sealed keys for ${recipients.length} recipients`,
    );
  const rows = recipients.map((recipient, position) => ({
    round: row.id,
    recipient,
    member,
    sealedKey: sealedKeys[position]!,
  }));
  for (let first = 0; first < rows.length; first += ROWS_AN_INSERT)
    await manager.insert(SealedSumKeys, rows.slice(first, first + ROWS_AN_INSERT));
}

/** Signed releases by ascending member id, each with the key that one recipient can open; none once they were erased. */
export async function releasesFor(
  manager: Rows,
  round: RoundId,
  recipient: NodeId,
): Promise<{ release: Uint8Array; sealedKey: Uint8Array }[]> {
  const keys = await manager.findBy(SealedSumKeys, { round, recipient });
  const keyOf = new Map(keys.map(({ member, sealedKey }) => [member, sealedKey]));
  return (await messagesOf(manager, round, 'release')).flatMap(({ node, envelope }) => {
    const sealedKey = keyOf.get(node);
    return sealedKey ? [{ release: envelope, sealedKey }] : [];
  });
}
