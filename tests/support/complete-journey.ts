// Complete Journey as docs/models.md measures on it: one row a household and campaign it was sent, features strictly before the
// campaign's start, the label whether the household redeemed a coupon of it. Parties are shards of households.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isTestKey, parseTable, type ReferenceData } from './reference-data.ts';

export const JOURNEY_FILE = 'complete-journey/campaigns.csv';

const DAY_MS = 86_400_000;
const PARTIES = 5n;

const features: ReferenceData['features'] = [
  { name: 'recency', type: 'number', unit: 'days', lower: 0, upper: 400, transform: 'none' },
  { name: 'baskets', type: 'number', lower: 0, upper: 500, transform: 'log1p' },
  { name: 'spent', type: 'number', unit: 'USD', lower: 0, upper: 20_000, transform: 'log1p' },
  { name: 'coupon_discount', type: 'number', unit: 'USD', lower: 0, upper: 1_000, transform: 'log1p' },
  { name: 'retail_discount', type: 'number', unit: 'USD', lower: 0, upper: 5_000, transform: 'log1p' },
  { name: 'redemptions', type: 'number', lower: 0, upper: 200, transform: 'log1p' },
  { name: 'campaigns', type: 'number', lower: 0, upper: 40, transform: 'none' },
  { name: 'duration', type: 'number', unit: 'days', lower: 0, upper: 120, transform: 'none' },
  { name: 'type', type: 'category', categories: ['Type A', 'Type B', 'Type C'] },
];

interface Campaign {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** A household's purchases or redemptions in time. */
interface Dated {
  readonly at: number;
  readonly basket: string;
  readonly spent: number;
  readonly couponDiscount: number;
  readonly retailDiscount: number;
}

/** One row a person: each household's row for a campaign counts as much as any other. */
export function journeyCampaigns(file: string): ReferenceData {
  const folder = dirname(file);
  const campaigns = campaignsOf(folder);
  const sent = rowsOf(folder, 'campaigns.csv').map((row) => ({
    household: row['household_id']!,
    campaign: row['campaign_id']!,
  }));
  const redeemed = rowsOf(folder, 'coupon_redemptions.csv').map((row) => ({
    household: row['household_id']!,
    campaign: row['campaign_id']!,
    at: timeOf(row['redemption_date']!),
  }));
  const redemptionsOf = grouped(redeemed, ({ household }) => household);
  const sentTo = grouped(sent, ({ household }) => household);
  const purchasesOf = grouped(purchases(folder), ({ household }) => household);
  const columns = new Map<string, number[]>(features.map(({ name }) => [name, []]));
  const label: number[] = [];
  for (const { household, campaign } of sent) {
    const { start, end, type } = campaigns.get(campaign)!;
    const before = (purchasesOf.get(household) ?? []).filter(({ at }) => at < start);
    const total = (pick: (each: Dated) => number): number =>
      before.reduce((sum, each) => sum + pick(each), 0);
    const own = redemptionsOf.get(household) ?? [];
    const last = Math.max(...before.map(({ at }) => at));
    const values: Record<string, number> = {
      // Nothing bought so far: there is no recency.
      recency: before.length > 0 ? Math.floor((start - last) / DAY_MS) : NaN,
      baskets: Math.log1p(new Set(before.map(({ basket }) => basket)).size),
      spent: Math.log1p(total(({ spent }) => spent)),
      coupon_discount: Math.log1p(total(({ couponDiscount }) => couponDiscount)),
      retail_discount: Math.log1p(total(({ retailDiscount }) => retailDiscount)),
      redemptions: Math.log1p(own.filter(({ at }) => at < start).length),
      campaigns: sentTo.get(household)!.filter((each) => campaigns.get(each.campaign)!.start < start).length,
      duration: Math.round((end - start) / DAY_MS),
      type: ['Type A', 'Type B', 'Type C'].indexOf(type),
    };
    for (const [name, column] of columns) column.push(values[name]!);
    label.push(own.some((each) => each.campaign === campaign) ? 1 : 0);
  }
  return {
    features,
    people: {
      size: sent.length,
      rowStart: Uint32Array.from({ length: sent.length + 1 }, (_, row) => row),
      columns: new Map(
        [...columns, ['label', label] as const].map(([name, values]) => [name, Float64Array.from(values)]),
      ),
    },
    isTest: sent.map(({ household }) => isTestKey(household)),
    party: sent.map(({ household }) => partyOf(household)),
  };
}

/** By all bits of the hash; the test split takes the first 32 alone. */
function partyOf(household: string): string {
  const hash = createHash('sha256').update(household).digest('hex');
  return String(BigInt(`0x${hash}`) % PARTIES);
}

function campaignsOf(folder: string): Map<string, Campaign> {
  return new Map(
    rowsOf(folder, 'campaign_descriptions.csv').map((row) => [
      row['campaign_id']!,
      { start: timeOf(row['start_date']!), end: timeOf(row['end_date']!), type: row['campaign_type']! },
    ]),
  );
}

function purchases(folder: string): (Dated & { readonly household: string })[] {
  return rowsOf(folder, 'transactions_sample.csv.gz').map((row) => ({
    household: row['household_id']!,
    at: timeOf(row['transaction_timestamp']!),
    basket: row['basket_id']!,
    spent: Number(row['sales_value']),
    couponDiscount: Number(row['coupon_disc']) + Number(row['coupon_match_disc']),
    retailDiscount: Number(row['retail_disc']),
  }));
}

function rowsOf(folder: string, file: string): Record<string, string>[] {
  const bytes = readFileSync(join(folder, file));
  const table = parseTable((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  const names = [...table.keys()];
  return [...table.get(names[0]!)!.keys()].map((row) =>
    Object.fromEntries(names.map((name) => [name, table.get(name)![row]!])),
  );
}

function timeOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : 'T00:00:00Z'}`);
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
