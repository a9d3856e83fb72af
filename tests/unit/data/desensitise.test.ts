// Declared desensitisation: what a column becomes while it is read, and what an agreement may ask for.
import { dictionarySchema, type Dictionary } from '@chorale/models';
import { openSource } from '../../../client-node/src/ingest/open-source.js';
import type { Desensitise } from '../../../client-node/src/config/desensitise-schema.js';
import { sourceSchema } from '../../../client-node/src/config/source-schema.js';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
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
