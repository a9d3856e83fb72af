// Declared desensitisation (docs/guides/tables.md#desensitisation), applied in the statement that reads a column, so that no
// table, report or expression ever sees what it was.
import { systemEntropy } from '@chorale/crypto';
import { didYouMean } from '@chorale/models';
import { ruleFor, type Desensitise, type DesensitisedColumns } from '../config/desensitise-schema.js';
import { identifier, literal, type Database } from './database.js';
import { DataError } from './data-error.js';

const saltTable = 'desensitise_salt';
const SALT_BYTES = 32;

export interface DesensitiseOptions {
  readonly rules: DesensitisedColumns | undefined;
  readonly missingValues: readonly string[];
  readonly decimalSeparator: '.' | ',';
}

/** A key for hashes that nobody ever learns: equal values of one reading meet, those of two readings do not. */
export async function makeSalt(database: Database): Promise<void> {
  const salt = Buffer.alloc(SALT_BYTES);
  systemEntropy().fill(salt);
  await database.run(`CREATE TABLE ${saltTable} AS SELECT ${literal(salt.toString('hex'))} AS salt`);
}

/** Once everything is loaded. */
export async function forgetSalt(database: Database): Promise<void> {
  await database.run(`DROP TABLE ${saltTable}`);
}

/** @throws DataError for a rule whose column the source does not have: a slip of the pen would let the column through. */
export function checkRules(label: string, names: readonly string[], rules: DesensitisedColumns = {}): void {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const unknown = Object.keys(rules).filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  throw new DataError(
    unknown.map((name) => ({
      code: 'column-missing',
      what: `${label} has no column "${name}" (desensitise)`,
      remedy: `Write the column as the source has it, or take the line out.${didYouMean(name, names)}`,
    })),
  );
}

/** Whether a column is never loaded. */
export function isDropped(rules: DesensitisedColumns | undefined, column: string): boolean {
  return ruleFor(rules, column) === 'drop';
}

/** The select list that reads these columns, each as its rule leaves it. @param asText the source gives text, and wants text. */
export function desensitisedList(
  columns: readonly string[],
  options: DesensitiseOptions,
  asText: boolean,
): string {
  return columns
    .map((column) => {
      const rule = ruleFor(options.rules, column);
      const name = identifier(column);
      return rule === undefined || rule === 'drop'
        ? name
        : `${desensitised(name, rule, options, asText)} AS ${name}`;
    })
    .join(', ');
}

function desensitised(
  name: string,
  rule: Exclude<Desensitise, 'drop'>,
  { missingValues, decimalSeparator }: DesensitiseOptions,
  asText: boolean,
): string {
  const text = `nullif(trim(CAST(${name} AS VARCHAR)), '')`;
  const isMissing =
    missingValues.length > 0 ? ` OR ${text} IN (${missingValues.map(literal).join(', ')})` : '';
  const present = (value: string): string =>
    `CASE WHEN ${text} IS NULL${isMissing} THEN NULL ELSE ${value} END`;
  const given = (value: string): string => (asText ? `CAST(${value} AS VARCHAR)` : value);
  if (rule === 'hash') return present(`sha256((SELECT salt FROM ${saltTable}) || ${text})`);
  if ('bin' in rule) {
    const plain = decimalSeparator === ',' && asText ? `replace(replace(${text}, '.', ''), ',', '.')` : text;
    const number = `coalesce(TRY_CAST(${plain} AS DOUBLE), 'NaN'::DOUBLE)`;
    const binned = `CASE WHEN isfinite(${number}) THEN ${binStart(number, rule.bin)} ELSE 'NaN'::DOUBLE END`;
    const written =
      decimalSeparator === ',' && asText ? `replace(CAST(${binned} AS VARCHAR), '.', ',')` : given(binned);
    return present(written);
  }
  const { generalise } = rule;
  if (typeof generalise === 'string')
    return present(given(`date_trunc(${literal(generalise)}, TRY_CAST(${text} AS TIMESTAMP))`));
  if ('keep' in generalise) return present(`left(${text}, ${generalise.keep})`);
  const cases = Object.entries(generalise.map).map(
    ([from, to]) => `WHEN lower(${literal(from.trim())}) THEN ${literal(to)}`,
  );
  return present(cases.length === 0 ? "'other'" : `CASE lower(${text}) ${cases.join(' ')} ELSE 'other' END`);
}

function binStart(number: string, bin: { width: number } | { edges: number[] }): string {
  if ('width' in bin) return `floor(${number} / ${bin.width}) * ${bin.width}`;
  const [first, ...others] = bin.edges;
  const cases = others.toReversed().map((edge) => `WHEN ${number} >= ${edge} THEN ${edge}`);
  return cases.length === 0 ? `${first!}::DOUBLE` : `CASE ${cases.join(' ')} ELSE ${first!} END::DOUBLE`;
}
