import { didYouMean, plainName } from '@chorale/models';
import type { DataProblem } from './data-error.js';

/** What a column holds, as far as mapping it is concerned. */
export type ColumnKind = 'whole' | 'number' | 'truth' | 'time' | 'text' | 'nested';

export interface SourceColumn {
  readonly name: string;
  /** DuckDB's type. */
  readonly type: string;
  readonly kind: ColumnKind;
}

/** Words for a column kind that a person understands. */
export const kindWords: Record<ColumnKind, string> = {
  whole: 'whole numbers',
  number: 'numbers',
  truth: 'true or false',
  time: 'dates or times',
  text: 'text',
  nested: 'lists or structures',
};

/** Sorts DuckDB's types by what can be done with them. */
export function kindOf(type: string): ColumnKind {
  if (/\[\d*\]$|^(STRUCT|MAP|LIST|UNION|BLOB|BIT|INTERVAL|VARIANT|GEOMETRY)/.test(type)) return 'nested';
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 'whole';
  if (/^(DOUBLE|FLOAT|DECIMAL|BIGNUM)/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'truth';
  if (/^(DATE|TIME)/.test(type)) return 'time';
  return 'text';
}

/** The column of this name; case only matters where two columns differ in nothing else. */
export function findColumn(columns: readonly SourceColumn[], name: string): SourceColumn | undefined {
  return (
    columns.find((column) => column.name === name) ??
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  );
}

/** What to say when a column is not there. */
export function missingColumn(
  label: string,
  names: readonly string[],
  name: string,
  usedFor: string,
): DataProblem {
  const shown = names.slice(0, 40).join(', ') + (names.length > 40 ? ', ...' : '');
  const example = names.find((candidate) => plainName(candidate) === plainName(name));
  return {
    code: 'column-missing',
    what: `${label} has no column "${name}" (${usedFor})`,
    remedy:
      example === undefined
        ? `Write one of its columns there, or an expression as { sql: "..." }.${didYouMean(name, names)} Columns: ${shown}`
        : `Write it as the file does: ${example}`,
  };
}
