import { whyUnmapped } from '../../../client-node/src/features/why-unmapped.js';
import {
  columnOf,
  dataErrorOf,
  dataOf,
  dictionaryOf,
  fileOf,
  prepareForTraining,
  rights,
} from './support.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';

const dictionary = dictionaryOf(
  { name: 'age', type: 'number', lower: 18, upper: 100, missing: 40 },
  { name: 'plan', type: 'category', categories: ['basic', 'premium'] },
  { name: 'urban', type: 'binary' },
);
const features = { age: 'age', plan: 'plan', urban: 'urban' };

function people(csv: string, settings: Record<string, unknown> = {}, name = 'people.csv') {
  return dataOf({
    shape: 'persons',
    source: { file: fileOf(name, csv) },
    person: 'id',
    label: { column: 'again' },
    features,
    ...settings,
  });
}

const small = `id,age,plan,urban,again
b,200,Premium,yes,1
a,30,basic,no,0
c,,gold,TRUE,1
d,10,NA,,0
`;

test('values are clamped, mapped to other or stood in for, and all that is counted', async () => {
  const prepared = await prepareForTraining(people(small), dictionary);
  expect(prepared.ids).toEqual(['a', 'b', 'c', 'd']);
  expect(columnOf(prepared, 'age')).toEqual([30, 100, 40, 18]);
  expect(columnOf(prepared, 'plan=basic')).toEqual([1, 0, 0, 0]);
  expect(columnOf(prepared, 'plan=premium')).toEqual([0, 1, 0, 0]);
  expect(columnOf(prepared, 'plan=other')).toEqual([0, 0, 1, 1]);
  expect(columnOf(prepared, 'urban')).toEqual([0, 1, 1, 0]);
  expect(columnOf(prepared, 'label')).toEqual([0, 1, 1, 0]);
  expect([...prepared.people.rowStart]).toEqual([0, 1, 2, 3, 4]);
  const [age, plan, urban] = prepared.report.features;
  expect(age).toMatchObject({ missing: 1, clampedToLower: 1, clampedToUpper: 1 });
  expect(plan).toMatchObject({ missing: 1, unseen: 1 });
  expect(urban).toMatchObject({ missing: 1, constant: false });
});

test('people hold columns and nothing that names a person', async () => {
  const { people: built } = await prepareForTraining(people(small), dictionary);
  expect(Object.keys(built).sort()).toEqual(['columns', 'rowStart', 'size']);
  expect([...built.columns.keys()]).toEqual([
    'age',
    'plan=basic',
    'plan=premium',
    'plan=other',
    'urban',
    'label',
  ]);
});

test('a category that is meant by "NA" wins over the texts that mean no value', async () => {
  const regions = dictionaryOf({ name: 'region', type: 'category', categories: ['EU', 'NA'] });
  const data = people('id,region,again\n1,EU,1\n2,NA,0\n', { features: { region: 'region' } });
  const prepared = await prepareForTraining(data, regions);
  expect(columnOf(prepared, 'region=NA')).toEqual([0, 1]);
});

test('maps and expressions', async () => {
  const data = people('id,sex,income,kind,again\n1,Male,10,gold,y\n2,female,20,Basic,n\n', {
    features: {
      age: { sql: 'income * 2' },
      plan: { column: 'kind', map: { GOLD: 'premium' } },
      urban: { column: 'sex', map: { male: 1, female: 0 } },
    },
  });
  const prepared = await prepareForTraining(data, dictionary);
  expect(columnOf(prepared, 'age')).toEqual([20, 40]);
  expect(columnOf(prepared, 'plan=premium')).toEqual([1, 0]);
  expect(columnOf(prepared, 'plan=basic')).toEqual([0, 1]);
  expect(columnOf(prepared, 'urban')).toEqual([1, 0]);
});

test.each([
  [{ column: 'again', positive: 'won' }, [0, 1, 0]],
  [{ column: 'again', positive: ['WON', 'maybe'] }, [1, 1, 0]],
  [{ sql: "again <> 'lost'" }, [1, 1, 0]],
])('a label as %j', async (label, expected) => {
  const data = people('id,age,again\n1,20,maybe\n2,30,won\n3,40,lost\n', { features: { age: 'age' }, label });
  const prepared = await preparePeople(data, dictionary, { purpose: 'training', rights, features: ['age'] });
  expect(columnOf(prepared, 'label')).toEqual(expected);
});

test('rows without a label are not trained on, and scored all the same', async () => {
  const data = people('id,age,again\n1,20,\n2,30,1\n3,40,0\n', { features: { age: 'age' } });
  const trained = await preparePeople(data, dictionary, { purpose: 'training', rights, features: ['age'] });
  expect(trained.ids).toEqual(['2', '3']);
  expect(trained.report.withoutLabel).toBe(1);
  const scored = await preparePeople(data, dictionary, { purpose: 'scoring', rights, features: ['age'] });
  expect(scored.ids).toEqual(['1', '2', '3']);
  expect(scored.people.columns.has('label')).toBe(false);
});

