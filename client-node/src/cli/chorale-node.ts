// The command line of a node.
import { registerAgreement } from './commands/agreement.js';
import { registerDoctor } from './commands/doctor.js';
import { registerInit } from './commands/init.js';
import { registerMembers } from './commands/members.js';
import { registerScore } from './commands/score.js';
import { registerStart } from './commands/start.js';
import { registerStatus } from './commands/status.js';
import type { ExitCode } from './exit-codes.js';
import { newProgram, runProgram } from './program.js';
import { processSurroundings, type Surroundings } from './surroundings.js';

const commands = [
  registerInit,
  registerDoctor,
  registerMembers,
  registerAgreement,
  registerStart,
  registerStatus,
  registerScore,
];

/** @param argv arguments after the program's name. @returns the exit code. */
export function main(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<ExitCode> {
  const program = newProgram(
    'chorale-node',
    'A party: rows stay here; encrypted contributions leave.',
    surroundings,
  );
  return runProgram(program, commands, argv, surroundings);
}
