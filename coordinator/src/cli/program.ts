// The command line, put together; `main.ts` runs it as a process.
import { onTerminal } from '@chorale/models/planning';
import { Command, CommanderError } from 'commander';
import { ConfigurationError, readEnvironment } from '../platform/config.js';
import { VERSION } from '../platform/version.js';
import { addAccountCommands } from './account-commands.js';
import { AdminClient } from './admin-client.js';
import { addAgreementCommands } from './agreement-commands.js';
import { addErasureCommands } from './erasure-commands.js';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.js';
import { addBackupCommand } from './backup-command.js';
import { addBudgetCommand } from './budget-command.js';
import { addEvidenceCommand } from './evidence-command.js';
import { addFederationCommands } from './federation-commands.js';
import { addIncidentCommands } from './incident-commands.js';
import { addLedgerCommands } from './ledger-commands.js';
import type { Output } from './output.js';
import { addRosterCommands } from './roster-commands.js';
import { addPrivacyCommands } from './privacy-command.js';
import { addServe } from './serve-command.js';
import { addSessionCommands } from './session-commands.js';
import { addStudyCommands } from './study-commands.js';

/** Runs one command to its end. @param words arguments after the program's name. */
export async function runProgram(words: readonly string[], output: Output): Promise<ExitCode> {
  try {
    await createProgram(output).parseAsync(words, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Commander has said already what is wrong with the words, or shown its help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    output.stderr.write(`${onTerminal(messageOf(error))}\n`);
    return exitCodeOf(error);
  }
}

function createProgram(output: Output): Command {
  const program = new Command('chorale-coordinator')
    .description('Adds encrypted contributions, keeps rounds moving and the ledger honest')
    .version(VERSION)
    .option('--json', 'results as JSON')
    .option(
      '--read-reason <text>',
      'why you read this; officers and auditors need one, and it is written into the ledger',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: (text) => output.stderr.write(text),
    });
  const client = (): AdminClient =>
    AdminClient.ofHome(readEnvironment(process.env), program.opts<{ readReason?: string }>().readReason);
  addServe(program, output);
  addSessionCommands(program, output, client);
  addAccountCommands(program, output, client);
  addFederationCommands(program, output, client);
  addRosterCommands(program, output, client);
  addAgreementCommands(program, output, client);
  addStudyCommands(program, output, client);
  addPrivacyCommands(program, output);
  addBudgetCommand(program, output, client);
  addErasureCommands(program, output, client);
  addIncidentCommands(program, output, client);
  addLedgerCommands(program, output, client);
  addBackupCommand(program, output);
  addEvidenceCommand(program, output, client);
  return program;
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.problems.join('\n');
  return error instanceof Error ? error.message : String(error);
}
