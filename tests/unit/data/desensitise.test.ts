// Declared desensitisation: what a column becomes while it is read, and what an agreement may ask for.
import { dictionarySchema, type Dictionary } from '@chorale/models';
import { openSource } from '../../../client-node/src/ingest/open-source.js';
import type { Desensitise } from '../../../client-node/src/config/desensitise-schema.js';
import { sourceSchema } from '../../../client-node/src/config/source-schema.js';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
import { personRows } from '../../../client-node/src/features/person-rows.js';
import { columnOf, dataErrorOf, dataOf, fileOf, prepareForTraining } from './support.js';

const csv = `id,age,zip,born,mail,town,bought
1,34,8001,1990-04-17,a@x,Oerlikon,yes
2,35,8002,1990-06-01,b@x,Basel,no
3,71,NA,,a@x,,yes
4,old,4001,2001-12-31,c@x,Genf,no
`;

async function read(rules: Record<string, Desensitise>, text = csv, name = 'people.csv') {
  const table = await openSource(sourceSchema.parse({ file: fileOf(name, text) }), {
    missingValues: ['NA'],
    keepText: [],
    wanted: () => true,
    desensitise: rules,
  });
  try {
    const rows = await table.database.rows('SELECT * FROM source ORDER BY id');
    return {
      rows,
      columns: table.columns.map((column) => column.name),
      tables: await table.database.rows('SHOW TABLES'),
    };
  } finally {
    table.database.close();
  }
}

test('drop, bin, generalise: nothing of the column as it was is left', async () => {
  const { rows, columns, tables } = await read({
    MAIL: 'drop',
    age: { bin: { width: 10 } },
    zip: { generalise: { keep: 2 } },
    born: { generalise: 'quarter' },
    town: { generalise: { map: { oerlikon: 'north', basel: 'west' } } },
  });
  expect(columns).not.toContain('mail');
  expect(rows.map((row) => row['age'])).toEqual([30, 30, 70, NaN]);
  expect(rows.map((row) => String(row['zip']))).toEqual(['80', '80', 'null', '40']);
  expect(rows.map((row) => String(row['born']).slice(0, 10))).toEqual([
    '1990-04-01',
    '1990-04-01',
    'null',
    '2001-10-01',
  ]);
  expect(rows.map((row) => row['town'])).toEqual(['north', 'west', null, 'other']);
  expect(tables).toEqual([{ name: 'source' }]);
});

test('a hash tells equal from different within one reading, and nothing between two', async () => {
  const [first, second] = [await read({ mail: 'hash' }), await read({ mail: 'hash' })];
  const [a, b, again] = first.rows.map((row) => String(row['mail']));
  expect(a).toMatch(/^[0-9a-f]{64}$/);
  expect(again).toBe(a);
  expect(b).not.toBe(a);
  expect(second.rows.map((row) => row['mail'])).not.toContain(a);
});

test('edges, and JSON that brings types of its own', async () => {
  const json = '[{"id":1,"age":12},{"id":2,"age":30},{"id":3,"age":-4},{"id":4,"age":null}]';
  const { rows } = await read({ age: { bin: { edges: [0, 18, 30] } } }, json, 'people.json');
  expect(rows.map((row) => row['age'])).toEqual([0, 30, 0, null]);
});

test('a rule for a column that is not there is refused, and so is one for the person', async () => {
  const { message } = await dataErrorOf(read({ e_mail: 'drop' }));
  expect(message).toContain('has no column "e_mail" (desensitise)');
  const config = {
    shape: 'persons',
    source: { file: 'x.csv' },
    person: 'id',
    features: {},
    desensitise: { ID: 'hash' },
  };
  expect(dataSchema.safeParse(config).error?.issues[0]?.message).toContain('stays as it is');
});

const lines = {
  file: 'x.csv',
  text: 'card,at,known,paid\n1,2025-03-20,2025-03-21,5\n2,2025-03-01,2025-03-01,7\n',
};

