// What the rows of a table after a snapshot say of a person.
import type { Label } from '@chorale/models';
import type { TablesData } from '../../config/data-schema.js';
import { identifier, literal } from '../../ingest/database.js';
import { numberSql } from '../value-sql.js';
import { columnOf } from './plan-features.js';
import type { PersonTable, TableFindings } from './table-views.js';

export interface TablesLabelQuery {
  readonly days: number;
  readonly whenNone: 0 | 1;
  /** Gives `_person`, `_snapshot`, `_value`. */
  readonly sql: (whose: string) => string;
  /** Of the table that the label looks at. */
  readonly lastDay: (found: readonly TableFindings[]) => string | undefined;
}

/** @returns undefined after a problem. */
export async function planLabel(
  wanted: Label,
  persons: readonly PersonTable[],
  snapshots: readonly string[],
  { label, missingValues, invalidValues }: TablesData,
): Promise<TablesLabelQuery | undefined> {
  const { planner } = persons[0]!;
  if (label === undefined) {
    planner.report({
      code: 'mapping-incomplete',
      what: 'data.label is not given, and the agreement has a label to learn',
      remedy: `Add for example \`label: { table: ${persons[0]!.name}, kind: ${wanted.type === 'number' ? 'sum, of: amount' : 'any'}, withinDays: 90 }\` under data`,
    });
    return undefined;
  }
  const { kind, of, withinDays, where } = label;
  const isNumber = kind === 'count' || kind === 'sum';
  if (isNumber !== (wanted.type === 'number'))
    planner.report({
      code: 'mapping-incomplete',
      what: `data.label gives ${isNumber ? 'a number' : 'yes or no'}, and the agreement's label ${wanted.name} is ${isNumber ? 'yes or no' : 'a number'}`,
      remedy: isNumber ? 'Take kind any or none' : 'Take kind count or sum',
    });
  const table = persons.find(({ name }) => name === label.table)!;
  const value =
    of === undefined ? undefined : await columnOf(of, 'data.label', { table, contexts: new Set() }, []);
  const usable = table.planner.expectKind(
    value,
    ['whole', 'number', 'text', 'truth'],
    'data.label',
    'Name a column of numbers',
  );
  const condition =
    where === undefined
      ? undefined
      : table.planner.expectKind(
          await table.planner.expression({ sql: where }, '`where` of data.label'),
          ['truth'],
          '`where` of data.label',
          'Write a condition, for example "x > 0"',
        );
  const number = usable ? numberSql(usable, missingValues) : 'NULL';
  const finite = invalidValues === 'missing' ? ` FILTER (isfinite(${number}))` : '';
  const aggregate = { any: '1', none: '0', count: 'count(*)', sum: `sum(${number})${finite}` }[kind];
  const rows = (day: string): string =>
    `SELECT *, ${day} AS _snapshot FROM ${identifier(`lines_${table.name}`)}
     WHERE _time >= ${day} AND _time < ${day} + INTERVAL ${withinDays + 1} DAY ${condition ? `AND ${condition.sql}` : ''}`;
  const all = snapshots.map((day) => rows(`TIMESTAMP ${literal(day)}`)).join(' UNION ALL ');
  return {
    days: withinDays,
    whenNone: kind === 'none' ? 1 : 0,
    sql: (whose) =>
      `SELECT _person, _snapshot, ${aggregate} AS _value FROM (${all}) WHERE ${whose} GROUP BY _person, _snapshot`,
    lastDay: (found) => found.find(({ report }) => report.name === label.table)?.lastDay,
  };
}
