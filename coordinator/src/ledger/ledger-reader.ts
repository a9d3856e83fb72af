// The ledger as people search it: pages of entries, one entry with its proof, signed heads.
import { envelope, ledgerEntry, ledgerHead, type Hash, type LedgerEntry, type NodeId } from '@chorale/crypto';
import { studiesOf } from '../people/member-view.js';
import { CoordinatorError } from '../platform/errors.js';
import {
  All,
  In,
  LessThan,
  LessThanOrEqual,
  MoreThan,
  MoreThanOrEqual,
  NullOr,
  type Condition,
  type Where,
} from '../storage/conditions.js';
import type { Database } from '../storage/database.js';
import type { Rows } from '../storage/rows.js';
import {
  Countersignatures,
  LedgerArchives,
  LedgerEntries,
  LedgerHeads,
  LedgerIndex,
  LedgerPayloads,
  type LedgerArchiveRow,
  type LedgerIndexRow,
} from '../storage/tables/ledger-tables.js';
import { archivedTo } from './archived-to.js';
import type { Ledger } from './ledger.js';

export interface EntryFilter {
  readonly kind?: string | undefined;
  readonly study?: string | undefined;
  readonly member?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  /** Milliseconds since 1970, inside. */
  readonly from?: number | undefined;
  /** Milliseconds since 1970, outside. */
  readonly to?: number | undefined;
}
export interface EntryPage {
  readonly after: number | undefined;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}
/** An entry with what it takes to check it without the coordinator. */
export interface ProvenEntry {
  readonly row: LedgerIndexRow;
  /** Leaf of the tree, RFC 9162. */
  readonly leafHash: Uint8Array;
  /** Where it lies in an archive, which one; what is not told here stands there. */
  readonly archive: LedgerArchiveRow | null;
  /** Undefined where it lies in an archive. */
  readonly entry: LedgerEntry | undefined;
  /** Canonical bytes: RFC 9162 hashes them to the leaf; undefined where they lie in an archive. */
  readonly bytes: Uint8Array | undefined;
  /** JSON text that the entry commits to; null where it was erased, or lies in an archive. */
  readonly payload: string | null;
  /** Newest signed head and the path to it. */
  readonly head: { readonly size: number; readonly root: Hash; readonly envelope: Uint8Array };
  readonly path: readonly Hash[];
}
export interface ShownHead {
  readonly size: number;
  readonly root: string;
  readonly at: number;
  readonly envelope: Uint8Array;
  readonly countersignatures: readonly { readonly node: NodeId; readonly envelope: Uint8Array }[];
}

export class LedgerReader {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Entries before this position lie in archives. */
  archivedTo(): Promise<number> {
    return this.database.read(archivedTo);
  }

  /** @param onlyMember what concerns another member is left out; null: nothing is. */
  entries(filter: EntryFilter, page: EntryPage, onlyMember: string | null): Promise<LedgerIndexRow[]> {
    return this.database.read(async (manager) => {
      const { after, limit, order } = page;
      const isAscending = order === 'asc';
      const { kind, actor, subject, from, to } = filter;
      const { member, study } = await visibleTo(manager, onlyMember);
      return manager.find(LedgerIndex, {
        where: defined({
          ...{ kind, actor, subject },
          member: All<string | null>(filter.member, member),
          study: All<string | null>(filter.study, study),
          at: All(
            from === undefined ? undefined : MoreThanOrEqual(from),
            to === undefined ? undefined : LessThan(to),
          ),
          // Every entry has a position: a condition must name a column.
          position: isAscending ? MoreThan(after ?? -1) : LessThan(after ?? Number.MAX_SAFE_INTEGER),
        }),
        order: { position: isAscending ? 'ASC' : 'DESC' },
        take: limit,
      });
    });
  }

  /** @throws CoordinatorError `not-found`, also for what concerns another member. */
  entry(position: number, onlyMember: string | null): Promise<ProvenEntry> {
    return this.database.read(async (manager) => {
      const row = await manager.findOneBy(LedgerIndex, {
        ...(await visibleTo(manager, onlyMember)),
        position,
      });
      if (!row)
        throw new CoordinatorError('not-found', `there is no entry ${position} here; list the entries`);
      const { entry: stored, leafHash } = await manager.findOneByOrFail(LedgerEntries, { position });
      const archive = await manager.findOne(LedgerArchives, {
        where: { fromSize: LessThanOrEqual(position), toSize: MoreThan(position) },
      });
      // On record in an archive it is gone, though the table may hold it for another moment.
      const bytes = archive ? undefined : stored;
      const payload = archive ? null : await manager.findOneBy(LedgerPayloads, { position });
      const head = await this.ledger.head(manager);
      return {
        ...{ row, leafHash, archive, bytes },
        entry: bytes && ledgerEntry.decode(bytes),
        payload: payload?.payload ?? null,
        head,
        path: await this.ledger.inclusion(manager, position, head.size),
      };
    });
  }

  /** Newest first. @param below sizes smaller than this; undefined: from the newest. */
  heads(below: number | undefined, limit: number): Promise<ShownHead[]> {
    return this.database.read(async (manager) => {
      const rows = await manager.find(LedgerHeads, {
        ...(below === undefined ? {} : { where: { size: LessThan(below) } }),
        order: { size: 'DESC' },
        take: limit,
      });
      const heads: ShownHead[] = [];
      for (const row of rows) heads.push(await shown(manager, row));
      return heads;
    });
  }

  /** @throws CoordinatorError `not-found`. */
  headOf(size: number): Promise<ShownHead> {
    return this.database.read(async (manager) => {
      const row = await manager.findOneBy(LedgerHeads, { size });
      if (!row) throw new CoordinatorError('not-found', `no head of size ${size} was signed; list the heads`);
      return shown(manager, row);
    });
  }
}

type Conditions = Extract<Where<LedgerIndexRow>, { readonly position?: unknown }>;

/** What concerns another member, or a study that this one has no part in, is not told. */
async function visibleTo(
  manager: Rows,
  onlyMember: string | null,
): Promise<Partial<Record<'member' | 'study', Condition<string | null>>>> {
  if (onlyMember === null) return {};
  const studies = (await studiesOf(manager, onlyMember)) ?? [];
  return {
    member: NullOr<string | null>(onlyMember),
    study: NullOr<string | null>(In<string | null>(studies)),
  };
}

function defined(conditions: {
  readonly [Column in keyof Conditions]: Conditions[Column] | undefined;
}): Conditions {
  return Object.fromEntries(Object.entries(conditions).filter(([, wanted]) => wanted !== undefined));
}

async function shown(
  manager: Rows,
  { size, root, envelope: bytes }: { size: number; root: Hash; envelope: Uint8Array },
): Promise<ShownHead> {
  const { at } = ledgerHead.decode(envelope.decode(bytes).body);
  const signed = await manager.find(Countersignatures, { where: { size }, order: { node: 'ASC' } });
  return {
    ...{ size, root, at, envelope: bytes },
    countersignatures: signed.map(({ node, envelope: own }) => ({ node, envelope: own })),
  };
}