/** Lines of a till in both shapes that have a time. */
function shapes(keys: Record<string, unknown>, desensitise: Record<string, Desensitise>) {
  const table = {
    source: { file: fileOf(lines.file, lines.text) },
    person: 'card',
    time: 'at',
    ...keys,
    desensitise,
  };
  const { recorded: _, ...line } = { recorded: undefined, ...table };
  return [
    ...(keys['recorded'] === undefined
      ? [{ shape: 'transactions', ...line, snapshot: '2025-03-10', features: { age: 'lines' } }]
      : []),
    {
      shape: 'tables',
      tables: { till: { role: 'point-of-sale', ...table } },
      snapshot: '2025-03-10',
      features: { age: { table: 'till', kind: 'count' } },
    },
  ];
}

test.each([
  [{}, 'at'],
  [{ recorded: 'known' }, 'known'],
])('no rule but the day may move a row of %j before the snapshot', async (keys, column) => {
  const inSql = Object.fromEntries(
    Object.entries({ time: 'at', ...keys }).map(([key, name]) => [
      key,
      { sql: `"${name}" + INTERVAL 0 DAY` },
    ]),
  );
  for (const rule of [{ generalise: 'month' }, { bin: { width: 10 } }, 'hash'] as const) {
    for (const config of shapes(keys, { [column]: rule }))
      expect(dataSchema.safeParse(config).error?.issues[0]?.message).toContain('{ generalise: day } alone');
    for (const config of shapes(inSql, { [column.toUpperCase()]: rule })) {
      const refused = await dataErrorOf(prepareForTraining(dataOf(config), asking({}, { label: undefined })));
      expect(refused.message).toContain('{ generalise: day } alone');
    }
  }
  for (const config of [...shapes(keys, { [column]: { generalise: 'day' } }), ...shapes(inSql, {})]) {
    const { ids } = await prepareForTraining(dataOf(config), asking({}, { label: undefined }));
    expect(ids).toEqual(['2']);
  }
});

test('an expression over the person id does not let a rule through, for studies and for access', async () => {
  for (const config of shapes({ person: { sql: 'trim(card)' } }, { card: 'hash' })) {
    const data = dataOf(config);
    const training = await dataErrorOf(prepareForTraining(data, asking({}, { label: undefined })));
    const access = await dataErrorOf(personRows(data, '1'));
    for (const { message } of [training, access]) expect(message).toContain('stays as it is');
  }
});

const UNTOLD = [
  ["COLUMNS('ag.')", '* or COLUMNS(...)'],
  ["struct_extract(struct_pack(*COLUMNS('ag.')), 'age')", '* or COLUMNS(...)'],
  ['#2', 'a column by its place (#1)'],
  ['(SELECT max(years) FROM source AS renamed(id, years))', 'a SELECT of its own'],
  ['age +', 'it cannot be parsed'],
] as const;

test.each(UNTOLD)(
  '%s names no column of its own: refused where the agreement asks for a rule',
  async (sql, why) => {
    const data = persons({ features: { age: { sql } } });
    const { problems } = await dataErrorOf(prepareForTraining(data, asking({ desensitise: 'bin' })));
    expect(problems.map(({ code }) => code)).toEqual(['expression-invalid']);
    expect(problems[0]?.what).toContain(`"${sql}" reads cannot be told: `);
    expect(problems[0]?.what).toContain(why);
    expect(problems[0]?.remedy).toContain('names each column');
  },
);

test.each(UNTOLD)('%s of a key is refused where columns pass through rules', async (sql) => {
  for (const config of shapes({ person: { sql } }, { card: 'hash' })) {
    const data = dataOf(config);
    const training = await dataErrorOf(prepareForTraining(data, asking({}, { label: undefined })));
    const access = await dataErrorOf(personRows(data, '1'));
    for (const { message } of [training, access]) expect(message).toContain('cannot be told');
  }
});

