import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../../coordinator/src/platform/atomic-file.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

test('a file is replaced whole, for its owner only, with nothing left beside it', () => {
  const home = folder();
  const path = join(home, 'address.json');
  writeFileAtomically(path, 'a longer text that came first');
  writeFileAtomically(path, new TextEncoder().encode('later'));
  expect(readFileSync(path, 'utf8')).toBe('later');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).toEqual(['address.json']);
});

test('what cannot be put in place leaves no temporary file behind', () => {
  const home = folder();
  const path = join(home, 'address.json');
  mkdirSync(path);
  expect(() => {
    writeFileAtomically(path, 'text');
  }).toThrow(/EISDIR/);
  expect(readdirSync(home)).toEqual(['address.json']);
});
