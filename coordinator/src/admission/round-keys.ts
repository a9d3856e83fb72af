// One-round keys that nodes leave in advance, signed one by one.
import { roundKey, roundKeyBatch, sealTo, SecureSumError, systemEntropy, type NodeId } from '@chorale/crypto';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import { In, IsNull } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import { RoundKeys, type RoundKeyRow } from '../storage/tables/round-tables.js';

const MOST_UNUSED = 1024;

export class RoundKeyShelf {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
  ) {}

  /** Keeps keys of the caller; keys it sent before are passed over. */
  async accept(caller: Caller, bytes: Uint8Array): Promise<void> {
    const rows = roundKeyBatch.decode(bytes).keys.map((envelope) => this.open(caller, envelope));
    for (const row of rows) requireSealable(row);
    if (new Set(rows.map(({ keyIndex }) => keyIndex)).size !== rows.length)
      throw new CoordinatorError(
        'round-key-reused',
        'the batch holds an index twice; number keys one by one',
      );
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const fresh = await passOverKnown(manager, rows);
      if ((await countUnused(manager, caller)) + fresh.length > MOST_UNUSED)
        throw new CoordinatorError(
          'too-many-round-keys',
          `at most ${MOST_UNUSED} unused keys are kept; send fewer`,
        );
      if (fresh.length === 0) return;
      await manager.insert(RoundKeys, fresh);
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'round-keys' }));
    });
  }

  private open(caller: Caller, envelope: Uint8Array): RoundKeyRow {
    const { message } = openFromCaller(caller, roundKey, envelope, this.federation.id);
    if (message.node !== caller.id)
      throw new CoordinatorError('malformed', 'a round key names another node than the one that sent it');
    return {
      node: caller.id,
      keyIndex: message.index,
      publicKey: message.publicKey,
      envelope,
      usedFor: null,
    };
  }
}

/**
 * A key that nobody can seal to would stop every round it is drawn for, so it is tried once at the door.
 * @throws CoordinatorError `malformed`, with the key's index.
 */
export function requireSealable({ keyIndex, publicKey }: Pick<RoundKeyRow, 'keyIndex' | 'publicKey'>): void {
  try {
    sealTo(publicKey, new Uint8Array(1), new Uint8Array(), systemEntropy());
  } catch (error) {
    if (!(error instanceof SecureSumError)) throw error;
    throw new CoordinatorError(
      'malformed',
      `round key ${keyIndex} is no valid X-Wing public key; make fresh keys and send those`,
    );
  }
}

function countUnused(manager: Rows, { id }: Pick<Caller, 'id'>): Promise<number> {
  return manager.countBy(RoundKeys, { node: id, usedFor: IsNull() });
}

/** Keys on the shelf that no round has used, by node; nodes without any are not in it. */
export async function countAllUnused(manager: Rows): Promise<Map<NodeId, number>> {
  const rows = await manager.countEach(RoundKeys, ['node'], { usedFor: IsNull() });
  return new Map(rows.map(({ node, count }) => [node, count]));
}

/** @throws CoordinatorError `round-key-reused` where an index or a key would serve twice. */
async function passOverKnown(manager: Rows, rows: readonly RoundKeyRow[]): Promise<RoundKeyRow[]> {
  const [first] = rows;
  if (!first) return [];
  const known = await manager.findBy(RoundKeys, {
    node: first.node,
    keyIndex: In(rows.map((row) => row.keyIndex)),
  });
  const knownKey = new Map(known.map((row) => [row.keyIndex, row.publicKey]));
  return rows.filter(({ keyIndex, publicKey }) => {
    const earlier = knownKey.get(keyIndex);
    if (!earlier) return true;
    if (Buffer.compare(earlier, publicKey) !== 0)
      throw new CoordinatorError(
        'round-key-reused',
        `key index ${keyIndex} names another key already; count on`,
      );
    return false;
  });
}
