// chorale-coordinator budget: what privacy was spent under each agreement, and what is left.
import type { Command } from 'commander';
import { formatPrivacyTerms } from '@chorale/models/planning';
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
            ])}\n${termsOf(positions)}`,
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

/** One line where all limits are meant alike, otherwise one for each. */
function termsOf(positions: readonly Position[]): string {
  const terms = positions.map(formatPrivacyTerms);
  if (new Set(terms).size === 1) return terms[0]!;
  return positions.map((position, at) => `${nameOf(position)} (${position.setBy}): ${terms[at]!}`).join('\n');
}
