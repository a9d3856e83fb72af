// Features of random lines by DuckDB, held against a plain calculation in JavaScript.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dictionarySchema } from '@chorale/models';
import { dataSchema } from '../../../client-node/src/config/data-schema.js';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const dayMs = 86_400_000;
const snapshotMs = Date.parse('2025-06-01T00:00:00Z');
const horizonDays = 10;
const windowDays = 7;
const names = [
  'recency',
  'tenure',
  'frequency',
  'monetary',
  'items',
  'quantity',
  'frequency_7',
  'monetary_7',
];

const dictionary = dictionarySchema.parse({
  features: names.map((name) => ({ name, type: 'number', lower: -1e9, upper: 1e9 })),
  label: { name: 'again' },
});

interface Line {
  readonly person: string;
  readonly minute: number;
  readonly order: number;
  readonly item: number;
  readonly quantity: number;
  readonly price: number;
}

// Minutes around the snapshot, its very minute and the edges of window and horizon among them.
const minute = fc.oneof(
  fc.integer({ min: -30 * 1440, max: 30 * 1440 }),
  fc.constantFrom(
    0,
    -1,
    -windowDays * 1440,
    -windowDays * 1440 - 1,
    (horizonDays + 1) * 1440,
    (horizonDays + 1) * 1440 - 1,
  ),
);
const line: fc.Arbitrary<Line> = fc.record({
  person: fc.constantFrom('007', '7', 'ann', 'Åse', 'o"neil', 'x,y'),
  minute,
  order: fc.integer({ min: 1, max: 6 }),
  item: fc.integer({ min: 1, max: 4 }),
  quantity: fc.integer({ min: 1, max: 9 }),
  price: fc.integer({ min: 1, max: 99 }),
});

function csvOf(lines: readonly Line[]): string {
  const cells = lines.map(({ person, minute: at, order, item, quantity, price }) => {
    const time = new Date(snapshotMs + at * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    return [`"${person.replaceAll('"', '""')}"`, time, order, `s${item}`, quantity, price].join(',');
  });
  return ['person,time,order,item,quantity,price', ...cells, ''].join('\n');
}

function plainFeatures(lines: readonly Line[]): Map<string, number[]> {
  const people = new Map<string, number[]>();
  for (const person of new Set(lines.map((candidate) => candidate.person))) {
    const own = lines.filter((candidate) => candidate.person === person);
    const past = own.filter(({ minute: at }) => at < 0);
    if (past.length === 0) continue;
    const recent = past.filter(({ minute: at }) => at >= -windowDays * 1440);
    const days = (at: number): number => Math.floor((-at * 60_000) / dayMs);
    const distinct = (of: readonly Line[], key: 'order' | 'item'): number =>
      new Set(of.map((one) => one[key])).size;
    const money = (of: readonly Line[]): number => of.reduce((sum, one) => sum + one.quantity * one.price, 0);
    const again = own.some(({ minute: at }) => at >= 0 && at < (horizonDays + 1) * 1440);
    people.set(person, [
      days(Math.max(...past.map(({ minute: at }) => at))),
      days(Math.min(...past.map(({ minute: at }) => at))),
      distinct(past, 'order'),
      money(past),
      distinct(past, 'item'),
      past.reduce((sum, one) => sum + one.quantity, 0),
      distinct(recent, 'order'),
      money(recent),
      again ? 1 : 0,
    ]);
  }
  return people;
}

test('declared features and the label are what a plain calculation gives, whatever the order of lines', async () => {
  const file = join(newFolder(), 'lines.csv');
  const data = dataSchema.parse({
    shape: 'transactions',
    source: { file },
    ...Object.fromEntries(['person', 'time', 'order', 'item', 'quantity', 'price'].map((key) => [key, key])),
    snapshot: '2025-06-01',
    label: { purchaseWithinDays: horizonDays },
    features: {
      ...Object.fromEntries(names.slice(0, 6).map((name) => [name, name])),
      frequency_7: { kind: 'frequency', days: windowDays },
      monetary_7: { kind: 'monetary', days: windowDays },
    },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
      writeFileSync(file, csvOf(lines));
      const { people, ids } = await preparePeople(data, dictionary, {
        purpose: 'training',
        rights: { purpose: 'research', isErased: undefined },
      });
      const expected = plainFeatures(lines);
      const inOrder = [...expected.keys()].sort((left, right) =>
        Buffer.compare(Buffer.from(left), Buffer.from(right)),
      );
      expect(ids).toEqual(inOrder);
      ids.forEach((id, person) => {
        const built = [...names, 'again'].map((name) => people.columns.get(name)?.[person]);
        expect(built).toEqual(expected.get(id));
      });
    }),
    { numRuns: 30 },
  );
});
