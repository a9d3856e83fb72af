// Features of tables by role: nothing that lies at or after the snapshot, or became known only then, changes any of them, and what lies
// before is counted as a plain calculation counts it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dictionarySchema } from '@chorale/models';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const snapshotMs = Date.parse('2025-06-01T00:00:00Z');
const WINDOW_DAYS = 7;
const names = ['coupons_count', 'coupons_sum_amount_7d', 'web_recency', 'web_count_per_coupons_count'];
const dictionary = dictionarySchema.parse({
  features: names.map((name) => ({ name, type: 'number', lower: -1, upper: 1e9, missing: -1 })),
});

interface Row {
  readonly person: string;
  /** Minutes from the snapshot on. */
  readonly minute: number;
  /** Minutes after its time at which it became known. */
  readonly delay: number;
  readonly amount: number;
}
const row: fc.Arbitrary<Row> = fc.record({
  person: fc.constantFrom('007', '7', 'ann', 'x,y'),
  minute: fc.oneof(
    fc.integer({ min: -20 * 1440, max: 5 * 1440 }),
    fc.constantFrom(0, -1, -WINDOW_DAYS * 1440, -WINDOW_DAYS * 1440 - 1),
  ),
  delay: fc.constantFrom(0, 1, 1440, 30 * 1440),
  amount: fc.integer({ min: 1, max: 99 }),
});

const timeOf = (minute: number): string =>
  new Date(snapshotMs + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');
const csvOf = (rows: readonly Row[]): string =>
  [
    'who,at,known,money',
    ...rows.map(
      ({ person, minute, delay, amount }) =>
        `"${person}",${timeOf(minute)},${timeOf(minute + delay)},${amount}`,
    ),
    '',
  ].join('\n');

function expected(coupons: readonly Row[], web: readonly Row[]): Map<string, number[]> {
  const seen = coupons.filter(({ minute, delay }) => minute < 0 && minute + delay < 0);
  const viewed = web.filter(({ minute }) => minute < 0);
  const people = [...new Set([...seen, ...viewed].map(({ person }) => person))];
  return new Map(
    people.map((id) => {
      const own = seen.filter(({ person }) => person === id);
      const views = viewed.filter(({ person }) => person === id);
      const recent = own.filter(({ minute }) => minute >= -WINDOW_DAYS * 1440);
      return [
        id,
        [
          own.length,
          recent.reduce((sum, { amount }) => sum + amount, 0),
          views.length === 0 ? -1 : Math.floor(-Math.max(...views.map(({ minute }) => minute)) / 1440),
          own.length === 0 ? -1 : views.length / own.length,
        ],
      ];
    }),
  );
}

test('windows over two tables are what a plain calculation gives', async () => {
  const folder = newFolder();
  const [couponsFile, webFile] = [join(folder, 'coupons.csv'), join(folder, 'web.csv')];
  const data = dataSchema.parse({
    shape: 'tables',
    snapshot: '2025-06-01',
    tables: {
      vouchers: {
        role: 'coupons',
        source: { file: couponsFile },
        ...{ person: 'who', time: 'at', recorded: 'known', amount: 'money' },
      },
      site: { role: 'web', source: { file: webFile }, person: 'who', time: 'at' },
    },
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 25 }),
      fc.array(row, { maxLength: 25 }),
      async (coupons, web) => {
        writeFileSync(couponsFile, csvOf(coupons));
        writeFileSync(webFile, csvOf(web));
        const { people, ids } = await preparePeople(data, dictionary, {
          purpose: 'training',
          rights: { purpose: 'research', isErased: undefined },
        });
        const plain = expected(coupons, web);
        expect([...ids].sort()).toEqual([...plain.keys()].sort());
        ids.forEach((id, place) =>
          expect(names.map((name) => people.columns.get(name)?.[place])).toEqual(plain.get(id)),
        );
      },
    ),
    { numRuns: 20 },
  );
});
