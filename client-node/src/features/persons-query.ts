// Shape `persons`: a row a person, columns mapped onto the dictionary.
import type { Dictionary, Label } from '@chorale/models';
import type { PersonsData, PersonsLabel } from '../config/data-schema.js';
import { dataProblem } from '../ingest/data-error.js';
import { flagSql } from './flags-sql.js';
import type { PeopleQuery, PlannedFeature } from './people-query.js';
import type { Planner } from './plan.js';
import type { Rights } from '../rights/rights.js';
import { planRights } from './leave-out.js';
import { featureSql, numberSql, oneOfSql, textSql, truthSql } from './value-sql.js';

export interface QueryOptions {
  /** Of the dictionary, where it is needed: training, not scoring. */
  readonly label: Label | undefined;
  /** Features to build; undefined: all of the dictionary. */
  readonly only: readonly string[] | undefined;
  readonly rights: Rights;
}

/** @throws DataError naming every column, type or expression that does not fit. */
export async function personsQuery(
  planner: Planner,
  data: PersonsData,
  dictionary: Dictionary,
  { label: wantedLabel, only, rights }: QueryOptions,
): Promise<PeopleQuery> {
  const person = await personSql(planner, data);
  const leaveOut = await planRights(planner, data, person, rights);
  const filter = await filterSql(planner, data.filter);
  const features = await personFeatures(planner, data, dictionary, only);
  const label = wantedLabel ? await labelSql(planner, data, wantedLabel) : 'NULL::DOUBLE';
  const part = await orderSql(planner, data);
  const excluded = await flagSql(planner, data, 'exclude', person);
  const optOut = await flagSql(planner, data, 'marketingOptOut', person);
  planner.finish();

  const leftOut = await leaveOut();
  const { rows, filteredOut, withoutPerson, repeated } = await countRows(planner, filter, person);
  if (repeated > 0 && data.repeatedPerson === 'error') refuseRepeated(planner.source.label, repeated);
  const firstOnly =
    data.repeatedPerson === 'first' && repeated > 0
      ? 'QUALIFY row_number() OVER (PARTITION BY _person ORDER BY _part) = 1'
      : '';
  const values = features.map(({ sql }, index) => `, ${sql} AS f${index}`).join('');
  return {
    sql: () => `
      SELECT ${person} AS _person, ${part} AS _part, rowid AS _row, ${label} AS _label,
        ${excluded} AS _excluded, ${optOut} AS _opt_out ${values}
      FROM source WHERE ${filter} AND ${person} IS NOT NULL ${firstOnly}`,
    parts: 1,
    features,
    leftOut,
    tables: [
      {
        name: 'source',
        role: undefined,
        source: planner.source.label,
        rows,
        kept: rows - filteredOut,
        anonymous: withoutPerson,
        untimed: null,
        columns: [],
        duplicates: data.repeatedPerson === 'all' ? null : repeated,
      },
    ],
    lines: {
      rows,
      filteredOut,
      withoutPerson,
      withoutTime: 0,
      repeated: data.repeatedPerson === 'first' ? repeated : 0,
    },
    warnings: [],
  };
}

/** Rows, by SQL over one of them; `repeated`: those of a person who came before. */
async function countRows(
  { source: { database } }: Planner,
  filter: string,
  person: string,
): Promise<{ rows: number; filteredOut: number; withoutPerson: number; repeated: number }> {
  const counts = await database.numbers(`
    SELECT count(*) AS rows,
      count(*) FILTER (NOT coalesce(${filter}, false)) AS filtered_out,
      count(*) FILTER (${filter} AND ${person} IS NULL) AS without_person,
      count(*) FILTER (${filter} AND ${person} IS NOT NULL)
        - count(DISTINCT ${person}) FILTER (${filter} AND ${person} IS NOT NULL) AS repeated
    FROM source`);
  return {
    rows: counts['rows'] ?? 0,
    filteredOut: counts['filtered_out'] ?? 0,
    withoutPerson: counts['without_person'] ?? 0,
    repeated: counts['repeated'] ?? 0,
  };
}

function refuseRepeated(label: string, repeated: number): never {
  return dataProblem(
    'person-repeated',
    `${label}: ${repeated} rows repeat a person id that came before`,
    'In shape persons a row is a person. Take the duplicates out, or set `repeatedPerson: first` (use the first row) or `all` (several rows are one person, who is protected as a whole); for order lines use `shape: transactions`',
  );
}

/** The person id of a row as text. */
export async function personSql(planner: Planner, { person }: PersonsData): Promise<string> {
  if (typeof person === 'object' && 'rowNumber' in person) return 'CAST(rowid AS VARCHAR)';
  const typed = await planner.expression(person, 'data.person');
  const usable = planner.expectKind(
    typed,
    ['text', 'whole', 'number'],
    'data.person',
    'Name the column of the person id, or write { rowNumber: true } when every row is another person',
  );
  return usable ? textSql(usable) : 'NULL';
}

