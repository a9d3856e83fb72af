// The product's own demo data: a retail chain whose five regions differ in size and in the customers they
// have. Made up from one fixed seed, so that every run of the demo reads the same files.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '@chorale/models';
import { writeHeldOut, type DemoData, type DemoParty } from './demo-data.ts';
import { drawsFrom, type Draws } from './random.ts';
import { habits, shop, type HabitName, type Order } from './shoppers.ts';

/** Features come from orders before this moment, the label from the 90 days after it. */
export const retailChainSnapshot = '2025-09-01';
const opens = Date.UTC(2024, 5, 1);
const closes = Date.UTC(2025, 11, 1);
const seed = 3;

interface Region {
  readonly name: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly customers: number;
  /** First customer number; regions share no customer. */
  readonly firstId: number;
  /** Prices relative to the chain's list. */
  readonly priceLevel: number;
  readonly mix: Readonly<Record<HabitName, number>>;
}

const regions: readonly Region[] = [
  {
    name: 'north',
    title: { en: 'North', 'zh-CN': '北区' },
    customers: 2350,
    firstId: 100_001,
    priceLevel: 1,
    mix: { regular: 30, app: 12, stockUp: 18, gifts: 18, trial: 22 },
  },
  {
    name: 'south',
    title: { en: 'South', 'zh-CN': '南区' },
    customers: 1800,
    firstId: 200_001,
    priceLevel: 1.1,
    mix: { regular: 18, app: 34, stockUp: 6, gifts: 16, trial: 26 },
  },
  {
    name: 'harbour',
    title: { en: 'Harbour', 'zh-CN': '港区' },
    customers: 850,
    firstId: 300_001,
    priceLevel: 1.2,
    mix: { regular: 22, app: 20, stockUp: 12, gifts: 26, trial: 20 },
  },
  {
    name: 'alps',
    title: { en: 'Alps', 'zh-CN': '山区' },
    customers: 170,
    firstId: 400_001,
    priceLevel: 1.35,
    mix: { regular: 4, app: 1, stockUp: 58, gifts: 35, trial: 2 },
  },
  {
    name: 'isles',
    title: { en: 'Isles', 'zh-CN': '岛区' },
    customers: 110,
    firstId: 500_001,
    priceLevel: 1.25,
    mix: { regular: 3, app: 24, stockUp: 1, gifts: 12, trial: 60 },
  },
];

interface Article {
  readonly code: string;
  readonly price: number;
}

/** Writes the five regions' files into a directory, made if need be; the same bytes every time. */
export async function generateRetailChain(directory: string): Promise<DemoData> {
  await mkdir(directory, { recursive: true });
  const articles = catalogue(drawsFrom(seed));
  const parties = regions.map(async (region, index): Promise<DemoParty> => {
    const file = join(directory, `${region.name}.csv`);
    const lines = transactionLines(region, articles, drawsFrom(seed + index + 1));
    await writeFile(file, `customer,time,order,item,quantity,unit_price,channel\n${lines.join('\n')}\n`);
    const heldOut = await writeHeldOut(directory, region.name, customersOf(region).map(String));
    return { name: region.name, title: region.title, file, lines: lines.length, heldOut };
  });
  return { kind: 'retail-chain', parties: await Promise.all(parties), warnings: [] };
}

function catalogue(draws: Draws): Article[] {
  return Array.from({ length: 400 }, (_, rank) => ({
    code: `A${String(1000 + rank)}`,
    price: Math.max(0.5, Math.round(20 * Math.exp(1.6 + 0.8 * draws.normal())) / 20),
  }));
}

function customersOf({ customers, firstId }: Region): number[] {
  return Array.from({ length: customers }, (_, index) => firstId + index);
}

function transactionLines(region: Region, articles: readonly Article[], draws: Draws): string[] {
  const names = Object.keys(region.mix) as HabitName[];
  const weights = names.map((name) => region.mix[name]);
  const orders: (Order & { customer: number })[] = [];
  for (const customer of customersOf(region)) {
    const habit = habits[names[draws.choose(weights)] ?? 'regular'];
    for (const order of shop(habit, opens, closes, draws)) {
      orders.push({ ...order, customer });
    }
  }
  orders.sort((one, other) => one.time - other.time || one.customer - other.customer);
  return orders.flatMap((order, number) =>
    basket(order, articles, draws).map(({ article, quantity }) =>
      [
        order.customer,
        new Date(order.time).toISOString().slice(0, 19).replace('T', ' '),
        `${region.name.toUpperCase()}-${String(number + 1).padStart(6, '0')}`,
        article.code,
        quantity,
        (article.price * region.priceLevel).toFixed(2),
        order.channel,
      ].join(','),
    ),
  );
}

function basket(
  order: Order,
  articles: readonly Article[],
  draws: Draws,
): { article: Article; quantity: number }[] {
  return Array.from({ length: order.items }, () => {
    // Squaring favours the front of the catalogue: few articles sell much, most sell little.
    const article = articles[Math.floor(articles.length * draws.uniform() ** 2)]!;
    return { article, quantity: 1 + draws.poisson(0.5) };
  });
}
