import type { NodeId } from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import { Nodes } from '../storage/tables/federation-tables.js';

/** A node under all keys that it ever had: what it spent under a lost one is still spent. */
export async function keysOf(manager: Rows, id: NodeId): Promise<NodeId[]> {
  const keys = [id];
  for (;;) {
    const row = await manager.findOneBy(Nodes, { id: keys.at(-1)! });
    if (!row?.succeeds) return keys;
    keys.push(row.succeeds);
  }
}
