// The products whose prices are to be set: one row a product, or a product and store. A list of customers is refused.
import type { PricedProduct } from '@chorale/models';
import { DataError, dataProblem, type DataProblem } from '../ingest/data-error.js';
import { openSource } from '../ingest/open-source.js';
import { identifier, type SqlRow } from '../ingest/database.js';
import type { SourceTable } from '../ingest/source-table.js';

const texts = ['product', 'store'] as const;
const neededNumbers = ['price', 'cost', 'units'] as const;
const otherNumbers = ['stock', 'competitor'] as const;
const known: readonly string[] = [...texts, ...neededNumbers, ...otherNumbers];

/**
 * @param file CSV, Parquet or JSON with the columns product, price, cost, units and, where it is wanted, store, stock, competitor.
 * @throws DataError naming every column that is missing, holds no numbers, or has no place in a list of products.
 */
export async function readProducts(file: string): Promise<PricedProduct[]> {
  const source = await openSource(
    { file, encoding: 'utf-8', decimalSeparator: '.' },
    { missingValues: ['NA', 'N/A', 'NULL', 'null'], keepText: [...texts], wanted: () => true },
  );
  try {
    refuseColumns(source);
    const present = source.columns.filter(({ name }) => known.includes(name)).map(({ name }) => name);
    const cell = (name: string): string =>
      name === 'product' || name === 'store'
        ? `CAST(${identifier(name)} AS VARCHAR) AS ${identifier(name)}`
        : `CAST(${identifier(name)} AS DOUBLE) AS ${identifier(name)}`;
    const rows = await source.database.rows(
      `SELECT ${present.map(cell).join(', ')} FROM source ORDER BY rowid`,
    );
    return rows.map((row, index) => productOf(row, source.label, index));
  } finally {
    source.database.close();
  }
}

function refuseColumns({ columnNames, columns, label }: SourceTable): void {
  const problems: DataProblem[] = [];
  for (const name of columnNames.filter((each) => !known.includes(each)))
    problems.push({
      code: 'column-missing',
      what: `${label}: column "${name}" has no place in a list of products`,
      remedy: `Prices are set a product and store, never by who buys; take it out. The columns are ${known.join(', ')}`,
    });
  for (const name of ['product', ...neededNumbers].filter((each) => !columnNames.includes(each)))
    problems.push({
      code: 'column-missing',
      what: `${label} has no column "${name}"`,
      remedy: "Add it: product, price today, cost of a unit, units that sell at today's price",
    });
  for (const { name, kind } of columns)
    if (!texts.some((text) => text === name) && known.includes(name) && kind !== 'whole' && kind !== 'number')
      problems.push({
        code: 'column-type',
        what: `${label}: column "${name}" holds no numbers`,
        remedy: 'Mend the values that are none',
      });
  if (problems.length > 0) throw new DataError(problems);
}

function productOf(row: SqlRow, label: string, index: number): PricedProduct {
  const number = (name: string): number | undefined => {
    const value = row[name];
    return value === null || value === undefined ? undefined : Number(value);
  };
  const needed = (name: (typeof neededNumbers)[number]): number =>
    number(name) ?? missing(label, index, name);
  const [stock, competitor] = otherNumbers.map(number);
  return {
    product: typeof row['product'] === 'string' ? row['product'] : missing(label, index, 'product'),
    ...(typeof row['store'] === 'string' && { store: row['store'] }),
    ...{ price: needed('price'), cost: needed('cost'), units: needed('units') },
    ...(stock !== undefined && { stock }),
    ...(competitor !== undefined && { competitor }),
  };
}

function missing(label: string, index: number, name: string): never {
  return dataProblem(
    'value-invalid',
    `${label}: data row ${index + 1} has no ${name}`,
    'Fill it in, or take the row out',
  );
}
