// What a statement must know of a table: its columns' names, and how their values are written down.
import type { EntitySchema, EntitySchemaColumnOptions } from 'typeorm';
import { columnName } from './columns.js';

interface Column {
  /** In double quotes. */
  readonly quoted: string;
  readonly name: string;
  readonly to: (value: unknown) => unknown;
  readonly from: (value: unknown) => unknown;
}

export class Table {
  /** In double quotes. */
  readonly name: string;
  /** Of a row in the program. */
  readonly properties: readonly string[];
  private readonly columns: ReadonlyMap<string, Column>;

  constructor({ options: { name, columns } }: EntitySchema) {
    this.name = `"${name}"`;
    this.properties = Object.keys(columns);
    this.columns = new Map(
      Object.entries(columns).map(([property, options]) => [property, columnOf(property, options!)]),
    );
  }

  /** In double quotes. */
  column(property: string): string {
    return this.get(property).quoted;
  }
  list(properties: readonly string[]): string {
    return properties.map((property) => this.column(property)).join(', ');
  }
  /** As the database keeps it. */
  write(property: string, value: unknown): unknown {
    return value === null ? null : this.get(property).to(value);
  }
  /** As the program knows it. */
  read(row: Readonly<Record<string, unknown>>, properties: readonly string[]): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const property of properties) {
      const { name, from } = this.get(property);
      const value = row[name];
      result[property] = value === null ? null : from(value);
    }
    return result;
  }

  private get(property: string): Column {
    const column = this.columns.get(property);
    if (!column) throw new RangeError(`${this.name} has no column for ${property}`);
    return column;
  }
}

const tables = new WeakMap<object, Table>();
export function tableOf<Row>(schema: EntitySchema<Row>): Table {
  const known = tables.get(schema);
  if (known) return known;
  const table = new Table(schema as EntitySchema);
  tables.set(schema, table);
  return table;
}

function columnOf(property: string, { type, transformer }: EntitySchemaColumnOptions): Column {
  const name = columnName(property);
  const place = { name, quoted: `"${name}"` };
  if (type === 'boolean') return { ...place, to: (value) => value, from: Boolean };
  if (!transformer || Array.isArray(transformer)) return { ...place, to: same, from: same };
  return {
    ...place,
    to: (value) => transformer.to(value) as unknown,
    from: (value) => transformer.from(value) as unknown,
  };
}

function same(value: unknown): unknown {
  return value;
}
