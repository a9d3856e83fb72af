// Shape `tables` of node.yaml: several tables by role, joined by the person's id; features are windows over them.
import { z } from 'zod';
import { column, columnOrSql, scalar, sql } from './column-schema.js';
import { desensitisedColumns, ruleFor, ruleMistake } from './desensitise-schema.js';
import { sourceSchema } from './source-schema.js';
import { isAboutPersons, tableKeys, tableRoleNames, tableRoles, type TableRoleName } from './table-roles.js';

const tableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'use lower-case letters, digits and _, starting with a letter');

const tableSchema = z.strictObject({
  role: z.enum(tableRoleNames).describe('what kind of table it is; see docs/guides/tables.md'),
  source: sourceSchema,
  filter: sql.optional().describe('rows to use; for example: "quantity > 0"'),
  desensitise: desensitisedColumns.optional(),
  person: columnOrSql.optional().describe('whose row it is; the same id in every table'),
  time: columnOrSql
    .optional()
    .describe(
      'when it happened; of members: since when the row holds, left out: always; of a calendar: the day',
    ),
  timeFormat: z
    .string()
    .optional()
    .describe('for other times than 2011-12-31 23:59, such as "%d/%m/%Y %H:%M"'),
  recorded: columnOrSql
    .optional()
    .describe(
      'when the row became known, where that is later than its time: it counts only from then on; not of stock and calendar',
    ),
  id: columnOrSql.optional().describe('what no two rows share: a line or event id; repeats are duplicates'),
  order: columnOrSql.optional().describe('order, receipt, session or ticket number'),
  item: columnOrSql.optional(),
  quantity: columnOrSql.optional(),
  price: columnOrSql.optional().describe('price of one piece; times quantity it is the amount'),
  amount: columnOrSql.optional().describe('amount of the row'),
  channel: columnOrSql.optional(),
  store: columnOrSql
    .optional()
    .describe('joins stock and calendar also by store; where they have it, the lines need it'),
});
export type TableConfig = z.infer<typeof tableSchema>;

/** What each kind of feature takes beside `table`, `where` and, but for `recency` and `tenure`, `days` and `ago`. */
const kindTakes = {
  count: { needs: [], may: [] },
  any: { needs: [], may: [] },
  distinct: { needs: ['of'], may: [] },
  sum: { needs: ['of'], may: [] },
  mean: { needs: ['of'], may: [] },
  recency: { needs: [], may: [] },
  tenure: { needs: [], may: [] },
  share: { needs: ['of', 'values'], may: [] },
  season: { needs: [], may: ['months', 'weekdays', 'hours'] },
  last: { needs: ['of'], may: ['map'] },
} as const satisfies Record<string, { needs: readonly string[]; may: readonly string[] }>;
const measureKinds = Object.keys(kindTakes) as (keyof typeof kindTakes)[];
export type MeasureKind = keyof typeof kindTakes;

const days = z.int().min(1).max(36_500);
const measureSchema = z
  .strictObject({
    table: tableName,
    kind: z.enum(measureKinds),
    of: column
      .optional()
      .describe(
        'key or column of the table, or `calendar.column` of a calendar or stock table that joins it',
      ),
    values: z
      .array(scalar)
      .min(1)
      .optional()
      .describe('for share: the values whose share of the rows is meant'),
    where: sql.optional().describe('only rows for which it is true'),
    days: days.optional().describe('only rows of this many days before the snapshot'),
    ago: days.optional().describe('the window ends so many days before the snapshot'),
    months: z
      .array(z.int().min(1).max(12))
      .min(1)
      .optional()
      .describe('for season: 1 January to 12 December'),
    weekdays: z.array(z.int().min(1).max(7)).min(1).optional().describe('for season: 1 Monday to 7 Sunday'),
    hours: z.array(z.int().min(0).max(23)).min(1).optional().describe('for season: hours of the day'),
    map: z
      .record(z.string(), scalar)
      .optional()
      .describe(
        'for last: a value of the column (case does not matter): the value that the dictionary knows',
      ),
  })
  .superRefine((measure, context) => {
    for (const message of measureMistakes(measure)) context.addIssue({ code: 'custom', message });
  });
export type Measure = z.infer<typeof measureSchema>;

function measureMistakes(measure: { readonly kind: MeasureKind; readonly [key: string]: unknown }): string[] {
  const { kind } = measure;
  const { needs, may } = kindTakes[kind];
  const isTimeless = kind === 'recency' || kind === 'tenure';
  const possible: readonly string[] = [...needs, ...may, ...(isTimeless ? [] : ['days', 'ago'])];
  const given = Object.keys(measure).filter(
    (key) => !['table', 'kind', 'where'].includes(key) && measure[key] !== undefined,
  );
  const mistakes = [
    ...needs.filter((key) => measure[key] === undefined).map((key) => `kind ${kind} needs \`${key}\``),
    ...given.filter((key) => !possible.includes(key)).map((key) => `kind ${kind} takes no \`${key}\``),
  ];
  if (kind === 'season' && given.every((key) => !['months', 'weekdays', 'hours'].includes(key)))
    mistakes.push('kind season needs `months`, `weekdays` or `hours`');
  return mistakes;
}

const ratioSchema = z.strictObject({
  kind: z.literal('ratio'),
  of: measureSchema,
  per: measureSchema.describe('where it is 0, the ratio is missing'),
});
const absentSchema = z.strictObject({
  kind: z.literal('absent').describe('this party has no such data; the feature is missing for everybody'),
});

const tableFeature = z.union([ratioSchema, absentSchema, measureSchema]);
export type TableFeature = z.infer<typeof tableFeature>;

