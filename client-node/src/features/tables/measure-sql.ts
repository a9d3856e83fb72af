// A window over the rows of one table, as an SQL aggregate over one person's rows before one snapshot.
import type { Feature } from '@chorale/models';
import type { Measure } from '../../config/tables-schema.js';
import { featureSql, numberSql, oneOfSql, type TypedExpression } from '../value-sql.js';

/** What a measure reads: its column, and the condition of `where`, over rows with `_time`, `_snapshot` and `_row`. */
export interface MeasureParts {
  readonly measure: Measure;
  readonly of: TypedExpression | undefined;
  readonly where: string | undefined;
  readonly missingValues: readonly string[];
  /** Numbers that are none are passed over. */
  readonly finiteOnly: boolean;
}

const wholeDays = (from: string, to: string): string =>
  `date_diff('microsecond', ${from}, ${to}) // 86400000000`;

/** What the measure is for somebody without a row in the table. */
export function whenNone({ kind }: Measure): '0' | 'NULL' {
  return ['count', 'any', 'distinct', 'sum'].includes(kind) ? '0' : 'NULL';
}

/** SQL aggregate of a measure, a number; of kind `last` the value as the feature takes it. */
export function measureSql(parts: MeasureParts, feature: Feature): string {
  const { measure, of, where, missingValues, finiteOnly } = parts;
  const { kind, days, ago = 0 } = measure;
  const window = [
    ...(days === undefined ? [] : [`_time >= _snapshot - INTERVAL ${days + ago} DAY`]),
    ...(ago === 0 ? [] : [`_time < _snapshot - INTERVAL ${ago} DAY`]),
    ...(where === undefined ? [] : [where]),
  ];
  const only = (...conditions: string[]): string => {
    const all = [...window, ...conditions];
    return all.length === 0 ? '' : ` FILTER (${all.join(' AND ')})`;
  };
  const value = of ? numberSql(of, missingValues) : 'NULL';
  const finite = finiteOnly ? [`isfinite(${value})`] : [];
  switch (kind) {
    case 'count':
      return `count(*)${only()}`;
    case 'any':
      return `CAST(count(*)${only()} > 0 AS INTEGER)`;
    case 'distinct':
      return `count(DISTINCT ${of!.sql})${only()}`;
    case 'sum':
      return `coalesce(sum(${value})${only(...finite)}, 0)`;
    case 'mean':
      return `avg(${value})${only(...finite)}`;
    case 'recency':
      return wholeDays(`max(_time)${only()}`, '_snapshot');
    case 'tenure':
      return wholeDays(`min(_time)${only()}`, '_snapshot');
    case 'share':
      return `avg(${oneOfSql(of!, measure.values ?? [], missingValues)})${only()}`;
    case 'season':
      return `count(*)${only(...seasonSql(measure))} / nullif(count(*)${only()}, 0)`;
    case 'last': {
      const last = `last(${of!.sql} ORDER BY _time, _row)${only(`${of!.sql} IS NOT NULL`)}`;
      return featureSql(feature, { ...of!, sql: last }, measure.map, missingValues);
    }
  }
}

function seasonSql({ months, weekdays, hours }: Measure): string[] {
  const parts = { month: months, isodow: weekdays, hour: hours };
  return Object.entries(parts).flatMap(([part, values]) =>
    values ? [`extract(${part} FROM _time) IN (${values.join(', ')})`] : [],
  );
}
