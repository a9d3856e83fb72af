import type { Command } from 'commander';
import { z } from 'zod';
import { budgetPosition } from '../reports/report-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';

type Position = z.infer<typeof budgetPosition>;

export function addBudgetCommand(program: Command, output: Output, client: () => AdminClient): void {
  program
    .command('budget')
    .description('privacy spent, reserved and left; what a node itself has counted decides')
    .action(async (_: unknown, command: Command) => {
      const positions = (await client().get('budget', z.object({ items: z.array(budgetPosition) }))).items;
      show(output, isJson(command), positions, () =>
        positions.length === 0
          ? 'no agreement that limits privacy was signed yet'
          : `${table([
              ['OF', 'SPENT', 'RESERVED', 'LEFT', 'EPSILON', 'DELTA', 'ACCOUNTANT', 'SET BY'],
              ...positions.map(rowOf),
            ])}\nper ${unitsOf(positions)}, add or remove one; sampled at ${ratesOf(positions)}`,
      );
    });
}

function rowOf(position: Position): string[] {
  const { spent, reserved, left, limit, delta, accountant, setBy } = position;
  const [spentSoFar, open, rest] = [spent, reserved, left].map((epsilon) => epsilon.toFixed(4));
  return [
    nameOf(position),
    spentSoFar!,
    open!,
    rest!,
    String(limit),
    String(delta),
    accountant.toUpperCase(),
    setBy,
  ];
}

function nameOf({ scope, purpose, period }: Position): string {
  if (scope === 'lifetime') return 'a lifetime';
  if (scope === 'all-purposes') return 'all purposes';
  return `"${purpose!}"${period ? ` from ${period} on` : ''}`;
}

function unitsOf(positions: readonly Position[]): string {
  return [...new Set(positions.map(({ unit }) => unit))].join(' or ');
}

function ratesOf(positions: readonly Position[]): string {
  const rates = [...new Set(positions.flatMap(({ samplingRates }) => samplingRates))].sort((a, b) => a - b);
  return rates.length === 0 ? 'no rate yet' : rates.join(', ');
}
