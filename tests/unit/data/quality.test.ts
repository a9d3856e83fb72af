// The score of data, what is found, and what is kept of a study; the faults are counted by hand.
import { systemEntropy } from '@chorale/crypto';
import { dictionarySchema, type Dictionary } from '@chorale/models';
import { histogramOf, stabilityIndex } from '../../../client-node/src/features/histogram.js';
import { measureQuality } from '../../../client-node/src/features/quality/data-quality.js';
import {
  driftSince,
  keepHistograms,
  lastHistograms,
} from '../../../client-node/src/features/quality/kept-histograms.js';
import { qualityReport } from '../../../client-node/src/features/quality/quality-report.js';
import { openKeyring } from '../../../client-node/src/keys/keyring.js';
import { qualityInWords, qualityPage } from '../../../client-node/src/reports/quality-page.js';
import type { QualityReport } from '../../../client-node/src/reports/quality-report-data.js';
import { openNodeStore } from '../../../client-node/src/storage/node-store.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { agreement, bytes, prepareStudy, study } from '../node/storage/samples.js';
import { dataOf, fileOf, prepareForTraining } from './support.js';

const newFolder = temporaryFolders();
const dictionary: Dictionary = dictionarySchema.parse({
  features: [
    { name: 'age', type: 'number', lower: 0, upper: 100 },
    { name: 'plan', type: 'category', categories: ['gold', 'basic'] },
    { name: 'visits', type: 'number', lower: 0, upper: 10 },
  ],
  label: { name: 'label' },
});

// 20 persons: 4 without an age, 2 of an age of 130; 5 of a plan that nobody knows; visits are not this party's.
const rows = Array.from({ length: 20 }, (_, index) => {
  const age = index < 4 ? '' : index < 6 ? '130' : String(20 + index);
  return `p${index},${age},${index % 4 === 0 ? 'silver' : 'gold'},${index % 2}`;
});

function people(lines: readonly string[], features: Record<string, unknown> = {}) {
  return dataOf({
    shape: 'persons',
    source: { file: fileOf('people.csv', ['id,age,plan,left', ...lines, ''].join('\n')) },
    person: 'id',
    features: { age: 'age', plan: 'plan', visits: { sql: 'NULL' }, ...features },
    label: { column: 'left' },
  });
}

async function reportOn(
  lines: readonly string[],
  features?: Record<string, unknown>,
): Promise<QualityReport> {
  const data = people(lines, features);
  const prepared = await prepareForTraining(data, dictionary);
  return qualityReport(measureQuality(prepared.report, data), 0.9, prepared, dictionary, new Map());
}

test('the score is the least of its parts, and a feature that is declared absent costs nothing', async () => {
  const report = await reportOn(rows);
  const byName = Object.fromEntries(report.features.map((each) => [each.feature, each]));
  expect(byName['age']).toMatchObject({ completeness: 16 / 20, validity: 14 / 16 });
  expect(byName['plan']).toMatchObject({ completeness: 1, validity: 15 / 20 });
  expect(byName['visits']).toMatchObject({ completeness: null, validity: null });
  expect(report.completeness).toBeCloseTo(0.9, 12);
  expect(report.validity).toBeCloseTo((14 / 16 + 15 / 20) / 2, 12);
  expect(report).toMatchObject({ uniqueness: 1, score: report.validity, takesPart: false });
});

test('findings name table, feature and share; both languages say all of them', async () => {
  const report = await reportOn(rows, {
    plan: { sql: "'gold'" },
    visits: { sql: 'CASE WHEN "left" = 1 THEN 9 ELSE 1 END' },
  });
  expect(report.findings.map(({ code, place }) => `${code} ${place}`)).toEqual([
    'missing age',
    'outside age',
    'constant plan',
    'leak visits',
  ]);
  const texts = (['en', 'zh-CN'] as const).map((language) => qualityInWords(report, language));
  for (const text of texts)
    for (const part of ['20.0 %', '10.0 %', 'visits', '0.933']) expect(text).toContain(part);
  const page = qualityPage({ ...report, warnings: ['<b>'] }, 'north & south', 'zh-CN');
  expect(page).toContain('north &amp; south');
  expect(page).not.toContain('<b>');
});

test('categories of a few persons and an empty party are said', async () => {
  const few = rows.map((row, index) => row.replace(/silver|gold/, index < 3 ? 'basic' : 'gold'));
  expect((await reportOn(few)).findings).toContainEqual({ code: 'small-bins', place: 'plan', amount: 1 });
  const empty = await reportOn([]);
  expect(empty).toMatchObject({ score: 1, takesPart: true });
  expect(empty.findings.map(({ code }) => code)).toEqual(['empty']);
});