const labelSchema = z
  .strictObject({
    table: tableName,
    kind: z
      .enum(['any', 'none', 'count', 'sum'])
      .describe('any: 1 when a row follows; none: 1 when none does; count: how many; sum: of `of`'),
    of: column.optional(),
    where: sql.optional(),
    withinDays: z.int().min(1).max(3_650).describe('days from the snapshot on'),
  })
  .refine(
    ({ kind, of }) => (kind === 'sum') === (of !== undefined),
    '`of` belongs to kind sum, and sum needs it',
  );
export type TablesLabel = z.infer<typeof labelSchema>;

export const tablesFields = {
  tables: z
    .record(tableName, tableSchema)
    .refine((tables) => Object.keys(tables).length > 0, 'name at least one table')
    .describe('table: its role, its source and its columns'),
  persons: tableName.optional().describe('only persons of this table; left out: of any table'),
  snapshot: z
    .union([z.iso.date(), z.array(z.iso.date()).min(1).max(60)])
    .describe(
      'features come from what lies before this day, the label from this day on; several: a row each',
    ),
  features: z
    .record(z.string(), tableFeature)
    .default({})
    .describe(
      'feature of the dictionary: how it is built; those left out are built by their names, such as orders_sum_amount_90d',
    ),
  label: labelSchema.optional(),
};

interface Tables {
  readonly tables: Readonly<Record<string, TableConfig>>;
  readonly persons?: string | undefined;
  readonly features: Readonly<Record<string, TableFeature>>;
  readonly label?: TablesLabel | undefined;
}

interface Mistake {
  readonly path: string[];
  readonly message: string;
}

/** What the parts say of each other and cannot hold. */
export function tablesMistakes(data: Tables): Mistake[] {
  const { tables, persons, features, label } = data;
  const mistakes = Object.entries(tables).flatMap(([name, table]) => tableMistakes(name, table));
  if (!Object.values(tables).some(({ role }) => isAboutPersons(role)))
    mistakes.push({
      path: ['tables'],
      message: 'none is about persons: stock and calendar only join what is',
    });
  if (tablesOfRole(tables, 'members').length > 1)
    mistakes.push({
      path: ['tables'],
      message: 'several have the role members: who is a person has one place',
    });
  const refer = (path: string[], name: string): void => {
    const table = tables[name];
    if (!table) mistakes.push({ path, message: `there is no table "${name}" under data.tables` });
    else if (!isAboutPersons(table.role))
      mistakes.push({
        path,
        message: `table "${name}" (${table.role}) is not about persons; name its columns as ${name}.column in a feature of a table that is`,
      });
  };
  if (persons !== undefined) refer(['persons'], persons);
  if (label) refer(['label', 'table'], label.table);
  if (label && tables[label.table]?.time === undefined && tables[label.table] !== undefined)
    mistakes.push({ path: ['label', 'table'], message: `table "${label.table}" has no \`time\`` });
  for (const [name, feature] of Object.entries(features)) {
    for (const measure of measuresOf(feature)) {
      refer(['features', name, 'table'], measure.table);
      const message = timeMistake(measure, tables);
      if (message !== undefined) mistakes.push({ path: ['features', name], message });
    }
  }
  return mistakes;
}

/** The windows that a feature is made of; none for one that is absent. */
export function measuresOf(feature: TableFeature): readonly Measure[] {
  if (feature.kind === 'absent') return [];
  return feature.kind === 'ratio' ? [feature.of, feature.per] : [feature];
}

/** What a measure over days lacks where its table has no time. */
export function timeMistake(
  { table, kind, days: window, ago }: Measure,
  tables: Tables['tables'],
): string | undefined {
  const needsTime =
    window !== undefined || ago !== undefined || ['recency', 'tenure', 'season'].includes(kind);
  if (!needsTime || tables[table] === undefined || tables[table].time !== undefined) return undefined;
  return `table "${table}" has no \`time\`, which ${kind} over days needs`;
}

function tableMistakes(name: string, table: TableConfig): Mistake[] {
  const path = ['tables', name];
  const { needs, joins } = tableRoles[table.role] as { needs: readonly string[]; joins: string };
  const mistakes = needs
    .filter((key) => table[key as keyof TableConfig] === undefined)
    .map((key) => ({ path, message: `role ${table.role} needs \`${key}\`` }));
  if (joins !== 'person' && table.person !== undefined)
    mistakes.push({ path: [...path, 'person'], message: `role ${table.role} is not about persons` });
  if (joins !== 'person' && table.recorded !== undefined)
    mistakes.push({
      path: [...path, 'recorded'],
      message: `role ${table.role} joins a line by \`time\` alone: name there when the row became known, and leave \`recorded\` out`,
    });
  if (table.price !== undefined && (table.amount !== undefined || table.quantity === undefined))
    mistakes.push({ path: [...path, 'price'], message: 'give either amount, or price and quantity' });
  for (const key of tableKeys) {
    const named = table[key];
    const rule = typeof named === 'string' ? ruleFor(table.desensitise, named) : undefined;
    if (rule === 'drop' && typeof named === 'string')
      mistakes.push({
        path: [...path, key],
        message: `column "${named}" is dropped under desensitise`,
      });
    const mistake = ruleMistake(key, rule);
    if (mistake !== undefined) mistakes.push({ path: [...path, 'desensitise'], message: mistake });
  }
  return mistakes;
}

/** The tables of a role. */
export function tablesOfRole(tables: Tables['tables'], role: TableRoleName): string[] {
  return Object.keys(tables).filter((name) => tables[name]!.role === role);
}
