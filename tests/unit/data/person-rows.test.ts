// What the source and the register of consents hold of one person, as it stands.
import { personRows, registerRows } from '../../../client-node/src/features/person-rows.js';
import { heldInWords, type HeldOfPerson } from '../../../client-node/src/rights/access-texts.js';
import { explanationInWords, type ExplainedStudy } from '../../../client-node/src/score/explain-texts.js';
import { dataErrorOf, dataOf, fileOf } from './support.js';

const register = {
  source: {
    file: fileOf(
      'register.csv',
      'who,what,state,at,note\n007,churn,given,2025-01-01,x\n008,churn,given,2025-01-02,y\n',
    ),
  },
  ...{ person: 'who', purpose: 'what', status: 'state', time: 'at' },
};
const customers = dataOf({
  shape: 'persons',
  source: {
    file: fileOf('customers.csv', 'id,age,salary,left\n007,20,900,0\n7,30,800,1\n"o\'hara",40,700,0\n'),
  },
  person: 'id',
  features: { age: 'age' },
  label: { column: 'left' },
  consent: { purposes: { keep: { register: 'churn' } }, register },
});

test('rows as they stand, only columns that node.yaml uses, only of this very id', async () => {
  expect((await personRows(customers, '007'))[0]).toEqual({
    source: 'customers.csv',
    columns: ['id', 'age', 'left'],
    rows: [['007', '20', '0']],
  });
  expect((await personRows(customers, "o'hara"))[0]?.rows).toEqual([["o'hara", '40', '0']]);
  for (const nobody of ['8', "' OR 1=1 --", '', '%'])
    expect((await personRows(customers, nobody))[0]?.rows).toEqual([]);
});

test('all lines of transactions, in their order', async () => {
  const lines = dataOf({
    shape: 'transactions',
    source: { file: fileOf('lines.csv', 'who,day,price\n1,2025-01-02,3\n2,2025-01-01,4\n1,2025-01-01,5\n') },
    person: 'who',
    time: 'day',
    amount: 'price',
    snapshot: '2025-01-02',
    features: {},
  });
  expect((await personRows(lines, '1'))[0]?.rows.map(([, , price]) => price)).toEqual(['3', '5']);
});

test('records of consent', async () => {
  expect(await registerRows(customers.consent!.register!, customers, '007')).toMatchObject({
    source: 'register.csv',
    columns: ['who', 'what', 'state', 'at'],
    rows: [['007', 'churn', 'given', expect.stringContaining('2025-01-01')]],
  });
});

test('rows without person ids find nobody, and an error never repeats the id', async () => {
  const anonymous = dataOf({
    shape: 'persons',
    source: { file: fileOf('rows.csv', 'age,left\n20,0\n') },
    person: { rowNumber: true },
    features: { age: 'age' },
  });
  const { message } = await dataErrorOf(personRows(anonymous, 'secret-id'));
  expect(message).toContain('rows have no person id');
  expect(message).not.toContain('secret-id');
  const wrong = dataOf({ ...customers, person: 'idd' });
  expect((await dataErrorOf(personRows(wrong, 'secret-id'))).message).not.toContain('secret-id');
});

describe('in words', () => {
  const held: HeldOfPerson = {
    erasedAt: '2026-01-05T10:00:00.000Z',
    sources: [{ source: 'customers.csv', columns: ['id', 'age'], rows: [['007', null]] }],
    consents: { source: 'register.csv', columns: ['who'], rows: [['007']] },
    lists: [{ path: '/lists/one.csv', found: 'holds' }],
    studies: [],
  };
  const explained: ExplainedStudy = {
    ...{ study: 'first', computation: 'logistic-regression', purpose: 'Keep customers', optedOut: true },
    ...{
      method: 'weights',
      scale: 'log-odds',
      rows: 1,
      outputs: { probability: 0.25, segment: 'a' },
      start: -1,
    },
    features: [
      { feature: 'age', description: 'age', unit: 'years', value: 20, contribution: 0.5 },
      { feature: 'plan', description: null, unit: null, value: 'gold', contribution: -0.25 },
      { feature: 'member', description: null, unit: null, value: true, contribution: 0 },
      { feature: 'visits', description: null, unit: null, value: 'missing', contribution: null },
    ],
  };

  test('English', () => {
    expect(heldInWords(held, 'en')).toMatch(
      /erased on 2026-01-05.*customers\.csv: 1 rows, columns id, age\n {2}id = 007, age = -\n.*register\.csv: 1 records.*\/lists\/one\.csv: holds the person\n.*\n {2}none\n/s,
    );
    const said = explanationInWords(explained, 'en');
    for (const part of [
      'probability = 0.25, segment = a',
      'age (age) = 20 years: raises it by 0.5',
      'plan = gold: lowers it by 0.25',
      'member = yes: changes nothing',
      'visits = missing\n',
      'starts at -1',
      'is in no scored list',
    ])
      expect(said).toContain(part);
  });

  test('Chinese says the same figures', () => {
    const [english, chinese] = (['en', 'zh-CN'] as const).map((language) =>
      explanationInWords(explained, language),
    );
    expect(chinese).toContain('age（'.slice(0, 3));
    expect(chinese).toContain('使其升高 0.5');
    expect(chinese).toContain('没有影响');
    expect(chinese!.split('\n')).toHaveLength(english!.split('\n').length);
    expect(heldInWords(held, 'zh-CN').split('\n')).toHaveLength(heldInWords(held, 'en').split('\n').length);
    for (const figure of ['0.25', '20', '-1']) expect(chinese).toContain(figure);
    const took = {
      name: 'first',
      purpose: 'Keep',
      computation: 'statistics',
      firstOn: '2026-01-01',
      lastOn: '2026-01-02',
    };
    const privacy = 'ε = 0.3（δ = 0.00001），单位为个人';
    const study = { ...took, privacy, epsilon: 0.2999999 } as unknown as HeldOfPerson['studies'][number];
    expect(heldInWords({ ...held, studies: [study] }, 'zh-CN')).toContain(
      '目的“Keep”，2026-01-01 至 2026-01-02；ε = 0.3（δ = 0.00001），单位为个人\n',
    );
  });

  test('contributions that do not add up say so, and no contributions too', () => {
    expect(explanationInWords({ ...explained, method: 'occlusion', start: null }, 'en')).toContain(
      'need not add up',
    );
    expect(explanationInWords({ ...explained, method: 'none', rows: 3 }, 'en')).toMatch(
      /averaged over 3 rows[^]*gives no contributions/,
    );
  });
});
