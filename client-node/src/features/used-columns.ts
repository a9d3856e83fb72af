// Only what a configuration mentions is loaded: less memory, and fewer personal data in it.
import type { DataConfig } from '../config/data-schema.js';

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* textsIn(inner);
  }
}

/** Whether a column's name stands anywhere in the configuration, also inside SQL; case aside. */
export function wantedColumns(data: DataConfig): (columnName: string) => boolean {
  const { consent, ...others } = { ...data, source: undefined };
  const text = [...textsIn([others, consent?.purposes])].join('\n').toLowerCase();
  return (name) => {
    const plain = name.toLowerCase();
    return text.includes(plain) || text.includes(plain.replaceAll('"', '""'));
  };
}

/** Columns that must stay text as written: ids keep their zeros, times their own format. */
export function keptAsText(data: DataConfig): string[] {
  const kept = [
    data.person,
    ...(data.shape === 'transactions' && data.timeFormat !== undefined ? [data.time] : []),
  ];
  return kept.filter((value) => typeof value === 'string');
}
