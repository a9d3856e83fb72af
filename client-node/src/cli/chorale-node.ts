// The command line of a node.
import type { ExitCode } from './exit-codes.js';
import { newProgram, runProgram, type Register } from './program.js';
import { processSurroundings, type Surroundings } from './surroundings.js';

/** Each command is loaded when it is called: `status` needs neither DuckDB nor SEAL. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  init: async () => (await import('./commands/init.js')).registerInit,
  doctor: async () => (await import('./commands/doctor.js')).registerDoctor,
  quality: async () => (await import('./commands/quality.js')).registerQuality,
  lineage: async () => (await import('./commands/lineage.js')).registerLineage,
  members: async () => (await import('./commands/members.js')).registerMembers,
  agreement: async () => (await import('./commands/agreement.js')).registerAgreement,
  roster: async () => (await import('./commands/roster.js')).registerRoster,
  study: async () => (await import('./commands/study.js')).registerStudy,
  administrator: async () => (await import('./commands/administrator.js')).registerAdministrator,
  key: async () => (await import('./commands/key.js')).registerKey,
  leave: async () => (await import('./commands/leave.js')).registerLeave,
  start: async () => (await import('./commands/start.js')).registerStart,
  status: async () => (await import('./commands/status.js')).registerStatus,
  heads: async () => (await import('./commands/heads.js')).registerHeads,
  budget: async () => (await import('./commands/budget.js')).registerBudget,
  report: async () => (await import('./commands/report.js')).registerReport,
  release: async () => (await import('./commands/release.js')).registerRelease,
  'release-metrics': async () => (await import('./commands/release-metrics.js')).registerReleaseMetrics,
  card: async () => (await import('./commands/card.js')).registerCard,
  score: async () => (await import('./commands/score.js')).registerScore,
  personalise: async () => (await import('./commands/personalise.js')).registerPersonalise,
  'serve-scores': async () => (await import('./commands/serve-scores.js')).registerServeScores,
  prices: async () => (await import('./commands/prices.js')).registerPrices,
  erase: async () => (await import('./commands/erase.js')).registerErase,
  erasures: async () => (await import('./commands/erasures.js')).registerErasures,
  explain: async () => (await import('./commands/explain.js')).registerExplain,
  access: async () => (await import('./commands/access.js')).registerAccess,
  audit: async () => (await import('./commands/audit.js')).registerAudit,
};

/** @param argv arguments after the program's name. @returns the exit code. */
export async function main(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<ExitCode> {
  const program = newProgram(
    'chorale-node',
    'A party: rows stay here; encrypted contributions leave.',
    surroundings,
  );
  const called = commands[argv[0] ?? ''];
  const loaders = called ? [called] : Object.values(commands);
  const registers: Register[] = [];
  for (const load of loaders) registers.push(await load());
  return runProgram(program, registers, argv, surroundings);
}
