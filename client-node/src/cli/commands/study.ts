// chorale-node study: what was put before the members, and this member's word to it.
import {
  ballotBox,
  keyInRoster,
  missingApprovals,
  openKnownBallots,
  studyId,
  work as workMessage,
  wordsOf,
  type StudyId,
  type Work,
} from '@chorale/crypto';
import { nodesTakingPart, onOneLine, studyDocumentSchema, type Study } from '@chorale/models';
import { SigningRefused } from '../../agreement/signing-refused.js';
import { signedAgreements } from '../../agreement/signed-agreements.js';
import { consentHolds } from '../../governance/roster-in-force.js';
import type { RosterView } from '../../round/node-parts.js';
import { askYesNo } from '../ask.js';
import type { CommandContext, EnrolledNode, SharedOptions } from '../command-context.js';
import {
  administratorKeyOption,
  decideAndSend,
  deciding,
  reasonOption,
  requireReason,
  withRoster,
  type Deciding,
  type DecidingOptions,
} from '../deciding.js';
import { UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

export const registerStudy: Register = (parent, run) => {
  const group = parent.command('study').description("studies, and this member's approval of each");
  const listed = group.command('list').description('studies that were put before the members');
  run(listed, list);
  const shown = group
    .command('show')
    .argument('<name>', 'name of the study')
    .description('one study: what it asks, and who has approved it');
  run<SharedOptions>(shown, (context) => show(context, shown.args[0]!));
  for (const decision of ['approve', 'reject'] as const) {
    const decided = group
      .command(decision)
      .argument('<name>', 'name of the study')
      .description(
        decision === 'approve'
          ? 'approve a study for this member; it starts when all members that bring rows did'
          : 'stay out of a study, also one that runs; it ends for everybody',
      )
      .option(...reasonOption)
      .option(...administratorKeyOption);
    run<DecidingOptions>(decided, (context, options) =>
      decideOn(context, options, decided.args[0]!, decision === 'approve'),
    );
  }
};

type ListedStudy = Work['studies'][number];

async function list(context: CommandContext): Promise<undefined> {
  const { client, store } = await context.enrolled();
  const { studies } = workMessage.decode(await client.request('work'));
  const view = studies.map(({ study, name, status, reason, agreement, roundsClosed, roundsPlanned }) => ({
    ...{ study, name, status, reason, agreement, roundsClosed, roundsPlanned },
    decision: store.votes.own(study)?.decision ?? null,
  }));
  context.result(
    view,
    view.length === 0
      ? 'No study was put before the members yet.'
      : view
          .map(
            ({ name, status, reason, decision }) =>
              `${name}: ${status}${reason === '' ? '' : ` (${reason})`}, this member: ${decision ?? 'undecided'}`,
          )
          .join('\n'),
  );
  return undefined;
}

async function show(context: CommandContext, name: string): Promise<undefined> {
  const { node, roster } = await withRoster(context);
  const listed = await findStudy(node, name);
  const { document } = await fetchStudy(node, listed, name);
  const approvals = await approvalsOf(node, roster, listed);
  context.result(
    { ...listed, document, approvals },
    [
      ...studyInWords(document),
      `Id: ${listed.study}`,
      `State: ${listed.status}${listed.reason === '' ? '' : ` (${listed.reason})`}`,
      ...approvals.map(
        ({ member, decision, reason }) =>
          `${member}: ${decision ?? 'undecided'}${reason === '' ? '' : `, because: ${reason}`}`,
      ),
    ].join('\n'),
  );
  return undefined;
}

async function decideOn(
  context: CommandContext,
  options: DecidingOptions,
  name: string,
  approve: boolean,
): Promise<undefined> {
  const reason = requireReason(options);
  const parts = await deciding(context, options);
  const listed = await findStudy(parts.node, name);
  if (approve && (listed.status === 'stopped' || listed.status === 'finished'))
    throw new UsageError(
      `study "${name}" is ${listed.status}, and no approval starts it again; ask for a new study`,
    );
  if (approve) await requireAgreedStudy(context, parts, listed, name);
  // By its id nobody can mean another one, and what is no study of this version is rejected so, too.
  else if (name !== listed.study) await fetchStudy(parts.node, listed, name);
  await decideAndSend(parts, { matter: 'study', subject: listed.study, approve, reason });
  context.result(
    { study: listed.study, name, decision: approve ? 'approve' : 'reject', reason, member: parts.member },
    approve
      ? `Approved "${name}" (${listed.study}) for "${parts.member}".`
      : `Rejected "${name}" (${listed.study}) for "${parts.member}"; this node takes no part in it from here on.`,
  );
  return undefined;
}

async function findStudy({ client }: EnrolledNode, name: string): Promise<ListedStudy> {
  const { studies } = workMessage.decode(await client.request('work'));
  const [found, another] = studies.filter((study) => study.name === name || study.study === name);
  if (another)
    throw new SigningRefused(
      'study-differs',
      `the coordinator lists two studies called "${name}"; say which by its id, and tell the other members`,
    );
  if (!found)
    throw new UsageError(
      `no study is called "${name}"; there are: ${studies.map((study) => study.name).join(', ') || 'none'}`,
    );
  return found;
}

/**
 * @param asked name or id by which somebody asked for it. What people call by a name is the text that says so, and the one that was
 * approved or ran here by that name before; an id stands for its text alone.
 * @throws SigningRefused where the coordinator shows another text than its id names, or lists it under another agreement or name.
 */
async function fetchStudy(
  { client, store }: EnrolledNode,
  { study, name, agreement }: ListedStudy,
  asked: string,
): Promise<{ readonly document: Study; readonly bytes: Uint8Array }> {
  const bytes = await client.request('study', { params: { study } });
  if (studyId(bytes) !== study)
    throw new SigningRefused('agreement-differs', `the coordinator shows another text than study "${name}"`);
  const document = studyDocumentSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!document.success)
    throw new SigningRefused('agreement-malformed', `study "${name}" is not valid for this version`);
  const { data } = document;
  const known =
    asked === study ? undefined : store.studies.all().find((one) => one.name === name && one.study !== study);
  if (data.agreement !== agreement || known || (asked !== study && data.name !== name))
    throw new SigningRefused(
      'study-differs',
      `the coordinator lists study "${data.name}" (${study}) as "${name}"` +
        (known ? `, which this node knows as ${known.study}` : ` under agreement ${agreement}`) +
        '; nothing was decided: look at it with "chorale-node study show ID", and tell the other members',
    );
  return { document: data, bytes };
}