test('equal lines are no repeats where no id tells lines apart', async () => {
  const lines = [
    'r1,ann,2025-01-01,tea',
    'r1,ann,2025-01-01,tea',
    'r2,bob,2025-01-02,cup',
    'r2,,2025-01-02,',
  ];
  const settings = {
    shape: 'transactions',
    source: { file: fileOf('lines.csv', ['receipt,who,at,what', ...lines, ''].join('\n')) },
    person: 'who',
    time: 'at',
    snapshot: '2025-03-01',
    features: { age: 'recency', plan: { column: 'what' }, visits: 'lines' },
    label: { noPurchaseWithinDays: 5 },
  };
  const measured = async (config: Record<string, unknown>) => {
    const data = dataOf(config);
    return measureQuality((await prepareForTraining(data, dictionary)).report, data);
  };
  const told = await measured({ ...settings, order: 'receipt', item: 'what' });
  expect(told.uniqueness).toBeNull();
  expect(told.tables[0]?.completeness).toBeCloseTo((1 + 3 / 4) / 2, 12);
  const { source, person, time, snapshot } = settings;
  const tables = await measured({
    shape: 'tables',
    tables: { till: { role: 'orders', source, person, time, id: 'receipt' } },
    snapshot,
    features: Object.fromEntries(['age', 'plan', 'visits'].map((name) => [name, { kind: 'absent' }])),
    label: { table: 'till', kind: 'none', withinDays: 5 },
  });
  expect(tables.uniqueness).toBeCloseTo(2 / 4, 12);
});

test('the stability index is 0 for the same shares and large for others; bins follow the dictionary alone', () => {
  const counts = (values: readonly number[]) =>
    histogramOf(dictionary.features[0]!, {
      values: Float64Array.from(values),
      missing: new Uint8Array(values.length),
    });
  expect(counts([-5, 0, 9.99, 10, 99, 100, 500, NaN])).toEqual([3, 1, 0, 0, 0, 0, 0, 0, 0, 3, 1]);
  expect(stabilityIndex([10, 20], [10, 20])).toBe(0);
  // (p - q) ln(p / q) with half a row more in each bin: p = 50.5 / 101 against q = 90.5 / 101 and 10.5 / 101.
  const share = 1 / 2;
  const [q, r] = [90.5 / 101, 10.5 / 101];
  const expected = (share - q) * Math.log(share / q) + (share - r) * Math.log(share / r);
  expect(stabilityIndex([50, 50], [90, 10])).toBeCloseTo(expected, 12);
  expect(stabilityIndex([0, 0], [1, 1])).toBeNull();
});

test('what a study read is kept sealed, and the next one is held against it', async () => {
  const home = newFolder();
  const { storageKey } = openKeyring(home, { development: true }, systemEntropy());
  const store = openNodeStore(home, 'visit');
  try {
    prepareStudy(store);
    const before = await prepareForTraining(people(rows), dictionary);
    expect(lastHistograms(store, () => storageKey)).toBeUndefined();
    keepHistograms(store, storageKey, study, before.report, dictionary);
    expect(new TextDecoder('latin1').decode(store.histograms.latest()!.sealed)).not.toContain('age');
    expect(lastHistograms(store, () => storageKey, study)).toBeUndefined();
    const last = lastHistograms(store, () => storageKey);
    const older = rows.map((row) => row.replace(/^(p\d+),(\d+)/, '$1,99'));
    const now = await prepareForTraining(people(older), dictionary);
    const drift = driftSince(last, now.report, dictionary);
    expect(drift.get('plan')).toBe(0);
    expect(drift.get('age')).toBeGreaterThan(0.25);
    // Other bounds are other bins, which tell nothing.
    const wider = { ...dictionary, features: dictionary.features.map((each) => ({ ...each, upper: 200 })) };
    expect(
      driftSince(
        last,
        now.report,
        dictionarySchema.parse({
          ...wider,
          features: wider.features.map(({ upper, ...rest }) =>
            rest.type === 'number' ? { ...rest, upper } : rest,
          ),
        }),
      ).get('age'),
    ).toBeNull();
    const second = 'ab'.repeat(32) as typeof study;
    store.studies.receive({ study: second, agreement, name: 'next', bytes: bytes('{}') });
    keepHistograms(store, storageKey, second, now.report, dictionary);
    expect(lastHistograms(store, () => storageKey, second)).toEqual(last);
  } finally {
    store.close();
  }
});
