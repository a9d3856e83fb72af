import { dictionarySchema } from '@chorale/models';
import { z } from 'zod';
import { ConfigError, fillIn, parseYaml } from '../../../client-node/src/config/load-yaml.js';
import { nodeConfigSchema } from '../../../client-node/src/config/node-config.js';
import { draftFromData, type DraftOptions } from '../../../client-node/src/features/draft.js';
import { checkData } from '../../../client-node/src/features/check-data.js';
import { dataErrorOf, fileOf, rights } from './support.js';

const agreementPart = z.strictObject({ dictionary: dictionarySchema });
const options: DraftOptions = { name: 'Shop', coordinator: 'http://127.0.0.1:7400' };

const churn = `Phone,State,Account Length,Int'l Plan,VMail Message,Day Mins,Last Name,Signup,CustServ Calls,Churn?
382-4657,KS,128,no,25,265.1,Quimby,2021-03-04,1,False.
371-7191,OH,107,yes,26,161.6,Sawyer,2021-04-05,9,True.
`;
const visits = `Administrative,ProductRelated_Duration,BounceRates,Month,Browser,VisitorType,Weekend,Revenue
0,64.5,0.2,Feb,2,Returning_Visitor,FALSE,TRUE
3,627.5,0.02,Nov,4,New_Visitor,TRUE,FALSE
`;
const bank = `"age";"job";"balance";"housing";"duration";"y"
58;"management";2143;"yes";261;"no"
44;"technician";29;"no";151;"yes"
`;
const receipts = `会员编号,日期,订单号,商品编号,数量,单价
M001,2025-01-02,O1,A,2,9.5
M002,2025-02-03,O2,B,1,3.5
`;
const members = `客户号,姓名,手机号,年龄,合同,通话时长,是否流失
K1,张三,13800000000,30,月付,12,是
K2,李四,13900000000,41,年付,60,否
`;

const answers: [RegExp, string][] = [
  [/lower: FILL-IN, upper: FILL-IN/g, 'lower: 0, upper: 1000'],
  [/categories: \[FILL-IN\]/g, 'categories: [one, two]'],
  [/snapshot: FILL-IN/, 'snapshot: 2025-02-01'],
];
const answered = (yaml: string): string =>
  answers.reduce((text, [what, answer]) => text.replace(what, answer), yaml);

