// How node.yaml names a column, an expression or a list of ids; parts of data-schema.ts and consent-schema.ts.
import { z } from 'zod';

export const column = z.string().min(1).describe('name of a column of the source');
export const sql = z
  .string()
  .min(1)
  .describe('DuckDB SQL over the columns of the source, run on this node only, without files or network');
export const sqlValue = z.strictObject({ sql });
export const columnOrSql = z.union([column, sqlValue]);
export type ColumnOrSql = z.infer<typeof columnOrSql>;

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const idList = z.strictObject({
  file: z.string().min(1).describe('one person id a line, relative to node.yaml'),
});
export const flagColumn = z.strictObject({
  column,
  values: z.array(scalar).min(1).optional().describe('values that mean yes; default: 1, yes, true'),
});
export const registerEntry = z.strictObject({
  register: z.string().min(1).describe('name of the purpose in the consent register'),
});
