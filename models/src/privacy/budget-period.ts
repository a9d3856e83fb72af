// Periods of a purpose's budget. They start by signed agreement alone: the first one with the first agreement, each
// further one on the day that a renewal names. One period of a purpose is open at a time.
import type { Agreement } from '../contracts/agreement.js';

/** First day of a period, `YYYY-MM-DD` UTC; empty for the first one, which was always open. */
export type Period = string;

export function periodOf({ privacy: { renews } }: Pick<Agreement, 'privacy'>): Period {
  return renews?.from ?? '';
}

/** The newest period of a purpose that has begun by `today`. */
export function openPeriod(
  purpose: string,
  signed: readonly Pick<Agreement, 'purpose' | 'privacy'>[],
  today: string,
): Period {
  const begun = signed
    .filter((terms) => terms.purpose === purpose && periodOf(terms) <= today)
    .map(periodOf)
    .sort();
  return begun.at(-1) ?? '';
}

/** @returns why nothing may be spent under an agreement today; undefined where it may. */
export function whyClosed(terms: Agreement, signed: readonly Agreement[], today: string): string | undefined {
  const { purpose, expires } = terms;
  if (today > expires)
    return `the budget for "${purpose}" expired on ${expires}; sign an agreement that goes on`;
  const own = periodOf(terms);
  if (own > today) return `the budget for "${purpose}" is open from ${own} on, today is ${today} (UTC)`;
  const open = openPeriod(purpose, signed, today);
  if (own < open)
    return `the budget for "${purpose}" was renewed on ${open}; start studies under the agreement that renewed it`;
  return undefined;
}
