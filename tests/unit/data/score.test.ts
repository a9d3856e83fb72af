import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PreparedPeople } from '../../../client-node/src/features/prepare-people.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { Database, literal } from '../../../client-node/src/ingest/database.js';
import { rankPeople } from '../../../client-node/src/score/rank-people.js';
import { asCsv, writeScores } from '../../../client-node/src/score/write-scores.js';
import { dataErrorOf, dataOf, dictionaryOf, fileOf, rights } from './support.js';

const dictionary = dictionaryOf(
  { name: 'age', type: 'number', lower: 0, upper: 100 },
  { name: 'plan', type: 'category', description: 'tariff', categories: ['basic', 'premium'] },
  { name: 'urban', type: 'binary', description: 'lives in a city' },
  { name: 'visits', type: 'number', description: 'visits to the shop', lower: 0, upper: 100 },
);

const csv = `id,age,plan,urban,visits,no_mail
=1+1,20,basic,yes,3,no
b,30,premium,no,5,no
c,40,gold,yes,9,yes
d,50,basic,no,1,no
`;

function prepared(): Promise<PreparedPeople> {
  const data = dataOf({
    shape: 'persons',
    source: { file: fileOf('people.csv', csv) },
    person: 'id',
    marketingOptOut: { column: 'no_mail' },
    features: { age: 'age', plan: 'plan', urban: 'urban', visits: 'visits' },
  });
  return preparePeople(data, dictionary, { purpose: 'scoring', rights });
}

// In the order of ids: =1+1, b, c, d.
const scores = {
  outputs: new Map([['probability', Float64Array.of(0.2, 0.9, 0.99, 0.2)]]),
  rankedBy: 'probability',
  contributions: new Map([
    ['age', Float64Array.of(0.1, -0.2, 0, 0)],
    ['plan=basic', Float64Array.of(0.5, -1, 0, -2)],
    ['plan=premium', Float64Array.of(0.2, 3, 0, 0)],
    ['plan=other', Float64Array.of(0, 0, 1, 0)],
    ['urban', Float64Array.of(-0.6, 0.3, 0, 0)],
    ['visits', Float64Array.of(0.05, 0.01, 0, 0)],
  ]),
};

test('ranks, deciles and reasons in the words of the dictionary; opt-outs stay out', async () => {
  const list = rankPeople(await prepared(), dictionary, scores);
  expect(list.optedOut).toBe(1);
  expect(list.persons.map(({ person, decile }) => [person, decile])).toEqual([
    ['b', 1],
    ['=1+1', 4],
    ['d', 7],
  ]);
  expect(list.persons[0]?.reasons).toEqual([
    { feature: 'tariff: premium', direction: 'raises' },
    { feature: 'lives in a city: no', direction: 'raises' },
    { feature: 'age', direction: 'lowers' },
  ]);
  expect(list.persons[1]?.reasons[0]).toEqual({ feature: 'tariff: basic', direction: 'raises' });
  expect(list.persons[2]?.reasons).toEqual([{ feature: 'tariff: basic', direction: 'lowers' }]);
});

test('ten people fill ten deciles', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
  const list = rankPeople({ ...(await prepared()), ids, optOut: new Uint8Array(20) }, dictionary, {
    outputs: new Map([['probability', Float64Array.from(ids, (_, index) => index / 20)]]),
    rankedBy: 'probability',
    contributions: new Map(),
  });
  expect(list.persons.map(({ decile }) => decile)).toEqual(ids.map((_, rank) => Math.floor(rank / 2) + 1));
});

test('CSV that no spreadsheet runs', async () => {
  const lines = asCsv(rankPeople(await prepared(), dictionary, scores)).split('\n');
  expect(lines[0]).toBe(
    'person,probability,decile,reason_1,reason_1_direction,reason_2,reason_2_direction,reason_3,reason_3_direction',
  );
  expect(lines[1]).toBe('b,0.900000,1,tariff: premium,raises,lives in a city: no,raises,age,lowers');
  expect(lines[2]).toMatch(/^'=1\+1,0\.200000,4,/);
  expect(lines).toHaveLength(5);
  const hostile = asCsv({
    outputs: [{ name: 'probability', type: 'number' }],
    persons: [{ person: '@x,"\n', outputs: [1], decile: 1, reasons: [] }],
    optedOut: 0,
  })
    .split('\n')
    .slice(1)
    .join('\n');
  expect(hostile).toBe(`"'@x,""\n",1.000000,1,,,,,,\n`);
});

test('files are whole, for their owner alone, in the format of their ending', async () => {
  const list = rankPeople(await prepared(), dictionary, scores);
  const folder = join(fileOf('x', ''), '..');
  for (const ending of ['csv', 'json', 'parquet']) await writeScores(join(folder, `scores.${ending}`), list);
  const json = JSON.parse(readFileSync(join(folder, 'scores.json'), 'utf8')) as unknown;
  expect(json).toEqual(
    list.persons.map(({ person, outputs: [probability], decile, reasons }) => ({
      ...{ person, probability, decile, reasons },
    })),
  );
  const database = await Database.open();
  const path = join(folder, 'scores.parquet');
  const rows = await database.rows(`SELECT * FROM read_parquet(${literal(path)})`);
  database.close();
  expect(rows.map((row) => [row['person'], row['probability'], row['decile'], row['reason_1']])).toEqual([
    ['b', 0.9, 1, 'tariff: premium'],
    ['=1+1', 0.2, 4, 'tariff: basic'],
    ['d', 0.2, 7, 'tariff: basic'],
  ]);
  if (process.platform !== 'win32')
    for (const ending of ['csv', 'json', 'parquet'])
      expect(statSync(join(folder, `scores.${ending}`)).mode & 0o777).toBe(0o600);
});

test.each(['csv', 'parquet'])('a folder that is not there: %s', async (ending) => {
  const error = await dataErrorOf(
    writeScores(`/nowhere/scores.${ending}`, { outputs: [], persons: [], optedOut: 0 }),
  );
  expect(error.message).toMatch(/\/nowhere\/scores.* cannot be written \(ENOENT\)\. Correct `score\.output`/);
});
