// Weekly sales of orange juice by store and brand, as rows for price elasticities and for demand 13 weeks ahead.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { selectPeople, type People } from '@chorale/models';
import { peopleOfColumns } from './people.ts';
import { parseTable } from './reference-data.ts';

export const ORANGE_JUICE_FILE = 'orange-juice/oj_yx.csv.gz';
const BRANDS = 11;
const LAST_TRAINING_WEEK = 147;
const HORIZON_WEEKS = 13;

const brandFeature = {
  name: 'brand',
  type: 'category',
  categories: Array.from({ length: BRANDS }, (_, brand) => String(brand + 1)),
} as const;

export const priceFeatures = [
  { name: 'log_price', type: 'number', unit: 'log of USD an ounce', lower: -5, upper: -2.5 },
  brandFeature,
  { name: 'deal', type: 'binary' },
  { name: 'feat', type: 'number', unit: 'share of the week', lower: 0, upper: 1 },
] as const;

const logMean = (weeks: number): object => ({
  ...{ name: `log_mean_${weeks}`, type: 'number', unit: 'log of ounces', lower: 0, upper: 15 },
});
export const demandFeatures = [
  ...[1, 4, 13, 26].map(logMean),
  { name: 'relative_price', type: 'number', unit: 'log', lower: -2, upper: 2 },
  ...priceFeatures.slice(1),
];
/** The plan for the week ahead is known: price, deal and advertising work for each brand in its own way. */
export const demandTerms = [
  ...[1, 4, 13, 26].map((weeks) => `log_mean_${weeks}`),
  ...['brand', 'relative_price', 'deal', 'feat'],
  ...['brand*relative_price', 'brand*deal', 'brand*feat'],
];
export const soldLabel = { type: 'number', unit: 'log of ounces', lower: 0, upper: 15 } as const;

/** Slopes by brand, deal and advertising on all rows: numpy.linalg.lstsq with a constant a brand. */
export const ownSlopes: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      ...[-2.0732791625, -1.1704335603, -2.5122879336, -3.2177890511, -2.5628665326, -1.7238341995],
      ...[-2.4319074627, -1.8135479219, -3.1665485823, -2.9075582804, -0.8685408555],
    ].map((slope, at) => [`brand=${at + 1}*log_price`, slope]),
  ),
  deal: 0.0750957133,
  feat: 0.7480062289,
};

interface Sales {
  readonly store: number[];
  readonly brand: number[];
  readonly week: number[];
  readonly logSold: number[];
  readonly logPrice: number[];
  readonly deal: number[];
  readonly feat: number[];
}

function readSales(file: string): Sales {
  const table = parseTable(gunzipSync(readFileSync(file)).toString('utf8'));
  const column = (name: string): number[] => table.get(name)!.map(Number);
  const brand = column('brand');
  const prices = Array.from({ length: BRANDS }, (_, place) => column(`price${place + 1}`));
  return {
    ...{ store: column('store'), brand, week: column('week'), logSold: column('logmove') },
    logPrice: brand.map((own, row) => Math.log(prices[own - 1]![row]!)),
    ...{ deal: column('deal'), feat: column('feat') },
  };
}

/** A row a store's week and brand. @param brands that are kept; default: all. */
export function orangeJuicePrices(file: string, brands?: readonly number[]): People[] {
  const sales = readSales(file);
  const kept = [...sales.brand.keys()].filter((row) => brands?.includes(sales.brand[row]!) ?? true);
  const pick = (values: readonly number[]): number[] => kept.map((row) => values[row]!);
  const people = peopleOfColumns({
    ...{ log_price: pick(sales.logPrice), brand: pick(sales.brand).map((brand) => brand - 1) },
    ...{ deal: pick(sales.deal), feat: pick(sales.feat), label: pick(sales.logSold) },
  });
  return byStore(people, pick(sales.store));
}

