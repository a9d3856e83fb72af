// chorale-node budget: what may still be spent of this node's customers' privacy; the coordinator is not asked.
import { budgetPositions, positionInWords } from '../budget-in-words.js';
import { requireMembership, type CommandContext } from '../command-context.js';
import type { Register } from '../program.js';

export const registerBudget: Register = (parent, run) => {
  const command = parent
    .command('budget')
    .description('privacy spent, reserved and left: for each purpose, over all purposes, for a lifetime');
  run(command, budget, ['config', 'json']);
};

async function budget(context: CommandContext): Promise<undefined> {
  const store = context.store();
  requireMembership(store);
  const positions = await budgetPositions(context, store);
  const words =
    positions.length === 0
      ? 'No budget: no agreement that limits privacy was signed, and node.yaml sets no limit'
      : positions.map(positionInWords).join('\n');
  context.result({ positions }, words);
  return undefined;
}
