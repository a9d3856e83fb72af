// Monthly retail turnover of Australia's states and industries: 36 months of logarithms, and the three months ahead.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { People } from '@chorale/models';
import { peopleOfColumns } from './people.ts';
import { parseTable } from './reference-data.ts';

export const AUS_RETAIL_FILE = 'aus-retail/aus_retail.csv.gz';
const LAGS = 36;
const HORIZON_MONTHS = 3;
const MONTHS = 441;

const lagNames = Array.from({ length: LAGS }, (_, at) => `lag_${at + 1}`);
export const ausFeatures = [
  ...lagNames.map((name) => ({ name, type: 'number', unit: 'log of million AUD', lower: -3, upper: 10 })),
  { name: 'ahead', type: 'category', categories: ['1', '2', '3'] },
];
/** One regression for each month ahead. */
export const ausTerms = ['ahead', ...lagNames.map((name) => `ahead*${name}`)];
/** As a network reads the months before: by quarter, the oldest first. */
export const ausWindow = Array.from({ length: LAGS / 3 }, (_, quarter) =>
  [0, 1, 2].map((month) => `lag_${LAGS - 3 * quarter - month}`),
);
export const turnoverLabel = { type: 'number', unit: 'log of million AUD', lower: -3, upper: 10 } as const;

export interface Turnover {
  /** By state. */
  readonly training: readonly People[];
  /** The last three months of every series. */
  readonly test: People;
}

/** @param origins of training: the first, counted from the end of what is known, and the months between two; default: all. */
export function ausRetail(
  file: string,
  origins: { readonly last: number; readonly every: number } = ALL,
): Turnover {
  const table = parseTable(gunzipSync(readFileSync(file)).toString('utf8'));
  const [id, state, month, turnover] = ['Series ID', 'State', 'Month', 'Turnover'].map((name) =>
    table.get(name)!,
  );
  const series = new Map<string, { state: string; months: [string, number][] }>();
  id!.forEach((key, row) => {
    const own = series.get(key) ?? { state: state![row]!, months: [] };
    series.set(key, own);
    own.months.push([month![row]!, Math.log(Number(turnover![row]!))]);
  });
  const complete = [...series.values()]
    .filter(({ months }) => months.length === MONTHS)
    .map(({ state: where, months }) => ({
      state: where,
      logs: months.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value),
    }));
  const states = [...new Set(complete.map((each) => each.state))].sort();
  const known = MONTHS - HORIZON_MONTHS;
  const training = states.map((name) =>
    rowsOf(
      complete.flatMap(({ state: where, logs }) =>
        where === name
          ? [{ logs, origins: [Math.max(LAGS, known - origins.last), known - 1] as const, last: known }]
          : [],
      ),
      origins.every,
    ),
  );
  const test = rowsOf(complete.map(({ logs }) => ({ logs, origins: [known, known] as const, last: MONTHS })));
  return { training, test };
}

const ALL = { last: MONTHS, every: 1 };

interface Span {
  readonly logs: readonly number[];
  /** Months known at the first and the last origin. */
  readonly origins: readonly [number, number];
  /** Months whose turnover may be a target. */
  readonly last: number;
}

function rowsOf(spans: readonly Span[], every = 1): People {
  const columns = [...lagNames, 'ahead', 'label'].map((name) => [name, [] as number[]] as const);
  for (const { logs, origins, last } of spans)
    for (let origin = origins[0]; origin <= origins[1]; origin += every)
      for (let ahead = 0; ahead < HORIZON_MONTHS && origin + ahead < last; ahead += 1)
        columns.forEach(([name, values], at) =>
          values.push(
            name === 'label' ? logs[origin + ahead]! : name === 'ahead' ? ahead : logs[origin - 1 - at]!,
          ),
        );
  const byName = Object.fromEntries(columns);
  const places = ['1', '2', '3', 'other'].map(
    (name, place) => [`ahead=${name}`, byName['ahead']!.map((ahead) => Number(ahead === place))] as const,
  );
  return peopleOfColumns({ ...byName, ...Object.fromEntries(places) });
}
