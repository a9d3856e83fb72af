// chorale-coordinator account invite|reset|list|close: the officers who may sign in, and what each may do.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { personRoles } from '../people/roles.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';
import { addOpenAccount } from './session-commands.js';

const invite = z.object({ token: z.string(), expiresAt: z.number() });
const report = z.object({
  account: z.string(),
  name: z.string(),
  role: z.string(),
  member: z.string().nullable(),
  way: z.string(),
  validUntil: z.number().nullable(),
  closedAt: z.number().nullable(),
});

interface InviteOptions {
  readonly name: string;
  readonly role: string;
  readonly member?: string;
  readonly until?: number;
}

export function addAccountCommands(program: Command, output: Output, client: () => AdminClient): void {
  const account = program.command('account').description('people: who may come in, as what, and until when');

  account
    .command('invite')
    .description(
      'a one-time token with which a person opens an account; hand it over by a channel of its own',
    )
    .requiredOption('--name <name>', 'what the person signs in with')
    .addOption(new Option('--role <role>').choices(personRoles).makeOptionMandatory())
    .option('--member <member>', 'legal entity that the account is bound to')
    .option('--until <day>', 'last day, such as 2026-12-31; an auditor needs one', endOfDay)
    .action(async ({ name, role, member, until }: InviteOptions, command: Command) => {
      const body = { name, role, member, validUntil: until };
      tellInvite(output, command, await client().post('accounts', body, invite));
    });

  account
    .command('reset <account>')
    .description('a one-time token with which a person sets password and codes anew; sessions end at once')
    .action(async (id: string, _: unknown, command: Command) => {
      const path = `accounts/${encodeURIComponent(id)}/invite`;
      tellInvite(output, command, await client().post(path, {}, invite));
    });

  account
    .command('list')
    .description('accounts with their roles')
    .action(async (_: unknown, command: Command) => {
      const accounts = await client().list('accounts', report);
      show(output, isJson(command), accounts, () =>
        accounts.length === 0
          ? 'there is no account yet; write an invitation with "chorale-coordinator account invite"'
          : table([
              ['ACCOUNT', 'NAME', 'ROLE', 'MEMBER', 'BY', 'UNTIL'],
              ...accounts.map((row) => [
                row.account,
                row.name,
                row.role,
                row.member ?? '',
                row.way,
                row.closedAt === null ? dayOf(row.validUntil) : 'closed',
              ]),
            ]),
      );
    });

  account
    .command('close <account>')
    .description('close an account for good, with its sessions and access tokens')
    .action(async (id: string, _: unknown, command: Command) => {
      const path = `accounts/${encodeURIComponent(id)}`;
      await client().delete(path, await client().versionOf(path));
      show(output, isJson(command), { closed: id }, () => `closed ${id}`);
    });

  addOpenAccount(account, output);
}

function tellInvite(output: Output, command: Command, issued: z.infer<typeof invite>): void {
  show(output, isJson(command), issued, () => issued.token);
}

function dayOf(timeMs: number | null): string {
  return timeMs === null ? '' : new Date(timeMs).toISOString().slice(0, 10);
}

/** @returns milliseconds since 1970 of the end of a day, UTC. */
function endOfDay(text: string): number {
  // Date.parse takes 30 February for 2 March.
  if (!z.iso.date().safeParse(text).success) throw new InvalidArgumentError('Give a day such as 2026-12-31.');
  return Date.parse(text) + 24 * 3_600_000;
}
