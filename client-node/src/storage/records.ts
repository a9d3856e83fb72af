import type { Database, Statement } from 'better-sqlite3';
import type { Clock } from '../clock.js';

/** One room's part of the store; statements are prepared once and their rows have a type. */
export abstract class Records {
  constructor(
    protected readonly database: Database,
    protected readonly clock: Clock,
  ) {}

  protected statement<Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row> {
    return this.database.prepare<Parameters, Row>(sql);
  }
  protected atomically<T>(work: () => T): T {
    return this.database.transaction(work).immediate();
  }
}

/** Bytes of a column without the ways of Buffer, whose `slice` shares memory. */
export function plainBytes(column: Uint8Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
