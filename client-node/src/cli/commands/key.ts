// chorale-node key rotate: the old key names the new one in the roster, and is retired.
import { fingerprintOf } from '@chorale/crypto';
import { rotateKey } from '../../governance/rotate-key.js';
import { adoptStagedKey, stageSigningKey } from '../../keys/keyring.js';
import { openNodeStore } from '../../storage/node-store.js';
import { requireMembership, type CommandContext, type SharedOptions } from '../command-context.js';
import { reasonOption, requireReason } from '../deciding.js';
import type { Register } from '../program.js';

interface RotateOptions extends SharedOptions {
  readonly reason?: string;
}

export const registerKey: Register = (parent, run) => {
  const group = parent.command('key').description("this node's lasting key");
  const rotated = group
    .command('rotate')
    .description(
      'take a new key; the old one signs for it and is never accepted again. The node must not run',
    )
    .option(...reasonOption);
  run<RotateOptions>(rotated, rotate);
};

async function rotate(context: CommandContext, options: RotateOptions): Promise<undefined> {
  const reason = requireReason(options);
  const { home } = context.settings;
  requireMembership(context.store());
  const passphrase = context.passphrase();
  const { signingKey: oldKey } = context.keyring(passphrase);
  // A running node would go on signing with the key that is retired.
  const store = openNodeStore(home, 'run', context.clock);
  try {
    const membership = requireMembership(store);
    const newKey = stageSigningKey(home, passphrase, context.entropy);
    const url = context.coordinatorUrl(membership);
    const { federation } = membership;
    const version = await rotateKey(
      {
        ...{ store, membership, oldKey, newKey },
        asOldKey: await context.client(url, federation, oldKey),
        asNewKey: await context.client(url, federation, newKey),
      },
      reason,
    );
    adoptStagedKey(home);
    const fingerprint = fingerprintOf(newKey.publicKey);
    context.result(
      { node: membership.node, id: newKey.nodeId, fingerprint, rosterVersion: version },
      [
        `Node "${membership.node}" has a new key from roster version ${version} on.`,
        `Fingerprint: ${fingerprint}`,
        'Agreements are signed anew by everybody: "chorale-node agreement sign".',
      ].join('\n'),
    );
  } finally {
    store.close();
  }
  return undefined;
}
