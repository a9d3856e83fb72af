// The list of products whose prices are to be set, and the list of prices.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PriceAdvice } from '@chorale/models';
import { readProducts } from '../../../client-node/src/score/product-list.js';
import { writePrices } from '../../../client-node/src/score/write-prices.js';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { dataErrorOf } from './support.ts';

const folder = temporaryFolders();

function list(content: string): string {
  const file = join(folder(), 'products.csv');
  writeFileSync(file, content);
  return file;
}

test('products with and without a store, a stock and a competitor; names that look like numbers stay names', async () => {
  const products = await readProducts(
    list('product,store,price,cost,units,stock,competitor\n0012,A,3,1.5,10,,\ntea,,4,2,20,9,4.5\n'),
  );
  expect(products).toEqual([
    { product: '0012', store: 'A', price: 3, cost: 1.5, units: 10 },
    { product: 'tea', price: 4, cost: 2, units: 20, stock: 9, competitor: 4.5 },
  ]);
});

test.each([
  [
    'product,price,cost,units,segment\ntea,3,1,9,young\n',
    /column "segment" has no place in a list of products/,
  ],
  ['product,price,cost\ntea,3,1\n', /has no column "units"/],
  ['product,price,cost,units\ntea,three,1,9\n', /column "price" holds no numbers/],
  ['product,price,cost,units\ntea,3,1,9\ntea,3,,9\n', /data row 2 has no cost/],
  ['product,price,cost,units\n,3,1,9\n', /data row 1 has no product/],
])('%j is refused', async (content, message) => {
  const { problems } = await dataErrorOf(readProducts(list(content)));
  expect(problems[0]!.what).toMatch(message);
});

const advice: PriceAdvice = {
  ...{ product: '=1+1', store: 'A, B', elasticity: -2.5, reason: 'optimum' },
  ...{ priceNow: 3, price: 2.9, unitsNow: 10, units: 11, profitNow: 12, profit: 1 / 3 },
};

test('prices are for their owner alone, and no cell runs as a formula', () => {
  const file = join(folder(), 'prices.csv');
  writePrices(file, [advice, { ...advice, store: null }]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual([
    'product,store,elasticity,price_now,price,units_now,units,profit_now,profit,reason',
    `'=1+1,"A, B",-2.5,3,2.9,10,11,12,0.333333,optimum`,
    `'=1+1,,-2.5,3,2.9,10,11,12,0.333333,optimum`,
  ]);
});

test('a folder that is not there is said', async () => {
  const { problems } = await dataErrorOf(
    Promise.resolve().then(() => writePrices(join(folder(), 'none', 'prices.json'), [advice])),
  );
  expect(problems[0]!.what).toMatch(/cannot be written \(ENOENT\)/);
});
