// The ledger: entries and what they say apart from each other, heads, tiles of the tree, archives, index; what each column means, and in which unit, stands in ../migrations.
import type { Hash, NodeId } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import { bytes, integer, text } from '../columns.js';

export interface LedgerEntryRow {
  position: number;
  entry: Uint8Array;
  leafHash: Uint8Array;
}
export const LedgerEntries = new EntitySchema<LedgerEntryRow>({
  name: 'ledger_entries',
  columns: { position: integer({ primary: true }), entry: bytes(), leafHash: bytes() },
});

export interface LedgerPayloadRow {
  position: number;
  payload: string;
}
export const LedgerPayloads = new EntitySchema<LedgerPayloadRow>({
  name: 'ledger_payloads',
  columns: { position: integer({ primary: true }), payload: text() },
});

export interface LedgerHeadRow {
  size: number;
  root: Hash;
  envelope: Uint8Array;
}
export const LedgerHeads = new EntitySchema<LedgerHeadRow>({
  name: 'ledger_heads',
  columns: { size: integer({ primary: true }), root: text(), envelope: bytes() },
});

export interface CountersignatureRow {
  size: number;
  node: NodeId;
  envelope: Uint8Array;
}
export const Countersignatures = new EntitySchema<CountersignatureRow>({
  name: 'ledger_countersignatures',
  columns: { size: integer({ primary: true }), node: text({ primary: true }), envelope: bytes() },
});

export interface LedgerTileRow {
  level: number;
  tile: number;
  hashes: Uint8Array;
}
export const LedgerTiles = new EntitySchema<LedgerTileRow>({
  name: 'ledger_tiles',
  columns: { level: integer({ primary: true }), tile: integer({ primary: true }), hashes: bytes() },
});

export interface LedgerArchiveRow {
  toSize: number;
  fromSize: number;
  root: Hash;
  sha256: string;
  bytes: number;
  entry: number;
  at: number;
  sweptTo: number;
}
export const LedgerArchives = new EntitySchema<LedgerArchiveRow>({
  name: 'ledger_archives',
  columns: {
    toSize: integer({ primary: true }),
    fromSize: integer(),
    root: text(),
    sha256: text(),
    bytes: integer(),
    entry: integer(),
    at: integer(),
    sweptTo: integer(),
  },
});

export interface LedgerIndexRow {
  position: number;
  at: number;
  kind: string;
  actor: string;
  subject: string;
  study: string | null;
  member: string | null;
}
export const LedgerIndex = new EntitySchema<LedgerIndexRow>({
  name: 'ledger_index',
  columns: {
    position: integer({ primary: true }),
    at: integer(),
    kind: text(),
    actor: text(),
    subject: text(),
    study: text({ nullable: true }),
    member: text({ nullable: true }),
  },
});
