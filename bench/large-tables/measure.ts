// A child process that reads receipt lines as a node does and builds features of every kind from them. Prints its highest resident
// memory in megabytes (Linux counts it in KiB), the seconds it took, and the persons found, as JSON.
import { nodeConfigSchema, preparePeople } from '@chorale/client-node';
import { dictionarySchema } from '@chorale/models';

const features = [
  'point_of_sale_recency',
  'point_of_sale_tenure',
  'point_of_sale_count_90d',
  'point_of_sale_sum_amount_365d',
  'point_of_sale_distinct_order_365d',
  'point_of_sale_distinct_item_365d',
  'point_of_sale_season_q4_365d',
  'point_of_sale_season_weekend',
  'point_of_sale_sum_amount_30d_per_point_of_sale_sum_amount_365d',
];
const { data } = nodeConfigSchema.parse({
  format: 'chorale-node/1',
  name: 'large',
  coordinator: 'http://127.0.0.1:7400',
  data: {
    shape: 'tables',
    snapshot: '2025-10-01',
    tables: {
      receipts: {
        role: 'point-of-sale',
        source: { file: process.argv[2] },
        person: 'card',
        time: 'sold_at',
        id: 'line',
        order: 'receipt',
        item: 'sku',
        quantity: 'pieces',
        price: 'unit_price',
      },
    },
    label: { table: 'receipts', kind: 'any', withinDays: 30 },
  },
});
const dictionary = dictionarySchema.parse({
  features: features.map((name) => ({ name, type: 'number', lower: 0, upper: 1e6 })),
  label: { name: 'buys' },
});
const start = performance.now();
const { people } = await preparePeople(data, dictionary, {
  purpose: 'training',
  rights: { purpose: 'measure', isErased: undefined },
});
process.stdout.write(
  JSON.stringify({
    rssMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
    seconds: (performance.now() - start) / 1000,
    persons: people.size,
  }),
);
