// Twelve kinds of table, joined by the person's id; everything is held against values worked out by hand.
import { dictionarySchema, type Dictionary } from '@chorale/models';
import { featureByName } from '../../../client-node/src/config/feature-names.js';
import { dataSchema, type TablesData } from '../../../client-node/src/config/data-schema.js';
import { tableRoleNames } from '../../../client-node/src/config/table-roles.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { columnOf, dataErrorOf, dataOf, fileOf, prepareForTraining, rights } from './support.js';

// Snapshot 2025-03-01. ann is a member and buys everywhere, bob buys only at the till, cleo only looks.
const files = {
  members: `card,tier,joined,age,phone,mail
ann,gold,2024-01-01,34,555,no
bob,basic,2024-06-01,58,556,yes
cleo,gold,2025-02-01,41,557,no
cleo,basic,2025-03-05,41,557,no
`,
  till: `line,card,at,receipt,sku,qty,unit,shop
1,ann,2025-01-04 10:00,r1,tea,2,5.00,north
2,ann,2025-01-04 10:00,r1,cup,1,10.00,north
3,ann,2025-02-22 11:00,r2,tea,1,5.00,north
4,ann,2025-03-01 00:00,r3,pot,1,40.00,north
5,bob,2025-02-03 09:00,r4,pot,1,40.00,south
5,bob,2025-02-03 09:00,r4,pot,1,40.00,south
`,
  orders: `card,at,number,total,how
ann,2024-12-20,o1,80,app
ann,2025-02-10,o2,20,web
`,
  app: `card,at,screen
ann,2025-02-27 20:00,home
cleo,2025-02-28 07:00,home
cleo,2025-02-28 07:01,offers
`,
  mini: `card,at\ncleo,2025-02-14 12:00\n`,
  web: `card,at,page\ncleo,2025-02-27 12:00,pots\nann,2025-01-30 12:00,tea\n`,
  coupons: `card,sent,known,state
ann,2025-02-01,2025-02-02,used
ann,2025-02-05,2025-03-02,used
bob,2025-02-01,2025-02-01,sent
`,
  mail: `card,at,opened\nann,2025-02-20,yes\nbob,2025-02-20,no\nbob,2025-02-25,no\n`,
  service: `card,at,subject\nbob,2025-01-15,late\n`,
  returns: `card,at,sku,money\nann,2025-01-20,cup,10\n`,
  stock: `sku,day,pieces\ntea,2025-01-01,0\ntea,2025-02-01,9\npot,2025-01-01,3\n`,
  days: `day,holiday,rain\n2025-01-04,yes,1.5\n2025-02-22,no,0\n2025-02-03,no,8\n2025-02-03,yes,99\n`,
};

const settings = {
  members: { role: 'members', person: 'card', time: 'joined' },
  till: {
    role: 'point-of-sale',
    person: 'card',
    time: 'at',
    id: 'line',
    order: 'receipt',
    item: 'sku',
    quantity: 'qty',
    price: 'unit',
    store: 'shop',
  },
  orders: { role: 'orders', person: 'card', time: 'at', order: 'number', amount: 'total', channel: 'how' },
  app: { role: 'app-events', person: 'card', time: 'at' },
  mini: { role: 'mini-programme', person: 'card', time: 'at' },
  web: { role: 'web', person: 'card', time: 'at' },
  coupons: { role: 'coupons', person: 'card', time: 'sent', recorded: 'known' },
  mail: { role: 'e-mail', person: 'card', time: 'at' },
  service: { role: 'service', person: 'card', time: 'at' },
  returns: { role: 'returns', person: 'card', time: 'at', item: 'sku', amount: 'money' },
  stock: { role: 'stock', item: 'sku', time: 'day' },
  days: { role: 'calendar', time: 'day' },
} as const;

function tables(changes: Record<string, Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, table]) => [
      name,
      {
        source: { file: fileOf(`${name}.csv`, files[name as keyof typeof files]) },
        ...table,
        ...changes[name],
      },
    ]),
  );
}

function party(more: Record<string, unknown> = {}, changes: Record<string, Record<string, unknown>> = {}) {
  return dataOf({
    shape: 'tables',
    tables: tables(changes),
    snapshot: '2025-03-01',
    marketingOptOut: { column: 'mail' },
    label: { table: 'till', kind: 'any', withinDays: 30 },
    ...more,
  });
}

