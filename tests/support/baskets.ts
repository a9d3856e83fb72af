// Who bought which items of Online Retail before November 2011, and which new ones after.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { People } from '@chorale/models';

export interface Baskets {
  readonly items: readonly string[];
  /** By customer, places of items bought before November, in the order of time. */
  readonly before: readonly (readonly number[])[];
  /** By customer, places of items bought in November and December and never before. */
  readonly after: readonly ReadonlySet<number>[];
}

const FIRST_TEST_DAY = '2011-11-01';
const FEWEST_BUYERS = 5;

export function onlineRetailBaskets(file: string): Baskets {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  const before = new Map<string, Set<string>>();
  const after = new Map<string, Set<string>>();
  for (const line of lines) {
    // Only the description, in the middle, holds commas.
    const cells = line.split(',');
    const [invoice, code] = cells as [string, string];
    const [quantity, day, price, customer] = cells.slice(-5) as [string, string, string, string];
    const isSale = !invoice.startsWith('C') && Number(quantity) > 0 && Number(price) > 0 && customer !== '';
    if (!isSale || !/^\d{5}/.test(code)) continue;
    const side = day < FIRST_TEST_DAY ? before : after;
    side.set(customer, (side.get(customer) ?? new Set()).add(code));
  }
  const buyers = new Map<string, number>();
  for (const codes of before.values())
    for (const code of codes) buyers.set(code, (buyers.get(code) ?? 0) + 1);
  const items = [...buyers.keys()].filter((code) => buyers.get(code)! >= FEWEST_BUYERS).sort();
  const place = new Map(items.map((code, index) => [code, index]));
  const placesOf = (codes: Iterable<string>): number[] =>
    [...codes].flatMap((code) => (place.has(code) ? [place.get(code)!] : []));
  const customers = [...before.keys()]
    .filter((customer) => placesOf(before.get(customer)!).length > 0)
    .sort();
  const known = customers.map((customer) => placesOf(before.get(customer)!));
  return {
    items,
    before: known,
    after: customers.map((customer, index) => {
      const old = new Set(known[index]);
      return new Set(placesOf(after.get(customer) ?? []).filter((item) => !old.has(item)));
    }),
  };
}

/** A row an item. */
export function peopleOfBaskets(baskets: readonly (readonly number[])[]): People {
  const rowStart = new Uint32Array(baskets.length + 1);
  baskets.forEach((basket, person) => {
    rowStart[person + 1] = rowStart[person]! + basket.length;
  });
  return { size: baskets.length, rowStart, columns: new Map([['item', Float64Array.from(baskets.flat())]]) };
}

/** Mean over customers who bought something new, of the discounted gain of ten offers over that of ten right ones. */
export function ndcgAt10(
  offers: readonly (readonly number[])[],
  after: readonly ReadonlySet<number>[],
): number {
  const discount = (place: number): number => 1 / Math.log2(place + 2);
  const gains = after.flatMap((wanted, customer) => {
    if (wanted.size === 0) return [];
    const gain = offers[customer]!.slice(0, 10).reduce(
      (sum, item, place) => sum + (wanted.has(item) ? discount(place) : 0),
      0,
    );
    const ideal = Array.from({ length: Math.min(10, wanted.size) }, (_, place) => discount(place));
    return [gain / ideal.reduce((a, b) => a + b, 0)];
  });
  return gains.reduce((a, b) => a + b, 0) / gains.length;
}
