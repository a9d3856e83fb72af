// Labels that are numbers, persons held out, the order of a person's rows, and categories by the thousand.
import { createHash } from 'node:crypto';
import { dictionarySchema, type Dictionary } from '@chorale/models';
import { checkData } from '../../../client-node/src/features/check-data.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import {
  columnOf,
  dataErrorOf,
  dataOf,
  dictionaryOf,
  fileOf,
  prepareForTraining,
  rights,
} from './support.js';

const age = { name: 'age', type: 'number', lower: 0, upper: 100 };
const spent = { name: 'spent', type: 'number', unit: 'EUR', lower: 0, upper: 500 };

function dictionaryWith(settings: Record<string, unknown>): Dictionary {
  return dictionarySchema.parse({ features: [age], ...settings });
}

function table(csv: string, settings: Record<string, unknown> = {}) {
  return dataOf({
    ...{ shape: 'persons', source: { file: fileOf('people.csv', csv) }, person: 'id' },
    ...{ features: { age: 'age' }, ...settings },
  });
}

describe('a label that is a number', () => {
  const csv = 'id,age,money\na,20,100\nb,30,-5\nc,40,900\nd,50,\n';
  const numbers = dictionaryWith({ label: { ...spent, transform: 'log1p' } });

  test('is clamped and transformed like a feature; rows without one stay out', async () => {
    const data = table(csv, { label: { column: 'money' } });
    const { report, ...prepared } = await prepareForTraining(data, numbers);
    expect(columnOf({ report, ...prepared }, 'spent')).toEqual([Math.log1p(100), 0, Math.log1p(500)]);
    expect(report).toMatchObject({ withoutLabel: 1, positives: undefined, clampedLabels: 2, rows: 3 });
    expect(report.warnings).toEqual([expect.stringMatching(/2 of 3 labels lie outside the bounds/)]);
    expect(await checkData(data, numbers, { rights })).toContainEqual(
      expect.objectContaining({ name: 'label', detail: '3 rows, median 100 EUR, from 0 to 500' }),
    );
  });

  test('may be derived, and is refused where it is no number', async () => {
    const derived = await prepareForTraining(table(csv, { label: { sql: 'money * 2' } }), numbers);
    expect(columnOf(derived, 'spent')[0]).toBe(Math.log1p(200));
    const text = await dataErrorOf(
      prepareForTraining(table('id,age,money\na,20,much\nb,30,5\n', { label: { column: 'money' } }), numbers),
    );
    expect(text.problems[0]?.what).toMatch(/1 labels are no finite numbers, the first in data row 1/);
    const positive = await dataErrorOf(
      prepareForTraining(table(csv, { label: { column: 'money', positive: 100 } }), numbers),
    );
    expect(positive.problems[0]?.remedy).toBe('Take `positive` out');
    const none = await dataErrorOf(prepareForTraining(table(csv), numbers));
    expect(none.problems[0]?.remedy).toMatch(/spent_next_quarter/);
  });

  const lines = `who,at,order,amount
ann,2025-01-01,1,10
ann,2025-03-05,2,20
ann,2025-03-05,2,5
ann,2025-03-20,3,7
ann,2025-08-01,4,99
bob,2025-01-02,5,10
`;
  const shop = (settings: Record<string, unknown>) =>
    dataOf({
      ...{ shape: 'transactions', source: { file: fileOf('lines.csv', lines) }, person: 'who', time: 'at' },
      ...{
        order: 'order',
        snapshot: '2025-03-01',
        features: { age: 'tenure' },
        amount: 'amount',
        ...settings,
      },
    });

  test.each([
    [{ amountWithinDays: 30 }, [32, 0]],
    [{ amountWithinDays: 10 }, [25, 0]],
    [{ purchasesWithinDays: 30 }, [2, 0]],
  ])('of transactions: %j', async (label, expected) => {
    const prepared = await prepareForTraining(shop({ label }), dictionaryWith({ label: spent }));
    expect(columnOf(prepared, 'spent')).toEqual(expected);
  });

  test('and a label of yes or no are not taken for each other', async () => {
    const yes = await dataErrorOf(
      prepareForTraining(
        shop({ label: { amountWithinDays: 30 } }),
        dictionaryWith({ label: { name: 'again' } }),
      ),
    );
    expect(yes.problems[0]?.what).toMatch(
      /data.label gives a number, and the agreement's label again is yes or no/,
    );
    const number = await dataErrorOf(
      prepareForTraining(shop({ label: { purchaseWithinDays: 30 } }), dictionaryWith({ label: spent })),
    );
    expect(number.problems[0]?.remedy).toMatch(/amountWithinDays/);
    expect(() => shop({ amount: undefined, label: { amountWithinDays: 30 } })).toThrow(/needs `amount`/);
  });

  test.each([
    [{ ...spent, lower: 500 }, /lower must be smaller/],
    [{ ...spent, lower: -1, transform: 'log1p' }, /log1p needs lower >= 0/],
    [{ ...spent, lower: 0, transform: 'log' }, /log needs lower > 0/],
    [{ name: 'age' }, /names must differ/],
  ])('%j is no label', (label, message) => {
    expect(() => dictionaryWith({ label })).toThrow(message);
  });
});

