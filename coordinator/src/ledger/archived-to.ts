import type { Rows } from '../storage/rows.js';
import { LedgerArchives } from '../storage/tables/ledger-tables.js';

/** Entries before this position lie in archives; 0 where none do. */
export async function archivedTo(manager: Rows): Promise<number> {
  const last = await manager.findOne(LedgerArchives, {
    select: { toSize: true },
    order: { toSize: 'DESC' },
  });
  return last?.toSize ?? 0;
}
