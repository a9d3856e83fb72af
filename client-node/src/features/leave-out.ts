// Whose rows may be used, and for what. Whoever reads rows says so, and what this takes out nothing after it sees.
import { basisOf, type ConsentBasis } from '../config/consent-schema.js';
import type { DataConfig } from '../config/data-schema.js';
import { identifier, type Database } from '../ingest/database.js';
import { DataError } from '../ingest/data-error.js';
import type { LeftOut, Rights } from '../rights/rights.js';
import { answerSql, idTables } from './flags-sql.js';
import type { Planner } from './plan.js';

/** Rows of persons: a table, and the SQL of a row's person id. */
export interface PersonsPlace {
  readonly relation: string;
  readonly person: string;
}

/** What of the configuration says who may be used. */
type RightsConfig = Pick<DataConfig, 'consent' | 'missingValues'>;

/**
 * Looks up and types what says who may be used; `person` is the SQL of a row's person id over the planner's table.
 * @param others tables that hold rows of the same persons.
 * @returns what takes the rows of all others out of these tables, after the planner has finished. It throws DataError
 * for answers that are neither yes nor no.
 */
export async function planRights(
  planner: Planner,
  data: RightsConfig,
  person: string,
  { purpose, isErased }: Rights,
  others: readonly PersonsPlace[] = [],
): Promise<() => Promise<LeftOut>> {
  const consent = await consentSql(planner, data, person, purpose);
  const { database, relation } = planner.source;
  const places = [{ relation, person }, ...others];
  return async () => {
    const erased = isErased ? await takeOutErased(database, places, isErased) : null;
    if (consent === undefined) return { withoutConsent: null, erased };
    await refuseUnclear(planner, person, consent);
    await database.run(`
      CREATE TABLE without_consent AS SELECT _person FROM (SELECT ${person} AS _person, ${consent} AS _consent FROM ${identifier(relation)})
      WHERE _person IS NOT NULL GROUP BY _person HAVING NOT bool_and(coalesce(_consent = 1, false))`);
    return { withoutConsent: await takeOut(database, places, 'without_consent'), erased };
  };
}

/** Ids meet their pseudonyms here alone, one person after the other. */
async function takeOutErased(
  database: Database,
  places: readonly PersonsPlace[],
  isErased: (person: string) => boolean,
): Promise<number> {
  const everybody = places
    .map(({ relation, person }) => `SELECT ${person} AS _person FROM ${identifier(relation)}`)
    .join(' UNION ');
  const stream = await database.stream(
    `SELECT DISTINCT _person FROM (${everybody}) WHERE _person IS NOT NULL`,
  );
  const found: string[] = [];
  for (;;) {
    const chunk = await stream.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const ids = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const id = String(ids.getItem(row));
      if (isErased(id)) found.push(id);
    }
  }
  await database.run('CREATE TABLE erased (_person VARCHAR)');
  const appender = await database.connection.createAppender('erased');
  for (const id of found) {
    appender.appendVarchar(id);
    appender.endRow();
  }
  appender.closeSync();
  return takeOut(database, places, 'erased');
}

/** Takes the rows of the persons in `table` out of every place. @returns how many persons they are. */
async function takeOut(database: Database, places: readonly PersonsPlace[], table: string): Promise<number> {
  const { persons = 0 } = await database.numbers(`SELECT count(*) AS persons FROM ${identifier(table)}`);
  // The place of a row stays what it was, so that messages still name the row of the file.
  for (const { relation, person } of persons > 0 ? places : [])
    await database.run(
      `DELETE FROM ${identifier(relation)} WHERE ${person} IN (SELECT _person FROM ${identifier(table)})`,
    );
  return persons;
}

/** A row's consent as DOUBLE, 1 where it is given; undefined where the purpose does not rest on it. */
async function consentSql(
  planner: Planner,
  data: RightsConfig,
  person: string,
  purpose: string,
): Promise<string | undefined> {
  if (!data.consent) return undefined;
  const basis: ConsentBasis | undefined = basisOf(data.consent, purpose);
  if (basis === 'other-basis') return undefined;
  if (basis === undefined) {
    planner.report({
      code: 'mapping-incomplete',
      what: `data.consent does not say what the purpose "${purpose}" rests on`,
      remedy:
        'Add it under `data.consent.purposes`, word for word: where consent stands, such as { column: ... } or ' +
        '{ register: ... }, or `other-basis` where the purpose rests on another legal basis',
    });
    return undefined;
  }
  return answerSql(planner, basis, {
    usedFor: `consent to "${purpose}"`,
    table: idTables.consent,
    missingValues: data.missingValues,
    person,
  });
}

async function refuseUnclear(planner: Planner, person: string, consent: string): Promise<void> {
  const { unclear = 0, first = 0 } = await planner.source.database.numbers(`
    SELECT count(*) AS unclear, min(_place) AS first
    FROM (SELECT rowid AS _place, ${person} AS _person, ${consent} AS _consent FROM ${identifier(planner.source.relation)})
    WHERE _person IS NOT NULL AND NOT isfinite(_consent)`);
  if (unclear === 0) return;
  throw new DataError([
    {
      code: 'value-invalid',
      what: `${planner.source.label}: ${unclear} answers on consent are neither yes nor no, the first in data row ${first + 1}`,
      remedy:
        'Say which values mean yes: { column: ..., values: ["one value"] }; every other value then means no',
    },
  ]);
}
