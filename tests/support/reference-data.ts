// The one-table data sets of docs/models.md as encoded persons with dictionaries whose bounds are round and public.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  designColumns,
  dictionarySchema,
  encodeNumber,
  selectPeople,
  type Dictionary,
  type People,
} from '@chorale/models';

export interface ReferenceData {
  readonly features: Dictionary['features'];
  readonly people: People;
  readonly isTest: readonly boolean[];
  /** Party of each person. */
  readonly party: readonly string[];
}

/** @returns undefined where CHORALE_DATA does not hold the file. */
export function referenceFile(path: string): string | undefined {
  const folder = process.env['CHORALE_DATA'];
  const file = folder === undefined ? undefined : join(folder, path);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** A test on a file of CHORALE_DATA; skipped, and counted as skipped, where it is absent. */
export function testWithData(name: string, path: string, run: (file: string) => Promise<void>): void {
  const file = referenceFile(path);
  if (file === undefined) test.skip(`${name} (set CHORALE_DATA to run it)`, () => undefined);
  else test(name, () => run(file));
}

/** First 32 bits of SHA-256. */
function hashNumber(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** Whether the row of this key is held out: one in five by its hash, the same in every program. */
export function isTestKey(key: string | number): boolean {
  return hashNumber(String(key)) % 5 === 0;
}

/** One People a party, in order of their names, of persons that `keep` chooses. */
export function splitByParty(data: ReferenceData, keep: (person: number) => boolean): People[] {
  return [...new Set(data.party)].sort().map((name) =>
    selectPeople(
      data.people,
      data.party.flatMap((party, person) => (party === name && keep(person) ? [person] : [])),
    ),
  );
}

export function selectWhere(data: ReferenceData, keep: (person: number) => boolean): People {
  return selectPeople(
    data.people,
    data.party.flatMap((_, person) => (keep(person) ? [person] : [])),
  );
}

type Raw = Readonly<Record<string, readonly (string | number)[]>>;

/** Places in the dictionary; what it does not name is `other`. */
function codesOf(categories: readonly string[], values: readonly (string | number)[]): Float64Array {
  const placeOf = new Map(categories.map((category, place) => [category, place]));
  return Float64Array.from(values, (value) => placeOf.get(String(value)) ?? categories.length);
}

/** Encodes raw columns by the dictionary, categories one-hot and as codes; the label is given apart. */
function encode(
  features: readonly unknown[],
  raw: Raw,
  label: readonly number[],
): Pick<ReferenceData, 'features' | 'people'> {
  const dictionary = dictionarySchema.parse({ features, label: { name: 'label' } });
  const columns = new Map<string, Float64Array>([['label', Float64Array.from(label)]]);
  for (const feature of dictionary.features) {
    const values = raw[feature.name]!;
    if (feature.type === 'number')
      columns.set(
        feature.name,
        Float64Array.from(values, (value) => encodeNumber(feature, Number(value))),
      );
    else if (feature.type === 'category') {
      columns.set(feature.name, codesOf(feature.categories, values));
      for (const { name } of designColumns(dictionary, [feature.name])) {
        const category = name.slice(feature.name.length + 1);
        columns.set(
          name,
          Float64Array.from(values, (value) => (String(value) === category ? 1 : 0)),
        );
      }
    }
  }
  const size = label.length;
  const rowStart = Uint32Array.from({ length: size + 1 }, (_, index) => index);
  return { features: dictionary.features, people: { size, rowStart, columns } };
}

/** Telco churn; parties are the contract types. */
export function telcoChurn(file: string): ReferenceData {
  const table = parseTable(gunzipSync(readFileSync(file)).toString('utf8'));
  const numbers = [
    { name: 'tenure', type: 'number', lower: 0, upper: 100 },
    { name: 'MonthlyCharges', type: 'number', lower: 0, upper: 200 },
    { name: 'TotalCharges', type: 'number', lower: 0, upper: 10_000 },
  ];
  return rowsOfTable(table, numbers, ['customerID', 'Churn'], 'Churn', 'Yes', 'Contract');
}

/** Bank marketing without `duration`, which leaks the label; parties are the jobs. */
export function bankMarketing(file: string): ReferenceData {
  const table = parseTable(gunzipSync(readFileSync(file)).toString('utf8'));
  const numbers = [
    { name: 'age', type: 'number', lower: 18, upper: 100 },
    { name: 'balance', type: 'number', lower: -10_000, upper: 100_000 },
    { name: 'day', type: 'number', lower: 1, upper: 31 },
    { name: 'campaign', type: 'number', lower: 1, upper: 60 },
    { name: 'pdays', type: 'number', lower: -1, upper: 1_000 },
    { name: 'previous', type: 'number', lower: 0, upper: 300 },
  ];
  return rowsOfTable(table, numbers, ['duration', 'y'], 'y', 'yes', 'job');
}

function rowsOfTable(
  table: Map<string, string[]>,
  numbers: readonly { name: string }[],
  leftOut: readonly string[],
  label: string,
  positive: string,
  party: string,
): ReferenceData {
  const isNumber = new Set(numbers.map(({ name }) => name));
  const renamed = [...table].map(([name, values]) => [name.toLowerCase(), values] as const);
  const categories = [...table].filter(([name]) => !isNumber.has(name) && !leftOut.includes(name));
  const features = [
    ...numbers.map((feature) => ({ ...feature, name: feature.name.toLowerCase() })),
    ...categories.map(([name, values]) => ({
      name: name.toLowerCase(),
      type: 'category',
      categories: [...new Set(values)].filter((value) => value !== 'other').sort(),
    })),
  ];
  const labels = table.get(label)!.map((value) => (value === positive ? 1 : 0));
  return {
    ...encode(features, Object.fromEntries(renamed), labels),
    isTest: labels.map((_, row) => isTestKey(row)),
    party: table.get(party)!,
  };
}

/** By column of the header. */
export function parseTable(text: string): Map<string, string[]> {
  const [header, ...rows] = [...parseRows(text)];
  return new Map(header!.map((name, column) => [name, rows.map((row) => row[column]!)]));
}

/** Lines of a CSV file without line breaks in fields; quoted fields may hold commas. */
function* parseRows(text: string): Generator<string[]> {
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    if (!line.includes('"')) yield line.split(',');
    else
      yield [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        (match) => match[1] ?? match[2] ?? '',
      );
  }
}
