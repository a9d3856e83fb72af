// Reads the query of either shape into typed arrays, persons in the order of their ids.
import type { Dictionary, PersonsPart } from '@chorale/models';
import type { Database } from '../ingest/database.js';
import type { PeopleQuery } from './people-query.js';
import type { RawFeature } from './raw-feature.js';

export interface FetchedPeople {
  /** One id a person, ascending; only scored lists may use them. */
  readonly ids: readonly string[];
  /** `ids.length + 1` offsets into the rows. */
  readonly rowStart: Uint32Array;
  /** 1 a person: must not appear in scored lists. */
  readonly optOut: Uint8Array;
  /** In the order of the query's features. */
  readonly features: readonly RawFeature[];
  /** 0 and 1, or numbers; NaN where unusable. A row each. */
  readonly label: RawFeature;
  readonly persons: number;
  readonly excluded: number;
  /** Persons of the part that was not asked for. */
  readonly heldOut: number;
  readonly withoutLabel: number;
}

interface FetchOptions {
  readonly forTraining: boolean;
  readonly withLabel: boolean;
  /** Undefined: everybody is in every part. */
  readonly holdout: Dictionary['holdout'];
  readonly persons: PersonsPart;
}

/**
 * Runs the query once, into tables `people` and `persons`. `forTraining` leaves out excluded persons, and
 * with `withLabel` rows whose label is missing, and persons who belong to the other part of the hold-out.
 */
export async function fetchPeople(
  database: Database,
  query: PeopleQuery,
  { forTraining, withLabel, holdout, persons }: FetchOptions,
): Promise<FetchedPeople> {
  for (let part = 0; part < query.parts; part += 1) {
    const whose = query.parts === 1 ? 'true' : `hash(_person) % ${query.parts} = ${part}`;
    await database.run(`${part === 0 ? 'CREATE TABLE people AS' : 'INSERT INTO people'} ${query.sql(whose)}`);
    if (query.parts > 1) await database.compact();
  }
  await database.run(`
    CREATE TABLE persons AS SELECT _person, coalesce(max(_excluded), 0) AS excluded, coalesce(max(_opt_out), 1) AS opt_out,
      ${wantedSql(holdout, persons)} AS wanted
    FROM people GROUP BY _person`);
  const conditions = [
    'persons.wanted',
    ...(forTraining ? ['persons.excluded = 0'] : []),
    ...(withLabel ? ['people._label IS NOT NULL'] : []),
  ];
  const selected = `FROM people JOIN persons USING (_person) WHERE ${conditions.join(' AND ')}`;
  const counts = await database.numbers(`
    SELECT (SELECT count(*) FROM persons) AS persons, (SELECT count(*) FROM persons WHERE excluded = 1) AS excluded,
      (SELECT count(*) FROM persons WHERE NOT wanted AND excluded = 0) AS held_out,
      (SELECT count(*) FROM people JOIN persons USING (_person) WHERE persons.wanted AND persons.excluded = 0 AND _label IS NULL) AS unlabelled,
      (SELECT count(*) ${selected}) AS rows`);
  const values = query.features.map((_, index) => `, people.f${index}`).join('');
  const stream = await database.stream(
    `SELECT _person, persons.opt_out, people._label ${values} ${selected} ORDER BY _person, people._part`,
  );
  const collector = new Collector(counts['rows'] ?? 0, query.features.length);
  for (;;) {
    const chunk = await stream.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    collector.take(chunk);
  }
  return {
    ...collector.people(),
    persons: counts['persons'] ?? 0,
    excluded: forTraining ? (counts['excluded'] ?? 0) : 0,
    heldOut: counts['held_out'] ?? 0,
    withoutLabel: withLabel ? (counts['unlabelled'] ?? 0) : 0,
  };
}

/**
 * Whether a person belongs to the part: held out where the first 32 bits of SHA-256 over the id, as a number, divide by `oneIn`.
 * Every node says the same of a person, whatever else it knows.
 */
function wantedSql(holdout: Dictionary['holdout'], persons: PersonsPart): string {
  if (!holdout || persons === 'all') return 'true';
  const isHeldOut = `CAST('0x' || left(sha256(_person), 8) AS UBIGINT) % ${holdout.oneIn} = 0`;
  return persons === 'holdout' ? isHeldOut : `NOT (${isHeldOut})`;
}

interface Chunk {
  readonly rowCount: number;
  getColumnVector(index: number): { getItem(row: number): unknown };
}

class Collector {
  private readonly ids: string[] = [];
  private readonly starts: number[] = [];
  private readonly optOuts: number[] = [];
  private readonly columns: RawFeature[];
  private row = 0;

  constructor(rows: number, features: number) {
    this.columns = Array.from({ length: features + 1 }, () => ({
      values: new Float64Array(rows),
      missing: new Uint8Array(rows),
    }));
  }

  take(chunk: Chunk): void {
    const persons = chunk.getColumnVector(0);
    const optOuts = chunk.getColumnVector(1);
    for (let index = 0; index < chunk.rowCount; index++) {
      const id = String(persons.getItem(index));
      if (id === this.ids.at(-1)) continue;
      this.ids.push(id);
      this.starts.push(this.row + index);
      this.optOuts.push(optOuts.getItem(index) === 0 ? 0 : 1);
    }
    this.columns.forEach(({ values, missing }, column) => {
      const vector = chunk.getColumnVector(column + 2);
      for (let index = 0; index < chunk.rowCount; index++) {
        const value = vector.getItem(index);
        if (typeof value === 'number') values[this.row + index] = value;
        else missing[this.row + index] = 1;
      }
    });
    this.row += chunk.rowCount;
  }

  people(): Pick<FetchedPeople, 'ids' | 'rowStart' | 'optOut' | 'features' | 'label'> {
    const [label, ...features] = this.columns;
    return {
      ids: this.ids,
      rowStart: Uint32Array.from([...this.starts, this.row]),
      optOut: Uint8Array.from(this.optOuts),
      features,
      label: label!,
    };
  }
}
