// How good a party's data is for an agreement, of 1 (docs/data-quality.md): its weakest of completeness, validity and uniqueness.
import type { DataConfig } from '../../config/data-schema.js';
import type { DataQuality, FeatureQuality, TableQuality } from '../../reports/quality-report-data.js';
import type { DataReport, FeatureReport, TableReport } from '../data-report.js';

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
