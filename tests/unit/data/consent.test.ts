// Consent by purpose: who did not give it takes part in nothing that rests on it, and mistakes are named, not guessed away.
import { writeFileSync } from 'node:fs';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
import { checkData } from '../../../client-node/src/features/check-data.js';
import { preparePeople, type PreparedPeople } from '../../../client-node/src/features/prepare-people.js';
import { columnOf, dataErrorOf, dataOf, dictionaryOf, fileOf, rights } from './support.js';

const dictionary = dictionaryOf({ name: 'age', type: 'number', lower: 0, upper: 100 });
const purpose = 'Keep customers who are about to leave';
const customers = fileOf(
  'customers.csv',
  'id,age,left,agreed,share\n007,20,0,yes,1\n008,30,1,no,5\n009,40,0,,4\n010,50,1,yes,9\n',
);

const shopOf = (settings: Record<string, unknown>): Record<string, unknown> => ({
  shape: 'persons',
  source: { file: customers },
  person: 'id',
  features: { age: 'age' },
  label: { column: 'left' },
  ...settings,
});

function prepare(
  settings: Record<string, unknown>,
  wanted: { readonly purpose: string; readonly for?: 'training' | 'scoring' } = { purpose },
): Promise<PreparedPeople> {
  return preparePeople(dataOf(shopOf(settings)), dictionary, {
    purpose: wanted.for ?? 'training',
    rights: { purpose: wanted.purpose, isErased: undefined },
  });
}

const byPurpose = (basis: unknown, register?: unknown): Record<string, unknown> => ({
  consent: { purposes: { [purpose]: basis }, ...(register === undefined ? {} : { register }) },
});

const lists = fileOf('agreed.txt', '007\n010\n');

describe('where consent stands', () => {
  test.each([
    ['a column', { column: 'agreed' }],
    ['a column with its own values', { column: 'share', values: [1, 9] }],
    ['an expression', { sql: "agreed = 'yes'" }],
    ['a list of ids', { file: lists }],
  ])('%s: who does not say yes is left out of training and of scoring', async (_, basis) => {
    const trained = await prepare(byPurpose(basis));
    expect(trained.ids).toEqual(['007', '010']);
    expect(columnOf(trained, 'age')).toEqual([20, 50]);
    expect(trained.report.leftOut).toEqual({ withoutConsent: 2, erased: null });
    expect(trained.report).toMatchObject({ persons: 2, used: 2 });
    expect((await prepare(byPurpose(basis), { purpose, for: 'scoring' })).ids).toEqual(['007', '010']);
  });

  test('another legal basis asks nobody; case and blanks of the purpose are no difference', async () => {
    const settings = {
      consent: { purposes: { [purpose]: 'other-basis', 'Offer vouchers': { column: 'agreed' } } },
    };
    expect((await prepare(settings)).report.leftOut).toEqual({ withoutConsent: null, erased: null });
    expect((await prepare(settings)).ids).toHaveLength(4);
    expect((await prepare(settings, { purpose: ' offer  VOUCHERS ' })).ids).toEqual(['007', '010']);
  });

  test("nothing of who is left out reaches the others' features, whatever the owner's SQL looks at", async () => {
    const over = { ...byPurpose({ column: 'agreed' }), features: { age: { sql: 'max(age) OVER () - age' } } };
    expect(columnOf(await prepare(over), 'age')).toEqual([30, 0]);
  });

  test('consent has to stand in every row of a person, also in rows that are filtered out', async () => {
    const lines = fileOf(
      'lines.csv',
      'who,day,agreed\na,2025-01-01,yes\na,2025-01-02,no\nb,2025-01-01,yes\nb,2025-01-03,yes\nc,2025-01-01,yes\nc,2025-01-02,\n',
    );
    const data = dataOf({
      shape: 'transactions',
      source: { file: lines },
      person: 'who',
      time: 'day',
      snapshot: '2025-01-02',
      filter: "day = DATE '2025-01-01'",
      features: { age: 'frequency' },
      label: { purchaseWithinDays: 1 },
      ...byPurpose({ column: 'agreed' }),
    });
    const prepared = await preparePeople(data, dictionary, {
      purpose: 'training',
      rights: { purpose, isErased: undefined },
    });
    expect(prepared.ids).toEqual(['b']);
    expect(prepared.report.leftOut).toEqual({ withoutConsent: 2, erased: null });
  });
});

