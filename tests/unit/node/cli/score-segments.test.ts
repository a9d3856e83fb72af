// chorale-node score with a model of segments: what a campaign tool takes, in every format, without whoever opted out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, literal } from '../../../../client-node/src/ingest/database.js';
import { finishedHome } from '../../../support/finished-home.js';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode } from './run-command.js';

const newFolder = temporaryFolders();

interface Scored {
  readonly person: string;
  readonly segment: string;
  readonly distance: number;
  readonly decile: number | null;
  readonly reasons: readonly { readonly feature: string; readonly direction: string }[];
}

test('segments are written as CSV, JSON and Parquet, by the numbers of the result, and nobody who opted out', async () => {
  const folder = newFolder();
  const { home, config } = await finishedHome(folder, [{ name: 'groups', computation: 'k-means' }]);
  const customers = ['ann,25,900,no', 'bob,75,50,no', 'cleo,50,500,yes', 'dora,25,901,no'];
  writeFileSync(join(folder, 'customers.csv'), ['id,age,spent,no_mail', ...customers, ''].join('\n'));
  const scored = async (format: string): Promise<string> => {
    const output = join(folder, `list.${format}`);
    const { code, stdout } = await runNode(
      ['score', '--study', 'groups', '--dev', '--config', config, '--output', output, '--json'],
      { CHORALE_HOME: home },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ persons: 3, optedOut: 1 });
    return output;
  };

  const list = JSON.parse(readFileSync(await scored('json'), 'utf8')) as readonly Scored[];
  expect(list.map(({ person }) => person)).toEqual(['ann', 'bob', 'dora']);
  const [ann, bob, dora] = list as [Scored, Scored, Scored];
  // Who is nearly alike is in one segment; who is far from them is not.
  expect(dora.segment).toBe(ann.segment);
  expect(bob.segment).not.toBe(ann.segment);
  const result = JSON.parse(readFileSync(join(home, 'models', 'groups', 'result.json'), 'utf8')) as {
    readonly result: { readonly segments: readonly { readonly segment: number }[] };
  };
  const numbers = result.result.segments.map(({ segment }) => String(segment));
  for (const { segment, decile, distance, reasons } of list) {
    expect(numbers).toContain(segment);
    expect(decile).toBeNull();
    expect(distance).toBeGreaterThanOrEqual(0);
    expect(reasons.map(({ feature }) => feature).sort()).toEqual(['age in years', 'spent']);
  }

  const [header, first] = readFileSync(await scored('csv'), 'utf8').split('\n');
  expect(header).toMatch(/^person,segment,distance,decile,reason_1,reason_1_direction,/);
  expect(first!.startsWith(`ann,${ann.segment},${ann.distance.toFixed(6)},,`)).toBe(true);

  const file = await scored('parquet');
  const database = await Database.open();
  try {
    const rows = await database.rows(
      `SELECT person, segment, distance FROM read_parquet(${literal(file)}) ORDER BY person`,
    );
    expect(rows).toEqual(list.map(({ person, segment, distance }) => ({ person, segment, distance })));
  } finally {
    database.close();
  }
});
