// chorale-node agreement show|sign: what the members promise each other, and this member's word to it.
import { confirmedBy, rosterFingerprint, sameFingerprint } from '../../agreement/compare-fingerprints.js';
import { fetchRoster, unconfirmedNodes, type FetchedRoster } from '../../agreement/fetch-roster.js';
import { agreementInWords } from '../../agreement/plain-words.js';
import { signAgreement } from '../../agreement/sign-agreement.js';
import { SigningRefused } from '../../agreement/signing-refused.js';
import { fingerprintOf } from '@chorale/crypto';
import { askYesNo } from '../ask.js';
import { chooseAgreement } from '../choose-agreement.js';
import type { CommandContext, EnrolledNode, SharedOptions } from '../command-context.js';
import { UsageError } from '../exit-codes.js';
import { configOption, devOption, jsonOption, type Register } from '../program.js';
import { rosterInWords, summariseRoster } from '../roster-lines.js';

interface ShowOptions extends SharedOptions {
  readonly agreement?: string;
}
interface SignOptions extends ShowOptions {
  readonly confirm: readonly string[];
  readonly rosterFingerprint?: string;
}

const agreementOption = ['--agreement <hash>', 'hash of the agreement, or its beginning'] as const;

export const registerAgreement: Register = (parent, run) => {
  const group = parent.command('agreement').description('read or sign the agreement between the members');
  const shown = group
    .command('show')
    .description('the terms in plain words, and the roster')
    .option(...agreementOption)
    .option(...configOption)
    .option(...devOption)
    .option(...jsonOption);
  run<ShowOptions>(shown, show);
  const signed = group
    .command('sign')
    .description('sign the roster and the agreement; every fingerprint must have been compared before')
    .option(...agreementOption)
    .option('--confirm <node=fingerprint>', 'a fingerprint that its owner read to you; repeat it', append, [])
    .option(
      '--roster-fingerprint <fingerprint>',
      'the fingerprint of the whole roster, compared with everybody',
    )
    .option(...configOption)
    .option(...devOption)
    .option(...jsonOption);
  run<SignOptions>(signed, sign);
};

function append(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

async function show(context: CommandContext, options: ShowOptions): Promise<undefined> {
  const { client, membership, store, signingKey } = await context.enrolled();
  const { hash, terms, active, signedByYou } = await chooseAgreement(client, options.agreement);
  const roster = await fetchRoster(client, membership);
  const summary = summariseRoster(roster, store.federation.confirmedFingerprints(), signingKey.nodeId);
  const standing = signedByYou ? 'signed by this node' : 'not signed by this node';
  context.result(
    { agreement: hash, active, signedByYou, terms, roster: summary },
    [
      agreementInWords(terms),
      '',
      rosterInWords(summary),
      '',
      `Agreement ${hash}`,
      `${standing}, ${active ? 'active' : 'not active until every node of the roster signed'}`,
    ].join('\n'),
  );
}

async function sign(context: CommandContext, options: SignOptions): Promise<undefined> {
  const node = await context.enrolled();
  const agreement = await chooseAgreement(node.client, options.agreement);
  const roster = await fetchRoster(node.client, node.membership);
  await confirmFingerprints(context, node, roster, options);
  if (context.surroundings.interactive) {
    context.note(agreementInWords(agreement.terms));
    const question = `Sign this agreement for "${node.membership.member}"?`;
    if (!(await askYesNo(question, context.surroundings))) throw new UsageError('nothing was signed');
  }
  await signAgreement(node, roster, agreement);
  const { title } = agreement.terms;
  context.result(
    { agreement: agreement.hash, title, rosterVersion: roster.version, signed: true },
    `Signed "${title}" (${agreement.hash}) with roster version ${roster.version}.`,
  );
}

/** Keeps what people compared; asks for the rest where somebody can be asked. */
async function confirmFingerprints(
  context: CommandContext,
  { store, signingKey }: EnrolledNode,
  roster: FetchedRoster,
  { confirm, rosterFingerprint: compared }: SignOptions,
): Promise<void> {
  const keep = (nodes: FetchedRoster['nodes']): void => {
    for (const { name, signingKey: key } of nodes)
      store.federation.confirm({ node: name, fingerprint: fingerprintOf(key) });
  };
  keep(asUsage(() => confirmedBy(confirm, roster)));
  if (compared !== undefined) {
    if (!sameFingerprint(compared, rosterFingerprint(roster)))
      throw new SigningRefused(
        'fingerprint-differs',
        `the coordinator shows this node a roster with fingerprint ${rosterFingerprint(roster)}, which is not the one ` +
          'that was compared; do not sign, and tell the other members',
      );
    keep(roster.nodes);
  }
  if (!context.surroundings.interactive) return;
  const open = unconfirmedNodes(roster, store.federation.confirmedFingerprints(), signingKey.nodeId);
  if (open.length > 0) context.note('Ask these members for their fingerprints by telephone or on paper:');
  for (const node of open) {
    const question = `${node.name} (${node.member}): did they read ${fingerprintOf(node.signingKey)}?`;
    if (!(await askYesNo(question, context.surroundings))) return;
    keep([node]);
  }
}

function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
