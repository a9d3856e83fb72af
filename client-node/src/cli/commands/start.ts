// chorale-node start: takes part until it is told to stop.
import { availableParallelism } from 'node:os';
import { fingerprintOf } from '@chorale/crypto';
import { loadNodeConfig } from '../../config/node-config.js';
import { startNode } from '../../start-node.js';
import { requireMembership, type CommandContext } from '../command-context.js';
import { eventInWords } from '../event-in-words.js';
import type { Register } from '../program.js';

export const registerStart: Register = (parent, run) => {
  const command = parent
    .command('start')
    .description('take part in the studies of the signed agreements until stopped');
  run(command, start, ['config', 'dev', 'jsonEvents']);
};

async function start(context: CommandContext): Promise<undefined> {
  const { settings, surroundings, log } = context;
  const store = context.store();
  const membership = requireMembership(store);
  const { node, name, federation, role } = membership;
  const config = role === 'contributor' ? await loadNodeConfig(context.configFile) : undefined;
  const coordinator = config?.coordinator ?? context.coordinatorUrl(membership);
  const passphrase = context.passphrase();
  const keyring = context.keyring(passphrase);
  if (!store.agreements.all().some(({ consent }) => consent))
    context.note(
      'This node has signed no agreement yet, so it waits; sign with "chorale-node agreement sign" in another terminal.',
    );
  const { signingKey } = keyring;
  await startNode({
    home: settings.home,
    coordinator,
    config,
    keyring,
    network: settings.network,
    // One core stays free for everything else; more threads serve only several rounds at once.
    threads: Math.max(1, Math.min(2, availableParallelism() - 1)),
    signal: surroundings.signal,
    onStarted: () =>
      context.event(
        {
          event: 'started',
          node,
          id: signingKey.nodeId,
          fingerprint: fingerprintOf(signingKey.publicKey),
          federation,
          role,
          coordinator,
        },
        `node "${node}" of federation "${name}" starts${role === 'committee' ? ', on the committee only' : ''}, coordinator ${coordinator}; stop it with Ctrl-C`,
      ),
    report: (event) => context.event(event, eventInWords(event)),
    log,
  });
  context.event({ event: 'ended', node }, 'stopped; rounds go on where they stood at the next start');
}
