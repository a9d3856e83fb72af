// chorale-node leave: a node or a whole member goes; its keys are retired in the roster and never accepted again.
import { askYesNo } from '../ask.js';
import type { CommandContext } from '../command-context.js';
import {
  administratorKeyOption,
  deciding,
  reasonOption,
  requireReason,
  type DecidingOptions,
} from '../deciding.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';
import { proposeRoster } from './roster.js';

interface LeaveOptions extends DecidingOptions {
  readonly member?: boolean;
  readonly node?: string;
}

export const registerLeave: Register = (parent, run) => {
  const command = parent
    .command('leave')
    .description(
      'take this node, another one of this member, or the whole member out of the federation, for good',
    )
    .option('--member', 'the whole member, with all its nodes')
    .option('--node <name>', 'another node of this member, such as one that was lost')
    .option(...reasonOption)
    .option(...administratorKeyOption);
  run<LeaveOptions>(command, leave);
};

async function leave(context: CommandContext, options: LeaveOptions): Promise<undefined> {
  const reason = requireReason(options);
  const parts = await deciding(context, options);
  const { node, member, roster } = parts;
  const name = options.node ?? node.membership.node;
  if (options.member !== true && !roster.nodes.some((line) => line.name === name && line.member === member))
    throw new UsageError(`"${member}" has no node "${name}"; "chorale-node roster show" lists its nodes`);
  const who = options.member === true ? `member "${member}" with all its nodes` : `node "${name}"`;
  if (context.surroundings.interactive) {
    const question = `Take ${who} out of federation "${node.membership.name}"? Its keys are never accepted again.`;
    if (!(await askYesNo(question, context.surroundings))) throw new UsageError('nothing was changed');
  }
  const amendment = options.member === true ? { removeMembers: [member] } : { removeNodes: [name] };
  const left = await proposeRoster(parts, amendment, reason);
  context.result(
    left,
    [
      `Roster version ${left.version} holds ${who} no more:`,
      ...left.changes.map((change) => `  - ${change}`),
    ].join('\n'),
  );
  return undefined;
}
