// `chorale-node init`: a first node.yaml and dictionary from the names and types of columns. No value,
// category or bound of the data gets into a draft; where only a person knows the answer it says FILL-IN.
import { stringify } from 'yaml';
import type { Dictionary } from '@chorale/models';
import {
  featureName,
  guessRole,
  looksCoded,
  looksLateKnown,
  looksPersonal,
  type NamedColumn,
} from '../config/guess-columns.js';
import { fillIn } from '../config/load-yaml.js';
import { sourceSchema, type SourceInput } from '../config/source-schema.js';
import { findColumn, missingColumn } from '../ingest/columns.js';
import { DataError } from '../ingest/data-error.js';
import { openSource } from '../ingest/open-source.js';
import { identifier } from '../ingest/database.js';
import type { SourceTable } from '../ingest/source-table.js';
import { kindWordOf, yesNoColumns } from './column-words.js';
import {
  categoryDraft,
  describedBy,
  dictionaryDraft,
  numberDraft,
  retailFeatures,
} from './draft-dictionary.js';
import { mappingOnto } from './draft-mapping.js';

export interface DraftOptions {
  /** Name of this node and address of the coordinator, for the top of node.yaml. */
  readonly name: string;
  readonly coordinator: string;
  readonly personColumn?: string;
  readonly labelColumn?: string;
  /** A dictionary that the members agreed on already: the draft maps onto it. */
  readonly dictionary?: Dictionary;
}

export interface Draft {
  readonly shape: 'persons' | 'transactions';
  /** A whole node.yaml. */
  readonly nodeYaml: string;
  /** The `dictionary:` part of an agreement.yaml; undefined when a dictionary was given. */
  readonly dictionaryYaml: string | undefined;
}

/** Drafts configuration for a source. @throws DataError when the source cannot be read. */
export async function draftFromData(source: SourceInput, options: DraftOptions): Promise<Draft> {
  const table = await openSource(sourceSchema.parse(source), {
    missingValues: [],
    keepText: [],
    wanted: () => true,
  });
  try {
    for (const name of [options.personColumn, options.labelColumn]) {
      if (name === undefined || findColumn(table.columns, name)) continue;
      throw new DataError([missingColumn(table.label, table.columnNames, name, 'asked for')]);
    }
    const columns = await namedColumns(table);
    const roles = guessRoles(columns, options);
    return roles.transactions
      ? draftTransactions(source, columns, roles, options)
      : draftPersons(source, columns, roles, options);
  } finally {
    table.database.close();
  }
}

async function namedColumns(table: SourceTable): Promise<NamedColumn[]> {
  const yesNo = await yesNoColumns(table);
  return table.columns.map(({ name, kind }) => ({
    name,
    kind: yesNo.has(name) ? 'yes-no' : kindWordOf(kind),
  }));
}

interface Roles {
  readonly transactions: boolean;
  readonly person: string | undefined;
  readonly label: string | undefined;
  readonly optOut: string | undefined;
  readonly optIn: string | undefined;
  readonly time: string | undefined;
  readonly order: string | undefined;
  readonly item: string | undefined;
  readonly quantity: string | undefined;
  readonly price: string | undefined;
  readonly amount: string | undefined;
  readonly channel: string | undefined;
}

function guessRoles(columns: readonly NamedColumn[], { personColumn, labelColumn }: DraftOptions): Roles {
  const person =
    personColumn ?? guessRole(columns, 'person', ({ kind }) => kind === 'text' || kind === 'number');
  const isNumber = ({ kind }: NamedColumn): boolean => kind === 'number';
  const isWord = ({ kind, name }: NamedColumn): boolean =>
    kind !== 'nested' && kind !== 'time' && name !== person;
  const time =
    guessRole(columns, 'time', ({ kind }) => kind === 'time') ??
    columns.find(({ kind }) => kind === 'time')?.name ??
    guessRole(columns, 'time', ({ kind }) => kind === 'text');
  const order = guessRole(columns, 'order', isWord);
  const quantity = guessRole(columns, 'quantity', isNumber);
  const price = guessRole(columns, 'price', isNumber);
  const amount = guessRole(columns, 'amount', isNumber);
  const flag = ({ kind, name }: NamedColumn): boolean => kind === 'yes-no' && name !== person;
  const namedLabel =
    guessRole(columns, 'label', flag) ?? guessRole(columns, 'label', ({ kind }) => kind === 'text');
  const label = labelColumn ?? namedLabel ?? columns.findLast(flag)?.name;
  const bought = [order, quantity, price, amount].some((column) => column !== undefined);
  return {
    // A table with a column to learn already describes persons.
    transactions:
      (labelColumn ?? namedLabel) === undefined && person !== undefined && time !== undefined && bought,
    ...{ person, label, time, order, quantity, price, amount },
    optOut: guessRole(columns, 'optOut'),
    optIn: guessRole(columns, 'optIn', flag),
    item: guessRole(columns, 'item', isWord),
    channel: guessRole(columns, 'channel', isWord),
  };
}

