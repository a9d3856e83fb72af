// The dictionary part of a draft, as YAML with comments that say how to fill it in.
import { boundsByName } from '../config/guess-columns.js';
import { fillIn } from '../config/load-yaml.js';

/** The column's name as description, where a name for the dictionary cannot say it: those hold Latin letters alone. */
export function describedBy(column: string): string {
  const isLatin = /^[\p{Script=Latin}\P{L}]*$/u.test(column);
  return isLatin ? '' : `, description: ${JSON.stringify(column)}`;
}

/** YAML of a number feature; bounds only where its name gives them away. */
export function numberDraft(name: string, column: string): string[] {
  const bounds = boundsByName(column);
  if (bounds)
    return [
      `  - { name: ${name}, type: number${describedBy(column)}, unit: ${bounds.unit}, lower: ${bounds.lower}, upper: ${bounds.upper} }   # bounds guessed from the name: check`,
    ];
  return [`  - { name: ${name}, type: number${describedBy(column)}, lower: ${fillIn}, upper: ${fillIn} }`];
}

export function categoryDraft(name: string, column: string): string[] {
  return [
    `  - { name: ${name}, type: category${describedBy(column)}, categories: [${fillIn}] }   # for example [standard, premium]`,
  ];
}

/** @param label its name, with what describes it behind. */
export function dictionaryDraft(entries: readonly (readonly string[])[], label: string): string {
  return [
    '# The data dictionary: what every feature means, for all members alike. It is public among them, so nothing',
    "# in it may come from anybody's data.",
    `#   lower, upper   instead of ${fillIn}: round numbers that anybody in the trade could guess; values outside`,
    '#                  are clamped to them',
    '#   categories     the words that your trade uses; all other values become "other"',
    '# May be added: unit: days; description: ...; missing: 0 (stands in for a missing value; default: lower);',
    '# transform: log1p (for amounts and counts with a long tail; needs lower >= 0), or log (for prices; needs lower > 0).',
    'dictionary:',
    ...(entries.length > 0 ? ['  features:'] : ['  features: []   # name the features here']),
    ...entries.flat().map((line) => `  ${line}`),
    `  label: { name: ${label} }   # what studies learn to predict, 0 or 1`,
    '',
  ].join('\n');
}

interface RetailFeature {
  readonly name: string;
  readonly mapping: string;
  readonly unit: string;
  readonly description: string;
  readonly upper: number;
  readonly needs?: 'amount' | 'item' | 'quantity';
}

// Bounds follow from the meaning of each kind alone; amounts are in the main unit of the currency.
const retail: readonly RetailFeature[] = [
  { name: 'recency', mapping: 'recency', unit: 'days', description: 'days since the last order', upper: 365 },
  { name: 'tenure', mapping: 'tenure', unit: 'days', description: 'days since the first order', upper: 3650 },
  { name: 'frequency', mapping: 'frequency', unit: 'orders', description: 'number of orders', upper: 200 },
  {
    name: 'monetary',
    mapping: 'monetary',
    unit: 'money',
    description: 'money spent',
    upper: 100_000,
    needs: 'amount',
  },
  {
    name: 'items',
    mapping: 'items',
    unit: 'items',
    description: 'different items bought',
    upper: 2_000,
    needs: 'item',
  },
  {
    name: 'quantity',
    mapping: 'quantity',
    unit: 'pieces',
    description: 'pieces bought',
    upper: 100_000,
    needs: 'quantity',
  },
  {
    name: 'average_order',
    mapping: 'average_order',
    unit: 'money',
    description: 'money an order',
    upper: 10_000,
    needs: 'amount',
  },
  {
    name: 'frequency_30',
    mapping: '{ kind: frequency, days: 30 }',
    unit: 'orders',
    description: 'orders in the last 30 days',
    upper: 30,
  },
  {
    name: 'monetary_30',
    mapping: '{ kind: monetary, days: 30 }',
    unit: 'money',
    description: 'money spent in the last 30 days',
    upper: 20_000,
    needs: 'amount',
  },
  {
    name: 'frequency_90',
    mapping: '{ kind: frequency, days: 90 }',
    unit: 'orders',
    description: 'orders in the last 90 days',
    upper: 90,
  },
  {
    name: 'monetary_90',
    mapping: '{ kind: monetary, days: 90 }',
    unit: 'money',
    description: 'money spent in the last 90 days',
    upper: 50_000,
    needs: 'amount',
  },
];

/** The usual features of purchases, as far as the given columns allow them. */
export function retailFeatures(given: Readonly<Record<'amount' | 'item' | 'quantity', boolean>>): {
  mapping: string[];
  entries: string[][];
} {
  const possible = retail.filter(({ needs }) => needs === undefined || given[needs]);
  return {
    mapping: possible.map(({ name, mapping }) => `    ${name}: ${mapping}`),
    entries: possible.map(({ name, unit, description, upper }) => [
      `  - { name: ${name}, type: number, unit: ${unit}, description: ${description}, lower: 0, upper: ${upper}, transform: log1p }`,
    ]),
  };
}
