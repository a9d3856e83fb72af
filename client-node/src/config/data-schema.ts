// The `data` part of node.yaml: how this party's columns become the features of the agreement's
// dictionary. Three shapes: `persons`, a row a person, `transactions`, lines from which declared features are
// built, and `tables`, several tables by role.
import { z } from 'zod';
import {
  column,
  columnOrSql,
  flagColumn,
  idList,
  registerEntry,
  scalar,
  sql,
  sqlValue,
} from './column-schema.js';
import { consentSchema } from './consent-schema.js';
import { desensitisedColumns, ruleFor, ruleMistake, type DesensitisedColumns } from './desensitise-schema.js';
import { sourceSchema } from './source-schema.js';
import { tablesFields, tablesMistakes } from './tables-schema.js';

const valueMap = z
  .record(z.string(), scalar)
  .describe('a value of the column (case does not matter): the value that the dictionary knows');
const mappedColumn = z.strictObject({ column, map: valueMap.optional() });

const oneTable = {
  source: sourceSchema,
  filter: sql.optional().describe('rows to use; for example: "quantity > 0"'),
  desensitise: desensitisedColumns.optional(),
};

const shared = {
  missingValues: z
    .array(z.string())
    .default(['NA', 'N/A', 'NULL', 'null'])
    .describe('texts that mean "no value"; blank text always does'),
  invalidValues: z
    .enum(['error', 'missing'])
    .default('error')
    .describe('what becomes of NaN, infinite values and text where a number is due'),
  exclude: z
    .union([idList, sqlValue])
    .optional()
    .describe(
      'people never trained on (objections, test customers): ids, or SQL that is true in any of their rows',
    ),
  marketingOptOut: z
    .union([flagColumn, idList, sqlValue, registerEntry])
    .optional()
    .describe(
      'people left out of scored lists; a missing value counts as an opt-out, in the register only a withdrawal does',
    ),
  consent: consentSchema
    .optional()
    .describe('purposes that rest on consent: who did not give it is left out of what serves them'),
};

/** Columns inside SQL are looked at before a source is opened. */
function keyMistakes(
  data: {
    readonly person: unknown;
    readonly time?: unknown;
    readonly desensitise?: DesensitisedColumns | undefined;
  },
  context: z.RefinementCtx,
): void {
  for (const key of ['person', 'time'] as const) {
    const named = data[key];
    const message =
      typeof named === 'string' ? ruleMistake(key, ruleFor(data.desensitise, named)) : undefined;
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['desensitise'], message });
  }
}

/** Whatever refers to the consent register needs one. */
function rightsMistakes(
  {
    consent,
    marketingOptOut,
  }: {
    readonly consent?: z.infer<typeof consentSchema> | undefined;
    readonly marketingOptOut?: object | undefined;
  },
  context: z.RefinementCtx,
): void {
  const isRegister = (setting: unknown): boolean =>
    typeof setting === 'object' && setting !== null && 'register' in setting;
  if (consent?.register) return;
  const places = [
    ...(isRegister(marketingOptOut) ? [['marketingOptOut', 'register']] : []),
    ...Object.entries(consent?.purposes ?? {})
      .filter(([, basis]) => isRegister(basis))
      .map(([purpose]) => ['consent', 'purposes', purpose]),
  ];
  for (const path of places)
    context.addIssue({
      code: 'custom',
      path,
      message: 'needs `consent.register`, which says where the register is',
    });
}

const personFeature = z.union([column, mappedColumn, sqlValue]);

const personsLabel = z.union([
  z.strictObject({
    column,
    positive: z
      .union([scalar, z.array(scalar).min(1)])
      .optional()
      .describe('values that count as 1; not for a label that is a number'),
  }),
  sqlValue,
]);
export type PersonsLabel = z.infer<typeof personsLabel>;

const personsSchema = z
  .strictObject({
    shape: z.literal('persons'),
    ...oneTable,
    ...shared,
    person: z
      .union([column, sqlValue, z.strictObject({ rowNumber: z.literal(true) })])
      .describe('who a row is about; { rowNumber: true } when every row is another person'),
    repeatedPerson: z
      .enum(['error', 'first', 'all'])
      .default('error')
      .describe('several rows with one id: refuse, use the first, or use all of them as one person'),
    order: columnOrSql
      .optional()
      .describe(
        'with repeatedPerson all: what the rows of a person are in order of, such as a time; default: as they stand',
      ),
    features: z.record(z.string(), personFeature).describe('feature of the dictionary: where its value is'),
    label: personsLabel.optional(),
  })
  .superRefine((data, context) => {
    rightsMistakes(data, context);
    keyMistakes(data, context);
    if (data.consent && typeof data.person === 'object' && 'rowNumber' in data.person)
      context.addIssue({
        code: 'custom',
        path: ['consent'],
        message: 'belongs to persons with an id; name its column under `person`',
      });
  });
export type PersonsData = z.infer<typeof personsSchema>;

