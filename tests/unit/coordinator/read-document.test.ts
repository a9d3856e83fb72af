// Files that people write for the coordinator's commands.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../../coordinator/src/cli/read-document.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const temporaryFolder = temporaryFolders();

test('whatever a draft left open is named with its place, all of it at once', () => {
  const file = join(temporaryFolder(), 'agreement.yaml');
  writeFileSync(file, 'title: FILL-IN\ndictionary:\n  features:\n    - { name: a, categories: [FILL-IN] }\n');
  expect(() => readDocument(file)).toThrow(/agreement\.yaml:1:8: still says FILL-IN/);
  expect(() => readDocument(file)).toThrow(/agreement\.yaml:4:31: still says FILL-IN/);
});

test('of very many places the first are told', () => {
  const file = join(temporaryFolder(), 'agreement.yaml');
  writeFileSync(file, `a: FILL-IN\nb:\n${'  - FILL-IN\n'.repeat(5_000)}`);
  let told = '';
  try {
    readDocument(file);
  } catch (error) {
    told = (error as Error).message;
  }
  expect(told.split('\n')).toHaveLength(21);
  expect(told).toMatch(/and 4981 more; mend these first$/);
});

test('a finished document is read as it stands', () => {
  const file = join(temporaryFolder(), 'study.yaml');
  writeFileSync(file, '# the FILL-IN of a comment is none\nname: who-leaves\n');
  expect(readDocument(file)).toEqual({ name: 'who-leaves' });
});

test.each(['', 'plain words\n', '- a\n- b\n', '\u0000\u0001\ufffd'])(
  'what is no keys with values is refused here, and not by the coordinator: %j',
  (text) => {
    const file = join(temporaryFolder(), 'study.yaml');
    writeFileSync(file, text);
    expect(() => readDocument(file)).toThrow(/study\.yaml/);
  },
);

test.each(['a: &a [*a]\n', 'a: 1\nb: *nothing\n', 'a: &a 1\nb: *a\n'])('an alias is refused: %j', (text) => {
  const file = join(temporaryFolder(), 'study.yaml');
  writeFileSync(file, text);
  expect(() => readDocument(file)).toThrow(/study\.yaml:\d+:\d+: \*\w+ repeats another place/);
});