test('exclusions hold in training, opt-outs are marked for scoring', async () => {
  const csv = 'id,age,again,no_mail\n007,20,1,yes\n008,30,1,no\n009,40,0,\n';
  const data = people(csv, {
    features: { age: 'age' },
    exclude: { file: fileOf('ids.txt', '\uFEFFid\r\n008\r\n') },
    marketingOptOut: { column: 'no_mail' },
  });
  const trained = await preparePeople(data, dictionary, { purpose: 'training', rights, features: ['age'] });
  expect(trained.ids).toEqual(['007', '009']);
  expect(trained.report).toMatchObject({ persons: 3, excluded: 1, used: 2 });
  const scored = await preparePeople(data, dictionary, { purpose: 'scoring', rights, features: ['age'] });
  expect(scored.ids).toEqual(['007', '008', '009']);
  // A missing answer counts as an opt-out.
  expect([...scored.optOut]).toEqual([1, 0, 1]);
});

test('a repeated person is refused with a count, used once, or kept together', async () => {
  const csv = 'id,age,again\n1,20,1\n2,30,0\n1,50,0\n';
  const settings = { features: { age: 'age' } };
  const only = ['age'];
  const refused = await dataErrorOf(
    preparePeople(people(csv, settings), dictionary, { purpose: 'training', rights, features: only }),
  );
  expect(refused.problems).toEqual([
    {
      code: 'person-repeated',
      what: 'people.csv: 1 rows repeat a person id that came before',
      remedy: expect.stringContaining('repeatedPerson: first') as string,
    },
  ]);
  const first = await preparePeople(people(csv, { ...settings, repeatedPerson: 'first' }), dictionary, {
    purpose: 'training',
    rights,
    features: only,
  });
  expect(columnOf(first, 'age')).toEqual([20, 30]);
  const all = await preparePeople(people(csv, { ...settings, repeatedPerson: 'all' }), dictionary, {
    purpose: 'training',
    rights,
    features: only,
  });
  expect(all.people.size).toBe(2);
  expect([...all.people.rowStart]).toEqual([0, 2, 3]);
  expect(columnOf(all, 'age')).toEqual([20, 50, 30]);
});

test('a party without rows, and one with a single class, are warned and still take part', async () => {
  const empty = await prepareForTraining(people('id,age,plan,urban,again\n'), dictionary);
  expect(empty.people.size).toBe(0);
  expect([...empty.people.rowStart]).toEqual([0]);
  expect(columnOf(empty, 'label')).toEqual([]);
  expect(empty.report.warnings[0]).toContain('no person to contribute');
  const oneClass = await prepareForTraining(people(small.replaceAll(/1$/gm, '0')), dictionary);
  expect(oneClass.people.size).toBe(4);
  expect(oneClass.report.warnings[0]).toContain('every label is 0');
});

test('names alone tell that a study asks for features that node.yaml does not map', () => {
  const study = { features: ['age', 'plan'] };
  expect(whyUnmapped(people(small), { dictionary }, study)).toBeUndefined();
  expect(
    whyUnmapped(people(small, { features: { age: 'age', offers: 'plan' } }), { dictionary }, study),
  ).toMatch(
    /data\.features\.offers is not in the dictionary of the agreement; its feature plan is not mapped/,
  );
});

