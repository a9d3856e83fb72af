// chorale-node administrator: who signs for this member beside, or instead of, its first node.
import { fingerprintOf, type SigningPublicKey } from '@chorale/crypto';
import { createAdministratorKey } from '../../keys/administrator-key.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import {
  administratorKeyOption,
  deciding,
  reasonOption,
  requireReason,
  type DecidingOptions,
} from '../deciding.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';
import { proposeRoster } from './roster.js';

interface CreateOptions extends SharedOptions {
  readonly key: string;
}
interface ChangeOptions extends DecidingOptions {
  readonly name: string;
  readonly publicKey: string;
}

export const registerAdministrator: Register = (parent, run) => {
  const group = parent.command('administrator').description('persons who sign for this member');
  const created = group
    .command('create')
    .description('make a key for a person, sealed under CHORALE_ADMINISTRATOR_PASSPHRASE_FILE')
    .requiredOption('--key <file>', 'where the key is kept');
  run<CreateOptions>(created, create, ['dev', 'json']);
  const added = group
    .command('add')
    .description('let a key sign for this member, by the word of one that does already')
    .requiredOption('--name <name>', 'of the person; known to nobody else in the federation')
    .requiredOption('--public-key <hex>', 'as "administrator create" shows it')
    .option(...reasonOption)
    .option(...administratorKeyOption);
  run<ChangeOptions>(added, add);
  const removed = group
    .command('remove')
    .description('let a key sign for this member no more')
    .requiredOption('--name <name>', 'of the person or node')
    .option(...reasonOption)
    .option(...administratorKeyOption);
  run<ChangeOptions>(removed, remove);
};

function create(context: CommandContext, { key: file }: CreateOptions): Promise<undefined> {
  const { publicKey } = createAdministratorKey(file, context.administratorPassphrase(), context.entropy);
  const hex = Buffer.from(publicKey).toString('hex');
  const fingerprint = fingerprintOf(publicKey);
  context.result(
    { file, publicKey: hex, fingerprint },
    [
      `Key written to ${file}, sealed under its own passphrase.`,
      `Public key: ${hex}`,
      `Fingerprint: ${fingerprint}`,
      'Whoever signs for the member already lets it sign: chorale-node administrator add --name NAME --public-key KEY --reason TEXT',
    ].join('\n'),
  );
  return Promise.resolve(undefined);
}

async function add(context: CommandContext, options: ChangeOptions): Promise<undefined> {
  const reason = requireReason(options);
  const key = publicKeyOf(options.publicKey);
  const parts = await deciding(context, options);
  const { member } = parts;
  const changed = await proposeRoster(
    parts,
    { addAdministrators: [{ member, name: options.name, key }] },
    reason,
  );
  context.result(
    changed,
    `"${options.name}" signs for "${member}" from roster version ${changed.version} on; fingerprint ${fingerprintOf(key)}.`,
  );
  return undefined;
}

async function remove(context: CommandContext, options: ChangeOptions): Promise<undefined> {
  const reason = requireReason(options);
  const parts = await deciding(context, options);
  const own = parts.roster.members.find(({ name }) => name === parts.member);
  if (!own?.administrators.some(({ name }) => name === options.name))
    throw new UsageError(
      `"${options.name}" does not sign for "${parts.member}"; these do: ${own?.administrators.map(({ name }) => name).join(', ')}`,
    );
  const changed = await proposeRoster(parts, { removeAdministrators: [options.name] }, reason);
  context.result(
    changed,
    `"${options.name}" signs for "${parts.member}" no more, from roster version ${changed.version} on.`,
  );
  return undefined;
}

function publicKeyOf(hex: string): SigningPublicKey {
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new UsageError(
      '--public-key takes 64 hex digits, as "chorale-node administrator create" shows them',
    );
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