/** What is approved is a text that this node has read, under an agreement that it signed. */
async function requireAgreedStudy(
  context: CommandContext,
  { node, roster }: Deciding,
  listed: ListedStudy,
  asked: string,
): Promise<void> {
  const { document, bytes } = await fetchStudy(node, listed, asked);
  const { study, agreement } = listed;
  const { name } = document;
  if (!consentHolds(node.store, node.store.agreements.find(agreement), roster))
    throw new SigningRefused(
      'agreement-differs',
      `study "${name}" runs under "${agreement}", which this node has not signed with the roster in force; ` +
        'read it with "chorale-node agreement show" and sign it first',
    );
  if (context.surroundings.interactive) {
    context.note([...studyInWords(document), `Id: ${study}`].join('\n'));
    if (!(await askYesNo(`Approve this study for "${node.membership.member}"?`, context.surroundings)))
      throw new UsageError('nothing was decided');
  }
  node.store.studies.receive({ study, agreement, name, bytes });
}

interface Approval {
  readonly member: string;
  readonly decision: 'approve' | 'reject' | null;
  readonly reason: string;
}

/** By this node's own count of the members' signatures. */
async function approvalsOf(
  { client, store, membership }: EnrolledNode,
  roster: RosterView,
  { study, agreement }: ListedStudy,
): Promise<Approval[]> {
  const { ballots } = ballotBox.decode(await client.request('ballots', { params: { subject: study } }));
  const opened = openKnownBallots(ballots, membership.federation, (signer) => keyInRoster(roster, signer));
  const words = wordsOf(roster.members, opened, { matter: 'study', subject: study });
  const terms = signedAgreements(store).find(({ hash }) => hash === agreement)?.terms ?? {};
  const asked = nodesTakingPart(terms, roster.nodes)
    .filter(({ role, id }) => role === 'contributor' && !roster.suspended.includes(id))
    .map(({ member }) => member);
  const missing = missingApprovals(roster, opened, study satisfies StudyId, asked);
  const undecided = missing.filter(({ member }) => !words.has(member));
  return [
    ...[...words].map(([member, { decision, reason }]) => ({ member, decision, reason })),
    ...undecided.map(({ member }) => ({ member, decision: null, reason: '' })),
  ];
}

function studyInWords({ name, question, computation, features, agreement, privacy }: Study): string[] {
  const lines = [
    `Study "${name}"${question === undefined ? '' : `: ${question}`}`,
    `Agreement: ${agreement}`,
    `Computation: ${computation} over ${features.join(', ')}`,
    `Privacy: ${privacy === undefined ? "the agreement's whole budget" : `epsilon ${privacy.epsilon} of the agreement's budget`}`,
  ];
  return lines.map(onOneLine);
}