const MISSING = -1;
function numbers(...names: string[]): Dictionary {
  return dictionarySchema.parse({
    features: names.map((name) => ({ name, type: 'number', lower: -1, upper: 1000, missing: MISSING })),
    label: { name: 'buys' },
  });
}

test('every role has an example here', () => {
  expect(
    Object.values(settings)
      .map(({ role }) => role as string)
      .sort(),
  ).toEqual([...tableRoleNames].sort());
});

// ann, bob, cleo
const byName: Record<string, readonly number[]> = {
  point_of_sale_count_90d: [3, 2, 0],
  point_of_sale_distinct_order: [2, 1, 0],
  point_of_sale_sum_amount: [25, 80, 0],
  point_of_sale_sum_amount_30d: [5, 80, 0],
  point_of_sale_mean_quantity: [4 / 3, 1, MISSING],
  point_of_sale_recency: [6, 25, MISSING],
  point_of_sale_season_weekend: [1, 0, MISSING],
  point_of_sale_season_q1: [1, 1, MISSING],
  orders_tenure: [71, MISSING, MISSING],
  orders_sum_amount_365d: [100, 0, 0],
  orders_share_channel_app_365d: [0.5, MISSING, MISSING],
  app_events_count_7d: [1, 0, 2],
  mini_programme_any_30d: [0, 0, 1],
  web_recency: [29, MISSING, 1],
  coupons_count_90d: [1, 1, 0],
  e_mail_share_opened_yes_30d: [1, 0, MISSING],
  service_count_90d: [0, 1, 0],
  returns_sum_amount_90d_per_point_of_sale_sum_amount_90d: [0.4, 0, MISSING],
  members_last_age: [34, 58, 41],
};

test('features follow from their names, and see nothing from the snapshot on', async () => {
  const prepared = await prepareForTraining(party(), numbers(...Object.keys(byName)));
  expect(prepared.ids).toEqual(['ann', 'bob', 'cleo']);
  for (const [name, expected] of Object.entries(byName)) {
    const values = columnOf(prepared, name);
    values.forEach((value, place) =>
      expect([name, value]).toEqual([name, expect.closeTo(expected[place]!, 9)]),
    );
  }
  expect(columnOf(prepared, 'buys')).toEqual([1, 0, 0]);
  expect([...prepared.optOut]).toEqual([0, 1, 0]);
});

test('windows of the past, conditions, and what joins by day and by item', async () => {
  const features = {
    year_before: { table: 'orders', kind: 'sum', of: 'amount', days: 60, ago: 60 },
    offers_seen: { table: 'app', kind: 'count', where: "screen = 'offers'" },
    on_holidays: { table: 'till', kind: 'share', of: 'days.holiday', values: ['yes'] },
    rain: { table: 'till', kind: 'mean', of: 'days.rain' },
    sold_out: { table: 'till', kind: 'share', of: 'stock.pieces', values: [0] },
    trend: {
      kind: 'ratio',
      of: { table: 'till', kind: 'count', days: 30 },
      per: { table: 'till', kind: 'count', days: 365 },
    },
    none: { kind: 'absent' },
  };
  const prepared = await prepareForTraining(party({ features }), numbers(...Object.keys(features)));
  expect(columnOf(prepared, 'year_before')).toEqual([80, 0, 0]);
  expect(columnOf(prepared, 'offers_seen')).toEqual([0, 0, 1]);
  expect(columnOf(prepared, 'on_holidays')).toEqual([2 / 3, 0, MISSING]);
  expect(columnOf(prepared, 'rain')).toEqual([1, 8, MISSING]);
  expect(columnOf(prepared, 'sold_out')).toEqual([0.5, 0, MISSING]);
  expect(columnOf(prepared, 'trend')).toEqual([1 / 3, 1, MISSING]);
  expect(columnOf(prepared, 'none')).toEqual([MISSING, MISSING, MISSING]);
});

test('a word of the members is the last one before the snapshot, one row a snapshot', async () => {
  const dictionary = dictionarySchema.parse({
    features: [{ name: 'members_last_tier', type: 'category', categories: ['gold', 'basic'] }],
    label: { name: 'buys' },
  });
  const prepared = await prepareForTraining(
    party({ snapshot: ['2025-03-01', '2025-04-01'], persons: 'members' }),
    dictionary,
  );
  expect([...prepared.people.rowStart]).toEqual([0, 2, 4, 6]);
  expect(columnOf(prepared, 'members_last_tier=gold')).toEqual([1, 1, 0, 0, 1, 0]);
});

