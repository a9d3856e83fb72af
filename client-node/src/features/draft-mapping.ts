// A draft onto a dictionary that stands: which column may be meant by each agreed feature.
import { stringify } from 'yaml';
import { closestName, plainName, type Dictionary, type Feature } from '@chorale/models';
import { transactionKinds, type TransactionKind } from '../config/data-schema.js';
import type { NamedColumn } from '../config/guess-columns.js';
import { fillIn } from '../config/load-yaml.js';

/** The lines below `features:`; FILL-IN where no column comes near. */
export function mappingOnto(
  dictionary: Dictionary,
  columns: readonly NamedColumn[],
  shape: 'persons' | 'transactions',
): string[] {
  const names = columns.map(({ name }) => name);
  return dictionary.features.map((feature) => {
    const kind = shape === 'transactions' ? kindByName(feature.name) : undefined;
    const same = names.find((name) => plainName(name) === plainName(feature.name));
    const near = same ?? closestName(feature.name, names);
    const value = kind ?? (near === undefined ? fillIn : columnValue(near, shape));
    const sure = kind !== undefined || same !== undefined;
    return `    ${feature.name}: ${value}   # ${sure ? '' : 'check: '}${meaning(feature)}`;
  });
}

function columnValue(column: string, shape: 'persons' | 'transactions'): string {
  const name = stringify(column, { lineWidth: 0 }).trim();
  return shape === 'persons' ? name : `{ column: ${name} }`;
}

/** `frequency_30` is kind frequency of 30 days. */
function kindByName(name: string): string | undefined {
  const [, word = '', days] = /^([a-z_]+?)(?:_(\d+))?$/.exec(name) ?? [];
  const isKind = (candidate: string): candidate is TransactionKind =>
    (transactionKinds as readonly string[]).includes(candidate);
  if (!isKind(word) || word === 'channel_share') return undefined;
  return days === undefined ? word : `{ kind: ${word}, days: ${days} }`;
}

function meaning(feature: Feature): string {
  const words = feature.description ?? feature.name;
  if (feature.type === 'number')
    return `${words} (number${feature.unit === undefined ? '' : `, ${feature.unit}`})`;
  if (feature.type === 'binary') return `${words} (yes or no)`;
  return `${words} (one of ${feature.categories.join(', ')}; map other words)`;
}