describe('the register', () => {
  const registerOf = (content: string): Record<string, unknown> => ({
    source: { file: fileOf('register.csv', content) },
    person: 'customer',
    purpose: 'what',
    status: 'state',
    time: 'at',
  });
  const head = 'customer,what,state,at\n';
  const records = `${head}007,Churn,given,2025-01-01 10:00\n007,churn,withdrawn,2025-03-01 10:00\n008,churn,given,2025-02-01 10:00\n009,vouchers,given,2025-02-01 10:00\n010,churn,withdrawn,2025-01-01 10:00\n010,churn,given,2025-01-02 10:00\n`;

  test('the newest record counts, and no record is no consent', async () => {
    const prepared = await prepare(byPurpose({ register: 'churn' }, registerOf(records)));
    expect(prepared.ids).toEqual(['008', '010']);
  });

  test('of two records of one moment the withdrawal counts', async () => {
    const tie = `${head}007,churn,given,2025-01-01\n007,churn,withdrawn,2025-01-01\n008,churn,given,2025-01-01\n`;
    expect((await prepare(byPurpose({ register: 'churn' }, registerOf(tie)))).ids).toEqual(['008']);
  });

  test('who objected to marketing stays out of scored lists, who never said anything does not', async () => {
    const settings = {
      consent: {
        purposes: { [purpose]: 'other-basis' },
        register: registerOf(`${records}009,ads,withdrawn,2025-01-01\n`),
      },
      marketingOptOut: { register: 'ads' },
    };
    const scored = await prepare(settings, { purpose, for: 'scoring' });
    expect([...scored.optOut]).toEqual([0, 0, 1, 0]);
  });

  test('an empty register is nobody, who still takes part', async () => {
    const prepared = await prepare(byPurpose({ register: 'churn' }, registerOf(head)));
    expect(prepared.ids).toEqual([]);
    expect(prepared.report.warnings.join()).toContain('still takes part');
  });

  test.each([
    [
      'a column that is not there',
      { status: 'stat' },
      records,
      /no column "stat" \(data\.consent\.register\.status\)/,
    ],
    [
      'a status that is neither',
      {},
      `${records}011,churn,perhaps,2025-01-01\n`,
      /1 records of consent have a status that is neither given nor withdrawn, the first in data row 7/,
    ],
    [
      'a record without a time',
      {},
      `${records}011,churn,given,\n`,
      /1 records of consent have no time, the first in data row 7/,
    ],
    ['a time that is text', { time: 'state' }, records, /holds neither times nor numbers/],
  ])('%s is refused', async (_, change, content, message) => {
    const register = { ...registerOf(content), ...change };
    const { message: said } = await dataErrorOf(prepare(byPurpose({ register: 'churn' }, register)));
    expect(said).toMatch(message);
    expect(said).not.toContain('perhaps');
    expect(said).not.toContain('011');
  });

  test('a purpose that no record names is a slip of the pen', async () => {
    const { problems } = await dataErrorOf(prepare(byPurpose({ register: 'chrun' }, registerOf(records))));
    expect(problems).toMatchObject([{ code: 'value-invalid', remedy: 'Did you mean "churn"?' }]);
  });
});

