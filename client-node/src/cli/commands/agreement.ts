// chorale-node agreement show|sign: what the members promise each other, and this member's word to it.
import { fetchRoster } from '../../agreement/fetch-roster.js';
import { agreementChangeInWords, compareAgreements } from '@chorale/models';
import { agreementInWords } from '../../agreement/plain-words.js';
import { refuseUnconfirmed, signAgreement } from '../../agreement/sign-agreement.js';
import { askYesNo } from '../ask.js';
import { chooseAgreement } from '../choose-agreement.js';
import type { CommandContext, SharedOptions } from '../command-context.js';
import {
  append,
  confirmFingerprints,
  confirmOption,
  rosterFingerprintOption,
  type ConfirmOptions,
} from '../confirm-fingerprints.js';
import {
  administratorKeyOption,
  catchUp,
  decideAndSend,
  deciding,
  reasonOption,
  requireReason,
  type DecidingOptions,
} from '../deciding.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';
import { rosterInWords, summariseRoster } from '../roster-lines.js';

interface ShowOptions extends SharedOptions {
  readonly agreement?: string;
}
interface SignOptions extends ShowOptions, ConfirmOptions {}
interface DiffOptions extends ShowOptions {
  readonly against?: string;
}
interface VoteOptions extends ShowOptions, DecidingOptions {}

const agreementOption = ['--agreement <hash>', 'hash of the agreement, or its beginning'] as const;

export const registerAgreement: Register = (parent, run) => {
  const group = parent.command('agreement').description('read or sign the agreement between the members');
  const shown = group
    .command('show')
    .description('the terms in plain words, and the roster')
    .option(...agreementOption);
  run<ShowOptions>(shown, show);
  const signed = group
    .command('sign')
    .description('sign the roster and the agreement; every fingerprint must have been compared before')
    .option(...agreementOption)
    .option(...confirmOption, append, [])
    .option(...rosterFingerprintOption);
  run<SignOptions>(signed, sign);
  const compared = group
    .command('diff')
    .description('what an agreement changes, and what of it is wider than before')
    .option(...agreementOption)
    .option('--against <hash>', 'another one than the agreement that it replaces, by hash or its beginning');
  run<DiffOptions>(compared, diff);
  for (const decision of ['approve', 'end'] as const) {
    const voted = group
      .command(decision)
      .description(
        decision === 'approve'
          ? "an administrator's vote for an agreement, where another key than the node's signs for the member"
          : 'end an agreement for this member: nothing runs under it any more, for anybody',
      )
      .option(...agreementOption)
      .option(...reasonOption)
      .option(...administratorKeyOption);
    run<VoteOptions>(voted, (context, options) => voteOn(context, options, decision === 'approve'));
  }
};

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

/** Digits that nobody finds again for a text of their own; the first few they do. */
const FEWEST_DIGITS = 16;

/** @throws UsageError where what is to be signed is named by so few digits that a text which somebody made to fit has them, too. */
function requireDigits({ agreement }: ShowOptions): void {
  if (agreement !== undefined && agreement.length < FEWEST_DIGITS)
    throw new UsageError(
      `--agreement: give ${FEWEST_DIGITS} digits of the hash or more; another text can be made to begin with "${agreement}", too`,
    );
}

async function sign(context: CommandContext, options: SignOptions): Promise<undefined> {
  requireDigits(options);
  const node = await context.enrolled();
  // Keys that people compared may have vouched for new ones meanwhile.
  await catchUp(node);
  const agreement = await chooseAgreement(node.client, options.agreement);
  const roster = await fetchRoster(node.client, node.membership);
  await confirmFingerprints(context, node, roster, options);
  // Whoever said no to one of them is not asked to sign.
  refuseUnconfirmed(roster, node.store, node.signingKey);
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

async function diff(context: CommandContext, options: DiffOptions): Promise<undefined> {
  const { client, store } = await context.enrolled();
  const { hash, terms } = await chooseAgreement(client, options.agreement);
  const against = options.against ?? terms.replaces;
  if (against === undefined)
    throw new UsageError(`"${terms.title}" replaces no other agreement; name one with --against HASH`);
  const other = await chooseAgreement(client, against);
  const changes = compareAgreements(other.terms, terms);
  const signed = store.agreements.find(other.hash)?.consent !== undefined;
  context.result(
    { agreement: hash, against: other.hash, changes },
    [
      `"${terms.title}" against "${other.terms.title}"${signed ? ', which this node signed' : ''}:`,
      ...(changes.length === 0
        ? ['  nothing is changed']
        : changes.map((change) => `  ${agreementChangeInWords(change)}`)),
      ...(changes.some(({ widens }) => widens)
        ? [
            'What is wider takes the votes of two administrators, of different members where there are several.',
          ]
        : []),
    ].join('\n'),
  );
  return undefined;
}

async function voteOn(context: CommandContext, options: VoteOptions, approve: boolean): Promise<undefined> {
  const reason = requireReason(options);
  requireDigits(options);
  const parts = await deciding(context, options);
  const { hash, terms } = await chooseAgreement(parts.node.client, options.agreement);
  if (context.surroundings.interactive) {
    if (approve) context.note(agreementInWords(terms));
    const question = approve
      ? `Vote for this agreement (${hash}) in the name of "${parts.member}"?`
      : `End "${terms.title}" for "${parts.member}"? Running studies stop before their next round.`;
    if (!(await askYesNo(question, context.surroundings))) throw new UsageError('nothing was decided');
  }
  await decideAndSend(parts, { matter: 'agreement', subject: hash, approve, reason });
  context.result(
    {
      agreement: hash,
      title: terms.title,
      decision: approve ? 'approve' : 'reject',
      reason,
      member: parts.member,
    },
    approve
      ? `"${parts.member}" votes for "${terms.title}" (${hash}).`
      : `"${parts.member}" ended "${terms.title}" (${hash}); this node contributes nothing under it from here on.`,
  );
  return undefined;
}
