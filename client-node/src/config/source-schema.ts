// Where a party's rows are: one file or one table. Read, never written.
import { z } from 'zod';
import { spellsOutPassword } from './environment.js';

const fileFormats = ['csv', 'parquet', 'json'] as const;
export type FileFormat = (typeof fileFormats)[number];

const fileSource = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('CSV, TSV, Parquet, JSON or JSON lines, text also as .gz; relative to node.yaml'),
  format: z.enum(fileFormats).optional().describe('default: by the file name; csv covers any delimiter'),
  delimiter: z.string().length(1).optional().describe('CSV only; default: found by itself'),
  columns: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('CSV without a header line: its column names'),
  encoding: z.enum(['utf-8', 'latin-1', 'utf-16']).default('utf-8').describe('CSV only'),
  decimalSeparator: z.enum(['.', ',']).default('.').describe('CSV only: "," reads 1.234,5 as 1234.5'),
});

const tableOrQuery = {
  table: z.string().min(1).optional().describe('table or view, also schema.table'),
  query: z.string().min(1).optional().describe('a SELECT, when one table is not enough'),
};

function connection(protocols: readonly string[]): z.ZodString {
  return z
    .string()
    .refine(
      (url) => protocols.some((protocol) => url.startsWith(`${protocol}://`)) || /^\$\{env:\w+\}$/.test(url),
      `write ${protocols[0]!}://user:\${env:PASSWORD}@host/database, or \${env:NAME} for a URL kept in a variable`,
    )
    .refine(
      (url) => !spellsOutPassword(url),
      'never write a password here: set an environment variable and refer to it as ${env:NAME}',
    );
}

const sqliteSource = z.strictObject({ sqlite: z.string().min(1).describe('database file'), ...tableOrQuery });
const postgresSource = z.strictObject({ postgres: connection(['postgres', 'postgresql']), ...tableOrQuery });
const mysqlSource = z.strictObject({ mysql: connection(['mysql', 'mariadb']), ...tableOrQuery });

export const sourceSchema = z
  .union([fileSource, sqliteSource, postgresSource, mysqlSource])
  .superRefine((source, context) => {
    if ('file' in source || (source.table === undefined) !== (source.query === undefined)) return;
    context.addIssue({ code: 'custom', message: 'give either table or query' });
  });
export type Source = z.infer<typeof sourceSchema>;
/** A source as written, before defaults. */
export type SourceInput = z.input<typeof sourceSchema>;
export type FileSource = z.infer<typeof fileSource>;
export type SqliteSource = z.infer<typeof sqliteSource>;
export type PostgresSource = z.infer<typeof postgresSource>;
export type MysqlSource = z.infer<typeof mysqlSource>;
