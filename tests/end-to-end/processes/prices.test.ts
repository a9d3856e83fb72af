// Weeks of sales through real processes: elasticities, prices made of them at home, a forecast and how good it is, quantiles and counts.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  studySchema,
  type Agreement,
  type PriceAdvice,
  type ReadableEvaluation,
  type ReadableRegression,
  type Study,
} from '@chorale/models';
import type { ReadableQuantiles } from '../../../models/src/computations/quantiles.js';
import type { ReadableGeneralised } from '../../../models/src/computations/regression/generalised-linear.js';
import { RealFederation, runRefused } from '../../support/real/real-federation.ts';
import { shopAgreement, type PartyData } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const PARTIES = ['ash', 'beech', 'cherry', 'elder'];
const WEEKS = 40;
const ELASTICITY = { tea: -2.5, coffee: -1.8, cocoa: -3 } as const;
type Brand = keyof typeof ELASTICITY;
const BRANDS = Object.keys(ELASTICITY) as Brand[];
const DEAL = 0.4;

const folder = temporaryFolders();
let federation: RealFederation;
afterAll(() => federation.stop());

interface Week {
  readonly row: string;
  readonly brand: Brand;
  readonly price: number;
  readonly deal: number;
  readonly sold: number;
}

/** In [0, 1), the same for the same text. */
function uniform(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

/** What a party sold, by brand and week: units of the planted elasticities, a fiftieth up or down. */
function weeksOf(party: string): Week[] {
  return BRANDS.flatMap((brand) =>
    Array.from({ length: WEEKS }, (_, week) => {
      const row = `${party}-${brand}-${week}`;
      const price = Math.round(100 * (2 + 3 * uniform(`${row}/price`))) / 100;
      const deal = uniform(`${row}/deal`) < 0.25 ? 1 : 0;
      const luck = 0.04 * (uniform(`${row}/luck`) - 0.5);
      const sold = Math.round(Math.exp(8 + ELASTICITY[brand] * Math.log(price / 3) + DEAL * deal + luck));
      return { row, brand, price, deal, sold };
    }),
  );
}

const salesData: PartyData = {
  csv: (party) =>
    `${['row,shop,brand,price,deal,sold', ...weeksOf(party).map(({ row, brand, price, deal, sold }) => [row, party, brand, price, deal, sold].join(','))].join('\n')}\n`,
  document: (name, coordinator, file) => ({
    format: 'chorale-node/1',
    name,
    coordinator,
    approve: 'studies-under-signed-agreements',
    data: {
      shape: 'persons',
      source: { file },
      person: 'row',
      features: { shop: 'shop', brand: 'brand', price: 'price', deal: 'deal' },
      label: { column: 'sold' },
    },
  }),
};

function agreementOf(title: string, transform: 'log' | 'none', computations: string[]): Agreement {
  const base = shopAgreement(title, null);
  return {
    ...base,
    people: PARTIES.length * BRANDS.length * WEEKS,
    privacy: { ...base.privacy, unit: "a brand's week" },
    dictionary: {
      features: [
        { name: 'shop', type: 'category', categories: PARTIES },
        { name: 'brand', type: 'category', categories: BRANDS },
        { name: 'price', type: 'number', unit: 'EUR', lower: 1, upper: 10, transform: 'log' },
        { name: 'deal', type: 'binary' },
      ],
      label: { name: 'sold', type: 'number', unit: 'packets', lower: 1, upper: 20_000, transform },
    },
    computations,
  };
}
const weeks = agreementOf('Weeks', 'log', ['linear-regression', 'evaluate', 'quantiles']);
const counts = agreementOf('Counts', 'none', ['generalised-linear']);

const studyOf = (agreement: Agreement, about: object): Study =>
  studySchema.parse({
    ...{ format: 'chorale-study/1', agreement: agreement.title, ...about },
    deadlines: { collectSeconds: 20, committeeSeconds: 10 },
  });

/** What the first node's `result.json` says of a study that all nodes ended alike. */
async function resultOf<Result>(study: Study): Promise<Result> {
  const ended = await (await federation.startStudy(study)).all;
  expect(ended.map(({ status }) => status)).toEqual(PARTIES.map(() => 'finished'));
  expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
  const text = readFileSync(join(ended[0]!.model!, 'result.json'), 'utf8');
  return (JSON.parse(text) as { result: Result }).result;
}

beforeAll(async () => {
  federation = new RealFederation(folder(), [], {}, PARTIES, salesData);
  await federation.form(weeks, counts);
  await federation.runNodes();
}, 120_000);

test('elasticities of all parties make prices at home, and a list that tells customers apart is refused', async () => {
  const { coefficients } = await resultOf<ReadableRegression>(
    studyOf(weeks, {
      name: 'elasticities',
      recipe: 'price-elasticity',
      roles: { product: 'brand', deal: 'deal' },
    }),
  );
  const found = new Map(coefficients.map(({ term, coefficient }) => [term, coefficient]));
  for (const brand of BRANDS)
    expect(Math.abs(found.get(`brand=${brand}*price`)! - ELASTICITY[brand])).toBeLessThan(0.03);
  expect(found.get('deal')).toBeCloseTo(DEAL, 1);

  const [node] = federation.nodes;
  const home = folder();
  const [products, output] = [join(home, 'products.csv'), join(home, 'prices.json')];
  writeFileSync(
    products,
    'product,store,price,cost,units,stock\ntea,Main,3,1.8,500,\ntea,Port,3,1.8,400,100\ncoffee,,3,2.5,90,\n',
  );
  const asked = ['prices', '--study', 'elasticities', '--products', products, '--output', output];
  await node!.command(...asked, '--most-change', '0.5', '--step', '0.05');
  const advice = JSON.parse(readFileSync(output, 'utf8')) as PriceAdvice[];
  expect(advice.map(({ product, store, reason }) => [product, store, reason])).toEqual([
    ['tea', 'Main', expect.stringMatching(/optimum|step/)],
    ['tea', 'Port', expect.stringMatching(/change|step/)],
    ['coffee', null, expect.stringMatching(/change/)],
  ]);
  // cost e / (e + 1) = 1.8 * 2.5 / 1.5
  expect(advice[0]!.price).toBeCloseTo(3, 1);
  expect(advice[2]!.price).toBe(4.5);
  for (const { profit, profitNow } of advice) expect(profit).toBeGreaterThanOrEqual(profitNow);

  writeFileSync(products, 'product,price,cost,units,customer\ntea,3,1.8,500,Ann\n');
  const refused = await runRefused('node', asked, node!.surroundings);
  expect(refused.complaints).toContain('column "customer" has no place in a list of products');
}, 200_000);

test('elasticities within shops make prices as well, though they are no model', async () => {
  await resultOf(
    studyOf(weeks, {
      ...{ name: 'within-shops', recipe: 'price-elasticity' },
      roles: { product: 'brand', deal: 'deal', store: 'shop' },
    }),
  );
  const [node] = federation.nodes;
  const home = folder();
  const [products, output] = [join(home, 'products.csv'), join(home, 'prices.json')];
  writeFileSync(products, 'product,price,cost,units\ntea,3.6,1.8,500\n');
  await node!.command('prices', '--study', 'within-shops', '--products', products, '--output', output);
  const [advice] = JSON.parse(readFileSync(output, 'utf8')) as PriceAdvice[];
  expect(Math.abs(advice!.elasticity - ELASTICITY.tea)).toBeLessThan(0.03);
  // The optimum is 3, a tenth less is what the rules allow.
  expect(advice!.price).toBeCloseTo(3.24, 6);
}, 200_000);

test('elasticities that a ridge has pulled to 0 make no prices, and no file', async () => {
  await resultOf(
    studyOf(weeks, {
      ...{ name: 'pulled', recipe: 'price-elasticity' },
      ...{ roles: { product: 'brand', deal: 'deal' }, settings: { ridge: 1e6 } },
    }),
  );
  const [node] = federation.nodes;
  const home = folder();
  const [products, output] = [join(home, 'products.csv'), join(home, 'prices.json')];
  writeFileSync(products, 'product,price,cost,units\ntea,3.6,1.8,500\n');
  const asked = ['prices', '--study', 'pulled', '--products', products, '--output', output];
  const refused = await runRefused('node', asked, node!.surroundings);
  expect(refused.complaints).toContain('more than half of the elasticity of tea');
  expect(existsSync(output)).toBe(false);
}, 200_000);

test('a forecast is measured on all parties, by brand', async () => {
  await resultOf(
    studyOf(weeks, {
      name: 'demand',
      recipe: 'demand-forecast',
      features: ['brand', 'price', 'deal'],
      settings: { terms: ['brand', 'brand*price', 'deal'], ridge: 0.01 },
    }),
  );
  const measured = await resultOf<ReadableEvaluation>(
    studyOf(weeks, {
      ...{ name: 'forecast-quality', recipe: 'model-quality', roles: { group: 'brand' } },
      ...{ features: ['price', 'deal'], settings: { model: { study: 'demand' } } },
    }),
  );
  expect(measured.groups.map(({ group }) => group)).toEqual([...BRANDS, 'other']);
  for (const measures of [measured.everybody, ...measured.groups.slice(0, 3)]) {
    expect('wape' in measures && measures.wape).toBeLessThan(0.03);
    expect(measures.rows).toBeCloseTo(measures === measured.everybody ? 480 : 160, 6);
  }
}, 200_000);

test('quantiles are those of the rows of all parties', async () => {
  const { columns } = await resultOf<ReadableQuantiles>(
    studyOf(weeks, { name: 'middles', computation: 'quantiles', features: ['price'] }),
  );
  const all = PARTIES.flatMap(weeksOf);
  for (const [name, values] of [
    ['price', all.map(({ price }) => price)],
    ['sold', all.map(({ sold }) => sold)],
  ] as const) {
    const sorted = [...values].sort((a, b) => a - b);
    const { quantiles } = columns.find((column) => column.name === name)!;
    quantiles.forEach(({ probability, value, atMost }) => {
      const exact = sorted[Math.ceil(probability * sorted.length) - 1]!;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(atMost * 1.001 + 1e-9);
    });
  }
}, 200_000);

test('counts have effects that multiply', async () => {
  const { coefficients, hasConverged } = await resultOf<ReadableGeneralised>(
    studyOf(counts, {
      ...{ name: 'packets', computation: 'generalised-linear', features: ['brand', 'price', 'deal'] },
      settings: { family: 'poisson', terms: ['brand', 'brand*price', 'deal'], ridge: 0.01 },
    }),
  );
  expect(hasConverged).toBe(true);
  const deal = coefficients.find(({ term }) => term === 'deal')!;
  expect(deal.factor).toBeCloseTo(Math.exp(DEAL), 1);
  expect((await federation.verifiedLedger()).verified).toBe(true);
}, 200_000);
