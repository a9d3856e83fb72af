// The tables of a party as views of lines, each usable row with who and when; tables about days and items join them.
import type { TablesData } from '../../config/data-schema.js';
import { isAboutPersons, tableRoles } from '../../config/table-roles.js';
import type { TableConfig } from '../../config/tables-schema.js';
import { identifier } from '../../ingest/database.js';
import type { DataProblem } from '../../ingest/data-error.js';
import type { SourceTable } from '../../ingest/source-table.js';
import type { LineCounts, TableReport } from '../data-report.js';
import { filterSql } from '../persons-query.js';
import { Planner } from '../plan.js';
import {
  checkLines,
  keyOf,
  lineSql,
  makeLineViews,
  timeSql,
  transactionPersonSql,
  type LineColumns,
  type LineSql,
} from '../transaction-lines.js';

/** A table of a party: its rows, and how node.yaml describes them. */
export interface PartyTable {
  readonly name: string;
  readonly config: TableConfig;
  readonly planner: Planner;
}

/** A table about persons, its columns typed. */
export interface PersonTable extends PartyTable {
  readonly line: LineSql;
  readonly recorded: string | undefined;
  readonly id: string | undefined;
  readonly store: string;
}

/** A table about days or items, as a view that lines join. */
export interface ContextTable extends PartyTable {
  readonly kept: string;
  readonly time: string;
  readonly item: string;
  readonly store: string;
}

export interface TableFindings {
  readonly report: TableReport;
  readonly counts: LineCounts;
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
}

export function partyTables(
  data: TablesData,
  sources: readonly SourceTable[],
  problems: DataProblem[],
): PartyTable[] {
  return Object.entries(data.tables).map(([name, config], place) => ({
    name,
    config,
    planner: new Planner(sources[place]!, `data.tables.${name}`, problems),
  }));
}

/** Looks up and types what names the columns of tables about persons; problems are reported. */
export async function planPersonTables(
  tables: readonly PartyTable[],
  data: TablesData,
): Promise<PersonTable[]> {
  const planned: PersonTable[] = [];
  for (const table of tables) {
    const { config, planner } = table;
    if (!isAboutPersons(config.role)) continue;
    const columns = lineColumns(config, data);
    const person = await transactionPersonSql(planner, columns);
    planned.push({
      ...table,
      line: await lineSql(planner, columns, person),
      recorded:
        config.recorded === undefined
          ? undefined
          : (await timeSql(planner, config.recorded, columns, 'recorded')).sql,
      id: config.id === undefined ? undefined : await keyOf(planner, config.id, 'id'),
      store: await keyOf(planner, config.store, 'store'),
    });
  }
  return planned;
}

/** Likewise of tables about days and items. */
export async function planContextTables(
  tables: readonly PartyTable[],
  { missingValues }: TablesData,
): Promise<ContextTable[]> {
  const planned: ContextTable[] = [];
  for (const table of tables) {
    const { config, planner } = table;
    if (isAboutPersons(config.role)) continue;
    planned.push({
      ...table,
      kept: await filterSql(planner, config.filter),
      time: (await timeSql(planner, config.time!, { timeFormat: config.timeFormat, missingValues }, 'time'))
        .sql,
      item: await keyOf(planner, config.item, 'item'),
      store: await keyOf(planner, config.store, 'store'),
    });
  }
  return planned;
}

/** Makes the views `lines_NAME` of a table about persons, and counts what its rows hold. */
export async function makePersonView(table: PersonTable, data: TablesData): Promise<TableFindings> {
  const { name, config, planner, line, recorded, store, id } = table;
  const more = `, ${recorded ?? "TIMESTAMP '0001-01-01'"} AS _recorded, ${store} AS _store`;
  await makeLineViews(planner, line, `_${name}`, more);
  const found = await checkLines(planner, lineColumns(config, data), `_${name}`, id);
  return {
    report: {
      name,
      role: config.role,
      source: planner.source.label,
      rows: found.counts.rows,
      ...found.table,
    },
    counts: found.counts,
    firstDay: found.firstDay,
    lastDay: found.lastDay,
  };
}

/** Makes view `context_NAME` of a table about days or items: `_day` or `_time` and `_item`, `_store`, and its columns as `NAME.column`. */
export async function makeContextView(table: ContextTable): Promise<TableReport> {
  const { name, config, planner, kept, time, item, store } = table;
  const { source } = planner;
  const { joins } = tableRoles[config.role];
  const columns = source.columns.map(
    ({ name: column }) => `${identifier(column)} AS ${identifier(`${name}.${column}`)}`,
  );
  const key = joins === 'day' ? 'CAST(_time AS DATE), _store' : '_time, _item, _store';
  const from = identifier(source.relation);
  const rows = `SELECT *, rowid AS _row, ${time} AS _time, ${item} AS _item, ${store} AS _store FROM ${from} WHERE ${kept}`;
  // Of two rows about one day or one moment the first counts, or a line would be counted twice.
  await source.database.run(`
    CREATE VIEW ${identifier(`context_${name}`)} AS
    SELECT ${columns.join(', ')}, _time, CAST(_time AS DATE) AS _day, _item, _store
    FROM (${rows}) WHERE _time IS NOT NULL ${joins === 'item' ? 'AND _item IS NOT NULL' : ''}
    QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY _row) = 1`);
  const counts = await source.database.numbers(`
    SELECT count(*) AS kept, count(*) FILTER (_time IS NULL ${joins === 'item' ? 'OR _item IS NULL' : ''}) AS unusable,
      (SELECT count(*) FROM ${identifier(`context_${name}`)}) AS distinct_rows
    FROM (${rows})`);
  const { kept: keptRows = 0, unusable = 0, distinct_rows: distinctRows = 0 } = counts;
  return {
    name,
    role: config.role,
    source: source.label,
    rows: source.rows,
    kept: keptRows,
    anonymous: 0,
    untimed: unusable,
    columns: [],
    duplicates: keptRows - unusable - distinctRows,
  };
}

/** SQL that joins a context to rows of lines: the same day, or what was last known of the item at the time; also by store where the context has it, which the lines then have, too. */
export function joinContext({ name, config }: ContextTable): string {
  const byStore = config.store === undefined ? '' : ' AND lines._store = context._store';
  const columns = `SELECT * EXCLUDE (_time, _day, _item, _store), _time AS _at, _day, _item, _store FROM ${identifier(`context_${name}`)}`;
  const by = byStore.replaceAll('context.', `${identifier(name)}.`);
  return tableRoles[config.role].joins === 'day'
    ? `LEFT JOIN (${columns}) AS ${identifier(name)} ON CAST(lines._time AS DATE) = ${identifier(name)}._day${by}`
    : `ASOF LEFT JOIN (${columns}) AS ${identifier(name)} ON lines._item = ${identifier(name)}._item${by} AND lines._time >= ${identifier(name)}._at`;
}

function lineColumns(config: TableConfig, { missingValues, invalidValues }: TablesData): LineColumns {
  return { ...config, person: config.person!, time: config.time, missingValues, invalidValues };
}
