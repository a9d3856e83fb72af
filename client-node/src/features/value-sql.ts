// How a value of the source becomes a number in SQL. Everything ends as DOUBLE: NULL is missing, NaN is
// present but unusable, and a category is its place in the dictionary, -1 for a value that is not in it.
import type { Feature } from '@chorale/models';
import { literal } from '../ingest/database.js';
import type { ColumnKind } from '../ingest/columns.js';

/** An SQL expression over the source, of a known kind. */
export interface TypedExpression {
  readonly sql: string;
  readonly kind: ColumnKind;
  /** How messages call it: `column "x"` or `the expression`. */
  readonly from: string;
}

export type Scalar = string | number | boolean;
/** A value of the column, case aside -> the value that the dictionary knows. */
export type ValueMap = Readonly<Record<string, Scalar>>;

const unusable = "'NaN'::DOUBLE";
const yesWords = ['1', '1.0', 'yes', 'y', 'true', 'true.', 't', '是'];
const noWords = ['0', '0.0', 'no', 'n', 'false', 'false.', 'f', '否'];

const list = (words: readonly string[]): string => words.map(literal).join(', ');
const lowered = (words: readonly string[]): string =>
  words.map((word) => `lower(${literal(word)})`).join(', ');

/** Trimmed text of a value, NULL when blank; whole numbers without a decimal point. */
export function textSql({ sql, kind }: TypedExpression): string {
  if (kind === 'number')
    return `CASE WHEN ${sql} = trunc(${sql}) AND abs(${sql}) < 1e15 THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE CAST(${sql} AS VARCHAR) END`;
  return kind === 'text' ? `nullif(trim(CAST(${sql} AS VARCHAR)), '')` : `CAST(${sql} AS VARCHAR)`;
}

/** `textSql`, NULL also where the text stands for "no value". */
function presentText(expression: TypedExpression, missingValues: readonly string[]): string {
  const text = textSql(expression);
  if (expression.kind !== 'text' || missingValues.length === 0) return text;
  return `CASE WHEN ${text} NOT IN (${list(missingValues)}) THEN ${text} END`;
}

/** DOUBLE of a number. */
export function numberSql(expression: TypedExpression, missingValues: readonly string[]): string {
  const { sql, kind } = expression;
  if (kind === 'truth') return `CAST(CAST(${sql} AS INTEGER) AS DOUBLE)`;
  if (kind !== 'text') return `CAST(${sql} AS DOUBLE)`;
  const text = presentText(expression, missingValues);
  return `CASE WHEN ${text} IS NOT NULL THEN coalesce(TRY_CAST(${text} AS DOUBLE), ${unusable}) END`;
}

/** 1, 0, NULL or NaN for a value that says yes or no. */
export function truthSql(expression: TypedExpression, missingValues: readonly string[]): string {
  const text = `lower(${presentText(expression, missingValues)})`;
  return `CASE WHEN ${text} IN (${list(yesWords)}) THEN 1.0 WHEN ${text} IN (${list(noWords)}) THEN 0.0 WHEN ${text} IS NOT NULL THEN ${unusable} END::DOUBLE`;
}

/** 1 where the value is one of `values` (case aside), 0 where it is another, NULL where it is missing. */
export function oneOfSql(
  expression: TypedExpression,
  values: readonly Scalar[],
  missingValues: readonly string[],
): string {
  const text = `lower(${presentText(expression, missingValues)})`;
  return `CASE WHEN ${text} IN (${lowered(values.map(String))}) THEN 1.0 WHEN ${text} IS NOT NULL THEN 0.0 END::DOUBLE`;
}

/** Place in the dictionary of a category, -1 for a value that is not in it. */
function categorySql(
  expression: TypedExpression,
  categories: readonly string[],
  missingValues: readonly string[],
): string {
  const text = textSql(expression);
  const lowerCased = categories.map((name) => name.toLowerCase());
  const caseMatters = new Set(lowerCased).size < categories.length;
  // An enumeration is looked up by a hash: a list of thousands of items would be walked for every row.
  const place = caseMatters
    ? `enum_code(TRY_CAST(${text} AS ENUM(${list(categories)})))`
    : `enum_code(TRY_CAST(lower(${text}) AS ENUM(${list(lowerCased)})))`;
  return `coalesce(${place}::DOUBLE, CASE WHEN ${presentText(expression, missingValues)} IS NOT NULL THEN -1.0 END)::DOUBLE`;
}

/** The value of a feature, after the party's own map of values. */
export function featureSql(
  feature: Feature,
  expression: TypedExpression,
  map: ValueMap | undefined,
  missingValues: readonly string[],
): string {
  const direct = directSql(feature, expression, missingValues, map !== undefined);
  if (map === undefined) return direct;
  const text = `lower(${textSql(expression)})`;
  const cases = Object.entries(map).map(
    ([from, to]) => `WHEN lower(${literal(from.trim())}) THEN ${mappedValue(feature, to)}`,
  );
  return cases.length === 0 ? direct : `CASE ${text} ${cases.join(' ')} ELSE ${direct} END::DOUBLE`;
}

function directSql(
  feature: Feature,
  expression: TypedExpression,
  missingValues: readonly string[],
  mapped: boolean,
): string {
  if (feature.type === 'category') return categorySql(expression, feature.categories, missingValues);
  if (feature.type === 'binary') return truthSql(expression, missingValues);
  // A date with a map is read as text, so that what the map leaves out counts as unusable.
  return numberSql(mapped && expression.kind === 'time' ? asText(expression) : expression, missingValues);
}

function asText(expression: TypedExpression): TypedExpression {
  return { ...expression, sql: `CAST(${expression.sql} AS VARCHAR)`, kind: 'text' };
}

function mappedValue(feature: Feature, to: Scalar): string {
  if (feature.type !== 'category') return `${Number(to)}::DOUBLE`;
  const place = feature.categories.indexOf(String(to));
  return `${place}::DOUBLE`;
}

/** Why a map cannot be right: its targets have to be values that the feature can take. */
export function mapMistake(feature: Feature, map: ValueMap): string | undefined {
  for (const to of Object.values(map)) {
    if (feature.type === 'category' && to !== 'other' && !feature.categories.includes(String(to)))
      return `maps to "${String(to)}", which is not among its categories: ${feature.categories.join(', ')}, other`;
    if (feature.type === 'binary' && Number(to) !== 0 && Number(to) !== 1)
      return `maps to "${String(to)}"; it is binary, so 0 and 1 are possible`;
    if (feature.type === 'number' && (typeof to === 'boolean' || to === '' || !Number.isFinite(Number(to))))
      return `maps to "${String(to)}"; it is a number`;
  }
  return undefined;
}