describe('bad input', () => {
  test('every missing column is named at once, with the closest and the remedy', async () => {
    const data = people(small, {
      features: { age: 'Age years', plan: 'plam', urban: 'urban' },
      person: 'ID_',
    });
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems.map(({ code }) => code)).toEqual(['column-missing', 'column-missing', 'column-missing']);
    expect(problems[2]?.what).toBe('people.csv has no column "plam" (feature plan)');
    expect(problems[2]?.remedy).toContain('Did you mean "plan"?');
    expect(problems[2]?.remedy).toContain('id, age, plan, urban, again');
  });

  test('unmapped and unknown features', async () => {
    const data = people(small, { features: { age: 'age', plann: 'plan' } });
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems.map(({ what }) => what)).toEqual([
      'data.features.plann is not in the dictionary of the agreement',
      "the agreement's feature plan (category) is not mapped",
      "the agreement's feature urban (binary) is not mapped",
    ]);
    expect(problems[0]?.remedy).toContain('"plan"');
  });

  test.each([
    ['nan', 'NaN'],
    ['infinity', 'inf'],
    ['text', 'about 30'],
  ])('a number that is %s is named by column and row, never by value', async (_, value) => {
    const csv = `id,age,again\nsecret-1,20,1\nsecret-2,${value},0\n`;
    const data = people(csv, { features: { age: 'age' } });
    const only = { purpose: 'training', rights, features: ['age'] } as const;
    const error = await dataErrorOf(preparePeople(data, dictionary, only));
    expect(error.problems[0]).toMatchObject({ code: 'value-invalid' });
    expect(error.message).toMatch(
      /people\.csv, column "age" \(feature age\): 1 values are no finite numbers.*data row 2/,
    );
    expect(error.message).toContain('invalidValues: missing');
    expect(error.message).not.toMatch(/secret|about/);
    const mild = people(csv, { features: { age: 'age' }, invalidValues: 'missing' });
    const prepared = await preparePeople(mild, dictionary, only);
    expect(columnOf(prepared, 'age')).toEqual([20, 40]);
    expect(prepared.report.features[0]).toMatchObject({ invalid: 1, missing: 0 });
  });

  test('a column of text where numbers are due is a wrong column', async () => {
    const data = people('id,town,again\n1,Ulm,1\n2,,0\n', { features: { age: 'town' } });
    const only = { purpose: 'training', rights, features: ['age'] } as const;
    const { problems } = await dataErrorOf(preparePeople(data, dictionary, only));
    expect(problems[0]).toMatchObject({
      code: 'column-type',
      what: 'people.csv, column "town" (feature age) holds not a single number',
    });
  });

  test('a label that is neither yes nor no counts as missing where the owner says so', async () => {
    const data = people('id,age,again\n1,20,1\n2,30,perhaps\n3,40,0\n', {
      features: { age: 'age' },
      invalidValues: 'missing',
    });
    const prepared = await preparePeople(data, dictionary, {
      purpose: 'training',
      rights,
      features: ['age'],
    });
    expect(columnOf(prepared, 'label')).toEqual([1, 0]);
    expect(prepared.report.withoutLabel).toBe(1);
  });

  test('a yes-or-no feature with other words asks for a map', async () => {
    const data = people('id,sex,again\n1,Male,1\n2,Female,0\n', { features: { urban: 'sex' } });
    const error = await dataErrorOf(
      preparePeople(data, dictionary, { purpose: 'training', rights, features: ['urban'] }),
    );
    expect(error.message).toContain('2 values are neither yes nor no, the first in data row 1');
    expect(error.message).toContain('map:');
    expect(error.message).not.toContain('Male');
  });

  test('a label with other words asks for `positive`', async () => {
    const data = people('id,age,again\n1,20,won\n2,30,lost\n', { features: { age: 'age' } });
    const error = await dataErrorOf(
      preparePeople(data, dictionary, { purpose: 'training', rights, features: ['age'] }),
    );
    expect(error.message).toContain('2 labels are neither yes nor no');
    expect(error.message).toContain('positive');
  });

  test('a date where a number is due', async () => {
    const data = people('id,age,again\n1,2001-02-03,1\n', { features: { age: 'age' } });
    const { problems } = await dataErrorOf(
      preparePeople(data, dictionary, { purpose: 'training', rights, features: ['age'] }),
    );
    expect(problems[0]).toMatchObject({
      code: 'column-type',
      what: 'feature age: column "age" of people.csv holds dates or times',
    });
  });

  test.each([
    ['a parenthesis too few', 'abs(age', 'syntax error'],
    ['an unknown column', 'agee + 1', 'agee'],
    ['an unknown function', 'years(age)', 'years'],
    ['two statements', '1); DROP TABLE source; SELECT (1', 'feature age'],
    ['a file', "(SELECT count(*) FROM read_csv('/etc/passwd'))", 'disabled by configuration'],
  ])('an expression with %s', async (_, sql, part) => {
    const data = people(small, { features: { age: { sql }, plan: 'plan', urban: 'urban' } });
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems[0]?.code).toBe('expression-invalid');
    expect(problems[0]?.what).toContain('feature age');
    expect(problems[0]?.what).toContain(part);
  });

  test('an expression that fails on a value is retold without it', async () => {
    const data = people('id,age,again\n1,thirty-one,1\n', { features: { age: { sql: 'CAST(age AS INT)' } } });
    const only = { purpose: 'training', rights, features: ['age'] } as const;
    const error = await dataErrorOf(preparePeople(data, dictionary, only));
    expect(error.message).toContain('TRY_CAST');
    expect(error.message).not.toContain('thirty-one');
  });

  test('maps whose targets cannot be', async () => {
    const data = people(small, {
      features: {
        age: { column: 'age', map: { old: 'very' } },
        plan: { column: 'plan', map: { gold: 'platinum' } },
        urban: { column: 'urban', map: { yes: 2 } },
      },
    });
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems.map(({ code }) => code)).toEqual([
      'mapping-incomplete',
      'mapping-incomplete',
      'mapping-incomplete',
    ]);
  });
});
