// The register of consents: a table of its own, a record each time somebody gave or withdrew consent to a purpose.
import { closestName } from '@chorale/models';
import type { ConsentRegister } from '../config/consent-schema.js';
import { findColumn, missingColumn, type SourceColumn } from '../ingest/columns.js';
import { DataError, dataProblem, type DataProblem } from '../ingest/data-error.js';
import { identifier, literal } from '../ingest/database.js';
import { openSource } from '../ingest/open-source.js';
import type { SourceTable } from '../ingest/source-table.js';
import { oneOfSql, textSql, type TypedExpression } from './value-sql.js';

interface RegisterQuestion {
  /** As the register calls it; case aside. */
  readonly purpose: string;
  readonly wanted: 'given' | 'withdrawn';
  readonly missingValues: readonly string[];
}

const columnsOf = ['person', 'purpose', 'status', 'time'] as const;
type Part = (typeof columnsOf)[number];

/**
 * Ids of the persons whose newest record for the purpose is the wanted one; of two records of one moment the withdrawal counts.
 * @throws DataError for missing columns, statuses that are neither, times that cannot be read, and a purpose that no record names.
 */
export async function readRegister(register: ConsentRegister, question: RegisterQuestion): Promise<string[]> {
  const named = new Set(columnsOf.map((part) => register[part].toLowerCase()));
  const source = await openSource(register.source, {
    missingValues: question.missingValues,
    keepText: [register.person, register.purpose, register.status],
    wanted: (column) => named.has(column.toLowerCase()),
  });
  try {
    return source.rows === 0 ? [] : await askRegister(source, register, question);
  } finally {
    source.database.close();
  }
}

async function askRegister(
  source: SourceTable,
  register: ConsentRegister,
  { purpose, wanted, missingValues }: RegisterQuestion,
): Promise<string[]> {
  const { database } = source;
  const { person, purpose: named, status, time } = findColumns(source, register);
  const [given, withdrawn] = (['given', 'withdrawn'] as const).map((statuses) =>
    oneOfSql(status, register[statuses], missingValues),
  );
  await database.run(`
    CREATE VIEW records AS SELECT rowid AS place, ${textSql(person)} AS person, lower(${textSql(named)}) AS purpose,
      coalesce(${given} = 1, false) AS given, coalesce(${withdrawn} = 1, false) AS withdrawn, ${time.sql} AS moment
    FROM source`);
  await refuseUnreadable(source);
  const isMeant = `purpose = lower(trim(${literal(purpose)}))`;
  const { records } = await database.numbers(`SELECT count(*) AS records FROM records WHERE ${isMeant}`);
  if (records === 0) await refusePurpose(source, purpose);
  const rows = await database.rows(`
    SELECT person FROM (
      SELECT person, given FROM records WHERE ${isMeant} AND person IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY person ORDER BY moment DESC, given) = 1
    ) WHERE given = ${wanted === 'given'} ORDER BY person`);
  return rows.map((row) => String(row['person']));
}

function findColumns(
  { columns, columnNames, label }: SourceTable,
  register: ConsentRegister,
): Record<Part, TypedExpression> {
  const problems: DataProblem[] = [];
  const typed = (part: Part): TypedExpression => {
    const found: SourceColumn | undefined = findColumn(columns, register[part]);
    if (!found)
      problems.push(missingColumn(label, columnNames, register[part], `data.consent.register.${part}`));
    else if (part === 'time' && !['time', 'whole', 'number'].includes(found.kind))
      problems.push({
        code: 'column-type',
        what: `${label}: column "${found.name}" (data.consent.register.time) holds neither times nor numbers`,
        remedy: 'Write moments as 2025-12-31 23:59:00, or as a number that grows',
      });
    return {
      sql: identifier(found?.name ?? ''),
      kind: found?.kind ?? 'text',
      from: `column "${found?.name ?? ''}"`,
    };
  };
  const found = {
    person: typed('person'),
    purpose: typed('purpose'),
    status: typed('status'),
    time: typed('time'),
  };
  if (problems.length > 0) throw new DataError(problems);
  return found;
}

/** A record that cannot be read might be a withdrawal. */
async function refuseUnreadable({ database, label }: SourceTable): Promise<void> {
  const counts = await database.numbers(`
    SELECT count(*) FILTER (given = withdrawn) AS statuses, min(place) FILTER (given = withdrawn) AS status_place,
      count(*) FILTER (moment IS NULL) AS moments, min(place) FILTER (moment IS NULL) AS moment_place
    FROM records WHERE person IS NOT NULL`);
  const { statuses = 0, status_place: status = 0, moments = 0, moment_place: moment = 0 } = counts;
  const problems: DataProblem[] = [];
  if (statuses > 0)
    problems.push({
      code: 'value-invalid',
      what: `${label}: ${statuses} records of consent have a status that is neither given nor withdrawn, the first in data row ${status + 1}`,
      remedy: 'Name every status under `given` or `withdrawn` of data.consent.register',
    });
  if (moments > 0)
    problems.push({
      code: 'value-invalid',
      what: `${label}: ${moments} records of consent have no time, the first in data row ${moment + 1}`,
      remedy: 'Mend them: without a time nobody knows which record is the newest',
    });
  if (problems.length > 0) throw new DataError(problems);
}

/** Most likely a slip of the pen, which must not pass for "nobody agreed". */
async function refusePurpose({ database, label }: SourceTable, purpose: string): Promise<never> {
  const rows = await database.rows(
    'SELECT DISTINCT purpose FROM records WHERE purpose IS NOT NULL ORDER BY purpose LIMIT 41',
  );
  const names = rows.map((row) => String(row['purpose']));
  // So many purposes are none: the column may hold something of persons.
  const closest = names.length > 40 ? undefined : closestName(purpose, names);
  return dataProblem(
    'value-invalid',
    `${label} has no record of the purpose "${purpose}" (data.consent)`,
    closest === undefined
      ? 'Write the purpose as the column that data.consent.register.purpose names has it'
      : `Did you mean "${closest}"?`,
  );
}
