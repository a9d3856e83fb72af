// The MineThatData e-mail test (K. Hillstrom 2008), women's e-mail and control, as persons of three parties by zip code.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { People } from '@chorale/models';
import { peopleOfColumns } from './people.ts';

export const hillstromFeatures = [
  { name: 'mailed', type: 'binary' },
  { name: 'visit', type: 'binary' },
  { name: 'conversion', type: 'binary' },
  { name: 'spend', type: 'number', unit: 'USD', lower: 0, upper: 500 },
  { name: 'history', type: 'number', unit: 'USD', lower: 0, upper: 3500 },
  { name: 'recency', type: 'number', unit: 'months', lower: 1, upper: 12 },
  { name: 'mens', type: 'binary' },
  { name: 'womens', type: 'binary' },
  { name: 'newbie', type: 'binary' },
];

export interface HillstromPerson {
  readonly zip: string;
  readonly channel: string;
  readonly values: Readonly<Record<string, number>>;
}

export function hillstromPersons(file: string): HillstromPerson[] {
  const [header, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => {
    // One segment of history is quoted and holds a comma; nothing here needs that column.
    const plain = line.replace(/"[^"]*"/, 'quoted');
    const cells = new Map(plain.split(',').map((cell, index) => [names[index]!, cell]));
    const number = (name: string): number => Number(cells.get(name));
    return {
      zip: cells.get('zip_code')!,
      channel: cells.get('channel')!,
      values: {
        ...Object.fromEntries(
          ['visit', 'conversion', 'spend', 'history', 'recency', 'mens', 'womens', 'newbie'].map((name) => [
            name,
            number(name),
          ]),
        ),
        mailed: cells.get('segment') === 'Womens E-Mail' ? 1 : 0,
      },
    };
  });
}

export function hillstromPeople(persons: readonly HillstromPerson[]): People {
  return peopleOfColumns(
    Object.fromEntries(
      hillstromFeatures.map(({ name }) => [name, persons.map(({ values }) => values[name]!)]),
    ),
  );
}

const ZIPS = ['Rural', 'Surburban', 'Urban'];
const CHANNELS = ['Multichannel', 'Phone', 'Web'];

/** What tells persons apart before the mail, who got it, and whether they visited. */
export const hillstromUpliftFeatures = [
  ...hillstromFeatures.filter(({ name }) => name !== 'conversion' && name !== 'spend'),
  { name: 'zip', type: 'category', categories: ZIPS },
  { name: 'channel', type: 'category', categories: CHANNELS },
];

export function hillstromUpliftPeople(persons: readonly HillstromPerson[]): People {
  const { columns } = hillstromPeople(persons);
  const oneHot = (role: 'zip' | 'channel', places: readonly string[]): [string, Float64Array][] =>
    [...places, 'other'].map((place) => [
      `${role}=${place}`,
      Float64Array.from(persons, (each) => (each[role] === place ? 1 : 0)),
    ]);
  const codes = (role: 'zip' | 'channel', places: readonly string[]): [string, Float64Array] => [
    role,
    Float64Array.from(persons, (each) =>
      places.includes(each[role]) ? places.indexOf(each[role]) : places.length,
    ),
  ];
  return peopleOfColumns(
    Object.fromEntries([
      ...columns,
      ...oneHot('zip', ZIPS),
      ...oneHot('channel', CHANNELS),
      ...[codes('zip', ZIPS), codes('channel', CHANNELS)],
    ]),
  );
}

/** Whether the recipe's split tests on the person in this row of the file. */
export function isTestedIn(split: number, row: number): boolean {
  const digest = createHash('sha256').update(`${row}:${split}`).digest('hex');
  return Number.parseInt(digest.slice(0, 8), 16) % 2 === 0;
}
