import type { Hash } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export interface NewErasure {
  /** Keyed pseudonym of the person, 64 hex digits. */
  readonly pseudonym: string;
  readonly ground: string;
  /** UTC days. */
  readonly requestedOn: string;
  readonly dueOn: string;
}

export interface ErasureRecord extends NewErasure {
  /** Counts the requests of this node, from 1. */
  readonly number: number;
  /** Undefined until it is carried out; from then on the person is left out wherever rows are read. */
  readonly done:
    | {
        readonly at: number;
        /** File text, as it was signed. */
        readonly certificate: string;
        readonly hash: Hash;
        /** Envelope for the coordinator. */
        readonly notice: Uint8Array;
        /** The coordinator has entered it in the ledger. */
        readonly told: boolean;
      }
    | undefined;
}

export interface CarriedOut {
  readonly at: number;
  readonly certificate: string;
  readonly hash: Hash;
  readonly notice: Uint8Array;
}

interface ErasureRow {
  number: number;
  pseudonym: string;
  ground: string;
  requested_on: string;
  due_on: string;
  erased_at: number | null;
  certificate: string | null;
  certificate_hash: string | null;
  notice: Uint8Array | null;
  told_at: number | null;
}

export class ErasureRecords extends Records {
  private readonly insertKey = this.statement<[Uint8Array, number]>(
    'INSERT INTO pseudonym_key VALUES (1, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly selectKey = this.statement<[], { sealed: Uint8Array }>('SELECT sealed FROM pseudonym_key');
  private readonly insert = this.statement<[string, string, string, string, number]>(
    `INSERT INTO erasures (pseudonym, ground, requested_on, due_on, recorded_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  private readonly selectOne = this.statement<[string], ErasureRow>(
    'SELECT * FROM erasures WHERE pseudonym = ?',
  );
  private readonly selectAll = this.statement<[], ErasureRow>('SELECT * FROM erasures ORDER BY number');
  private readonly selectErased = this.statement<[], { pseudonym: string }>(
    'SELECT pseudonym FROM erasures WHERE erased_at IS NOT NULL',
  );
  private readonly countErased = this.statement<[], { erased: number }>(
    'SELECT count(*) AS erased FROM erasures WHERE erased_at IS NOT NULL',
  );
  private readonly selectUntold = this.statement<[], ErasureRow>(
    'SELECT * FROM erasures WHERE erased_at IS NOT NULL AND told_at IS NULL ORDER BY number',
  );
  private readonly setDone = this.statement<[number, string, string, Uint8Array, number]>(
    `UPDATE erasures SET erased_at = ?, certificate = ?, certificate_hash = ?, notice = ?
     WHERE number = ? AND erased_at IS NULL`,
  );
  private readonly setTold = this.statement<[number, number]>(
    'UPDATE erasures SET told_at = coalesce(told_at, ?) WHERE number = ?',
  );

  /** Sealed under the storage key; undefined before the first request. */
  pseudonymKey(): Uint8Array | undefined {
    const row = this.selectKey.get();
    return row && plainBytes(row.sealed);
  }
  /** The first key stands: another one would know nobody whom this node erased. */
  keepPseudonymKey(sealed: Uint8Array): void {
    this.insertKey.run(sealed, this.clock.now());
  }

  /** The first request of a person stands, and with it its deadline. */
  request({ pseudonym, ground, requestedOn, dueOn }: NewErasure): ErasureRecord {
    this.insert.run(pseudonym, ground, requestedOn, dueOn, this.clock.now());
    return this.find(pseudonym)!;
  }
  find(pseudonym: string): ErasureRecord | undefined {
    const row = this.selectOne.get(pseudonym);
    return row && erasureOf(row);
  }
  /** In the order in which they were asked for. */
  all(): readonly ErasureRecord[] {
    return this.selectAll.all().map(erasureOf);
  }

  erasedPseudonyms(): ReadonlySet<string> {
    return new Set(this.selectErased.all().map(({ pseudonym }) => pseudonym));
  }
  /** Grows with each erasure: whoever read rows at another version may have read of somebody erased since. */
  version(): number {
    return this.countErased.get()!.erased;
  }

  /** From here on the person is left out. What was carried out stays as it was. */
  carryOut(number: number, { at, certificate, hash, notice }: CarriedOut): void {
    this.setDone.run(at, certificate, hash, notice, number);
  }
  /** Carried out, and not known to the coordinator yet. */
  untold(): readonly ErasureRecord[] {
    return this.selectUntold.all().map(erasureOf);
  }
  markTold(number: number): void {
    this.setTold.run(this.clock.now(), number);
  }
}

function erasureOf(row: ErasureRow): ErasureRecord {
  const { number, pseudonym, ground, requested_on: requestedOn, due_on: dueOn } = row;
  return {
    ...{ number, pseudonym, ground, requestedOn, dueOn },
    done:
      row.erased_at === null
        ? undefined
        : {
            at: row.erased_at,
            certificate: row.certificate!,
            hash: row.certificate_hash as Hash,
            notice: plainBytes(row.notice!),
            told: row.told_at !== null,
          },
  };
}
