// chorale-coordinator invite, members, status: who takes part, and how things stand.
import { nodeRoles } from '@chorale/crypto';
import { Option, type Command } from 'commander';
import { issuedInvite, memberReport, statusReport } from '../reports/report-schemas.js';
import { z } from 'zod';
import type { AdminClient } from './admin-client.js';
import { agreementState } from './agreement-state.js';
import { show, table, type Output } from './output.js';

export function addFederationCommands(program: Command, output: Output, client: () => AdminClient): void {
  program
    .command('invite')
    .description('invite a member; prints the token that its node is set up with')
    .requiredOption('--member <name>', 'legal entity that is asked to join')
    .option('--node <name>', 'name that its node must take')
    .option('--new-key', 'the node is enrolled, but its key was lost: members vote the new one in')
    .addOption(
      new Option('--role <role>', 'contributor brings rows; committee only holds key shares')
        .choices(nodeRoles)
        .default('contributor'),
    )
    .action(
      async (
        options: { member: string; node?: string; newKey?: boolean; role: string },
        command: Command,
      ) => {
        const invite = await client().post('invites', options, issuedInvite);
        show(output, isJson(command), invite, () => invite.token);
      },
    );

  program
    .command('members')
    .description('enrolled nodes with their fingerprints')
    .action(async (_: unknown, command: Command) => {
      const members = await client().list('nodes', memberReport);
      show(output, isJson(command), members, () =>
        members.length === 0
          ? 'no node has enrolled yet; write an invitation with "chorale-coordinator invite --member NAME"'
          : table([
              ['NODE', 'MEMBER', 'REGION', 'ROLE', 'FINGERPRINT', 'ROSTER'],
              ...members.map(({ name, member, region, role, fingerprint, inRoster, retired }) => [
                name,
                member,
                region,
                role,
                fingerprint,
                rosterStanding(inRoster, retired),
              ]),
            ]),
      );
    });

  program
    .command('status')
    .description('how the federation stands')
    .action(async (_: unknown, command: Command) => {
      const status = await client().get('status', statusReport);
      show(output, isJson(command), status, () => statusText(status));
    });
}

export function isJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

function rosterStanding(inRoster: boolean, retired: boolean): string {
  if (inRoster) return 'yes';
  return retired ? 'retired' : 'not yet';
}

function statusText(status: z.infer<typeof statusReport>): string {
  const { federationName, url, coordinatorFingerprint, members, agreements, studies, ledger } = status;
  return table([
    ['federation', federationName],
    ['address', url],
    ['fingerprint', coordinatorFingerprint],
    ['nodes', String(members)],
    [
      'agreements',
      agreements.map((agreement) => `${agreement.title} (${agreementState(agreement)})`).join(', ') || 'none',
    ],
    ['studies', studies.map(({ name, status: state }) => `${name} (${state})`).join(', ') || 'none'],
    ['ledger', `${ledger.size} entries, root ${ledger.root}`],
  ]);
}