/** What a person's rows are in order of; without a column for it, as they stand in the source. */
async function orderSql(planner: Planner, { order, repeatedPerson }: PersonsData): Promise<string> {
  if (order === undefined) return 'rowid';
  if (repeatedPerson !== 'all')
    planner.report({
      code: 'mapping-incomplete',
      what: 'data.order puts the several rows of a person in order, and a person has one row here',
      remedy: 'Take `order` out, or set `repeatedPerson: all`',
    });
  const typed = await planner.expression(order, 'data.order');
  const usable = planner.expectKind(
    typed,
    ['whole', 'number', 'time'],
    'data.order',
    'Name a column of numbers or times, or derive one: { sql: "..." }',
  );
  // Rows of one place keep the order of the source; those without a place come last.
  return usable ? `row_number() OVER (ORDER BY ${usable.sql} NULLS LAST, rowid)` : 'rowid';
}

/** The rows to use, as an SQL condition; also for transactions. */
export async function filterSql(planner: Planner, filter: string | undefined): Promise<string> {
  if (filter === undefined) return 'true';
  const typed = await planner.expression({ sql: filter }, 'data.filter');
  const condition = planner.expectKind(
    typed,
    ['truth'],
    'data.filter',
    'Write a condition, for example "x > 0"',
  );
  return condition?.sql ?? 'true';
}

async function personFeatures(
  planner: Planner,
  data: PersonsData,
  dictionary: Dictionary,
  only: readonly string[] | undefined,
): Promise<PlannedFeature[]> {
  const planned: PlannedFeature[] = [];
  for (const { feature, spec } of planner.features(dictionary, data.features, only)) {
    const usedFor = `feature ${feature.name}`;
    const value = typeof spec === 'string' ? spec : 'sql' in spec ? spec : spec.column;
    const map = typeof spec === 'object' && 'column' in spec ? spec.map : undefined;
    const expression = await planner.expression(value, usedFor);
    if (!planner.fits(feature, expression, map) || !expression) continue;
    const sql = featureSql(feature, expression, map, data.missingValues);
    planned.push({ feature, sql, from: expression.from, missingIsGap: true });
  }
  return planned;
}

/** 0 and 1, or numbers; NULL where there is no label, and NaN for what is neither unless that counts as missing. */
async function labelSql(
  planner: Planner,
  { label, missingValues, invalidValues }: PersonsData,
  wanted: Label,
): Promise<string> {
  const sql = await givenLabelSql(planner, label, wanted, missingValues);
  return invalidValues === 'missing' ? `CASE WHEN isfinite(${sql}) THEN ${sql} END` : sql;
}

async function givenLabelSql(
  planner: Planner,
  label: PersonsLabel | undefined,
  wanted: Label,
  missingValues: readonly string[],
): Promise<string> {
  if (label === undefined) {
    planner.report({
      code: 'mapping-incomplete',
      what: 'data.label is not given, and the agreement has a label to learn',
      remedy:
        wanted.type === 'number'
          ? 'Add for example `label: { column: spent_next_quarter }` under data'
          : 'Add for example `label: { column: bought_again, positive: "yes" }` under data',
    });
    return 'NULL::DOUBLE';
  }
  return wanted.type === 'number'
    ? numberLabelSql(planner, label, missingValues)
    : binaryLabelSql(planner, label, missingValues);
}

async function numberLabelSql(
  planner: Planner,
  label: PersonsLabel,
  missingValues: readonly string[],
): Promise<string> {
  if ('column' in label && label.positive !== undefined)
    planner.report({
      code: 'mapping-incomplete',
      what: "data.label says which values count as 1, and the agreement's label is a number",
      remedy: 'Take `positive` out',
    });
  const typed = await planner.expression('sql' in label ? label : label.column, 'data.label');
  const usable = planner.expectKind(
    typed,
    ['whole', 'number', 'text'],
    'data.label',
    'The label of the agreement is a number; name a column of numbers, or write { sql: "..." } to derive one',
  );
  return usable ? numberSql(usable, missingValues) : 'NULL::DOUBLE';
}

async function binaryLabelSql(
  planner: Planner,
  label: PersonsLabel,
  missingValues: readonly string[],
): Promise<string> {
  if ('sql' in label) {
    const typed = await planner.expression(label, 'data.label');
    const truth = planner.expectKind(typed, ['truth', 'whole', 'number'], 'data.label', 'Compare it: x = 1');
    if (!truth) return 'NULL::DOUBLE';
    return truth.kind === 'truth' ? numberSql(truth, missingValues) : truthSql(truth, missingValues);
  }
  const column = planner.column(label.column, 'data.label');
  const usable = planner.expectKind(
    column,
    ['text', 'whole', 'number', 'truth'],
    'data.label',
    'The label says yes or no; write { sql: "..." } to derive it',
  );
  if (!usable) return 'NULL::DOUBLE';
  if (label.positive === undefined) return truthSql(usable, missingValues);
  return oneOfSql(usable, [label.positive].flat(), missingValues);
}