test('consent, exclusion and erasure take a person out of every table', async () => {
  const consent = { purposes: { research: { sql: "tier = 'gold'" } } };
  const prepared = await prepareForTraining(party({ consent }), numbers('app_events_count_7d'));
  // cleo's newer row says otherwise: consent has to hold in every row.
  expect(prepared.ids).toEqual(['ann']);
  expect(prepared.report.leftOut.withoutConsent).toBe(2);
  const excluded = await prepareForTraining(party({ exclude: { sql: 'age > 50' } }), numbers('web_recency'));
  expect(excluded.ids).toEqual(['ann', 'cleo']);
  const erased = await preparePeople(party(), numbers('app_events_count_7d'), {
    purpose: 'training',
    rights: { ...rights, isErased: (person) => person === 'cleo' },
  });
  expect(erased.ids).toEqual(['ann', 'bob']);
  expect(erased.report.leftOut.erased).toBe(1);
});

test('a person of no member row is asked about, too: no consent, no marketing', async () => {
  const web = { source: { file: fileOf('web.csv', 'card,at,page\nguest,2025-02-01,x\nann,2025-02-01,x\n') } };
  const data = party({}, { web });
  const prepared = await prepareForTraining(data, numbers('web_count'));
  expect(prepared.ids).toEqual(['ann', 'bob', 'cleo', 'guest']);
  expect(prepared.optOut.at(-1)).toBe(1);
  const consent = { purposes: { research: { sql: 'age > 0' } } };
  const asked = await prepareForTraining(party({ consent }, { web }), numbers('web_count'));
  expect(asked.ids).toEqual(['ann', 'bob', 'cleo']);
});

test('rows are counted by table: repeats of an id, rows of nobody', async () => {
  const { report } = await prepareForTraining(party(), numbers('point_of_sale_count'));
  const till = report.tables.find(({ name }) => name === 'till');
  expect(till).toMatchObject({
    role: 'point-of-sale',
    rows: 6,
    kept: 6,
    anonymous: 0,
    untimed: 0,
    duplicates: 1,
  });
  const unnamed = await prepareForTraining(party({}, { till: { id: undefined } }), numbers('web_count'));
  expect(unnamed.report.tables.find(({ name }) => name === 'till')).toMatchObject({ duplicates: null });
  expect(report.tables.find(({ name }) => name === 'days')).toMatchObject({ rows: 4, duplicates: 1 });
});

test('a single table with many lines a person gives one row a person', async () => {
  const data = party({ tables: { till: tables()['till'] }, marketingOptOut: undefined });
  const { ids, people } = await prepareForTraining(data, numbers('point_of_sale_count'));
  expect(ids).toEqual(['ann', 'bob']);
  expect([...people.rowStart]).toEqual([0, 1, 2]);
});

test('a table without time is said to be of today', async () => {
  const data = party({}, { members: { time: undefined } });
  const { report, ids } = await prepareForTraining(data, numbers('members_last_age'));
  expect(ids).toEqual(['ann', 'bob', 'cleo']);
  expect(report.warnings.join()).toContain('table members has no `time`');
});

test('scoring describes people as of the day after the last line', async () => {
  const scored = await preparePeople(party(), numbers('point_of_sale_recency'), {
    purpose: 'scoring',
    rights,
    snapshot: 'latest',
  });
  // The last line of any table about persons is cleo's new tier on 2025-03-05.
  expect(columnOf(scored, 'point_of_sale_recency')).toEqual([5, 30, MISSING]);
});

test('what cannot be built is said for all features at once', async () => {
  const data = party({
    features: {
      a: { table: 'till', kind: 'sum', of: 'weight' },
      b: { table: 'till', kind: 'sum', of: 'sku' },
    },
  });
  const { message } = await dataErrorOf(prepareForTraining(data, numbers('a', 'b', 'web_sum', 'mystery')));
  expect(message).toContain(
    'feature mystery (number) is not mapped, and its name does not say how it is built',
  );
  expect(message).toContain('feature web_sum');
  const columns = await dataErrorOf(prepareForTraining(data, numbers('a', 'b')));
  expect(columns.message).toContain('no column "weight"');
});

