// Parts of both command lines: how commands are declared, and how they end.
import { onTerminal } from '@chorale/models/planning';
import { Command, CommanderError } from 'commander';
import { VERSION } from './version.js';
import { CommandContext, type SharedOptions } from './command-context.js';
import { ExitCode, exitCodeOf, isForPeople } from './exit-codes.js';
import type { Surroundings } from './surroundings.js';

/** What a command does; returns its exit code where that is not 0. */
type Action<Options> = (context: CommandContext, options: Options) => Promise<ExitCode | undefined>;

/** `jsonEvents`: --json of a command that runs on, and prints as things happen. */
type SharedOption = 'config' | 'dev' | 'json' | 'jsonEvents';

/** Adds a command to its parent. */
export type Register = (parent: Command, run: Runner) => void;

const sharedOptions: Readonly<Record<SharedOption, readonly [flags: string, meaning: string]>> = {
  config: ['--config <file>', 'configuration of this node (default: node.yaml)'],
  dev: ['--dev', 'use the published development passphrase; never with real customers'],
  json: ['--json', 'print the result as one JSON object'],
  jsonEvents: ['--json', 'print each event as one JSON object a line on stdout'],
};

/** What a command takes that opens this node's keys and asks the coordinator. */
const MOST_TAKE: readonly SharedOption[] = ['config', 'dev', 'json'];

/** Gives a command the shared options that it takes, behind its own, and binds its action. */
export type Runner = <Options extends SharedOptions>(
  command: Command,
  action: Action<Options>,
  takes?: readonly SharedOption[],
) => void;

export function newProgram(name: string, description: string, { stdout, stderr }: Surroundings): Command {
  return new Command(name)
    .description(description)
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)')
    .configureOutput({ writeOut: stdout, writeErr: stderr });
}

/** Parses and runs. @returns the exit code; everything that went wrong has been said on stderr. */
export async function runProgram(
  program: Command,
  register: readonly Register[],
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.done;
  const run: Runner = (command, action, takes = MOST_TAKE) => {
    command.copyInheritedSettings(program);
    for (const name of takes) command.option(...sharedOptions[name]);
    command.action(async () => {
      const options = command.opts<Parameters<typeof action>[1]>();
      const context = new CommandContext(surroundings, options);
      try {
        exitCode = (await action(context, options)) ?? ExitCode.done;
      } finally {
        await context.close();
      }
    });
  };
  for (const add of register) add(program, run);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    surroundings.stderr(`${program.name()}: ${onTerminal(describe(error))}\n`);
    return exitCodeOf(error);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isForPeople(error) ? error.message : (error.stack ?? error.message);
}
