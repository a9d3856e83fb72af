import type { NamedColumn } from '../config/guess-columns.js';
import type { ColumnKind } from '../ingest/columns.js';
import { identifier } from '../ingest/database.js';
import type { SourceTable } from '../ingest/source-table.js';
import { truthSql } from './value-sql.js';

/** Columns that hold nothing but words or digits for yes and no: a type, as far as a draft is concerned. */
export async function yesNoColumns(table: SourceTable): Promise<Set<string>> {
  const candidates = table.columns.filter(({ kind }) => kind !== 'nested' && kind !== 'time');
  const conditions = candidates.map(({ name, kind }, index) => {
    const value = truthSql({ sql: identifier(name), kind, from: name }, []);
    return `coalesce(bool_and(isfinite(${value})), false)::INTEGER AS c${index}`;
  });
  if (conditions.length === 0) return new Set();
  const found = await table.database.numbers(`SELECT ${conditions.join(', ')} FROM source`);
  return new Set(candidates.filter((_, index) => found[`c${index}`] === 1).map(({ name }) => name));
}

export function kindWordOf(kind: ColumnKind): NamedColumn['kind'] {
  if (kind === 'whole' || kind === 'number') return 'number';
  return kind === 'truth' ? 'yes-no' : kind;
}
