// Where this node's populations stand, for `status` and `budget`: spent, reserved, left, never without their terms.
import { existsSync } from 'node:fs';
import { formatPrivacyTerms, type BudgetPosition } from '@chorale/models';
import { NodeBudget, type Population } from '../budget/node-budget.js';
import { loadNodeConfig } from '../config/node-config.js';
import type { NodeStore } from '../storage/node-store.js';
import type { CommandContext } from './command-context.js';

export interface PopulationPosition extends BudgetPosition {
  readonly population: string;
}

/** Of the population in node.yaml, where there is one, and of every other that has spent. */
export async function budgetPositions(
  context: CommandContext,
  store: NodeStore,
): Promise<PopulationPosition[]> {
  if (store.federation.membership()?.role === 'committee') return [];
  const populations = new Map<string, Population>();
  for (const { population: name } of [...store.budget.all(), ...store.partyMetrics.all()])
    populations.set(name, { name, limits: {} });
  if (existsSync(context.configFile)) {
    const { population: name, budgetLimits: limits } = await loadNodeConfig(context.configFile);
    populations.set(name, { name, limits });
  }
  return [...populations.values()].flatMap((population) =>
    new NodeBudget(store, population, context.clock)
      .positions()
      .map((position) => ({ population: population.name, ...position })),
  );
}

/** One line a limit. */
export function positionInWords(position: PopulationPosition): string {
  const { population, setBy, limit, delta, spent, reserved, left } = position;
  return (
    `Budget of ${population} ${scopeInWords(position)}: epsilon ${left.toFixed(4)} of ${limit} left at delta ${delta} ` +
    `(${spent.toFixed(4)} spent, ${reserved.toFixed(4)} reserved; set by ${setBy}), ` +
    formatPrivacyTerms(position)
  );
}

function scopeInWords({ scope, purpose, period }: BudgetPosition): string {
  switch (scope) {
    case 'purpose':
      return `for "${purpose}"${period ? ` from ${period} on` : ''}`;
    case 'all-purposes':
      return 'over all purposes';
    case 'lifetime':
      return 'for a lifetime';
  }
}