test('counting rows reads no column, and needs no rule', async () => {
  const counted = persons({ features: { age: { sql: 'count(*) OVER ()' } } });
  const prepared = await prepareForTraining(counted, asking({ desensitise: 'bin' }));
  expect(columnOf(prepared, 'age')).toEqual([4, 4, 4, 4]);
});

function asking(feature: Record<string, unknown>, more: Record<string, unknown> = {}): Dictionary {
  return dictionarySchema.parse({
    features: [{ name: 'age', type: 'number', lower: 0, upper: 100, ...feature }],
    label: { name: 'label' },
    ...more,
  });
}

function persons(settings: Record<string, unknown>) {
  return dataOf({
    shape: 'persons',
    source: { file: fileOf('people.csv', csv) },
    person: 'id',
    invalidValues: 'missing',
    features: { age: 'age' },
    label: { column: 'bought' },
    ...settings,
  });
}

test('a node refuses a dictionary that asks for what node.yaml does not declare', async () => {
  const dictionary = asking({ desensitise: 'bin' });
  const refused = await dataErrorOf(prepareForTraining(persons({}), dictionary));
  expect(refused.problems[0]?.code).toBe('desensitisation-missing');
  expect(refused.message).toContain('"age": { bin: { width: 10 } } under data.desensitise');
  const other = persons({ desensitise: { age: { generalise: { keep: 1 } } } });
  await dataErrorOf(prepareForTraining(other, dictionary));
  const derived = persons({ features: { age: { sql: 'TRY_CAST(age AS DOUBLE) + 1' } } });
  expect((await dataErrorOf(prepareForTraining(derived, dictionary))).message).toContain('column "age"');
  const declared = await prepareForTraining(
    persons({ desensitise: { age: { bin: { width: 10 } } } }),
    dictionary,
  );
  expect(columnOf(declared, 'age')).toEqual([30, 30, 70, 0]);
});

test('what decides which rows count is asked about, too; where a row lies in time is not', async () => {
  const dictionary = asking({ desensitise: 'bin' }, { label: undefined });
  const counting = (where: string, desensitise: Record<string, Desensitise>) => {
    const [, config] = shapes({}, desensitise);
    return dataOf({ ...config, features: { age: { table: 'till', kind: 'count', where } } });
  };
  expect((await prepareForTraining(counting('true', {}), dictionary)).ids).toEqual(['2']);
  const refused = await dataErrorOf(prepareForTraining(counting('paid > 5', {}), dictionary));
  expect(refused.problems.map(({ code }) => code)).toEqual(['desensitisation-missing']);
  expect(refused.message).toContain('column "paid"');
  for (const rule of [{ bin: { width: 5 } }, { generalise: { keep: 1 } }] as const)
    expect((await prepareForTraining(counting('paid > 4', { paid: rule }), dictionary)).ids).toEqual(['2']);
  const filtered = persons({ desensitise: { age: { bin: { width: 10 } } }, filter: "town <> 'Basel'" });
  expect((await dataErrorOf(prepareForTraining(filtered, asking({ desensitise: 'bin' })))).message).toContain(
    'column "town"',
  );
});

test('columns that the agreement wants dropped have to be declared as dropped', async () => {
  const dictionary = asking({}, { drop: ['E-Mail', 'mail'] });
  const refused = await dataErrorOf(prepareForTraining(persons({}), dictionary));
  expect(refused.message).toContain('column "mail" of people.csv is dropped');
  const declared = persons({ desensitise: { mail: 'drop' } });
  expect((await prepareForTraining(declared, dictionary)).ids).toHaveLength(4);
  const used = persons({ desensitise: { mail: 'drop' }, features: { age: { column: 'mail' } } });
  expect((await dataErrorOf(prepareForTraining(used, dictionary))).message).toContain(
    'is dropped under desensitise',
  );
});
