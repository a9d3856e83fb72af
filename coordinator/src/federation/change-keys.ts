// What a roster in force does to the keys that may speak here: those that left are retired for good, and a node's new key
// takes the name of the old one.
import type { NodeId, RosterChange } from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import { Nodes, RosterConsents } from '../storage/tables/federation-tables.js';
import type { ClosedRoster } from './closed-roster.js';

export async function changeKeys(
  manager: Rows,
  changes: readonly RosterChange[],
  roster: ClosedRoster,
  nowMs: number,
): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'node-removed') await retire(manager, change.node, roster, nowMs);
    if (change.kind !== 'node-rekeyed') continue;
    await retire(manager, change.before, roster, nowMs);
    const { id, name, member, region, role, signingKey } = change.node;
    if (await manager.existsBy(Nodes, { id })) {
      await manager.update(Nodes, { id }, { name, replaces: null, succeeds: change.before.id });
      continue;
    }
    // The old key named the new one, so its signature stands where an enrolment would.
    const word = await manager.findOneBy(RosterConsents, { roster: roster.hash, node: change.before.id });
    await manager.insert(Nodes, {
      ...{ id, name, member, region, role, signingKey },
      envelope: word?.envelope ?? new Uint8Array(),
      enrolledAt: nowMs,
      retiredAt: null,
      replaces: null,
      succeeds: change.before.id,
    });
  }
}

/** Its name is free again; what it did before is shown under a name that says until when it was used. */
async function retire(
  manager: Rows,
  { id, name }: { readonly id: NodeId; readonly name: string },
  { version }: ClosedRoster,
  nowMs: number,
): Promise<void> {
  await manager.update(Nodes, { id }, { name: `${name} (until roster ${version})`, retiredAt: nowMs });
}
