import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { areaUnderCurve } from '@chorale/models';
import { preparePeople } from '../../../client-node/src/features/prepare-people.js';
import { nodeConfigSchema, resolveDataPaths } from '../../../client-node/src/config/node-config.js';
import { demoAgreement, demoNodeConfig, demoStudy } from '../../../demo/data/documents.ts';
import { hash32 } from '../../../demo/data/held-out.ts';
import {
  predictReference,
  splitHeldOut,
  stack,
  trainReference,
  type TrainAndTest,
} from '../../../demo/data/measure.ts';
import { splitOnlineRetail } from '../../../demo/data/online-retail.ts';
import { referenceFile } from '../../support/reference-data.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const newFolder = temporaryFolders();
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** A file in the shape of Online Retail: 1,200 customers with a line each, and some that move or stay unknown. */
async function smallFile(change: (lines: string[]) => string[] = (lines) => lines): Promise<string> {
  const countries = ['United Kingdom', 'Germany', 'France', 'Spain'];
  const lines = Array.from(
    { length: 1200 },
    (_, index) =>
      `5${index},A1,"PEN, ""RED""",2,2010-12-01 08:26:00,2.50,${10_000 + index},${countries[index % 4]!}`,
  );
  // A later line at the same minute from another country changes nothing; a line of nobody belongs to nobody.
  lines.push(
    'C9,A1,PEN,-2,2010-12-01 08:26:00,2.5,10001,France',
    '99,A1,PEN,1,2010-12-02 09:00:00,2.5,,France',
  );
  const file = join(newFolder(), 'lines.csv.gz');
  await writeFile(file, gzipSync([header, ...change(lines)].join('\n')));
  return file;
}

describe('cutting Online Retail', () => {
  test('puts a customer where their first line is, with all lines and texts as they were', async () => {
    const file = await smallFile();
    const { parties, warnings } = await splitOnlineRetail(file, newFolder());
    expect(parties.map(({ name }) => name)).toEqual([
      'uk-half-0',
      'uk-half-1',
      'germany',
      'france',
      'others',
    ]);
    const [zero, one, germany, france, others] = await Promise.all(
      parties.map(async (party) => (await readFile(party.file, 'utf8')).trim().split('\n').slice(1)),
    );
    expect(germany).toHaveLength(301);
    expect(germany?.[0]).toBe('51,A1,"PEN, ""RED""",2,2010-12-01 08:26:00,2.50,10001,Germany');
    expect(germany?.at(-1)).toBe('C9,A1,PEN,-2,2010-12-01 08:26:00,2.5,10001,France');
    expect([france?.length, others?.length]).toEqual([300, 300]);
    expect(parties.map(({ lines }) => lines)).toEqual([zero?.length, one?.length, 301, 300, 300]);
    for (const [half, lines] of [zero, one].entries()) {
      for (const line of lines ?? []) expect(hash32(`half:${line.split(',').at(-2)!}`) % 2).toBe(half);
    }
    const heldOut = (await readFile(parties[2]!.heldOut, 'utf8')).trim().split('\n');
    expect(heldOut.length).toBeGreaterThan(30);
    expect(heldOut.every((id) => hash32(id) % 5 === 0)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/SHA-256 e0d8a187.* it has [0-9a-f]{64}/);
  });

  test.each<[string, (lines: string[]) => string[], string]>([
    [
      'another delimiter of days',
      (lines) => [lines[0]!.replace('2010-12-01', '12/1/2010'), ...lines],
      'InvoiceDate',
    ],
    [
      'customers written as 17850.0',
      (lines) => lines.map((line) => line.replace(/,(1\d{4}),/, ',$1.0,')),
      'CustomerID',
    ],
    [
      'text for a quantity',
      (lines) => [lines[0]!.replace(',2,', ',two,'), ...lines],
      'Quantity and UnitPrice',
    ],
    ['a torn-off rest', (lines) => lines.slice(0, 20), 'is it complete'],
  ])('refuses %s', async (_, change, message) => {
    await expect(splitOnlineRetail(await smallFile(change), newFolder())).rejects.toThrow(message);
  });

  test('refuses other columns and missing files by name', async () => {
    const file = join(newFolder(), 'other.csv');
    await writeFile(file, 'a,b\n1,2\n');
    await expect(splitOnlineRetail(file, newFolder())).rejects.toThrow(/has the columns a, b: expected UCI/);
    await expect(splitOnlineRetail('/nowhere.csv', newFolder())).rejects.toThrow(
      'there is no file /nowhere.csv',
    );
  });
});

const real = referenceFile('online-retail/online_retail.csv.gz');
(real === undefined ? test.skip : test)('the real file gives the recipe and its figures', async () => {
  const folder = newFolder();
  const data = await splitOnlineRetail(real!, folder);
  expect(data.warnings).toEqual([]);
  const { dictionary } = demoAgreement('online-retail', null, '2099-12-31');
  const { features } = demoStudy('online-retail');
  const parties: TrainAndTest[] = [];
  for (const party of data.parties) {
    const config = nodeConfigSchema.parse(
      demoNodeConfig('online-retail', party, 'http://127.0.0.1:7400', folder),
    );
    const { exclude, ...all } = resolveDataPaths(config.data, folder);
    expect(exclude).toBeDefined();
    const { people, ids } = await preparePeople(all, dictionary, {
      purpose: 'training',
      rights: { purpose: 'research', isErased: undefined },
    });
    parties.push(splitHeldOut(people, ids, features, 'buys_again'));
  }
  const customers = parties.map(({ train, test: held }) => train.labels.length + held.labels.length);
  expect(customers).toEqual([1572, 1463, 74, 70, 191]);
  const test = stack(parties.map((party) => party.test));
  expect(test.labels).toHaveLength(698);
  const pooled = trainReference(stack(parties.map(({ train }) => train)));
  expect(areaUnderCurve(predictReference(pooled, test), test.labels)).toBeCloseTo(0.7565, 4);
});
