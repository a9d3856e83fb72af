import { checkData, type Check } from '../../../client-node/src/features/check-data.js';
import type { DataConfig } from '../../../client-node/src/config/data-schema.js';
import { dataOf, dictionaryOf, fileOf, rights } from './support.js';

const dictionary = dictionaryOf(
  { name: 'age', type: 'number', lower: 18, upper: 60 },
  { name: 'plan', type: 'category', categories: ['basic', 'premium'] },
  { name: 'fees', type: 'number', lower: 0, upper: 10 },
);

/** 100 persons whose ages and plans say nothing of the label. */
function rows(change: (row: number) => Record<string, unknown> = () => ({})): string {
  const table = Array.from({ length: 100 }, (_, row) => ({
    id: row,
    age: 20 + (row % 31),
    plan: row % 3 === 0 ? 'basic' : 'premium',
    fees: (row * 7) % 10,
    again: row % 2,
    ...change(row),
  }));
  const names = Object.keys(table[0]!) as (keyof (typeof table)[number])[];
  return [names.join(','), ...table.map((row) => names.map((name) => row[name]).join(',')), ''].join('\n');
}

function data(csv: string, settings: Record<string, unknown> = {}): DataConfig {
  return dataOf({
    shape: 'persons',
    source: { file: fileOf('people.csv', csv) },
    person: 'id',
    label: { column: 'again' },
    marketingOptOut: { sql: 'false' },
    features: { age: 'age', plan: 'plan', fees: 'fees' },
    ...settings,
  });
}

const notable = (checks: readonly Check[]) =>
  checks.filter(({ ok, warning }) => !ok || warning).map(({ name, detail }) => `${name}: ${detail}`);

test('good data pass every check', async () => {
  const checks = await checkData(data(rows()), dictionary, { rights, declaredPeople: 500 });
  expect(notable(checks)).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([
    'data source',
    'columns',
    'rows',
    'persons',
    'values',
    'label',
    'marketing opt-outs',
  ]);
});

test.each([
  ['a column that knows the label', (row: number) => ({ fees: (row % 2) * 9 }), 'label leakage: fees alone'],
  ['a constant column', () => ({ fees: 3 }), 'feature fees: column "fees" has one value for everybody'],
  ['a column without values', () => ({ fees: '' }), 'feature fees: column "fees": every value is missing'],
  [
    'many missing values',
    (row: number) => (row % 7 < 1 ? { age: '' } : {}),
    'feature age: 15 of 100 values (15.0 %) are missing',
  ],
  [
    'a wrong unit',
    () => ({ age: 40 * 12 }),
    'feature age: 100 of 100 values (100.0 %) lie outside the bounds',
  ],
  [
    'other words',
    (row: number) => ({ plan: row % 4 === 0 ? 'Gold' : 'basic' }),
    'feature plan: 25 of 100 values (25.0 %) are not among the categories',
  ],
  ['one class', () => ({ again: 1 }), 'data: every label is 1'],
])('%s is warned of, and does not stop the node', async (_, change, expected) => {
  const checks = await checkData(data(rows(change)), dictionary, { rights });
  expect(notable(checks).join('\n')).toContain(expected);
  expect(checks.every(({ ok }) => ok)).toBe(true);
  expect(checks.filter(({ warning }) => warning).every(({ remedy }) => remedy !== undefined)).toBe(true);
});

test('data below the quality that the agreement asks for are told before a round refuses them', async () => {
  const unknownWords = data(rows((row) => ({ plan: row % 4 === 0 ? 'Gold' : 'basic' })));
  const qualityAt = async (qualityFloor: number) =>
    notable(await checkData(unknownWords, dictionary, { rights, qualityFloor })).filter((each) =>
      each.startsWith('data quality'),
    );
  expect(await qualityAt(0.95)).toEqual([
    expect.stringMatching(
      /^data quality: 0\.\d{3} over all features, below the 0\.95 that the agreement asks for/,
    ),
  ]);
  expect(await qualityAt(0.5)).toEqual([]);
});

test('few persons, more than declared, and no opt-outs', async () => {
  const few = rows().split('\n').slice(0, 11).join('\n');
  const config = data(few);
  expect(notable(await checkData(config, dictionary, { rights }))[0]).toContain(
    'persons: 10 persons to train on',
  );
  expect(notable(await checkData(config, dictionary, { rights, declaredPeople: 9 }))[0]).toContain(
    'the agreement declares 9',
  );
  const silent = data(few, { marketingOptOut: undefined });
  expect(notable(await checkData(silent, dictionary, { rights })).at(-1)).toContain(
    'marketing opt-outs: not configured',
  );
});

test('each problem of the data is a failed check with a remedy', async () => {
  const config = data(rows(), { features: { age: 'aeg', plan: 'plan' }, person: 'nr' });
  const checks = await checkData(config, dictionary, { rights });
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['columns', false],
    ['mapping', false],
    ['columns', false],
  ]);
  expect(checks.every(({ remedy }) => remedy !== undefined)).toBe(true);
});

test('a file with a header only fails, and says what to look at', async () => {
  const [header] = rows().split('\n');
  const checks = await checkData(data(`${header}\n`), dictionary, { rights });
  expect(checks.find(({ name }) => name === 'persons')).toMatchObject({
    ok: false,
    detail: 'no persons: 0 persons to train on (0 in the data, 0 excluded)',
    remedy: expect.stringContaining('`filter`') as string,
  });
});

test('a word for yes that no row has is named', async () => {
  const checks = await checkData(data(rows(), { label: { column: 'again', positive: 'Ja' } }), dictionary, {
    rights,
  });
  expect(notable(checks)).toEqual([
    expect.stringContaining(
      'data: every label is 0: no row has "Ja" (`data.label.positive`) in column "again"',
    ),
  ]);
});
