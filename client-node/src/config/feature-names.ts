// Features of shape `tables` that their names alone describe, the same at every member:
//   ROLE_KIND[_COLUMN[_VALUE]][_DAYSd], and NAME_per_NAME for a ratio;
// such as orders_sum_amount_90d, web_recency, orders_share_channel_app_365d, point_of_sale_season_q4 or
// returns_count_365d_per_orders_count_365d (docs/guides/tables.md).
import { tableRoleNames } from './table-roles.js';
import {
  tablesOfRole,
  timeMistake,
  type Measure,
  type TableConfig,
  type TableFeature,
} from './tables-schema.js';

type Tables = Readonly<Record<string, TableConfig>>;

/** Seasons by name; quarters and single months are added below. */
const seasons: Readonly<Record<string, Pick<Measure, 'months' | 'weekdays' | 'hours'>>> = {
  weekend: { weekdays: [6, 7] },
  evening: { hours: [18, 19, 20, 21, 22, 23] },
  q1: { months: [1, 2, 3] },
  q2: { months: [4, 5, 6] },
  q3: { months: [7, 8, 9] },
  q4: { months: [10, 11, 12] },
  ...Object.fromEntries(Array.from({ length: 12 }, (_, month) => [`m${month + 1}`, { months: [month + 1] }])),
};

const kinds = '(count|any|distinct|sum|mean|recency|tenure|share|season|last)';

/**
 * How a feature of this name is built.
 * @returns undefined for a name that says nothing, or a text that says why it cannot be built from these tables.
 */
export function featureByName(name: string, tables: Tables): TableFeature | string | undefined {
  const parts = name.split('_per_');
  if (parts.length > 2) return undefined;
  const [of, per] = parts.map((part) => measureByName(part, tables));
  if (of === undefined || (parts.length === 2 && per === undefined)) return undefined;
  if (typeof of === 'string') return of;
  if (typeof per === 'string') return per;
  const mistake = timeMistake(of, tables) ?? (per && timeMistake(per, tables));
  if (mistake !== undefined) return mistake;
  return per === undefined ? of : { kind: 'ratio', of, per };
}

function measureByName(name: string, tables: Tables): Measure | string | undefined {
  const role = tableRoleNames.find((candidate) => name.startsWith(`${plain(candidate)}_`));
  if (role === undefined) return undefined;
  const rest = new RegExp(`^${kinds}(?:_(.+?))??(?:_(\\d{1,5})d)?$`).exec(name.slice(role.length + 1));
  if (!rest) return undefined;
  const [kind, what, window] = [rest[1] as Measure['kind'], rest[2], rest[3]];
  const found = tablesOfRole(tables, role);
  if (found.length !== 1)
    return found.length === 0
      ? `no table under data.tables has the role ${role}`
      : `several tables have the role ${role}: ${found.join(', ')}`;
  const measure: Measure = {
    table: found[0]!,
    kind,
    ...(window !== undefined && { days: Number(window) }),
  };
  switch (kind) {
    case 'count':
    case 'any':
    case 'recency':
    case 'tenure':
      return what === undefined && !(window !== undefined && /recency|tenure/.test(kind))
        ? measure
        : undefined;
    case 'distinct':
    case 'sum':
    case 'mean':
    case 'last':
      return what === undefined ? undefined : { ...measure, of: what };
    case 'share': {
      const [of, ...value] = (what ?? '').split('_');
      return of === '' || value.length === 0 ? undefined : { ...measure, of: of!, values: [value.join('_')] };
    }
    case 'season': {
      const season = seasons[what ?? ''];
      return season && { ...measure, ...season };
    }
  }
}

function plain(role: string): string {
  return role.replaceAll('-', '_');
}
