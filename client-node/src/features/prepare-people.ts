// The road's second step: from a party's rows to people as the computations know them, numbers without ids.
import {
  DEFAULT_INPUT,
  MOST_ONE_HOT,
  type Dictionary,
  type Feature,
  type InputForm,
  type Label,
  type People,
  type PersonsPart,
} from '@chorale/models';
import type { DataConfig } from '../config/data-schema.js';
import { QueryError, type Database } from '../ingest/database.js';
import { DataError, dataProblem, type DataProblem } from '../ingest/data-error.js';
import { openSource, openTables } from '../ingest/open-source.js';
import type { SourceTable } from '../ingest/source-table.js';
import type { DataReport } from './data-report.js';
import { encodeFeature, encodeLabel, type EncodedFeature } from './encode.js';
import { fetchPeople, type FetchedPeople } from './fetch-people.js';
import { loadIdLists } from './flags-sql.js';
import { requireKeysWhole } from './key-rules.js';
import type { PeopleQuery } from './people-query.js';
import { personsQuery } from './persons-query.js';
import { Planner } from './plan.js';
import type { Rights } from '../rights/rights.js';
import { transactionsQuery } from './transactions-query.js';
import { requireDesensitised, requireDropped } from './required-desensitisation.js';
import { tablesToOpen } from './tables/tables-to-open.js';
import { tablesQuery } from './tables/tables-query.js';
import { keptAsText, wantedColumns } from './used-columns.js';

export interface PreparedPeople {
  /** Encoded design columns of the features, and for training the label column; no ids. */
  readonly people: People;
  /** Person ids in the order of `people`; they stay on the node, for scored lists alone. */
  readonly ids: readonly string[];
  /** 1 for a person who must not appear in scored lists. */
  readonly optOut: Uint8Array;
  readonly report: DataReport;
}

export interface PrepareOptions {
  /** Training needs the label and leaves out excluded persons; scoring does neither. */
  readonly purpose: 'training' | 'scoring';
  readonly rights: Rights;
  /** Features to build, names of the dictionary; default: all. */
  readonly features?: readonly string[];
  /** What the computation wants; default: as {@link DEFAULT_INPUT}, codes where a feature has too many categories for that. */
  readonly input?: InputForm | undefined;
  /** Training: whose rows, by the dictionary's hold-out; default: those for training. Scoring takes all. */
  readonly persons?: PersonsPart | undefined;
  /** Transactions: the day to describe people as of, or `latest`; default: the configured snapshots. */
  readonly snapshot?: string;
}

/**
 * Reads a party's data and encodes it by the agreement's dictionary, persons ordered by id. A party
 * without persons gives `People` of size 0 and a warning.
 * @throws DataError naming everything that does not fit, each with its remedy.
 */
export async function preparePeople(
  data: DataConfig,
  dictionary: Dictionary,
  options: PrepareOptions,
): Promise<PreparedPeople> {
  await requireKeysWhole(data);
  await requireDesensitised(data, dictionary, options.features);
  const lists = (database: Database): Promise<void> => loadIdLists(database, data, options.rights.purpose);
  const sources =
    data.shape === 'tables'
      ? await openTables(tablesToOpen(data, dictionary, options.features), lists)
      : [
          await openSource(
            data.source,
            {
              missingValues: data.missingValues,
              keepText: keptAsText(data),
              wanted: wantedColumns(data),
              desensitise: data.desensitise,
            },
            lists,
          ),
        ];
  const { database } = sources[0]!;
  const source = { database, label: sources.map(({ label }) => label).join(', ') };
  try {
    requireDropped(sources, dictionary);
    return await prepare(sources, source, data, dictionary, options);
  } catch (error) {
    if (error instanceof QueryError) return expressionFailed(source, error);
    throw error;
  } finally {
    database.close();
  }
}

/** All tables together, as messages call them. */
type Sources = Pick<SourceTable, 'database' | 'label'>;

async function prepare(
  sources: readonly SourceTable[],
  source: Sources,
  data: DataConfig,
  dictionary: Dictionary,
  { purpose, rights, features: only, snapshot, input, persons = 'training' }: PrepareOptions,
): Promise<PreparedPeople> {
  const forTraining = purpose === 'training';
  const label = forTraining ? dictionary.label : undefined;
  const wanted = { label, only, rights };
  const query =
    data.shape === 'persons'
      ? await personsQuery(new Planner(sources[0]!), data, dictionary, wanted)
      : data.shape === 'transactions'
        ? await transactionsQuery(new Planner(sources[0]!), data, dictionary, { ...wanted, snapshot })
        : await tablesQuery(sources, data, dictionary, { ...wanted, snapshot });
  const fetched = await fetchPeople(source.database, query, {
    forTraining,
    withLabel: label !== undefined,
    holdout: forTraining ? dictionary.holdout : undefined,
    persons,
  });
  return encodePeople(source, data, query, fetched, { label, input });
}

/** Every expression was typed before, so that what fails now fails on a value. */
function expressionFailed(source: Sources, { reason }: QueryError): never {
  return dataProblem(
    'expression-invalid',
    `${source.label}: an expression of node.yaml fails on a row: ${reason}`,
    'Make the SQL under `features`, `label`, `filter`, `exclude` or `consent` hold for every row, for example with TRY_CAST',
  );
}

