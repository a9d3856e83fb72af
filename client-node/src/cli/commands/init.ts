// chorale-node init: from an invitation to an enrolled node with a first node.yaml.
import { existsSync } from 'node:fs';
import { fingerprintOf, parseInvitationToken, type Invitation, type NodeRole } from '@chorale/crypto';
import { enrol } from '../../agreement/enrol.js';
import { askYesNo } from '../ask.js';
import {
  DEFAULT_CONFIG_FILE,
  requireMembership,
  type CommandContext,
  type SharedOptions,
} from '../command-context.js';
import { prepareDraft, type DraftedFiles, type DraftWish } from '../draft-files.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

interface InitOptions extends SharedOptions, DraftWish {
  readonly invite?: string;
  readonly name?: string;
  readonly region: string;
  readonly confirm?: boolean;
}

export const registerInit: Register = (parent, run) => {
  const command = parent
    .command('init')
    .description('join a federation by invitation, create keys and draft node.yaml')
    .option('--invite <token>', 'the invitation, as one line; leave it out to draft node.yaml only')
    .option('--name <name>', 'name of this node (default: the member)')
    .option('--region <code>', 'where this node stands, as agreements name regions', '')
    .option(
      '--data <file...>',
      'draft node.yaml for this CSV, Parquet or JSON file, from names and types of its columns; of several tables none is drafted',
    )
    .option('--person <column>', 'column that says who a row is about')
    .option('--label <column>', 'column to learn')
    .option('--agreement <file>', 'map the columns onto the dictionary of this agreement.yaml')
    .option('--confirm', 'the fingerprints in the invitation have been compared outside the system');
  run<InitOptions>(command, (context, options) =>
    options.invite === undefined ? draftOnly(context, options) : join(context, options, options.invite),
  );
};

async function join(context: CommandContext, options: InitOptions, token: string): Promise<undefined> {
  const invitation = parseInvitationToken(token);
  const { coordinatorUrl, federationName, member, role } = invitation;
  if (role === 'committee' && options.data !== undefined)
    throw new UsageError(
      'the invitation is for a node that only sits on the committee: it brings no rows, so leave --data out, or ask for ' +
        'an invitation for a contributor',
    );
  const node = options.name ?? member;
  // Whatever can be wrong on this machine comes before anything is created or sent.
  const passphrase = context.passphrase();
  const drafted = await prepareDraft(context, options, { name: node, coordinator: coordinatorUrl });
  showFingerprints(context, invitation);
  await requireConfirmation(context, options);

  const { signingKey, created } = context.keyring(passphrase);
  const store = context.createStore();
  // A home whose key was lost goes on with its records under a new one.
  if (created) store.roundKeys.forgetUnused();
  for (const listed of invitation.members) store.federation.confirm(listed);
  const client = await context.client(coordinatorUrl, invitation.federation, undefined);
  await enrol(store, client, signingKey, { invitation, node, region: options.region });

  const files = drafted.write();
  const fingerprint = fingerprintOf(signingKey.publicKey);
  context.result(
    { node, id: signingKey.nodeId, fingerprint, member, role, federation: federationName, ...files },
    [
      `Enrolled as "${node}" (${member}) in federation "${federationName}"${role === 'committee' ? ', for the committee only' : ''}.`,
      `Fingerprint of this node: ${fingerprint}`,
      'Tell it to the other members by telephone or on paper, never through the system itself.',
      ...nextSteps(context, files, role),
    ].join('\n'),
  );
}

async function draftOnly(context: CommandContext, options: InitOptions): Promise<undefined> {
  if (options.data === undefined)
    throw new UsageError('give --invite TOKEN to join a federation, or --data FILE to draft node.yaml');
  const membership = requireMembership(context.store());
  if (membership.role === 'committee')
    throw new UsageError('this node only sits on the committee and needs no node.yaml');
  const top = { name: membership.node, coordinator: membership.coordinatorUrl };
  const files = (await prepareDraft(context, options, top)).write();
  context.result(files, nextSteps(context, files, membership.role).join('\n'));
}

function showFingerprints(
  context: CommandContext,
  { federationName, coordinatorUrl, ...invitation }: Invitation,
): void {
  const width = Math.max(11, ...invitation.members.map(({ node }) => node.length));
  context.note(
    `Invitation for "${invitation.member}" to federation "${federationName}" at ${coordinatorUrl}` +
      (invitation.role === 'committee' ? ', for the committee only' : ''),
  );
  context.note('Compare these fingerprints with the people who run these keys, by telephone or on paper:');
  context.note(`  ${'coordinator'.padEnd(width)}  ${fingerprintOf(invitation.coordinatorKey)}`);
  for (const { node, fingerprint } of invitation.members)
    context.note(`  ${node.padEnd(width)}  ${fingerprint}`);
}

async function requireConfirmation(
  { surroundings }: CommandContext,
  { confirm }: InitOptions,
): Promise<void> {
  if (confirm) return;
  if (!surroundings.interactive)
    throw new UsageError(
      'compare the fingerprints above outside the system, then run the same command with --confirm; nothing was ' +
        'created or sent',
    );
  if (!(await askYesNo('Do all of them agree with what their owners read to you?', surroundings)))
    throw new UsageError('nothing was created or sent; ask whoever sent the invitation');
}

function nextSteps({ configFile }: CommandContext, { dictionary }: DraftedFiles, role: NodeRole): string[] {
  const option = configFile === DEFAULT_CONFIG_FILE ? '' : ` --config ${configFile}`;
  const configure = existsSync(configFile)
    ? `  look at ${configFile} and fill in every FILL-IN`
    : `  write ${configFile}, or run chorale-node init --data FILE${option} for a draft of it`;
  return [
    'Next:',
    ...(role === 'committee' ? [] : [configure]),
    ...(dictionary === null
      ? []
      : [`  ${dictionary} is a draft of the dictionary, for whoever writes agreement.yaml`]),
    `  chorale-node doctor${option}          checks everything and says how to mend it`,
    `  chorale-node agreement sign${option}  once an agreement was proposed`,
    `  chorale-node start${option}`,
  ];
}
