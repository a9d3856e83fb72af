// chorale-coordinator roster propose|list: who is in the federation, version by version.
import type { Command } from 'commander';
import { rosterReport, type RosterReport } from '../reports/audit-schemas.js';
import { proposedRoster } from '../reports/report-schemas.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';

interface ProposeOptions {
  readonly suspend?: string[];
  readonly reinstate?: string[];
  readonly remove?: string[];
  readonly removeMember?: string[];
  readonly newKey?: string[];
  readonly votesNeeded?: string;
  readonly reason: string;
}

export function addRosterCommands(program: Command, output: Output, client: () => AdminClient): void {
  const roster = program.command('roster').description('who is in the federation, version by version');

  roster
    .command('propose')
    .description('put a change before the members; it holds once enough of them have signed it')
    .option('--suspend <node...>', 'nodes that are seated in no round until they are reinstated')
    .option('--reinstate <node...>', 'nodes that are seated again')
    .option('--remove <node...>', 'nodes that leave; their keys are retired for ever')
    .option('--remove-member <member...>', 'members that leave, with all their nodes')
    .option('--new-key <node...>', 'nodes that enrolled again because their key was lost')
    .option('--votes-needed <count>', 'members whose votes the next roster takes; 0: more than half')
    .requiredOption('--reason <text>', 'why, for the members and the ledger')
    .action(async (options: ProposeOptions, command: Command) => {
      const { suspend, reinstate, remove, removeMember, newKey, votesNeeded, reason } = options;
      const body = {
        ...{ suspend, reinstate, removeNodes: remove, removeMembers: removeMember, newKeys: newKey, reason },
        ...(votesNeeded === undefined ? {} : { votesNeeded: Number(votesNeeded) }),
      };
      const proposed = await client().post('rosters', body, proposedRoster);
      show(output, isJson(command), proposed, () =>
        [
          `roster version ${proposed.version} waits for the members' votes: ${proposed.roster}`,
          'each of them looks at it with "chorale-node roster show" and decides with "chorale-node roster vote"',
        ].join('\n'),
      );
    });

  roster
    .command('list')
    .description('all versions with their changes and votes')
    .action(async (_: unknown, command: Command) => {
      const rosters = await client().list('rosters', rosterReport);
      show(output, isJson(command), rosters, () =>
        rosters.length === 0
          ? 'there is no roster yet; it is closed when an agreement is proposed'
          : rosters.map(inWords).join('\n\n'),
      );
    });
}

function inWords(report: RosterReport): string {
  const { version, roster, state, reason, nodes, suspended, changes, votes, votesNeeded } = report;
  return [
    `Version ${version}, ${state}: ${nodes.length} nodes of ${report.members.length} members, ${roster}`,
    ...(reason === '' ? [] : [`  because: ${reason}`]),
    ...changes.map((change) => `  - ${change}`),
    ...(suspended.length === 0 ? [] : [`  suspended: ${suspended.join(', ')}`]),
    `  ${votesNeeded} members' votes are needed`,
    ...(votes.length === 0
      ? []
      : [table(votes.map((vote) => ['   ', vote.member, vote.decision, vote.reason]))]),
  ].join('\n');
}
