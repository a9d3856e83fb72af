// The kinds of column that the tables are made of. Meanings and units stand in the migrations.
import { DefaultNamingStrategy, type EntitySchemaColumnOptions } from 'typeorm';

type Options = Pick<EntitySchemaColumnOptions, 'primary' | 'nullable'>;

/** `bigint` arrives as text from PostgreSQL; every number here is a safe integer. */
const safeNumber = {
  to: (value: unknown): unknown => value,
  from: (value: unknown): unknown => (typeof value === 'string' ? Number(value) : value),
};
/** Drivers want Buffers; the program knows Uint8Array only. */
const plainBytes = {
  to: (value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value,
  from: (value: unknown): unknown => (Buffer.isBuffer(value) ? new Uint8Array(value) : value),
};

export const text = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'text', ...options });
export const integer = (options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'bigint',
  transformer: safeNumber,
  ...options,
});
export const real = (options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'double precision',
  ...options,
});
export const flag = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'boolean', ...options });
export const bytes = (options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'blob',
  transformer: plainBytes,
  ...options,
});

/** `openedAt` in the program is `opened_at` in the database. */
export function columnName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
export class SnakeCaseNames extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string): string {
    return customName || columnName(propertyName);
  }
}
