import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { columnOf, dataErrorOf, dataOf, fileOf, prepareForTraining, rights } from './support.js';
import { dictionarySchema } from '@chorale/models';

// Two shoppers before the snapshot of 2025-03-01, one who comes later.
const lines = `shopper,at,receipt,article,pieces,price,how,mail
ann,2025-01-01 10:00:00,r1,tea,1,10.00,web,no
ann,2025-01-01 10:00:00,r1,cup,2,5.00,web,no
ann,2025-02-20 12:00:00,r2,tea,3,10.00,shop,no
ann,2025-03-01 00:00:00,r3,tea,1,10.00,web,no
bob,2025-02-28 23:59:59,r4,pot,1,40.00,shop,yes
bob,2025-06-01 00:00:00,r5,pot,1,40.00,shop,yes
cleo,2025-04-01 09:00:00,r6,tea,9,10.00,app,no
,2025-01-05 09:00:00,r7,tea,1,10.00,app,no
`;

const declared = {
  recency: 'recency',
  tenure: 'tenure',
  frequency: 'frequency',
  receipt_lines: 'lines',
  monetary: 'monetary',
  average_order: 'average_order',
  items: 'items',
  quantity: 'quantity',
  basket_size: 'basket_size',
  active_months: 'active_months',
  days_between_orders: 'days_between_orders',
  share_web: { kind: 'channel_share', channel: 'WEB' },
  frequency_30: { kind: 'frequency', days: 30 },
  monetary_30: { kind: 'monetary', days: 30 },
  average_order_7: { kind: 'average_order', days: 7 },
  dearest: { sql: 'max(price)' },
};

const dictionary = dictionarySchema.parse({
  features: [
    ...Object.keys(declared).map((name) => ({ name, type: 'number', lower: -1, upper: 1000, missing: -1 })),
    { name: 'last_channel', type: 'category', categories: ['web', 'shop', 'app'] },
  ],
  label: { name: 'label' },
});

function shop(settings: Record<string, unknown> = {}, csv = lines) {
  return dataOf({
    shape: 'transactions',
    source: { file: fileOf('lines.csv', csv) },
    person: 'shopper',
    time: 'at',
    order: 'receipt',
    item: 'article',
    quantity: 'pieces',
    price: 'price',
    channel: 'how',
    snapshot: '2025-03-01',
    label: { purchaseWithinDays: 30 },
    features: { ...declared, last_channel: { column: 'how' } },
    ...settings,
  });
}

test('every declared feature, from lines before the snapshot alone', async () => {
  const prepared = await prepareForTraining(shop(), dictionary);
  expect(prepared.ids).toEqual(['ann', 'bob']);
  const byName = Object.fromEntries(
    [...prepared.people.columns].map(([name, values]) => [name, [...values]]),
  );
  expect(byName).toEqual({
    recency: [8, 0],
    tenure: [58, 0],
    frequency: [2, 1],
    receipt_lines: [3, 1],
    monetary: [50, 40],
    average_order: [25, 40],
    items: [2, 1],
    quantity: [6, 1],
    basket_size: [3, 1],
    active_months: [2, 1],
    days_between_orders: [50 + 2 / 24, -1],
    share_web: [0.5, 0],
    frequency_30: [1, 1],
    monetary_30: [30, 40],
    average_order_7: [-1, 40],
    dearest: [10, 40],
    'last_channel=web': [0, 0],
    'last_channel=shop': [1, 1],
    'last_channel=app': [0, 0],
    'last_channel=other': [0, 0],
    label: [1, 0],
  });
  expect(prepared.report.lines).toMatchObject({ rows: 8, withoutPerson: 1, withoutTime: 0 });
});

test('the horizon reaches whole days from the snapshot on, its last day included', async () => {
  const bobAgain = async (days: number) =>
    columnOf(await prepareForTraining(shop({ label: { purchaseWithinDays: days } }), dictionary), 'label')[1];
  expect(await bobAgain(91)).toBe(0);
  expect(await bobAgain(92)).toBe(1);
  const lapsed = await prepareForTraining(shop({ label: { noPurchaseWithinDays: 30 } }), dictionary);
  expect(columnOf(lapsed, 'label')).toEqual([0, 1]);
});

test('several snapshots are several rows of one person', async () => {
  const prepared = await prepareForTraining(shop({ snapshot: ['2025-03-01', '2025-02-01'] }), dictionary);
  expect(prepared.ids).toEqual(['ann', 'bob']);
  expect([...prepared.people.rowStart]).toEqual([0, 2, 3]);
  expect(columnOf(prepared, 'frequency')).toEqual([1, 2, 1]);
  expect(columnOf(prepared, 'label')).toEqual([1, 1, 0]);
});

test('scoring describes people as of the day after the last line, or of a day given', async () => {
  const now = await preparePeople(shop(), dictionary, { purpose: 'scoring', rights, snapshot: 'latest' });
  expect(now.ids).toEqual(['ann', 'bob', 'cleo']);
  expect(columnOf(now, 'recency')).toEqual([93, 1, 61]);
  const then = await preparePeople(shop(), dictionary, {
    purpose: 'scoring',
    rights,
    snapshot: '2025-02-01',
  });
  expect(then.ids).toEqual(['ann']);
});