test.each([
  ['a telecom', churn, 'persons', ['person: Phone', 'label: { column: Churn? }', "int_l_plan: Int'l Plan"]],
  ['a web shop', visits, 'persons', ['person: { rowNumber: true }', 'label: { column: Revenue }']],
  ['a bank', bank, 'persons', ['label: { column: y }', 'duration: duration   # known before the answer?']],
  [
    'members under Chinese names',
    members,
    'persons',
    [
      'person: 客户号',
      'label: { column: 是否流失 }',
      'feature_2: 年龄',
      '# 姓名 is left out',
      '# 手机号 is left out',
    ],
  ],
  ['a shop', receipts, 'transactions', ['person: 会员编号', 'time: 日期', 'order: 订单号', 'price: 单价']],
])('what is drafted for %s works once its blanks are filled in', async (_, csv, shape, parts) => {
  const file = fileOf('table.csv', csv);
  const draft = await draftFromData({ file }, options);
  expect(draft.shape).toBe(shape);
  for (const part of parts) expect(draft.nodeYaml).toContain(part);

  const node = parseYaml(answered(draft.nodeYaml), 'node.yaml', nodeConfigSchema);
  const { dictionary } = parseYaml(answered(draft.dictionaryYaml ?? ''), 'agreement.yaml', agreementPart);
  const checks = await checkData(node.data, dictionary, { rights });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

test('a dictionary says in the words of the file what its Latin names cannot', async () => {
  const { nodeYaml, dictionaryYaml } = await draftFromData({ file: fileOf('table.csv', members) }, options);
  expect(dictionaryYaml).toContain('{ name: feature_2, type: number, description: "年龄", lower: FILL-IN');
  expect(dictionaryYaml).toContain('{ name: feature_3, type: category, description: "合同", categories');
  expect(dictionaryYaml).toContain('label: { name: feature, description: "是否流失" }');
  expect(nodeYaml).toContain('通话时长   # known before the answer?');
});

test('blanks are refused until they are filled in', async () => {
  const draft = await draftFromData({ file: fileOf('table.csv', churn) }, options);
  const parse = () => parseYaml(draft.dictionaryYaml ?? '', 'agreement.yaml', agreementPart);
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(/still says FILL-IN/);
  expect(parse).toThrow(/categories/);
});

test('no value of the data gets into a draft', async () => {
  for (const csv of [churn, visits, bank, receipts, members]) {
    const { nodeYaml, dictionaryYaml } = await draftFromData({ file: fileOf('table.csv', csv) }, options);
    const cells = csv
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split(/[,;]/));
    const values = cells.map((cell) => cell.replaceAll('"', '')).filter((cell) => /\d\d|\w{4,}/.test(cell));
    const words = `${nodeYaml}\n${dictionaryYaml ?? ''}`.split(/[^\w.-]+/);
    const known = new Set(['TRUE', 'FALSE', 'True.', 'False.']);
    expect(values.filter((value) => !known.has(value) && words.includes(value))).toEqual([]);
  }
});

test('what looks personal or is a date is left out, and said so', async () => {
  const { nodeYaml, dictionaryYaml } = await draftFromData({ file: fileOf('table.csv', churn) }, options);
  expect(nodeYaml).toContain('# Last Name is left out: looks personal');
  expect(nodeYaml).toContain('# Signup is left out: dates are no features');
  expect(nodeYaml).toContain('vmail_message: VMail Message');
  expect(dictionaryYaml).toContain('{ name: state, type: category, categories: [FILL-IN] }');
  expect(dictionaryYaml).not.toContain('last_name');
});

test('a draft onto a dictionary that stands maps names that are alike, and asks for the rest', async () => {
  const dictionary = dictionarySchema.parse({
    features: [
      { name: 'account_length', type: 'number', unit: 'days', lower: 0, upper: 1000 },
      { name: 'international_plan', type: 'binary' },
      { name: 'region', type: 'category', categories: ['north', 'south'] },
    ],
    label: { name: 'churned' },
  });
  const draft = await draftFromData({ file: fileOf('table.csv', churn) }, { ...options, dictionary });
  expect(draft.dictionaryYaml).toBeUndefined();
  expect(draft.nodeYaml).toContain('account_length: Account Length   # account_length (number, days)');
  expect(draft.nodeYaml).toContain(
    `region: ${fillIn}   # check: region (one of north, south; map other words)`,
  );

  const retail = dictionarySchema.parse({
    features: ['recency', 'frequency_90', 'monetary'].map((name) => ({
      name,
      type: 'number',
      lower: 0,
      upper: 9,
    })),
    label: { name: 'buys' },
  });
  const shop = await draftFromData(
    { file: fileOf('table.csv', receipts) },
    { ...options, dictionary: retail },
  );
  expect(shop.nodeYaml).toContain('frequency_90: { kind: frequency, days: 90 }');
});

test('columns that are asked for have to be there', async () => {
  const asked = draftFromData({ file: fileOf('table.csv', churn) }, { ...options, labelColumn: 'Churn' });
  expect((await dataErrorOf(asked)).problems[0]?.remedy).toContain('Churn?');
  const named = { ...options, personColumn: 'State', labelColumn: "Int'l Plan" };
  const { nodeYaml } = await draftFromData({ file: fileOf('table.csv', churn) }, named);
  expect(nodeYaml).toContain('person: State');
  expect(nodeYaml).toContain("label: { column: Int'l Plan }");
});
