// Rows of tables. Statements are put together here, from the tables that TypeORM knows, and stay prepared: a round is
// some thousand small statements, and putting each together anew took more time than all else that a coordinator does.
import type { EntitySchema } from 'typeorm';
import { Condition, type Bind, type Dialect, type Where } from './conditions.js';
import { tableOf, type Table } from './table.js';

type StoredRow = Readonly<Record<string, unknown>>;

/** One connection to a database, on which statements follow each other. */
export interface Connection {
  readonly dialect: Dialect;
  all(sql: string, values: readonly unknown[]): Promise<readonly StoredRow[]>;
  /** @returns rows changed. */
  run(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface Find<Row, Key extends keyof Row> {
  /** Columns to read; all where it is left out. */
  readonly select?: Readonly<Record<Key, true>>;
  readonly where?: Where<Row>;
  readonly order?: { readonly [Column in keyof Row]?: 'ASC' | 'DESC' };
  /** The most rows to read. */
  readonly take?: number;
}

export class Rows {
  /** @param changed called for each table that a statement may have changed. */
  constructor(
    readonly connection: Connection,
    private readonly changed: (table: EntitySchema) => void,
  ) {}

  async find<Row, Key extends keyof Row = keyof Row>(
    schema: EntitySchema<Row>,
    { select, where, order, take }: Find<Row, Key> = {},
  ): Promise<Pick<Row, Key>[]> {
    const table = tableOf(schema);
    const keys = select ? Object.keys(select) : table.properties;
    const statement = new Statement(this.connection.dialect, `SELECT ${table.list(keys)} FROM ${table.name}`);
    statement.where(table, where);
    if (order)
      statement.add(
        ` ORDER BY ${Object.entries(order)
          .map(([key, direction]) => `${table.column(key)} ${String(direction)}`)
          .join(', ')}`,
      );
    if (take !== undefined) statement.add(` LIMIT ${statement.bind(take)}`);
    const stored = await this.connection.all(statement.text, statement.values);
    return stored.map((row) => table.read(row, keys) as unknown as Pick<Row, Key>);
  }

  findBy<Row>(schema: EntitySchema<Row>, where: Where<Row>): Promise<Row[]> {
    return this.find(schema, { where });
  }

  /** @returns null where there is none. */
  async findOne<Row, Key extends keyof Row = keyof Row>(
    schema: EntitySchema<Row>,
    options: Omit<Find<Row, Key>, 'take'>,
  ): Promise<Pick<Row, Key> | null> {
    const [row] = await this.find(schema, { ...options, take: 1 });
    return row ?? null;
  }
  findOneBy<Row>(schema: EntitySchema<Row>, where: Where<Row>): Promise<Row | null> {
    return this.findOne(schema, { where });
  }
  /** For what must be there: anything else is a bug. */
  async findOneOrFail<Row, Key extends keyof Row = keyof Row>(
    schema: EntitySchema<Row>,
    options: Omit<Find<Row, Key>, 'take'>,
  ): Promise<Pick<Row, Key>> {
    const row = await this.findOne(schema, options);
    if (!row) throw new Error(`${tableOf(schema).name} lacks a row that must be there`);
    return row;
  }
  findOneByOrFail<Row>(schema: EntitySchema<Row>, where: Where<Row>): Promise<Row> {
    return this.findOneOrFail(schema, { where });
  }

  count<Row>(schema: EntitySchema<Row>): Promise<number> {
    return this.countWhere(schema, undefined);
  }
  countBy<Row>(schema: EntitySchema<Row>, where: Where<Row>): Promise<number> {
    return this.countWhere(schema, where);
  }
  exists<Row>(schema: EntitySchema<Row>): Promise<boolean> {
    return this.existsWhere(schema, undefined);
  }
  existsBy<Row>(schema: EntitySchema<Row>, where: Where<Row>): Promise<boolean> {
    return this.existsWhere(schema, where);
  }

  /** Rows that share these columns, counted. */
  countEach<Row, Key extends keyof Row & string>(
    schema: EntitySchema<Row>,
    by: readonly Key[],
    where: Where<Row>,
  ): Promise<(Pick<Row, Key> & { readonly count: number })[]> {
    return this.group(schema, by, 'COUNT(*)', 'count', where);
  }
  /** The least number in a column, of each group of rows that share others. */
  leastOfEach<Row, Key extends keyof Row & string, Column extends keyof Row & string>(
    schema: EntitySchema<Row>,
    by: readonly Key[],
    column: Column,
    where: Where<Row>,
  ): Promise<(Pick<Row, Key> & { readonly [Name in Column]: number })[]> {
    return this.group(schema, by, `MIN(${tableOf(schema).column(column)})`, column, where);
  }

  insert<Row>(schema: EntitySchema<Row>, rows: Row | readonly Row[]): Promise<void> {
    return this.insertAll(schema, rows, '');
  }

  /** Inserts rows, but for those whose key is there already. */
  insertMissing<Row>(schema: EntitySchema<Row>, rows: readonly Row[]): Promise<void> {
    return this.insertAll(schema, rows, ' ON CONFLICT DO NOTHING');
  }

  private async insertAll<Row>(
    schema: EntitySchema<Row>,
    rows: Row | readonly Row[],
    otherwise: string,
  ): Promise<void> {
    const table = tableOf(schema);
    const all = (Array.isArray(rows) ? rows : [rows]) as readonly Row[];
    const { dialect } = this.connection;
    for (let first = 0; first < all.length; first += dialect.rowsAnInsert) {
      const statement = new Statement(dialect, insertInto(table));
      const tuples = all
        .slice(first, first + dialect.rowsAnInsert)
        .map((row) => statement.tuple(table, row as StoredRow));
      statement.add(tuples.join(', ')).add(otherwise);
      await this.connection.run(statement.text, statement.values);
    }
    if (all.length > 0) this.changed(schema as EntitySchema);
  }

  /** Inserts a row, or changes the one with the same `key`. */
  async upsert<Row>(
    schema: EntitySchema<Row>,
    row: Row,
    key: readonly (keyof Row & string)[],
  ): Promise<void> {
    const table = tableOf(schema);
    const statement = new Statement(this.connection.dialect, insertInto(table));
    statement.add(statement.tuple(table, row as StoredRow));
    const others = table.properties.filter((property) => !(key as readonly string[]).includes(property));
    const changes = others.map(
      (property) => `${table.column(property)} = excluded.${table.column(property)}`,
    );
    statement.add(` ON CONFLICT (${table.list(key)}) DO UPDATE SET ${changes.join(', ')}`);
    await this.connection.run(statement.text, statement.values);
    this.changed(schema as EntitySchema);
  }

  async update<Row>(
    schema: EntitySchema<Row>,
    where: Where<Row>,
    changes: Partial<Row>,
  ): Promise<{ readonly affected: number }> {
    const table = tableOf(schema);
    const statement = new Statement(this.connection.dialect, `UPDATE ${table.name} SET `);
    const set = Object.entries(changes).map(
      ([property, value]) => `${table.column(property)} = ${statement.bind(table.write(property, value))}`,
    );
    statement.add(set.join(', ')).where(table, where);
    return this.change(schema, statement);
  }

  /** Adds to a number. */
  async increment<Row>(
    schema: EntitySchema<Row>,
    where: Where<Row>,
    property: keyof Row & string,
    by: number,
  ): Promise<{ readonly affected: number }> {
    const table = tableOf(schema);
    const column = table.column(property);
    const statement = new Statement(
      this.connection.dialect,
      `UPDATE ${table.name} SET ${column} = ${column} + `,
    );
    statement.add(statement.bind(by)).where(table, where);
    return this.change(schema, statement);
  }

  async delete<Row>(schema: EntitySchema<Row>, where: Where<Row>): Promise<{ readonly affected: number }> {
    const table = tableOf(schema);
    const statement = new Statement(this.connection.dialect, `DELETE FROM ${table.name}`);
    statement.where(table, where);
    return this.change(schema, statement);
  }

  private async countWhere<Row>(schema: EntitySchema<Row>, where: Where<Row> | undefined): Promise<number> {
    const table = tableOf(schema);
    const statement = new Statement(this.connection.dialect, `SELECT COUNT(*) AS found FROM ${table.name}`);
    statement.where(table, where);
    const [row] = await this.connection.all(statement.text, statement.values);
    return Number(row!.found);
  }
  private async existsWhere<Row>(schema: EntitySchema<Row>, where: Where<Row> | undefined): Promise<boolean> {
    const table = tableOf(schema);
    const statement = new Statement(this.connection.dialect, `SELECT 1 AS found FROM ${table.name}`);
    statement.where(table, where).add(' LIMIT 1');
    return (await this.connection.all(statement.text, statement.values)).length > 0;
  }

  private async change<Row>(
    schema: EntitySchema<Row>,
    { text, values }: Statement,
  ): Promise<{ readonly affected: number }> {
    const affected = await this.connection.run(text, values);
    if (affected > 0) this.changed(schema as EntitySchema);
    return { affected };
  }

  private async group<Result, Row>(
    schema: EntitySchema<Row>,
    by: readonly (keyof Row & string)[],
    aggregate: string,
    name: string,
    where: Where<Row>,
  ): Promise<Result[]> {
    const table = tableOf(schema);
    const columns = table.list(by);
    const statement = new Statement(
      this.connection.dialect,
      `SELECT ${columns}, ${aggregate} AS result FROM ${table.name}`,
    );
    statement.where(table, where).add(` GROUP BY ${columns}`);
    const stored = await this.connection.all(statement.text, statement.values);
    return stored.map((row) => ({ ...table.read(row, by), [name]: Number(row.result) }) as Result);
  }
}

/** A statement that is being written, and the values beside it. */
class Statement {
  readonly values: unknown[] = [];

  constructor(
    private readonly dialect: Dialect,
    public text: string,
  ) {}

  readonly bind: Bind = (value) => {
    if (value === undefined) throw new RangeError('a statement needs every value that it names');
    this.values.push(value);
    return this.dialect.placeholder(this.values.length);
  };

  add(text: string): this {
    this.text += text;
    return this;
  }

  where<Row>(table: Table, where: Where<Row> | undefined): this {
    if (where === undefined) return this;
    const alternatives = (Array.isArray(where) ? where : [where]) as readonly StoredRow[];
    const texts = alternatives.map((alternative) => this.conditions(table, alternative));
    return this.add(
      ` WHERE ${texts.length === 1 ? texts[0]! : texts.map((text) => `(${text})`).join(' OR ')}`,
    );
  }

  /** `(?, ?, ...)` for a whole row. */
  tuple(table: Table, row: StoredRow): string {
    return `(${table.properties.map((property) => this.bind(table.write(property, row[property]))).join(', ')})`;
  }

  private conditions(table: Table, alternative: StoredRow): string {
    const conditions = Object.entries(alternative).map(([property, wanted]) => {
      const column = table.column(property);
      if (wanted instanceof Condition) return wanted.write(column, this.bind, this.dialect);
      if (wanted === null) throw new RangeError(`${property}: nothing equals NULL; ask with IsNull()`);
      return `${column} = ${this.bind(table.write(property, wanted))}`;
    });
    if (conditions.length === 0) throw new RangeError('a condition that names no column means every row');
    return conditions.join(' AND ');
  }
}

function insertInto(table: Table): string {
  return `INSERT INTO ${table.name} (${table.list(table.properties)}) VALUES `;
}