/** A text as a YAML scalar on one line. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trim();

function header(source: SourceInput, { name, coordinator }: DraftOptions): string[] {
  return [
    '# Drafted from the names and types of columns; look at every line. Nothing here was read from values.',
    'format: chorale-node/1',
    `name: ${scalar(name)}                # shown to the other members`,
    `coordinator: ${scalar(coordinator)}`,
    '# Studies that fit an agreement which this node signed are approved by themselves; by-hand: a person decides on each,',
    '# with "chorale-node study approve".',
    'approve: studies-under-signed-agreements',
    'data:',
    `  source: ${stringify(source, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`,
  ];
}

function flagLines({ optOut, optIn }: Roles): string[] {
  if (optOut !== undefined)
    return [`  marketingOptOut: { column: ${scalar(optOut)} }   # left out of scored lists`];
  if (optIn !== undefined)
    return [`  marketingOptOut: { sql: ${scalar(`NOT ${identifier(optIn)}`)} }   # left out of scored lists`];
  return [
    '  # marketingOptOut: { column: no_marketing }   # people who must not be in scored lists; or { file: ids.txt }',
  ];
}

function draftPersons(
  source: SourceInput,
  columns: readonly NamedColumn[],
  roles: Roles,
  options: DraftOptions,
): Draft {
  const { person, label, optOut, optIn } = roles;
  const used = new Set([person, label, optOut, optIn]);
  const mapping: string[] = [];
  const entries: string[][] = [];
  const labelName = label === undefined ? undefined : featureName(label, new Set());
  const labelDraft = label === undefined ? fillIn : `${labelName!}${describedBy(label)}`;
  const taken = new Set(labelName === undefined ? [] : [labelName]);
  for (const column of columns.filter(({ name }) => !used.has(name))) {
    const why = whyNoFeature(column);
    if (why !== undefined) {
      mapping.push(`    # ${scalar(column.name)} is left out: ${why}`);
      continue;
    }
    const name = featureName(column.name, taken);
    taken.add(name);
    const doubt = looksLateKnown(column.name) ? '   # known before the answer? if not, leave it out' : '';
    mapping.push(`    ${name}: ${scalar(column.name)}${doubt}`);
    entries.push(entryFor(name, column));
  }
  const features = options.dictionary ? mappingOnto(options.dictionary, columns, 'persons') : mapping;
  const isYesNo = columns.some(({ name, kind }) => name === label && kind === 'yes-no');
  const nodeYaml = [
    ...header(source, options),
    '  shape: persons                  # a row is a person',
    person === undefined
      ? '  person: { rowNumber: true }     # no id column found: every row counts as another person'
      : `  person: ${scalar(person)}`,
    ...labelLines(label, isYesNo),
    ...flagLines(roles),
    '  # Leave out what is known only after the answer (such as the length of the sales call).',
    '  features:                       # feature of the dictionary: column, { column, map } or { sql }',
    ...features,
    '',
  ].join('\n');
  return {
    shape: 'persons',
    nodeYaml,
    dictionaryYaml: options.dictionary ? undefined : dictionaryDraft(entries, labelDraft),
  };
}

function whyNoFeature({ name, kind }: NamedColumn): string | undefined {
  if (kind === 'nested') return 'lists and structures are no features';
  if (kind === 'time') return 'dates are no features; count days instead, with { sql: "..." }';
  return looksPersonal(name) ? 'looks personal or like free text' : undefined;
}

function entryFor(name: string, column: NamedColumn): string[] {
  if (column.kind === 'yes-no') return [`  - { name: ${name}, type: binary${describedBy(column.name)} }`];
  return column.kind === 'number' && !looksCoded(column.name)
    ? numberDraft(name, column.name)
    : categoryDraft(name, column.name);
}

function labelLines(label: string | undefined, isYesNo: boolean): string[] {
  if (label === undefined)
    return [`  label: { column: ${fillIn} }      # the column to learn: who says yes?`];
  if (isYesNo) return [`  label: { column: ${scalar(label)} }`];
  return [`  label: { column: ${scalar(label)}, positive: ${fillIn} }   # the value that means yes`];
}

function draftTransactions(
  source: SourceInput,
  columns: readonly NamedColumn[],
  roles: Roles,
  options: DraftOptions,
): Draft {
  const { person, time, order, item, quantity, channel } = roles;
  const hasAmount = roles.amount !== undefined || (roles.price !== undefined && quantity !== undefined);
  const amount = roles.price !== undefined && quantity !== undefined ? undefined : roles.amount;
  const price = amount === undefined && quantity !== undefined ? roles.price : undefined;
  const retail = retailFeatures({
    amount: hasAmount,
    item: item !== undefined,
    quantity: quantity !== undefined,
  });
  const textTime = columns.some(({ name, kind }) => name === time && kind !== 'time');
  const settings = { person, time, order, item, quantity, price, amount, channel };
  const nodeYaml = [
    ...header(source, options),
    '  shape: transactions             # a row is a line of an order',
    ...Object.entries(settings).flatMap(([key, column]) =>
      column === undefined ? [] : [`  ${key}: ${scalar(column)}`],
    ),
    ...(textTime
      ? [`  timeFormat: ${fillIn}             # how times are written, such as "%d/%m/%Y %H:%M"`]
      : []),
    '  # filter: "quantity > 0"          # which lines count, for example no returns',
    `  snapshot: ${fillIn}               # a day such as 2025-06-30: features from before, label from after it`,
    '  label: { purchaseWithinDays: 90 } # the lines have to reach that many days beyond the snapshot',
    ...flagLines(roles),
    '  features:                       # feature of the dictionary: how it is built',
    ...(options.dictionary ? mappingOnto(options.dictionary, columns, 'transactions') : retail.mapping),
    '',
  ].join('\n');
  return {
    shape: 'transactions',
    nodeYaml,
    dictionaryYaml: options.dictionary ? undefined : dictionaryDraft(retail.entries, 'buys_again'),
  };
}
