// chorale-node members: who is in the roster, and whose fingerprint people have compared.
import { fetchRoster } from '../../agreement/fetch-roster.js';
import { CoordinatorProblem } from '../../transport/coordinator-problem.js';
import type { CommandContext } from '../command-context.js';
import type { Register } from '../program.js';
import { rosterInWords, summariseRoster } from '../roster-lines.js';

export const registerMembers: Register = (parent, run) => {
  const command = parent
    .command('members')
    .description('list the nodes of the newest roster with their fingerprints');
  run(command, members);
};

async function members(context: CommandContext): Promise<undefined> {
  const { client, membership, store, signingKey } = await context.enrolled();
  try {
    const roster = await fetchRoster(client, membership);
    const summary = summariseRoster(roster, store.federation.confirmedFingerprints(), signingKey.nodeId);
    context.result(summary, rosterInWords(summary));
  } catch (error) {
    if (!(error instanceof CoordinatorProblem) || error.status !== 404) throw error;
    const nothing = { version: 0, rosterFingerprint: null, nodes: [] };
    context.result(nothing, 'There is no roster yet; it is closed when an agreement is proposed.');
  }
}
