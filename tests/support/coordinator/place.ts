// Where a coordinator of a test keeps what it has.
import { join } from 'node:path';
import type { DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';

export interface Place {
  readonly folder: string;
  readonly location: DatabaseLocation;
}

/** A folder with the embedded database in it. */
export function onSqlite(folder: string): Place {
  return { folder, location: { kind: 'sqlite', file: join(folder, 'coordinator.sqlite') } };
}
