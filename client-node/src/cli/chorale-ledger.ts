// The command line for auditors: needs neither a node nor a coordinator.
import { registerVerify } from './commands/verify-ledger.js';
import { registerVerifyEntry } from './commands/verify-entry.js';
import type { ExitCode } from './exit-codes.js';
import { newProgram, runProgram } from './program.js';
import { processSurroundings, type Surroundings } from './surroundings.js';

/** @param argv arguments after the program's name. @returns the exit code. */
export function main(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<ExitCode> {
  const program = newProgram(
    'chorale-ledger',
    "Verifies an exported ledger; asks nobody's word.",
    surroundings,
  );
  return runProgram(program, [registerVerify, registerVerifyEntry], argv, surroundings);
}