test('who is held out is decided by the id alone, and every person is in one part', async () => {
  const ids = Array.from({ length: 200 }, (_, row) => `kunde-${row}-é`);
  const csv = ['id,age,again', ...ids.map((id, row) => `${id},${row % 90},${row % 2}`)].join('\n');
  const dictionary = dictionaryWith({ label: { name: 'again' }, holdout: { oneIn: 5 } });
  const data = table(csv, { label: { column: 'again' } });
  const part = async (persons: 'training' | 'holdout' | 'all') =>
    (await preparePeople(data, dictionary, { purpose: 'training', rights, persons })).ids;
  const isHeldOut = (id: string): boolean =>
    createHash('sha256').update(id, 'utf8').digest().readUInt32BE(0) % 5 === 0;
  const held = ids.filter(isHeldOut).sort();
  expect(held.length).toBeGreaterThan(20);
  expect([...(await part('holdout'))]).toEqual(held);
  expect([...(await part('training'))]).toEqual(ids.filter((id) => !isHeldOut(id)).sort());
  expect(await part('all')).toHaveLength(200);
  const { report, ids: trained } = await prepareForTraining(data, dictionary);
  expect(trained).toHaveLength(200 - held.length);
  expect(report).toMatchObject({ persons: 200, heldOut: held.length });
  const scored = await preparePeople(data, dictionary, { purpose: 'scoring', rights });
  expect(scored.ids).toHaveLength(200);
  const rows = await preparePeople(dataOf({ ...data, person: { rowNumber: true } }), dictionary, {
    ...{ purpose: 'training', rights, persons: 'holdout' },
  });
  expect([...rows.ids]).toEqual(
    ids.flatMap((_, row) => (isHeldOut(String(row)) ? [String(row)] : [])).sort(),
  );
});

describe('the rows of a person', () => {
  const csv = 'id,age,at\na,3,2025-03-01\nb,9,2025-01-01\na,1,2025-01-01\na,4,\na,2,2025-02-01\n';
  const dictionary = dictionaryWith({});

  test('stand in the order of a column, those without a value last', async () => {
    const ordered = await prepareForTraining(table(csv, { repeatedPerson: 'all', order: 'at' }), dictionary);
    expect(columnOf(ordered, 'age')).toEqual([1, 2, 3, 4, 9]);
    const asTheyStand = await prepareForTraining(table(csv, { repeatedPerson: 'all' }), dictionary);
    expect(columnOf(asTheyStand, 'age')).toEqual([3, 1, 4, 2, 9]);
  });

  test('have no order where there is one of them, or the column says nothing of order', async () => {
    const one = await dataErrorOf(
      prepareForTraining(table(csv, { repeatedPerson: 'first', order: 'at' }), dictionary),
    );
    expect(one.problems[0]?.remedy).toMatch(/repeatedPerson: all/);
    const text = await dataErrorOf(
      prepareForTraining(table('id,age,at\na,1,first\n', { repeatedPerson: 'all', order: 'at' }), dictionary),
    );
    expect(text.problems[0]?.what).toMatch(/data.order: column "at" of people.csv holds text/);
  });
});

describe('categories by the thousand', () => {
  const items = Array.from({ length: 20_000 }, (_, item) => `Item ${item}`);
  const dictionary = dictionarySchema.parse({
    features: [age, { name: 'item', type: 'category', categories: items }],
  });
  const data = dataOf({
    ...{
      shape: 'persons',
      source: { file: fileOf('people.csv', 'id,age,item\na,1,item 19999\nb,2,nothing\nc,3,\n') },
    },
    ...{ person: 'id', features: { age: 'age', item: 'item' } },
  });

  test('are one column of codes, in checks too', async () => {
    const input = { categories: 'codes', missing: 'nan' } as const;
    const prepared = await preparePeople(data, dictionary, { purpose: 'training', rights, input });
    expect(columnOf(prepared, 'item')).toEqual([19_999, 20_000, 20_000]);
    expect(prepared.report.features[1]).toMatchObject({ unseen: 1, missing: 1 });
    expect((await checkData(data, dictionary, { rights })).every(({ ok }) => ok)).toBe(true);
  });

  test('are refused as columns', async () => {
    const input = { categories: 'one-hot', missing: 'stand-in' } as const;
    await expect(preparePeople(data, dictionary, { purpose: 'training', rights, input })).rejects.toThrow(
      /"item" has 20000 categories, a column each takes 256 at most/,
    );
    expect(() =>
      dictionaryOf({ name: 'item', type: 'category', categories: [...items, 'one more'] }),
    ).toThrow();
  });
});
