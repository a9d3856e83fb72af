// What a column must be for a row to be meant. A plain value means equality; the rest stands here, by the names that
// TypeORM gave them.

/** Puts a value beside the statement. @returns what stands for it in the text. */
export type Bind = (value: unknown) => string;

/** How SQLite and PostgreSQL write the same thing. */
export interface Dialect {
  /** Stands for the nth value, from 1. */
  readonly placeholder: (position: number) => string;
  /** One value for the whole list, so that lists of any length share a statement. */
  readonly isIn: (column: string, values: readonly unknown[], bind: Bind) => string;
  /** Rows that one INSERT holds. */
  readonly rowsAnInsert: number;
}

export class Condition<Value> {
  /** For the compiler alone: of what kind the column must be. */
  declare readonly of: Value;

  constructor(readonly write: (column: string, bind: Bind, dialect: Dialect) => string) {}
}

/** An empty list means no row. */
export function In<Value>(values: readonly Value[]): Condition<Value> {
  return new Condition((column, bind, dialect) => dialect.isIn(column, values, bind));
}
export function IsNull(): Condition<never> {
  return new Condition((column) => `${column} IS NULL`);
}
/** All of them; undefined ones ask nothing. @returns undefined where none asks anything. */
export function All<Value>(
  ...wanted: readonly (Value | Condition<Value> | undefined)[]
): Condition<Value> | undefined {
  const asked = wanted.filter((one) => one !== undefined);
  if (asked.length === 0) return undefined;
  return new Condition((column, bind, dialect) =>
    asked
      .map((one) =>
        one instanceof Condition ? one.write(column, bind, dialect) : `${column} = ${bind(one)}`,
      )
      .join(' AND '),
  );
}
/** Also where there is no value. */
export function NullOr<Value>(wanted: Value | Condition<Value>): Condition<Value> {
  return new Condition((column, bind, dialect) => {
    const text =
      wanted instanceof Condition ? wanted.write(column, bind, dialect) : `${column} = ${bind(wanted)}`;
    return `(${column} IS NULL OR ${text})`;
  });
}
export function Not<Value>(unwanted: Value | Condition<Value>): Condition<Value> {
  return new Condition((column, bind, dialect) =>
    unwanted instanceof Condition
      ? `NOT (${unwanted.write(column, bind, dialect)})`
      : `${column} <> ${bind(unwanted)}`,
  );
}
export function MoreThan<Value>(value: Value): Condition<Value> {
  return new Condition((column, bind) => `${column} > ${bind(value)}`);
}
export function MoreThanOrEqual<Value>(value: Value): Condition<Value> {
  return new Condition((column, bind) => `${column} >= ${bind(value)}`);
}
export function LessThanOrEqual<Value>(value: Value): Condition<Value> {
  return new Condition((column, bind) => `${column} <= ${bind(value)}`);
}
export function LessThan<Value>(value: Value): Condition<Value> {
  return new Condition((column, bind) => `${column} < ${bind(value)}`);
}
/** Both ends inside. */
export function Between<Value>(from: Value, to: Value): Condition<Value> {
  return new Condition((column, bind) => `${column} BETWEEN ${bind(from)} AND ${bind(to)}`);
}

/** All columns that it names; of several such, any. */
export type Where<Row> = Alternative<Row> | readonly Alternative<Row>[];
type Alternative<Row> = { readonly [Key in keyof Row]?: Row[Key] | Condition<Row[Key]> };
