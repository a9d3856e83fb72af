// Recency, frequency and monetary value of Online Retail's customers, made by the node's own
// road from receipt lines to people; parties as in the demo.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNodeConfig, preparePeople } from '@chorale/client-node';
import { dictionarySchema, type People, type ReadableSegments } from '@chorale/models';
import { yamlText } from '../../demo/data/documents.ts';
import { splitOnlineRetail } from '../../demo/data/online-retail.ts';

// Round numbers that a shopkeeper would name without looking into the data.
export const rfmFeatures = [
  {
    name: 'recency',
    type: 'number',
    unit: 'days',
    lower: 0,
    upper: 500,
    transform: 'log1p',
  },
  { name: 'frequency', type: 'number', unit: 'orders', lower: 0, upper: 500, transform: 'log1p' },
  { name: 'monetary', type: 'number', unit: 'GBP', lower: 0, upper: 500_000, transform: 'log1p' },
] as const;

/** Best of 50 k-means++ starts for four segments, by scikit-learn on the pooled z-scores. */
export const RFM_INERTIA = 3962.43;

export async function onlineRetailRfm(file: string): Promise<People[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chorale-rfm-'));
  const dictionary = dictionarySchema.parse({ features: rfmFeatures });
  const names = rfmFeatures.map(({ name }) => name);
  try {
    const parties: People[] = [];
    for (const party of (await splitOnlineRetail(file, folder)).parties) {
      const path = join(folder, `${party.name}.yaml`);
      await writeFile(path, yamlText(party.name, nodeConfig(party.name, party.file)));
      const { data } = await loadNodeConfig(path);
      const prepared = await preparePeople(data, dictionary, {
        purpose: 'training',
        rights: { purpose: 'research', isErased: undefined },
        features: names,
      });
      parties.push(prepared.people);
    }
    return parties;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nodeConfig(name: string, file: string): object {
  return {
    format: 'chorale-node/1',
    name,
    coordinator: 'http://127.0.0.1:7400',
    data: {
      shape: 'transactions',
      source: { file },
      filter: "InvoiceNo NOT LIKE 'C%' AND Quantity > 0 AND UnitPrice > 0",
      person: 'CustomerID',
      time: 'InvoiceDate',
      order: 'InvoiceNo',
      item: 'StockCode',
      quantity: 'Quantity',
      price: 'UnitPrice',
      snapshot: '2011-12-10',
      features: Object.fromEntries(rfmFeatures.map(({ name: feature }) => [feature, feature])),
    },
  };
}

/** Inertia of the segments' centres over all persons, on the exact z-scores of the pooled data. @param result of k-means. */
export function rfmInertia(parties: readonly People[], result: unknown): number {
  const { segments } = result as ReadableSegments;
  const columns = rfmFeatures.map(({ name }) => parties.flatMap((people) => [...people.columns.get(name)!]));
  const size = columns[0]!.length;
  const deviation = columns.map((values) => {
    const mean = values.reduce((a, b) => a + b) / size;
    return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / size);
  });
  let inertia = 0;
  for (let person = 0; person < size; person += 1)
    inertia += Math.min(
      ...segments.map(({ centre }) =>
        centre.reduce(
          (square, { encoded }, column) =>
            square + ((columns[column]![person]! - encoded) / deviation[column]!) ** 2,
          0,
        ),
      ),
    );
  return inertia;
}
