// A person taken out of a list leaves the list that would have been written without them, byte for byte.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Database, literal } from '../../../client-node/src/ingest/database.js';
import type { ScoredList, ScoredPerson } from '../../../client-node/src/score/rank-people.js';
import { takeFromList } from '../../../client-node/src/score/take-from-list.js';
import { writeScores } from '../../../client-node/src/score/write-scores.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();
const ids = ['a', 'a,b', '"q"', 'line\nbreak', '=1+1', '007', 'ä', '"', '},\n  {"person":"a"', ' '];
const person = (id: string, index: number): ScoredPerson => ({
  person: id,
  outputs: [index / 7, `s,${index}\n"x"`],
  decile: index % 2 ? index : null,
  reasons: [{ feature: `"a", and\nb of ${ids[index % ids.length]!}`, direction: 'raises' }],
});
const listOf = (chosen: readonly string[]): ScoredList => ({
  outputs: [
    { name: 'value', type: 'number' },
    { name: 'seg"ment', type: 'text' },
  ],
  persons: chosen.map((id) => person(id, ids.indexOf(id))),
  optedOut: 0,
});

test.each(['csv', 'json'])('a %s file', async (ending) => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(ids), fc.constantFrom(...ids), async (chosen, gone) => {
      const [file, wanted] = [join(folder(), `list.${ending}`), join(folder(), `wanted.${ending}`)];
      await writeScores(file, listOf(chosen));
      await writeScores(wanted, listOf(chosen.filter((id) => id !== gone)));
      expect(await takeFromList(file, gone)).toBe(chosen.includes(gone) ? 'cleaned' : 'without');
      expect(readFileSync(file, 'utf8')).toBe(readFileSync(wanted, 'utf8'));
    }),
    { numRuns: 150 },
  );
});

test('a Parquet file', async () => {
  for (const gone of ids) {
    const file = join(folder(), 'list.parquet');
    await writeScores(file, listOf(ids));
    expect(await takeFromList(file, gone)).toBe('cleaned');
    expect(await takeFromList(file, gone)).toBe('without');
    const database = await Database.open();
    const rows = await database.rows(`SELECT * FROM read_parquet(${literal(file)})`);
    database.close();
    expect(rows.map((row) => row['person'])).toEqual(ids.filter((id) => id !== gone));
  }
});

test('a file that is gone, or no longer as it was written, is left alone and told of', async () => {
  for (const ending of ['csv', 'json', 'parquet']) {
    const file = join(folder(), `list.${ending}`);
    await writeScores(file, listOf(ids));
    writeFileSync(file, 'somebody wrote this\n');
    expect(await takeFromList(file, 'a')).toBe('unreadable');
    expect(readFileSync(file, 'utf8')).toBe('somebody wrote this\n');
    rmSync(file);
    expect(await takeFromList(file, 'a')).toBe('gone');
  }
});
