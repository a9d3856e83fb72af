// Prices go home as CSV or JSON: whole or not at all, readable by their owner alone.
import type { PriceAdvice } from '@chorale/models';
import { dataProblem } from '../ingest/data-error.js';
import { writeFileAtomically } from '../storage/atomic-file.js';
import { csvCell } from './csv-cell.js';

/** Writes the list; the ending of `path` (.csv, .json) decides the format. @throws DataError */
export function writePrices(path: string, advice: readonly PriceAdvice[]): void {
  const text = path.endsWith('.json') ? `${JSON.stringify(advice, null, 2)}\n` : asCsv(advice);
  try {
    writeFileAtomically(path, text, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    dataProblem('output-unwritable', `${path} cannot be written (${code})`, 'Give another --output');
  }
}

function asCsv(advice: readonly PriceAdvice[]): string {
  const header = 'product,store,elasticity,price_now,price,units_now,units,profit_now,profit,reason';
  const number = (value: number): string => String(Number(value.toFixed(6)));
  const lines = advice.map((each) =>
    [
      ...[csvCell(each.product), csvCell(each.store ?? ''), number(each.elasticity)],
      ...[each.priceNow, each.price, each.unitsNow, each.units, each.profitNow, each.profit].map(number),
      each.reason,
    ].join(','),
  );
  return [header, ...lines, ''].join('\n');
}
