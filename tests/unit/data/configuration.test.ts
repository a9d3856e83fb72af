import { closestName } from '@chorale/models';
import { join } from 'node:path';
import { loadNodeConfig, nodeConfigSchema } from '../../../client-node/src/config/node-config.js';
import { fillEnvironment, spellsOutPassword } from '../../../client-node/src/config/environment.js';
import { ConfigError, loadYaml, parseYaml } from '../../../client-node/src/config/load-yaml.js';
import { fileOf, sampleDictionary, sampleNames, sampleNode } from './support.js';

const persons = `format: chorale-node/1
name: Shop
coordinator: http://127.0.0.1:7400
data:
  shape: persons
  source: { file: people.csv }
  person: id
  label: { column: again }
  features:
    age: age
`;

function issuesOf(text: string): { line: number | undefined; message: string }[] {
  try {
    parseYaml(text, 'node.yaml', nodeConfigSchema);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.issues.map(({ line, path, message }) => ({ line, message: `${path}: ${message}` }));
    throw error;
  }
  return [];
}

test.each(sampleNames)('the sample %s is valid, and so is its dictionary', async (name) => {
  const [node, dictionary] = [await sampleNode(name), await sampleDictionary(name)];
  expect(Object.keys(node.data.features).sort()).toEqual(
    dictionary.features.map((feature) => feature.name).sort(),
  );
});

test('paths in node.yaml start at its folder', async () => {
  const path = fileOf('node.yaml', persons);
  const { data, score } = await loadNodeConfig(path);
  expect(data).toMatchObject({ source: { file: join(path, '..', 'people.csv') } });
  expect(score.output).toBe(join(path, '..', 'scores.csv'));
});

test('an unknown key names the closest known key and its line', () => {
  const [issue] = issuesOf(persons.replace('  label:', '  lable:'));
  expect(issue?.line).toBe(8);
  expect(issue?.message).toContain('data.lable: unknown key "lable". Did you mean "label"?');
});

test('an unknown key inside a source is told by the kind of source that was meant', () => {
  const [issue, ...others] = issuesOf(
    persons.replace('file: people.csv', 'file: people.csv, delimeter: ";"'),
  );
  expect(others).toEqual([]);
  expect(issue?.message).toContain('Did you mean "delimiter"?');
});

test('all mistakes come at once, in the order of the file', () => {
  const found = issuesOf(
    persons
      .replace('format: chorale-node/1', 'format: chorale-node/9')
      .replace('http://127.0.0.1:7400', 'ftp://x')
      .replace('  person: id\n', '')
      .replace('{ column: again }', '{ column: 3 }'),
  );
  expect(found.map(({ line }) => line)).toEqual([1, 3, 4, 7]);
  expect(found[2]?.message).toContain('data.person: is missing');
});

test('what init left open is named as such', () => {
  const [issue, ...others] = issuesOf(persons.replace('{ column: again }', '{ column: FILL-IN }'));
  expect(others).toEqual([]);
  expect(issue).toEqual({ line: 8, message: expect.stringContaining('still says FILL-IN') as string });
});

test.each([
  ['name: [', 'not valid YAML'],
  [`${persons}name: Again\n`, 'not valid YAML'],
  ['', 'has to be keys with values'],
  ['- a list', 'has to be keys with values'],
])('YAML that is none of ours: %j', (text, message) => {
  expect(issuesOf(text)[0]?.message).toContain(message);
});

test('a missing file is named with the remedy', async () => {
  await expect(loadYaml('/nowhere/node.yaml', nodeConfigSchema)).rejects.toThrow(
    /there is no such file: \/nowhere\/node\.yaml\. Check the path/,
  );
});

test('a spelled-out password is refused and not repeated', () => {
  const text = persons.replace(
    '{ file: people.csv }',
    '{ postgres: "postgres://me:hunter2@db/x", table: t }',
  );
  const messages = issuesOf(text).map(({ message }) => message);
  expect(messages.join()).toContain('never write a password here');
  expect(messages.join()).not.toContain('hunter2');
});

test.each([
  ['postgres://u:${env:P}@h/d', false],
  ['postgres://u@h/d', false],
  ['${env:URL}', false],
  ['mysql://u:x@h/d', true],
  ['mysql://u:a${env:P}@h/d', true],
  ['postgres://h/d?user=u&password=x', true],
])('%s spells out a password: %s', (url, expected) => {
  expect(spellsOutPassword(url)).toBe(expected);
});

test('references are filled in, encoded inside a URL and plain alone', () => {
  const environment = { P: 'a/b@c', URL: 'postgres://x' };
  expect(fillEnvironment('postgres://u:${env:P}@h/d', environment)).toBe('postgres://u:a%2Fb%40c@h/d');
  expect(fillEnvironment('${env:URL}', environment)).toBe('postgres://x');
});

test.each([
  ['either table or query', '{ sqlite: shop.db }', 'give either table or query'],
  ['not both', '{ sqlite: shop.db, table: t, query: SELECT 1 }', 'give either table or query'],
  ['no source at all', '{}', 'data.source'],
])('a source needs %s', (_, source, message) => {
  expect(issuesOf(persons.replace('{ file: people.csv }', source))[0]?.message).toContain(message);
});

const transactions = (features: string, more = ''): string => `format: chorale-node/1
name: Shop
coordinator: http://127.0.0.1:7400
data:
  shape: transactions
  source: { file: lines.csv }
  person: id
  time: at
  snapshot: 2025-06-30
${more}  features: { ${features} }
`;

test.each([
  ['m: monetary', '', 'data.features.m: kind monetary needs `amount`, or `quantity` and `price`'],
  ['i: items', '', 'needs `item`'],
  ['s: { kind: channel_share }', '  channel: c\n', 'channel_share needs it'],
  ['r: { kind: recency, days: 30 }', '', 'takes no `days`'],
  ['r: recencyy', '', 'data.features.r'],
])('features of transactions: %s', (features, more, message) => {
  expect(issuesOf(transactions(features, more))[0]?.message).toContain(message);
});

test.each([
  ['CustomerId', ['Country', 'CustomerID'], 'CustomerID'],
  ['customer', ['Quantity', 'Customer ID'], 'Customer ID'],
  ['recncy', ['frequency', 'recency'], 'recency'],
  ['zzz', ['recency'], undefined],
])('the name closest to %s', (name, candidates, expected) => {
  expect(closestName(name, candidates)).toBe(expected);
});

test.each([
  ['one that contains itself', 'age: &age [*age]'],
  ['one that nothing stands for', 'age: *nothing'],
  ['one that would do no harm', 'age: &age age\n    again: *age'],
])('an alias in node.yaml is named with its line: %s', (_, features) => {
  expect(issuesOf(persons.replace('age: age', features))).toContainEqual({
    line: expect.any(Number) as number,
    message: expect.stringContaining('write the value itself') as string,
  });
});

test("a node's own budget limit takes no delta that promises next to nothing", async () => {
  const written = (delta: number): string =>
    fileOf(
      'node.yaml',
      `format: chorale-node/1\nname: quay\ncoordinator: https://example.org\ndata: { shape: persons, source: { file: x.csv }, person: id, features: {} }
budgetLimits: { total: { epsilon: 2, delta: ${delta} } }`,
    );
  await expect(loadNodeConfig(written(0.5))).rejects.toThrow(
    /budgetLimits\.total\.delta: delta must be at most 0\.001, and below one in the number of persons/,
  );
  expect((await loadNodeConfig(written(0.00001))).budgetLimits.total?.delta).toBe(0.00001);
});