test('what names a store joins only lines that name theirs', async () => {
  const byStore = {
    days: {
      source: {
        file: fileOf(
          'd.csv',
          'day,rain,shop\n2025-01-04,1.5,north\n2025-01-04,9,south\n2025-02-22,0,north\n',
        ),
      },
    },
    stock: {
      source: {
        file: fileOf('s.csv', 'sku,day,pieces,shop\ntea,2025-01-01,0,north\ntea,2025-01-01,9,south\n'),
      },
    },
  };
  const named = { days: { ...byStore.days, store: 'shop' }, stock: { ...byStore.stock, store: 'shop' } };
  const features = {
    rain: { table: 'till', kind: 'sum', of: 'days.rain' },
    sold_out: { table: 'till', kind: 'share', of: 'stock.pieces', values: [0] },
  };
  const dictionary = numbers(...Object.keys(features));
  const prepared = await prepareForTraining(party({ features }, named), dictionary);
  expect(columnOf(prepared, 'rain')).toEqual([3, 0, 0]);
  expect(columnOf(prepared, 'sold_out')).toEqual([1, MISSING, MISSING]);
  const without = party({ features }, { ...named, till: { store: undefined } });
  const { problems } = await dataErrorOf(prepareForTraining(without, dictionary));
  expect(problems.map(({ code, what }) => `${code} ${what}`)).toEqual([
    'mapping-incomplete feature rain: table days joins by store, and table till names none',
    'mapping-incomplete feature sold_out: table stock joins by store, and table till names none',
  ]);
});

test('a name over days of a table without time is refused', async () => {
  const data = party({}, { members: { time: undefined } });
  for (const name of [
    'members_count_30d',
    'members_recency',
    'members_count_30d_per_web_count_30d',
    'web_count_per_members_count_30d',
  ]) {
    const { message } = await dataErrorOf(prepareForTraining(data, numbers(name)));
    expect(message).toContain('table "members" has no `time`');
  }
});

test('nobody lacks what nobody had to have: a last value is no gap', async () => {
  const { report } = await prepareForTraining(party(), numbers('returns_last_money_90d'));
  expect(report.features).toMatchObject([
    { name: 'returns_last_money_90d', missing: 2, missingIsGap: false },
  ]);
});

test.each([
  [
    { tables: { stock: { ...settings.stock, source: { file: 'x.csv' }, recorded: 'seen' } } },
    'role stock joins a line by `time` alone',
  ],
  [
    { tables: { days: { ...settings.days, source: { file: 'x.csv' }, recorded: 'seen' } } },
    'role calendar joins a line by `time` alone',
  ],
  [{ tables: { web: { role: 'web', source: { file: 'x.csv' }, person: 'card' } } }, 'role web needs `time`'],
  [
    { tables: { day: { role: 'calendar', source: { file: 'x.csv' }, time: 'day' } } },
    'none is about persons',
  ],
  [{ features: { a: { table: 'tills', kind: 'count' } } }, 'there is no table "tills"'],
  [{ features: { a: { table: 'stock', kind: 'count' } } }, 'not about persons'],
  [{ features: { a: { table: 'till', kind: 'share', of: 'qty' } } }, 'kind share needs `values`'],
  [{ features: { a: { table: 'till', kind: 'recency', days: 3 } } }, 'kind recency takes no `days`'],
  [{ label: { table: 'till', kind: 'sum', withinDays: 3 } }, '`of` belongs to kind sum'],
])('mistakes of the configuration are said: %j', (change, message) => {
  const result = dataSchema.safeParse({
    shape: 'tables',
    tables: tables(),
    snapshot: '2025-03-01',
    ...change,
  });
  expect(result.error?.issues.flatMap((issue) => JSON.stringify(issue)).join()).toContain(
    JSON.stringify(message).slice(1, -1),
  );
});

test('names are read as the guide says', () => {
  const { tables: known } = party() as TablesData;
  expect(featureByName('e_mail_share_opened_yes_30d', known)).toEqual({
    table: 'mail',
    kind: 'share',
    of: 'opened',
    values: ['yes'],
    days: 30,
  });
  expect(featureByName('age', known)).toBeUndefined();
  expect(featureByName('web_season_spring', known)).toBeUndefined();
  const { web: _, ...without } = known;
  expect(featureByName('web_count_3d', without)).toBe('no table under data.tables has the role web');
  expect(featureByName('web_count', { ...known, site: known['web']! })).toContain('several tables');
});
