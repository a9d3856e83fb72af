// chorale-coordinator sign-in, sign-out, whoami, open: whose word the other commands are given on.
import type { Command } from 'commander';
import { z } from 'zod';
import { readEnvironment } from '../platform/config.js';
import { AdminClient } from './admin-client.js';
import { Questions } from './ask.js';
import { isJson } from './federation-commands.js';
import { dropSession, keepSession, requireSafeUrl } from './kept-session.js';
import { show, table, type Output } from './output.js';

const enrolment = z.object({
  name: z.string().nullable(),
  role: z.string(),
  member: z.string().nullable(),
  codes: z.object({ secret: z.string(), uri: z.string() }),
});
const person = z.object({
  account: z.string().nullable(),
  name: z.string(),
  role: z.string(),
  member: z.string().nullable(),
});
const opened = person.extend({ token: z.string() });
type Person = z.infer<typeof person>;

export function addSessionCommands(program: Command, output: Output, client: () => AdminClient): void {
  program
    .command('sign-in')
    .description('sign in with name, password and one-time code; the session stays in CHORALE_HOME')
    .requiredOption('--url <url>', 'address of the coordinator')
    .option('--name <name>', 'asked for where it is left out')
    .action(async (options: { url: string; name?: string }, command: Command) => {
      const url = requireSafeUrl(options.url);
      const questions = new Questions(output);
      try {
        const name = options.name ?? (await questions.ask('name'));
        const password = await questions.askSecret('password');
        const code = await questions.ask('code of your authenticator app');
        const body = { name, password, code, carriedBy: 'bearer' };
        keepAndTell(
          output,
          command,
          url,
          await new AdminClient({ url }, undefined).post('session', body, opened),
        );
      } finally {
        questions.close();
      }
    });

  program
    .command('sign-out')
    .description('end the session')
    .action(async (_: unknown, command: Command) => {
      await client().delete('session');
      dropSession(readEnvironment(process.env));
      show(output, isJson(command), { signedOut: true }, () => 'signed out');
    });

  program
    .command('whoami')
    .description('who you are to the coordinator, and as what')
    .action(async (_: unknown, command: Command) => {
      const known = await client().get('session', person);
      show(output, isJson(command), known, () => personText(known));
    });
}

/** Beside the other commands of `account`. */
export function addOpenAccount(account: Command, output: Output): void {
  account
    .command('open')
    .description('use a one-time token: set a password, connect an authenticator app, and sign in')
    .requiredOption('--url <url>', 'address of the coordinator')
    .requiredOption('--token <token>', 'as you were given it; serves once')
    .action(async ({ url: address, token }: { url: string; token: string }, command: Command) => {
      const url = requireSafeUrl(address);
      const stranger = new AdminClient({ url }, undefined);
      const { name: given, role, codes } = await stranger.post('session/enrolment', { token }, enrolment);
      output.stderr.write(
        `You will be ${role}. Add this key to your authenticator app: ${codes.secret}\n(or make a QR code of ${codes.uri})\n`,
      );
      const questions = new Questions(output);
      try {
        const name = given ?? (await questions.ask('name to sign in with'));
        const password = await questions.askSecret('new password, 12 characters or more');
        const code = await questions.ask('code that the app shows now');
        const body = { token, name, password, code, carriedBy: 'bearer' };
        keepAndTell(output, command, url, await stranger.post('session/enrolment/complete', body, opened));
      } finally {
        questions.close();
      }
    });
}

function keepAndTell(
  output: Output,
  command: Command,
  url: string,
  { token, ...known }: z.infer<typeof opened>,
): void {
  keepSession(readEnvironment(process.env), { url, token });
  show(output, isJson(command), known, () => `signed in\n${personText(known)}`);
}

function personText({ account, name, role, member }: Person): string {
  return table([
    ['name', name],
    ['role', role],
    ['member', member ?? 'the whole federation'],
    ['account', account ?? "the token in the coordinator's home"],
  ]);
}