test('a flag on any line speaks for the person', async () => {
  const data = shop({ exclude: { sql: "article = 'pot'" }, marketingOptOut: { column: 'mail' } });
  expect((await prepareForTraining(data, dictionary)).ids).toEqual(['ann']);
  const scored = await preparePeople(data, dictionary, { purpose: 'scoring', rights, snapshot: 'latest' });
  expect([...scored.optOut]).toEqual([0, 1, 0]);
});

test('times in a format of their own, amounts instead of prices, no order number', async () => {
  const csv = 'who;when;paid\n1;28/02/2025 23:59;12,50\n1;27/02/2025 10:00;1.000,00\n2;soon;1\n';
  const data = dataOf({
    shape: 'transactions',
    source: { file: fileOf('lines.csv', csv), decimalSeparator: ',' },
    person: 'who',
    time: 'when',
    timeFormat: '%d/%m/%Y %H:%M',
    amount: 'paid',
    invalidValues: 'missing',
    snapshot: '2025-03-01',
    label: { purchaseWithinDays: 30 },
    features: { recency: 'recency', frequency: 'frequency', monetary: 'monetary' },
  });
  const only = { purpose: 'scoring', rights, features: ['recency', 'frequency', 'monetary'] } as const;
  const money = dictionarySchema.parse({
    features: only.features.map((name) => ({ name, type: 'number', lower: 0, upper: 5000 })),
  });
  const prepared = await preparePeople(data, money, only);
  expect(prepared.ids).toEqual(['1']);
  expect(columnOf(prepared, 'monetary')).toEqual([1012.5]);
  expect(columnOf(prepared, 'frequency')).toEqual([2]);
  expect(prepared.report.lines.withoutTime).toBe(1);
});

test('an empty table of lines still gives people, none', async () => {
  const header = lines.split('\n', 1)[0] ?? '';
  const data = shop({ filter: 'pieces > 0', marketingOptOut: { sql: "mail = 'yes'" } }, `${header}\n`);
  const prepared = await prepareForTraining(data, dictionary);
  expect(prepared.people.size).toBe(0);
  expect(prepared.report.warnings.join()).toContain('no person to contribute');
  expect(
    (await preparePeople(data, dictionary, { purpose: 'scoring', rights, snapshot: 'latest' })).ids,
  ).toEqual([]);
});

test('lines that end before the horizon does are warned of', async () => {
  const { report } = await prepareForTraining(shop({ label: { purchaseWithinDays: 365 } }), dictionary);
  expect(report.warnings.join()).toMatch(/the lines end 273 days before the label's horizon/);
});

test('a snapshot beyond the last line is said to be so', async () => {
  const { report } = await prepareForTraining(shop({ snapshot: '2027-01-01' }), dictionary);
  expect(report.warnings[0]).toMatch(/^the snapshot 2027-01-01 lies beyond the last line, which is of 2025-/);
});

describe('bad input', () => {
  test('text where a time is due asks for a format', async () => {
    const data = shop({}, lines.replaceAll('2025-', '01/'));
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems[0]).toMatchObject({
      code: 'column-type',
      what: expect.stringContaining('data.time') as string,
    });
    expect(problems[0]?.remedy).toContain('timeFormat');
  });

  test('times that do not fit the format, be it one', async () => {
    const wrong = await dataErrorOf(
      prepareForTraining(shop({ timeFormat: '%d.%m.%Y' }, lines.replaceAll('2025-', 'at ')), dictionary),
    );
    expect(wrong.message).toContain('7 lines have no time of the format "%d.%m.%Y", the first in data row 1');
    expect(wrong.message).toContain('%d day, %m month');
    const csv = 'shopper,at\nann,31/12/2024\nann,12/31/2024\n';
    const american = dataOf({
      shape: 'transactions',
      source: { file: fileOf('lines.csv', csv) },
      person: 'shopper',
      time: 'at',
      timeFormat: '%m/%d/%Y',
      snapshot: '2025-03-01',
      features: { recency: 'recency' },
    });
    const step = preparePeople(american, dictionary, { purpose: 'scoring', rights, features: ['recency'] });
    expect((await dataErrorOf(step)).message).toContain('1 lines have no time of the format');
  });

  test('quantities that are none, in lines that count', async () => {
    const csv = lines.replace('tea,3,', 'tea,three,');
    const error = await dataErrorOf(prepareForTraining(shop({}, csv), dictionary));
    expect(error.message).toContain(
      '1 lines have no finite number as quantity (NaN, infinite or text), the first in data row 3',
    );
    expect(error.message).not.toContain('three');
    const mild = await prepareForTraining(shop({ invalidValues: 'missing' }, csv), dictionary);
    expect(columnOf(mild, 'quantity')).toEqual([3, 1]);
    const filtered = await prepareForTraining(shop({ filter: "pieces <> 'three'" }, csv), dictionary);
    expect(columnOf(filtered, 'quantity')).toEqual([3, 1]);
  });

  test('an expression that is no aggregate', async () => {
    const data = shop({
      features: { ...declared, last_channel: { column: 'how' }, dearest: { sql: 'price' } },
    });
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems[0]?.what).toContain('an aggregate over a person');
  });

  test('missing columns of every key at once', async () => {
    const data = shop({ person: 'customer', time: 'date', item: 'artikel' });
    const { problems } = await dataErrorOf(prepareForTraining(data, dictionary));
    expect(problems.map(({ what }) => what)).toEqual([
      'lines.csv has no column "customer" (data.person)',
      'lines.csv has no column "date" (data.time)',
      'lines.csv has no column "artikel" (data.item)',
    ]);
  });
});