describe('mistakes', () => {
  test('a purpose that the configuration does not name is refused, not waved through', async () => {
    const { problems } = await dataErrorOf(
      prepare(byPurpose({ column: 'agreed' }), { purpose: 'Sell data' }),
    );
    expect(problems).toMatchObject([
      { code: 'mapping-incomplete', what: 'data.consent does not say what the purpose "Sell data" rests on' },
    ]);
  });

  test('an unknown column is named with its like', async () => {
    const { message } = await dataErrorOf(prepare(byPurpose({ column: 'agred' })));
    expect(message).toMatch(/no column "agred" \(consent to "Keep customers.*Did you mean "agreed"\?/);
  });

  test('answers that are neither yes nor no are counted, never shown', async () => {
    const { message } = await dataErrorOf(prepare(byPurpose({ column: 'share' })));
    expect(message).toContain('3 answers on consent are neither yes nor no, the first in data row 2');
    expect(message).toContain('values');
  });

  test.each([
    ['a basis', { consent: { purposes: { [purpose]: { register: 'churn' } } } }],
    ['an opt-out', { marketingOptOut: { register: 'ads' } }],
  ])('%s in a register that nobody named', (_, settings) => {
    const parsed = dataSchema.safeParse(shopOf(settings));
    expect(parsed.error?.issues[0]?.message).toContain('needs `consent.register`');
  });

  test('rows that are persons without ids have no consent to look up', () => {
    const parsed = dataSchema.safeParse(
      shopOf({ ...byPurpose({ column: 'agreed' }), person: { rowNumber: true } }),
    );
    expect(parsed.error?.issues[0]?.message).toContain('persons with an id');
  });
});

describe('the doctor', () => {
  const consentChecks = async (settings: Record<string, unknown>, legalBasis: string): Promise<string[]> =>
    (
      await checkData(dataOf(shopOf(settings)), dictionary, {
        rights: { purpose, isErased: undefined },
        legalBasis,
      })
    )
      .filter(({ name }) => name === 'consent')
      .map(({ warning, detail }) => `${warning ? 'look: ' : ''}${detail}`);

  test('counts who stays out, and wonders where an agreement rests on consent and the node asks nobody', async () => {
    expect(await consentChecks(byPurpose({ column: 'agreed' }), 'GDPR Art. 6(1)(a)')).toEqual([
      '2 persons stay out for want of consent to this purpose',
    ]);
    expect(await consentChecks({}, 'GDPR Art. 6(1)(f)')).toEqual([]);
    for (const basis of ['GDPR Art. 6(1)(a)', 'GDPR Art. 6 (1) a', 'consent', '个人同意，个保法第13条'])
      expect((await consentChecks({}, basis))[0]).toMatch(/^look: .*everybody is used/);
    expect((await consentChecks(byPurpose('other-basis'), 'Consent'))[0]).toContain('other-basis');
  });

  test('says so where nobody is left', async () => {
    const never = byPurpose({ column: 'agreed', values: ['never'] });
    expect((await consentChecks(never, ''))[0]).toMatch(/^look: 4 persons stay out/);
  });
});

test('without the part on consent everybody is used, as before', async () => {
  const data = dataOf(shopOf({}));
  const prepared = await preparePeople(data, dictionary, { purpose: 'training', rights });
  expect(prepared.ids).toHaveLength(4);
  expect(prepared.report.leftOut).toEqual({ withoutConsent: null, erased: null });
});

test('what is read again sees what was withdrawn meanwhile', async () => {
  const file = fileOf('register.csv', 'customer,what,state,at\n007,churn,given,2025-01-01\n');
  const settings = byPurpose(
    { register: 'churn' },
    { source: { file }, person: 'customer', purpose: 'what', status: 'state', time: 'at' },
  );
  expect((await prepare(settings)).ids).toEqual(['007']);
  writeFileSync(file, 'customer,what,state,at\n007,churn,given,2025-01-01\n007,churn,withdrawn,2025-01-02\n');
  expect((await prepare(settings)).ids).toEqual([]);
});

test('erased persons are out of everything, before anything is computed, whatever the consent says', async () => {
  const isErased = (person: string): boolean => person === '010' || person === '999';
  const data = dataOf(
    shopOf({ ...byPurpose({ column: 'agreed' }), features: { age: { sql: 'max(age) OVER () - age' } } }),
  );
  for (const wanted of ['training', 'scoring'] as const) {
    const prepared = await preparePeople(data, dictionary, {
      purpose: wanted,
      rights: { purpose, isErased },
    });
    expect(prepared.ids).toEqual(['007']);
    expect(columnOf(prepared, 'age')).toEqual([0]);
    expect(prepared.report.leftOut).toEqual({ withoutConsent: 2, erased: 1 });
  }
});

test('erased persons are out of transactions too, also as the last day that "latest" means', async () => {
  const lines = fileOf('lines.csv', 'who,day\na,2025-01-01\nb,2025-01-02\nc,2025-03-01\n');
  const data = dataOf({
    shape: 'transactions',
    source: { file: lines },
    person: 'who',
    time: 'day',
    snapshot: '2025-01-02',
    features: { age: 'recency' },
  });
  const isErased = (person: string): boolean => person === 'c';
  const prepared = await preparePeople(data, dictionary, {
    purpose: 'scoring',
    rights: { purpose, isErased },
    snapshot: 'latest',
  });
  expect(prepared.ids).toEqual(['a', 'b']);
  expect(columnOf(prepared, 'age')).toEqual([2, 1]);
  expect(prepared.report.leftOut).toEqual({ withoutConsent: null, erased: 1 });
});
