// The samples on the real data sets that they are written for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWithData } from '../../support/reference-data.js';
import { columnOf, prepareForTraining, sampleDictionary, sampleOn } from './support.js';

interface RetailVectors {
  readonly persons: number;
  readonly positives: number;
  readonly meanOfLog1p: Record<string, number>;
  readonly sample: Record<string, Record<string, number>>;
}

testWithData(
  'Online Retail: one configuration gives the recipe of the target table',
  'online-retail/online_retail.csv.gz',
  async (file) => {
    const vectors = JSON.parse(
      readFileSync(join(import.meta.dirname, 'vectors/retail.json'), 'utf8'),
    ) as RetailVectors;
    const data = await sampleOn('retail', file);
    const prepared = await prepareForTraining(data, await sampleDictionary('retail'));

    expect(prepared.people.size).toBe(3370);
    expect(prepared.report.positives).toBe(vectors.positives);
    expect((prepared.report.positives ?? 0) / 3370).toBeCloseTo(0.57, 3);
    expect(prepared.report.lines).toMatchObject({
      rows: 541_909,
      filteredOut: 11_805,
      withoutPerson: 132_220,
    });
    expect(prepared.report.warnings).toEqual([]);

    for (const [name, mean] of Object.entries(vectors.meanOfLog1p)) {
      const column = columnOf(prepared, name);
      expect(column.reduce((sum, value) => sum + value, 0) / column.length).toBeCloseTo(mean, 9);
    }
    for (const [id, { label, ...features }] of Object.entries(vectors.sample)) {
      const person = prepared.ids.indexOf(id);
      expect(columnOf(prepared, 'buys_again')[person]).toBe(label);
      for (const [name, value] of Object.entries(features))
        expect(columnOf(prepared, name)[person]).toBeCloseTo(Math.log1p(value), 9);
    }
  },
);

testWithData(
  'Telco: eleven blank charges become the stand-in, and are counted',
  'telco-churn/telco_customer_churn.csv.gz',
  async (file) => {
    const data = await sampleOn('telco', file);
    const prepared = await prepareForTraining(data, await sampleDictionary('telco'));
    const { report } = prepared;
    expect(report).toMatchObject({ used: 7043, positives: 1869, warnings: [] });
    const odd = report.features.filter(
      (feature) =>
        feature.missing + feature.invalid + feature.unseen + feature.clampedToLower + feature.clampedToUpper >
        0,
    );
    expect(odd).toEqual([expect.objectContaining({ name: 'total_charges', missing: 11 })]);
    expect(columnOf(prepared, 'gender_female').reduce((sum, value) => sum + value)).toBe(3488);
  },
);

testWithData(
  'Bank Marketing: rows without an id, test rows left out by an expression',
  'bank-marketing/bank_full.csv.gz',
  async (file) => {
    const data = await sampleOn('bank', file);
    const prepared = await prepareForTraining(data, await sampleDictionary('bank'));
    // 8,958 = rows with int(sha256(row).hex()[:8], 16) % 5 == 0, by Python.
    expect(prepared.report).toMatchObject({
      persons: 45_211,
      excluded: 8_958,
      used: 36_253,
      positives: 4_248,
    });
    expect([...prepared.people.columns.keys()]).toContain('job=blue-collar');
  },
);
