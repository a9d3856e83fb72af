// How the made-up customers of the demo's retail chain behave: they join, buy at their own pace through
// their own channels, follow the seasons and one day stop coming. "Buy till you die", as in Schmittlein,
// Morrison and Colombo 1987, with baskets.
import type { Draws } from './random.ts';

const channels = ['store', 'web', 'app'] as const;

/** A kind of customer. Means are over customers of the kind; each customer draws their own. */
export interface Habit {
  readonly ordersPerYear: number;
  /** Spread of the pace: small shapes differ much from customer to customer. */
  readonly paceShape: number;
  /** Mean days from the first order until the customer is lost. */
  readonly daysUntilLost: number;
  /** Mean number of different items a basket, beyond the first. */
  readonly moreItems: number;
  /** How much harder the season pulls than on average; 0: not at all. */
  readonly season: number;
  /** Weights of store, web and app. */
  readonly channels: readonly [number, number, number];
}

export const habits = {
  regular: {
    ordersPerYear: 6,
    paceShape: 1.3,
    daysUntilLost: 3000,
    moreItems: 2.2,
    season: 0.6,
    channels: [5, 2, 3],
  },
  app: {
    ordersPerYear: 7,
    paceShape: 1.2,
    daysUntilLost: 2000,
    moreItems: 1.6,
    season: 0.8,
    channels: [1, 1, 8],
  },
  stockUp: {
    ordersPerYear: 3,
    paceShape: 2,
    daysUntilLost: 3500,
    moreItems: 6,
    season: 0.4,
    channels: [7, 3, 0.4],
  },
  gifts: {
    ordersPerYear: 2.5,
    paceShape: 1.5,
    daysUntilLost: 2000,
    moreItems: 4,
    season: 1.8,
    channels: [3, 6, 1],
  },
  trial: {
    ordersPerYear: 6,
    paceShape: 1,
    daysUntilLost: 240,
    moreItems: 1.2,
    season: 0.8,
    channels: [2, 7, 2],
  },
} as const satisfies Record<string, Habit>;

export type HabitName = keyof typeof habits;

/** One order of one customer. */
export interface Order {
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly channel: (typeof channels)[number];
  /** Number of different items. */
  readonly items: number;
}

const dayMs = 86_400_000;
const busiestSeason = 1.9;

/** Demand of a day of the year relative to a plain day: before Christmas, a spring sale, quiet summers. */
function seasonalDemand(time: number): number {
  const start = Date.UTC(new Date(time).getUTCFullYear(), 0, 1);
  const day = (time - start) / dayMs;
  const bump = (centre: number, width: number): number => Math.exp(-0.5 * ((day - centre) / width) ** 2);
  return 0.9 + 1.0 * bump(340, 18) + 0.35 * bump(95, 14) - 0.25 * bump(205, 25);
}

/**
 * All orders of one customer from `opens` to `closes` (milliseconds), in order of time; at least one.
 * Nearly half of the customers come from before the books open; the others join while they are open.
 */
export function shop(habit: Habit, opens: number, closes: number, draws: Draws): Order[] {
  // Who likes the shop fills the basket, comes often and stays long.
  const liking = draws.gamma(4, 1 / 4);
  const slowest = habit.ordersPerYear / 12;
  const pace = draws.gamma(habit.paceShape, habit.ordersPerYear / habit.paceShape);
  const ordersPerDay = Math.max(slowest, pace * liking) / 365;
  const isKnown = draws.uniform() < 0.45;
  const waits = isKnown ? draws.exponential(ordersPerDay) * dayMs : draws.uniform() * (closes - opens);
  const joins = Math.min(opens + waits, closes - 1);
  const channelWeights = habit.channels.map((weight) => draws.gamma(weight, 1));
  const lost = joins + draws.exponential(1 / (habit.daysUntilLost * liking)) * dayMs;
  const order = (time: number): Order => {
    const channel = channels[draws.choose(channelWeights)] ?? 'store';
    const items = 1 + draws.poisson(habit.moreItems * liking);
    return { time: timeOfDay(time, channel, draws), channel, items };
  };
  const orders = [order(joins)];
  // Thinning (Lewis and Shedler 1979) of the busiest pace down to the season's.
  const pull = (time: number): number => (seasonalDemand(time) / busiestSeason) ** habit.season;
  const busiestPerDay = ordersPerDay * busiestSeason ** habit.season;
  for (let time = joins; ;) {
    time += draws.exponential(busiestPerDay) * dayMs;
    if (time >= Math.min(lost, closes)) return orders;
    if (draws.uniform() < pull(time)) orders.push(order(time));
  }
}

// Shops open from nine to eight; web and app are busiest in the evening and never close.
function timeOfDay(time: number, channel: Order['channel'], draws: Draws): number {
  const midnight = Math.floor(time / dayMs) * dayMs;
  const hours = channel === 'store' ? 9 + draws.uniform() * 11 : (18 + 3.5 * draws.normal() + 48) % 24;
  return midnight + Math.floor(hours * 3600) * 1000;
}