/** What a declared feature of transactions needs to be in `data` before it can be built. */
const kindNeeds = {
  recency: [],
  tenure: [],
  frequency: [],
  lines: [],
  monetary: ['amount'],
  average_order: ['amount'],
  items: ['item'],
  quantity: ['quantity'],
  basket_size: ['quantity'],
  active_months: [],
  days_between_orders: [],
  channel_share: ['channel'],
} as const satisfies Record<string, readonly string[]>;
export const transactionKinds = Object.keys(kindNeeds) as (keyof typeof kindNeeds)[];
export type TransactionKind = keyof typeof kindNeeds;

const declaredFeature = z.strictObject({
  kind: z.enum(transactionKinds),
  days: z.int().min(1).max(36_500).optional().describe('only lines of this many days before the snapshot'),
  channel: z
    .string()
    .min(1)
    .optional()
    .describe('for channel_share: the channel whose share of orders is meant'),
});
export type DeclaredFeature = z.infer<typeof declaredFeature>;
const transactionFeature = z.union([z.enum(transactionKinds), declaredFeature, mappedColumn, sqlValue]);
export type TransactionFeature = z.infer<typeof transactionFeature>;

const horizonDays = z.int().min(1).max(3_650);
const transactionsLabel = z.union([
  z.strictObject({ purchaseWithinDays: horizonDays.describe('1 when a line follows within this many days') }),
  z.strictObject({
    noPurchaseWithinDays: horizonDays.describe('1 when no line follows within this many days'),
  }),
  z.strictObject({
    purchasesWithinDays: horizonDays.describe('how many orders follow within this many days'),
  }),
  z.strictObject({
    amountWithinDays: horizonDays.describe('total amount of the lines within this many days'),
  }),
]);

const transactionsSchema = z
  .strictObject({
    shape: z.literal('transactions'),
    ...oneTable,
    ...shared,
    person: columnOrSql,
    time: columnOrSql.describe('when the line happened'),
    timeFormat: z
      .string()
      .optional()
      .describe('for other times than 2011-12-31 23:59, such as "%d/%m/%Y %H:%M"'),
    order: columnOrSql
      .optional()
      .describe('order or receipt number; without it, lines of one time are one order'),
    item: columnOrSql.optional(),
    quantity: columnOrSql.optional(),
    price: columnOrSql.optional().describe('price of one piece; times quantity it is the amount'),
    amount: columnOrSql.optional().describe('amount of the line'),
    channel: columnOrSql.optional(),
    snapshot: z
      .union([z.iso.date(), z.array(z.iso.date()).min(1).max(60)])
      .describe('features come from lines before this day, the label from this day on; several: a row each'),
    features: z.record(z.string(), transactionFeature).describe('feature of the dictionary: how it is built'),
    label: transactionsLabel.optional(),
  })
  .superRefine((data, context) => {
    rightsMistakes(data, context);
    keyMistakes(data, context);
    const given = new Set<string>(
      (['order', 'item', 'quantity', 'channel', 'amount'] as const).filter((key) => data[key] !== undefined),
    );
    if (data.quantity !== undefined && data.price !== undefined) given.add('amount');
    if (data.amount !== undefined && data.price !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['price'],
        message: 'give either amount, or price and quantity',
      });
    if (data.label && 'amountWithinDays' in data.label && !given.has('amount'))
      context.addIssue({
        code: 'custom',
        path: ['label', 'amountWithinDays'],
        message: 'needs `amount`, or `quantity` and `price` among the keys of data',
      });
    for (const [name, feature] of Object.entries(data.features)) {
      for (const message of featureMistakes(feature, given)) {
        context.addIssue({ code: 'custom', path: ['features', name], message });
      }
    }
  });
export type TransactionsData = z.infer<typeof transactionsSchema>;

function featureMistakes(feature: TransactionFeature, given: ReadonlySet<string>): string[] {
  if (typeof feature !== 'string' && !('kind' in feature)) return [];
  const declared: DeclaredFeature = typeof feature === 'string' ? { kind: feature } : feature;
  const mistakes = kindNeeds[declared.kind]
    .filter((need) => !given.has(need))
    .map((need) => {
      const remedy = need === 'amount' ? '`amount`, or `quantity` and `price`' : `\`${need}\``;
      return `kind ${declared.kind} needs ${remedy} among the keys of data`;
    });
  if ((declared.kind === 'channel_share') !== (declared.channel !== undefined))
    mistakes.push('`channel` belongs to kind channel_share, and channel_share needs it');
  if (declared.days !== undefined && (declared.kind === 'recency' || declared.kind === 'tenure'))
    mistakes.push(`kind ${declared.kind} looks at all lines and takes no \`days\``);
  return mistakes;
}

const tablesSchema = z
  .strictObject({ shape: z.literal('tables'), ...shared, ...tablesFields })
  .superRefine((data, context) => {
    rightsMistakes(data, context);
    for (const { path, message } of tablesMistakes(data)) context.addIssue({ code: 'custom', path, message });
  });
export type TablesData = z.infer<typeof tablesSchema>;

export const dataSchema = z.discriminatedUnion('shape', [personsSchema, transactionsSchema, tablesSchema]);
/** The shapes whose rows come from one source. */
export type OneTableData = PersonsData | TransactionsData;
export type DataConfig = z.infer<typeof dataSchema>;
