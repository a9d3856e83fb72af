// How good a party's data is for an agreement, of 1 (docs/data-quality.md): its weakest of completeness, validity and uniqueness.
import type { DataConfig } from '../../config/data-schema.js';
import type { DataReport, FeatureReport, TableReport } from '../data-report.js';
import type { TableRoleName } from '../../config/table-roles.js';

export interface TableQuality {
  readonly table: string;
  readonly role: TableRoleName | null;
  readonly source: string;
  readonly rows: number;
  /** Mean over its columns of the share of rows with a value; null where it has no column that could lack one. */
  readonly completeness: number | null;
  /** Mean over its numbers and its time of the share of rows that can be used. */
  readonly validity: number | null;
  /** Share of rows that repeat no other; null where nothing tells rows apart. */
  readonly uniqueness: number | null;
}

export interface FeatureQuality {
  readonly feature: string;
  /** Share of rows with a value; null where a missing value says something, such as an average of no orders, or the party has no such data. */
  readonly completeness: number | null;
  /** Share of the values that are usable, and within bounds or among the categories. */
  readonly validity: number | null;
}

export interface DataQuality {
  /** From 0 to 1, the least of the three below; 1 for a party without rows, which has nothing to spoil. */
  readonly score: number;
  readonly completeness: number | null;
  readonly validity: number | null;
  readonly uniqueness: number | null;
  readonly tables: readonly TableQuality[];
  readonly features: readonly FeatureQuality[];
}

export function measureQuality(report: DataReport, data: DataConfig): DataQuality {
  const absent = absentFeatures(data);
  const tables = report.tables.map(tableQuality);
  const features = report.features.map((feature) => featureQuality(feature, report.rows, absent));
  const all = [...tables, ...features];
  const completeness = mean(all.map((each) => each.completeness));
  const validity = mean(all.map((each) => each.validity));
  const uniqueness = mean(tables.map((each) => each.uniqueness));
  const parts = [completeness, validity, uniqueness].filter((part) => part !== null);
  return { score: Math.min(1, ...parts), completeness, validity, uniqueness, tables, features };
}

function tableQuality(table: TableReport): TableQuality {
  const { name, role, source, rows, kept, untimed, columns, duplicates } = table;
  const share = (bad: number): number | null => (kept === 0 ? null : 1 - bad / kept);
  const numbers = columns.filter(({ canBeInvalid }) => canBeInvalid);
  return {
    table: name,
    role: role ?? null,
    source,
    rows,
    completeness: mean(columns.map(({ missing }) => share(missing))),
    validity: mean([
      ...(untimed === null ? [] : [share(untimed)]),
      ...numbers.map(({ invalid }) => share(invalid)),
    ]),
    uniqueness: duplicates === null ? null : share(duplicates),
  };
}

function featureQuality(
  { name, missing, invalid, clampedToLower, clampedToUpper, unseen, missingIsGap }: FeatureReport,
  rows: number,
  absent: ReadonlySet<string>,
): FeatureQuality {
  const present = rows - missing;
  const isAbsent = absent.has(name);
  return {
    feature: name,
    completeness: rows === 0 || isAbsent || !missingIsGap ? null : present / rows,
    validity:
      present === 0 || isAbsent ? null : 1 - (invalid + clampedToLower + clampedToUpper + unseen) / present,
  };
}

/** Features that node.yaml says this party cannot fill. */
function absentFeatures(data: DataConfig): ReadonlySet<string> {
  const isAbsent = (spec: unknown): boolean => {
    if (typeof spec !== 'object' || spec === null) return false;
    if ('kind' in spec) return spec.kind === 'absent';
    return 'sql' in spec && typeof spec.sql === 'string' && /^\s*null\s*$/i.test(spec.sql);
  };
  return new Set(Object.entries(data.features).flatMap(([name, spec]) => (isAbsent(spec) ? [name] : [])));
}

function mean(parts: readonly (number | null)[]): number | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.reduce((total, part) => total + part, 0) / known.length;
}
