// The ledger as a file that `chorale-ledger verify` reads without us: one JSON object a line.
import { LEDGER_FORMAT, type EntryLine, type HeadLine, type LedgerPreamble } from '@chorale/crypto';
import type { Federation } from '../federation/federation.js';
import { Between, In } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database } from '../storage/database.js';
import {
  Countersignatures,
  LedgerEntries,
  LedgerHeads,
  LedgerPayloads,
} from '../storage/tables/ledger-tables.js';
import { archivedTo } from './archived-to.js';
import type { Ledger } from './ledger.js';

const ENTRIES_A_PAGE = 500;

/** Entries of positions from `from`, inside, to `to`, outside, where a head was signed. */
export interface LedgerPart {
  readonly from: number;
  readonly to: number;
}

/** Lines without their line ends, from the first entry that lies in no archive up to the newest signed head. */
export async function* exportLedger(
  database: Database,
  ledger: Ledger,
  federation: Federation,
): AsyncGenerator<string> {
  const part = await database.read(async (manager) => ({
    from: await archivedTo(manager),
    to: (await ledger.head(manager)).size,
  }));
  yield* exportPart(database, federation, part);
}

/** The same of a part of it. */
export async function* exportPart(
  database: Database,
  federation: Federation,
  { from, to }: LedgerPart,
): AsyncGenerator<string> {
  const preamble: LedgerPreamble = {
    format: LEDGER_FORMAT,
    federation: federation.id,
    federationName: federation.name,
    coordinatorKey: Buffer.from(federation.key.publicKey).toString('hex'),
    ...(from === 0 ? {} : { from }),
  };
  yield JSON.stringify(preamble);
  for (let first = from; first < to; first += ENTRIES_A_PAGE) {
    const last = Math.min(first + ENTRIES_A_PAGE, to) - 1;
    yield* await database.read((manager) => page(manager, first, last));
  }
}

/** @param first and @param last positions, both inside. */
async function page(manager: Rows, first: number, last: number): Promise<string[]> {
  const entries = await manager.find(LedgerEntries, {
    where: { position: Between(first, last) },
    order: { position: 'ASC' },
  });
  const payloads = await manager.findBy(LedgerPayloads, { position: Between(first, last) });
  const payloadAt = new Map(payloads.map(({ position, payload }) => [position, payload]));
  const heads = await manager.findBy(LedgerHeads, { size: Between(first + 1, last + 1) });
  const signatures = await manager.find(Countersignatures, {
    where: { size: In(heads.map(({ size }) => size)) },
    order: { node: 'ASC' },
  });
  return entries.flatMap(({ position, entry }) => {
    if (entry.length === 0)
      throw new Error(`entry ${position} went into an archive while it was read; export again`);
    const entryLine: EntryLine = { entry: base64(entry), payload: payloadAt.get(position) ?? null };
    const head = heads.find(({ size }) => size === position + 1);
    if (!head) return [JSON.stringify(entryLine)];
    const headLine: HeadLine = {
      head: base64(head.envelope),
      countersignatures: signatures
        .filter(({ size }) => size === head.size)
        .map(({ envelope }) => base64(envelope)),
    };
    return [JSON.stringify(entryLine), JSON.stringify(headLine)];
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