async function encodePeople(
  source: Sources,
  data: DataConfig,
  query: PeopleQuery,
  fetched: FetchedPeople,
  { label, input }: { readonly label: Label | undefined; readonly input: InputForm | undefined },
): Promise<PreparedPeople> {
  const encoded = query.features.map((planned, index) =>
    encodeFeature(
      planned.feature,
      fetched.features[index]!,
      planned,
      input ?? inputThatFits(planned.feature),
    ),
  );
  if (data.invalidValues === 'error') await refuseInvalid(source, data, query, encoded, fetched, label);
  const columns = new Map(encoded.flatMap((feature) => [...feature.columns]));
  const labels = label && encodeLabel(label, fetched.label);
  if (label && labels) columns.set(label.name, labels.values);
  const counts = {
    used: fetched.ids.length,
    rows: fetched.rowStart.at(-1) ?? 0,
    positives: label?.type === 'number' ? undefined : labels?.values.reduce((sum, value) => sum + value, 0),
    clampedLabels: labels?.clamped ?? 0,
  };
  return {
    people: { size: fetched.ids.length, rowStart: fetched.rowStart, columns },
    ids: fetched.ids,
    optOut: fetched.optOut,
    report: {
      source: source.label,
      lines: query.lines,
      tables: query.tables,
      leftOut: query.leftOut,
      persons: fetched.persons,
      excluded: fetched.excluded,
      heldOut: fetched.heldOut,
      withoutLabel: fetched.withoutLabel,
      ...counts,
      optedOut: fetched.optOut.reduce((sum, flag) => sum + flag, 0),
      features: encoded.map(({ report }) => report),
      warnings: [...query.warnings, ...generalWarnings(counts, data.label)],
    },
  };
}

/** Where nothing else is asked for, a feature of very many categories is checked as codes. */
function inputThatFits(feature: Feature): InputForm {
  const isLong = feature.type === 'category' && feature.categories.length > MOST_ONE_HOT;
  return isLong ? { ...DEFAULT_INPUT, categories: 'codes' } : DEFAULT_INPUT;
}

/** A share of labels outside the dictionary's bounds that is worth a look. */
const NOTICEABLE_CLAMPED = 0.01;

function generalWarnings(
  { used, rows, positives, clampedLabels }: Pick<DataReport, 'used' | 'rows' | 'positives' | 'clampedLabels'>,
  label: DataConfig['label'],
): string[] {
  if (used === 0)
    return ['this party has no person to contribute; it still takes part, because staying away would tell'];
  if (positives === 0 && label && 'column' in label && label.positive !== undefined) {
    const words = [label.positive].flat().map((word) => JSON.stringify(word));
    return [
      `every label is 0: no row has ${words.join(' or ')} (\`data.label.positive\`) in column "${label.column}"; see how the column writes yes. The party still takes part`,
    ];
  }
  if (positives === 0 || positives === rows)
    return [`every label is ${positives === 0 ? 0 : 1}; check \`data.label\`. The party still takes part`];
  if (clampedLabels > NOTICEABLE_CLAMPED * rows)
    return [
      `${clampedLabels} of ${rows} labels lie outside the bounds of the dictionary and are clamped; check the unit, or propose wider bounds`,
    ];
  return [];
}

/** Names each feature with unusable values, how many, and where the first one stands. */
async function refuseInvalid(
  source: Sources,
  data: DataConfig,
  query: PeopleQuery,
  encoded: readonly EncodedFeature[],
  fetched: FetchedPeople,
  label: Label | undefined,
): Promise<void> {
  const problems: DataProblem[] = [];
  const place = async (column: string): Promise<string> => {
    if (data.shape !== 'persons') return '';
    const { row } = await source.database.numbers(
      `SELECT min(_row) AS row FROM people WHERE NOT isfinite(${column})`,
    );
    return `, the first in data row ${(row ?? 0) + 1}`;
  };
  for (const [index, { report }] of encoded.entries()) {
    if (report.invalid === 0) continue;
    const binary = query.features[index]!.feature.type === 'binary';
    const where = `${source.label}, ${report.from} (feature ${report.name})`;
    const wanted = binary ? 'neither yes nor no' : 'no finite numbers (text, NaN or infinite)';
    const isWrongColumn = !binary && report.invalid + report.missing === fetched.label.values.length;
    problems.push(
      isWrongColumn
        ? {
            code: 'column-type',
            what: `${where} holds not a single number`,
            remedy: `Name another column, give a map, or make ${report.name} a category in the dictionary`,
          }
        : {
            code: 'value-invalid',
            what: `${where}: ${report.invalid} values are ${wanted}${await place(`f${index}`)}`,
            remedy: binary
              ? `Say what they mean: ${report.name}: { column: ..., map: { "one value": 1, "another": 0 } }`
              : 'Mend them, list texts that mean "no value" under `missingValues`, give a `map` or { sql: "..." }, or set `invalidValues: missing` under data',
          },
    );
  }
  const unclear = fetched.label.values.filter((value) => !Number.isFinite(value)).length;
  const isNumber = label?.type === 'number';
  if (unclear > 0)
    problems.push({
      code: 'value-invalid',
      what: `${source.label}: ${unclear} labels are ${isNumber ? 'no finite numbers' : 'neither yes nor no'}${await place('_label')}`,
      remedy: isNumber
        ? 'Mend them, derive them with label: { sql: "..." }, or set `invalidValues: missing` under data'
        : 'Say which values count as 1: label: { column: ..., positive: "one value" }',
    });
  if (problems.length > 0) throw new DataError(problems);
}
