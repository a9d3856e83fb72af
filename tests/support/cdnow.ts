// CDNOW purchases (Fader and Hardie) as BG/NBD and Gamma-Gamma want them: weeks, repeat purchases by day, until a day.
import { readFileSync } from 'node:fs';
import type { People } from '@chorale/models';
import { peopleOfColumns } from './people.ts';

export const cdnowFeatures = [
  { name: 'frequency', type: 'number', lower: 0, upper: 50 },
  { name: 'recency', type: 'number', unit: 'weeks', lower: 0, upper: 40 },
  { name: 'age', type: 'number', unit: 'weeks', lower: 0, upper: 40 },
  { name: 'value', type: 'number', unit: 'USD', lower: 0, upper: 500 },
];

export interface CdnowCustomer {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
  /** Mean of the repeat purchases; 0 without one. */
  readonly value: number;
  /** Days with a purchase in the 39 weeks after. */
  readonly holdout: number;
  /** What was spent on them, USD. */
  readonly spent: number;
}

const LAST_DAY = '19970930';
const DAYS_A_WEEK = 7;
const MS_A_DAY = 86_400_000;

/** @param file the one-tenth sample: master id, sample id, day, pieces, amount. */
export function cdnowCustomers(file: string): CdnowCustomer[] {
  const byCustomer = new Map<string, Map<string, number>>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [, customer, day, , amount] = line.trim().split(/\s+/) as [string, string, string, string, string];
    const days = byCustomer.get(customer) ?? new Map<string, number>();
    byCustomer.set(customer, days.set(day, (days.get(day) ?? 0) + Number(amount)));
  }
  return [...byCustomer.values()].map((amounts) => {
    const all = [...amounts.keys()].sort();
    const days = all.filter((day) => day <= LAST_DAY);
    const repeats = days.slice(1).map((day) => amounts.get(day)!);
    return {
      frequency: repeats.length,
      recency: weeksBetween(days[0]!, days.at(-1)!),
      age: weeksBetween(days[0]!, LAST_DAY),
      value: repeats.length > 0 ? repeats.reduce((a, b) => a + b, 0) / repeats.length : 0,
      holdout: all.length - days.length,
      spent: all.slice(days.length).reduce((sum, day) => sum + amounts.get(day)!, 0),
    };
  });
}

/** The same four as a network takes them: counts and amounts as logarithms, beside what was spent in the 39 weeks after. */
export const cdnowNetworkFeatures = cdnowFeatures.map((feature) =>
  ['frequency', 'value'].includes(feature.name) ? { ...feature, transform: 'log1p' } : feature,
);
export const spentLabel = { type: 'number', unit: 'USD', lower: 0, upper: 5000 } as const;

export function cdnowNetworkPeople(customers: readonly CdnowCustomer[]): People {
  return peopleOfColumns({
    frequency: customers.map(({ frequency }) => Math.log1p(frequency)),
    recency: customers.map(({ recency }) => recency),
    age: customers.map(({ age }) => age),
    value: customers.map(({ value }) => Math.log1p(value)),
    label: customers.map(({ spent }) => spent),
  });
}

export function cdnowPeople(customers: readonly CdnowCustomer[]): People {
  return peopleOfColumns({
    frequency: customers.map(({ frequency }) => frequency),
    recency: customers.map(({ recency }) => recency),
    age: customers.map(({ age }) => age),
    value: customers.map(({ value }) => value),
  });
}

function weeksBetween(from: string, to: string): number {
  const day = (text: string): number =>
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6))) / MS_A_DAY;
  return (day(to) - day(from)) / DAYS_A_WEEK;
}