function byStore(people: People, stores: readonly number[]): People[] {
  const rows = new Map<number, number[]>();
  stores.forEach((store, row) => {
    const own = rows.get(store) ?? [];
    rows.set(store, own);
    own.push(row);
  });
  return [...rows].sort(([a], [b]) => a - b).map(([, own]) => selectPeople(people, own));
}

export interface Demand {
  /** By store: origins every three weeks, targets up to week 147. */
  readonly training: readonly People[];
  /** Weeks 148 to 160 seen from week 147, all stores. */
  readonly test: People;
}

/** A row a store, brand, origin week and week ahead. */
export function orangeJuiceDemand(file: string): Demand {
  const rows = demandRows(readSales(file));
  const people = peopleOfColumns(Object.fromEntries(rows.columns));
  const isTest = rows.origin.map((origin) => origin === LAST_TRAINING_WEEK);
  const training = isTest.flatMap((test, row) => (test ? [] : [row]));
  return {
    training: byStore(
      selectPeople(people, training),
      training.map((row) => rows.store[row]!),
    ),
    test: selectPeople(
      people,
      isTest.flatMap((test, row) => (test ? [row] : [])),
    ),
  };
}

function demandRows(sales: Sales): {
  columns: ReadonlyMap<string, readonly number[]>;
  origin: readonly number[];
  store: readonly number[];
} {
  const names = [
    ...[1, 4, 13, 26].map((weeks) => `log_mean_${weeks}`),
    'relative_price',
    'brand',
    'deal',
    'feat',
    'label',
  ];
  const columns = new Map<string, number[]>(names.map((name) => [name, []]));
  const [origins, stores]: [number[], number[]] = [[], []];
  for (const series of seriesOf(sales)) {
    const first = 65 + ((LAST_TRAINING_WEEK - 65) % 3);
    for (let origin = first; origin <= LAST_TRAINING_WEEK; origin += 3) {
      const past = pastOf(sales, series, origin);
      if (!past) continue;
      for (let ahead = 1; ahead <= HORIZON_WEEKS; ahead += 1) {
        const row = series.get(origin + ahead);
        const isKnown = origin === LAST_TRAINING_WEEK || origin + ahead <= LAST_TRAINING_WEEK;
        if (row === undefined || !isKnown) continue;
        const values = [
          ...past.logMeans,
          sales.logPrice[row]! - past.logPrice,
          ...[sales.brand[row]! - 1, sales.deal[row]!, sales.feat[row]!, sales.logSold[row]!],
        ];
        names.forEach((name, at) => columns.get(name)!.push(values[at]!));
        origins.push(origin);
        stores.push(sales.store[row]!);
      }
    }
  }
  return { columns, origin: origins, store: stores };
}

/** Of each store and brand: the row of a week. */
function seriesOf({ store, brand, week }: Sales): Map<number, number>[] {
  const series = new Map<number, Map<number, number>>();
  store.forEach((own, row) => {
    const key = own * (BRANDS + 1) + brand[row]!;
    const weeks = series.get(key) ?? new Map<number, number>();
    series.set(key, weeks);
    weeks.set(week[row]!, row);
  });
  return [...series.values()];
}

/** Means of what was sold and charged in the weeks up to the origin; a week without sales is left out, or takes the longer mean. */
function pastOf(
  { logSold, logPrice }: Sales,
  series: ReadonlyMap<number, number>,
  origin: number,
): { logMeans: readonly number[]; logPrice: number } | undefined {
  const meanOf = (values: readonly number[], weeks: number): number | undefined => {
    const rows = Array.from({ length: weeks }, (_, back) => series.get(origin - back)).filter(
      (row) => row !== undefined,
    );
    return rows.length === 0 ? undefined : rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  };
  const longest = meanOf(logSold, 26);
  const price = meanOf(logPrice, 26);
  if (longest === undefined || price === undefined) return undefined;
  let longer = longest;
  const logMeans = [26, 13, 4, 1].map((weeks) => (longer = meanOf(logSold, weeks) ?? longer)).reverse();
  return { logMeans, logPrice: price };
}
