// The features that a configuration can ask for by name. Each is an aggregate over the lines of one person
// before one snapshot, in view `past`.
import type { DeclaredFeature, TransactionKind } from '../config/data-schema.js';
import { literal } from '../ingest/database.js';

const wholeDays = (from: string, to: string): string =>
  `date_diff('microsecond', ${from}, ${to}) // 86400000000`;

/** SQL aggregate of a declared feature; `finiteOnly` passes over lines whose number is none. */
export function declaredSql({ kind, days, channel }: DeclaredFeature, finiteOnly: boolean): string {
  const where = (...conditions: string[]): string => {
    const all =
      days === undefined ? conditions : [`_time >= _snapshot - INTERVAL ${days} DAY`, ...conditions];
    return all.length === 0 ? '' : ` FILTER (${all.join(' AND ')})`;
  };
  const total = (column: string): string =>
    `coalesce(sum(${column})${where(...(finiteOnly ? [`isfinite(${column})`] : []))}, 0)`;
  const orders = `count(DISTINCT _order)${where()}`;
  const aggregates: Record<TransactionKind, () => string> = {
    recency: () => wholeDays('max(_time)', '_snapshot'),
    tenure: () => wholeDays('min(_time)', '_snapshot'),
    frequency: () => orders,
    lines: () => `count(*)${where()}`,
    monetary: () => total('_amount'),
    average_order: () => `${total('_amount')} / nullif(${orders}, 0)`,
    items: () => `count(DISTINCT _item)${where()}`,
    quantity: () => total('_quantity'),
    basket_size: () => `${total('_quantity')} / nullif(${orders}, 0)`,
    active_months: () => `count(DISTINCT date_trunc('month', _time))${where()}`,
    // Undefined for one order: missing, not 0, which would say "orders all the time".
    days_between_orders: () =>
      `(date_diff('microsecond', min(_time)${where()}, max(_time)${where()}) / 86400000000.0) / nullif(${orders} - 1, 0)`,
    channel_share: () =>
      `count(DISTINCT _order)${where(`lower(_channel) = lower(${literal(channel ?? '')})`)} / nullif(${orders}, 0)`,
  };
  return aggregates[kind]();
}
