// Shape `tables`: windows over the rows of several tables, joined by the person's id. Nothing that lies at or after a snapshot,
// or became known only then, is seen by a feature.
import type { Dictionary, Label } from '@chorale/models';
import type { TablesData } from '../../config/data-schema.js';
import { tablesOfRole } from '../../config/tables-schema.js';
import { identifier, literal } from '../../ingest/database.js';
import type { DataProblem } from '../../ingest/data-error.js';
import type { SourceTable } from '../../ingest/source-table.js';
import type { LeftOut, Rights } from '../../rights/rights.js';
import { flagSql } from '../flags-sql.js';
import { planRights } from '../leave-out.js';
import type { LineCounts } from '../data-report.js';
import { partsFor, type PeopleQuery } from '../people-query.js';
import { Planner } from '../plan.js';
import { horizonWarnings } from '../horizon-warnings.js';
import { dayAfter } from '../transaction-lines.js';
import { planFeatures } from './plan-features.js';
import { planLabel } from './plan-label.js';
import { resolveFeatures } from './resolve-features.js';
import {
  makeContextView,
  makePersonView,
  partyTables,
  planContextTables,
  planPersonTables,
  type PersonTable,
  type TableFindings,
} from './table-views.js';

export interface TablesOptions {
  readonly label: Label | undefined;
  readonly only: readonly string[] | undefined;
  readonly rights: Rights;
  /** Overrides the configured snapshots; `latest` is the day after the last line of any table about persons. */
  readonly snapshot: string | undefined;
}

const microsecondsPerDay = 86_400_000_000;

/**
 * @param sources in the order of `data.tables`.
 * @throws DataError naming every table, column, type or expression that does not fit.
 */
export async function tablesQuery(
  sources: readonly SourceTable[],
  data: TablesData,
  dictionary: Dictionary,
  { label: wantedLabel, only, rights, snapshot }: TablesOptions,
): Promise<PeopleQuery> {
  const problems: DataProblem[] = [];
  const tables = partyTables(data, sources, problems);
  const persons = await planPersonTables(tables, data);
  const contexts = await planContextTables(tables, data);
  const resolved = resolveFeatures(data, dictionary, only);
  problems.push(...resolved.problems);
  persons[0]!.planner.finish();

  const roll = await makeRoll(persons, data, problems);
  const leftOut = await applyRights(roll, persons, data, rights);
  const found: TableFindings[] = [];
  for (const table of persons) found.push(await makePersonView(table, data));
  const contextReports = [];
  for (const table of contexts) contextReports.push(await makeContextView(table));
  persons[0]!.planner.finish();

  const { firstDay, lastDay } = daysOf(found.filter((_, place) => persons[place]!.config.time !== undefined));
  const snapshots = snapshotsOf(data, snapshot, lastDay);
  const built = await planFeatures(resolved.features, persons, contexts, snapshots, data);
  const label = wantedLabel ? await planLabel(wantedLabel, persons, snapshots, data) : undefined;
  persons[0]!.planner.finish();

  const counted = data.persons === undefined ? persons : persons.filter(({ name }) => name === data.persons);
  const values = built.features.map(({ sql }, place) => `, CAST(${sql} AS DOUBLE) AS f${place}`).join('');
  const labelled = label ? `coalesce(after._value, ${label.whenNone})::DOUBLE` : 'NULL::DOUBLE';
  const lines = found.reduce((total, { report }) => total + report.kept, 0);
  return {
    sql: (whose) => `
      SELECT people._person, epoch_us(people._snapshot) // ${microsecondsPerDay} AS _part, NULL::BIGINT AS _row, ${labelled} AS _label,
        coalesce(flags._excluded, 0) AS _excluded, flags._opt_out ${values}
      FROM (${seenBefore(snapshots, counted, whose)}) AS people
      ${built.joins(whose)}
      ${label ? `LEFT JOIN (${label.sql(whose)}) AS after USING (_person, _snapshot)` : ''}
      LEFT JOIN (SELECT _person, max(_excluded) AS _excluded, max(_opt_out) AS _opt_out FROM roll_flags GROUP BY _person) AS flags
        USING (_person)`,
    parts: partsFor(lines * snapshots.length),
    features: built.features,
    leftOut,
    tables: [...found.map(({ report }) => report), ...contextReports],
    lines: sumOf(found.map(({ counts }) => counts)),
    warnings: [
      ...(label ? horizonWarnings(snapshots, label.days, { firstDay, lastDay: label.lastDay(found) }) : []),
      ...timelessWarning(persons, snapshots, lastDay),
    ],
  };
}

/** First and last day of any line of these tables. */
function daysOf(found: readonly TableFindings[]): {
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
} {
  return {
    firstDay: found.flatMap((each) => each.firstDay ?? []).sort()[0],
    lastDay: found
      .flatMap((each) => each.lastDay ?? [])
      .sort()
      .at(-1),
  };
}

/** Days at whose beginning a person is looked at, ascending. */
function snapshotsOf(data: TablesData, wanted: string | undefined, lastDay: string | undefined): string[] {
  if (wanted === undefined) return [...new Set([data.snapshot].flat())].sort();
  return [wanted === 'latest' ? dayAfter(lastDay ?? '2000-01-01', 1) : wanted];
}

/** The persons that one of the tables tells of before a snapshot, each once a snapshot. */
function seenBefore(snapshots: readonly string[], tables: readonly PersonTable[], whose: string): string {
  return tables
    .flatMap(({ name }) =>
      snapshots.map((day) => {
        const at = `TIMESTAMP ${literal(day)}`;
        return `SELECT DISTINCT _person, ${at} AS _snapshot FROM ${identifier(`lines_${name}`)} WHERE _time < ${at} AND _recorded < ${at} AND ${whose}`;
      }),
    )
    .join(' UNION ');
}

/** Every person of any table once, with the columns of the members' table where there is one: where rights are looked up. */
async function makeRoll(
  persons: readonly PersonTable[],
  data: TablesData,
  problems: DataProblem[],
): Promise<Planner> {
  const [members] = tablesOfRole(data.tables, 'members');
  const register = persons.find(({ name }) => name === members);
  const { source } = (register ?? persons[0]!).planner;
  const idsOf = ({ planner, line }: PersonTable): string =>
    `SELECT DISTINCT ${line.person} AS _person FROM ${identifier(planner.source.relation)} WHERE ${line.person} IS NOT NULL`;
  const others = persons.filter(({ name }) => name !== members).map(idsOf);
  const columns = register ? source.columns.map(({ name }) => `, ${identifier(name)}`).join('') : '';
  const own = register
    ? [
        `SELECT ${register.line.person} AS _person ${columns} FROM ${identifier(source.relation)} WHERE ${register.line.person} IS NOT NULL`,
      ]
    : [];
  const elsewhere =
    others.length === 0
      ? []
      : [
          `SELECT * FROM (${others.join(' UNION ')})${register ? ` WHERE _person NOT IN (${idsOf(register)})` : ''}`,
        ];
  await source.database.run(`CREATE TABLE roll AS ${[...own, ...elsewhere].join(' UNION ALL BY NAME ')}`);
  const label = register ? source.label : 'data.tables (none has the role members)';
  const { rows = 0 } = await source.database.numbers('SELECT count(*) AS rows FROM roll');
  const columnsKnown = register ? source.columns : [];
  return new Planner(
    {
      ...source,
      relation: 'roll',
      label,
      columns: columnsKnown,
      columnNames: register ? source.columnNames : [],
      rows,
    },
    'data',
    problems,
  );
}

/** Takes out whom the rights of persons leave out, and makes view `roll_flags` of who is excluded or opted out. */
async function applyRights(
  roll: Planner,
  persons: readonly PersonTable[],
  data: TablesData,
  rights: Rights,
): Promise<LeftOut> {
  const leaveOut = await planRights(
    roll,
    data,
    '_person',
    rights,
    persons.map(({ planner, line }) => ({ relation: planner.source.relation, person: line.person })),
  );
  const excluded = await flagSql(roll, data, 'exclude', '_person');
  const optOut = await flagSql(roll, data, 'marketingOptOut', '_person');
  roll.finish();
  const leftOut = await leaveOut();
  // A person of whom the members' table says nothing: neither excluded, nor free for marketing.
  await roll.source.database.run(
    `CREATE VIEW roll_flags AS SELECT _person, ${excluded} AS _excluded, coalesce(${optOut}, 1) AS _opt_out FROM roll`,
  );
  return leftOut;
}

function timelessWarning(
  persons: readonly PersonTable[],
  snapshots: readonly string[],
  lastDay: string | undefined,
): string[] {
  const first = snapshots[0] ?? '';
  return persons
    .filter(({ config }) => config.time === undefined)
    .filter(() => lastDay !== undefined && first <= lastDay)
    .map(
      ({ name }) =>
        `table ${name} has no \`time\`, so that its values are today's, also for the snapshot ${first}: use of it only what does not change with what is learned`,
    );
}

function sumOf(counts: readonly LineCounts[]): LineCounts {
  const total = (key: keyof LineCounts): number => counts.reduce((sum, each) => sum + each[key], 0);
  return {
    rows: total('rows'),
    filteredOut: total('filteredOut'),
    withoutPerson: total('withoutPerson'),
    withoutTime: total('withoutTime'),
    repeated: 0,
  };
}
