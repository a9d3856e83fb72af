// chorale-node roster: who is in the federation, what is to change about it, and this member's vote.
import {
  amendedRoster,
  ballotBox,
  fingerprintOf,
  keyInRoster,
  openKnownBallots,
  roster as rosterMessage,
  rosterHash,
  rosterChangeInWords,
  rosterChanges,
  rosterProposal,
  signMessage,
  vote,
  votesNeeded,
  wordsOf,
  type RosterAmendment,
  type RosterHash,
} from '@chorale/crypto';
import {
  fetchPendingRosters,
  fetchRoster,
  keysOf,
  unconfirmedKeys,
  type FetchedRoster,
} from '../../agreement/fetch-roster.js';
import { onOneLine } from '@chorale/models/planning';
import { SigningRefused } from '../../agreement/signing-refused.js';
import { soundRosterInForce } from '../../governance/roster-in-force.js';
import type { CommandContext, EnrolledNode, SharedOptions } from '../command-context.js';
import {
  append,
  confirmFingerprints,
  confirmOption,
  rosterFingerprintOption,
  type ConfirmOptions,
} from '../confirm-fingerprints.js';
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
import { askYesNo } from '../ask.js';
import { refusing, UsageError } from '../exit-codes.js';
import type { Register } from '../program.js';

interface ProposeOptions extends DecidingOptions {
  readonly suspend?: string[];
  readonly reinstate?: string[];
  readonly remove?: string[];
  readonly removeMember?: string[];
  readonly votesNeeded?: string;
}
interface VoteOptions extends DecidingOptions, ConfirmOptions {
  readonly rosterVersion?: string;
  readonly approve?: boolean;
  readonly reject?: boolean;
}

export const registerRoster: Register = (parent, run) => {
  const group = parent.command('roster').description('who is in the federation, and votes on changes of it');
  const shown = group
    .command('show')
    .description('members, administrators and nodes in force, and what waits for votes');
  run<SharedOptions>(shown, show);
  const proposed = group
    .command('propose')
    .description("put a change before the members, with this member's vote for it")
    .option('--suspend <node...>', 'nodes that are seated in no round until they are reinstated')
    .option('--reinstate <node...>', 'nodes that are seated again')
    .option('--remove <node...>', 'nodes that leave; their keys are retired for ever')
    .option('--remove-member <member...>', 'members that leave, with all their nodes')
    .option('--votes-needed <count>', 'members whose votes the next roster takes; 0: more than half')
    .option(...reasonOption)
    .option(...administratorKeyOption);
  run<ProposeOptions>(proposed, propose);
  const voted = group
    .command('vote')
    .description('vote on a roster that waits; fingerprints of new keys must have been compared before')
    .option(
      '--roster-version <which>',
      'which of those that wait: its number, or its hash, which names this very one',
    )
    .option('--approve', 'sign it')
    .option('--reject', 'be against it')
    .option(...reasonOption)
    .option(...confirmOption, append, [])
    .option(...rosterFingerprintOption)
    .option(...administratorKeyOption);
  run<VoteOptions>(voted, voteOnPending);
};

async function show(context: CommandContext): Promise<undefined> {
  const { node, roster } = await withRoster(context);
  const waiting: Waiting[] = [];
  for (const pending of await fetchPendingRosters(node.client, node.membership))
    waiting.push(await waitingOf(node, pending));
  const members = roster.members.map(({ name, administrators }) => ({
    name,
    administrators: administrators.map((one) => ({ name: one.name, fingerprint: fingerprintOf(one.key) })),
    nodes: roster.nodes
      .filter(({ member }) => member === name)
      .map((line) => ({
        name: line.name,
        region: line.region,
        suspended: roster.suspended.includes(line.id),
      })),
  }));
  const view = {
    version: roster.version,
    roster: roster.hash,
    votesNeeded: votesNeeded(roster),
    members,
    retiredKeys: roster.retired.map(({ name, member, key }) => ({
      name,
      member,
      fingerprint: fingerprintOf(key),
    })),
    waiting,
  };
  context.result(
    view,
    [
      `Roster version ${view.version} is in force (${view.roster}); the next one takes ${view.votesNeeded} members' votes.`,
      ...members.flatMap(({ name, administrators, nodes }) => [
        `${name}: signed for by ${administrators.map((one) => `${one.name} (${one.fingerprint})`).join(', ')}`,
        ...nodes.map(
          (line) =>
            `  node ${line.name}${line.region === '' ? '' : `, ${line.region}`}${line.suspended ? ', SUSPENDED' : ''}`,
        ),
      ]),
      ...waiting.flatMap(({ version, roster: hash, changes, votes, unconfirmed }) => [
        `Version ${version} waits for votes (${hash}):`,
        ...changes.map((change) => `  - ${change}`),
        ...votes.map(
          ({ member, decision, reason }) => `  ${member}: ${decision}${reason === '' ? '' : `, ${reason}`}`,
        ),
        ...unconfirmed.map((line) => `  compare first: ${line}`),
      ]),
    ].join('\n'),
  );
  return undefined;
}

interface Waiting {
  readonly version: number;
  readonly roster: RosterHash;
  readonly changes: readonly string[];
  readonly votes: readonly { readonly member: string; readonly decision: string; readonly reason: string }[];
  /** Keys whose fingerprint nobody has compared. */
  readonly unconfirmed: readonly string[];
}

async function waitingOf(
  { client, store, membership, signingKey }: EnrolledNode,
  pending: FetchedRoster,
): Promise<Waiting> {
  const { roster: present } = soundRosterInForce(store);
  const { ballots } = ballotBox.decode(
    await client.request('ballots', { params: { subject: pending.hash } }),
  );
  const opened = openKnownBallots(ballots, membership.federation, (signer) => keyInRoster(present, signer));
  const words = wordsOf(present.members, opened, { matter: 'roster', subject: pending.hash });
  const unconfirmed = unconfirmedKeys(pending, store.federation.confirmedFingerprints(), signingKey.nodeId);
  return {
    version: pending.version,
    roster: pending.hash,
    changes: rosterChanges(present, pending.message).map(rosterChangeInWords),
    votes: [...words].map(([member, { decision, reason }]) => ({ member, decision, reason })),
    unconfirmed: unconfirmed.map(({ name, member, key }) => `${name} (${member}): ${fingerprintOf(key)}`),
  };
}

async function propose(context: CommandContext, options: ProposeOptions): Promise<undefined> {
  const reason = requireReason(options);
  const parts = await deciding(context, options);
  const {
    suspend,
    reinstate,
    remove: removeNodes,
    removeMember: removeMembers,
    votesNeeded: needed,
  } = options;
  const amendment = {
    ...{ suspend, reinstate, removeNodes, removeMembers },
    votesNeeded: needed === undefined ? undefined : Number(needed),
  };
  const proposed = await proposeRoster(parts, amendment, reason);
  context.result(
    proposed,
    [
      `Roster version ${proposed.version} was put before the members (${proposed.roster}), with the vote of "${parts.member}":`,
      ...proposed.changes.map((change) => `  - ${change}`),
    ].join('\n'),
  );
  return undefined;
}

export interface ProposedRoster {
  readonly roster: string;
  readonly version: number;
  readonly changes: readonly string[];
}

/** Puts the next roster before the members, with this administrator's vote; what is a member's own business holds at once. */
export async function proposeRoster(
  { node: { client, membership, store, clock }, administratorKey, federation }: Deciding,
  amendment: RosterAmendment,
  reason: string,
): Promise<ProposedRoster> {
  const present = soundRosterInForce(store);
  const newest = Math.max(
    present.roster.version,
    (await fetchRoster(client, membership)).version,
    ...(await fetchPendingRosters(client, membership)).map(({ version }) => version),
  );
  const next = refusing(() => amendedRoster(present, newest + 1, amendment));
  const changes = rosterChanges(present.roster, next);
  if (changes.length === 0) throw new UsageError('say what is to change; --help lists what can');
  const roster = rosterMessage.encode(next);
  const subject = rosterHash(roster);
  const word = { matter: 'roster', subject, decision: 'approve', reason, at: clock.now() } as const;
  const ballot = signMessage(vote, administratorKey, federation, {
    ...word,
    subject: subject as never,
  }).bytes;
  store.votes.cast({ subject, matter: 'roster', decision: 'approve', envelope: ballot });
  await client.request('proposeRoster', {
    body: rosterProposal.encode({ roster, reason, ballots: [ballot] }),
  });
  store.votes.markSent({ subject, matter: 'roster', decision: 'approve', envelope: ballot });
  return { roster: subject, version: next.version, changes: changes.map(rosterChangeInWords) };
}

async function voteOnPending(context: CommandContext, options: VoteOptions): Promise<undefined> {
  const reason = requireReason(options);
  if ((options.approve === true) === (options.reject === true))
    throw new UsageError('say --approve or --reject; "chorale-node roster show" shows what is to be decided');
  const parts = await deciding(context, options);
  const { node, member } = parts;
  const pending = chosen(await fetchPendingRosters(node.client, node.membership), options);
  const approve = options.approve === true;
  if (approve) await requireCompared(context, parts, pending, options);
  await requireMeant(context, parts, pending, approve);
  await decideAndSend(parts, { matter: 'roster', subject: pending.hash, approve, reason });
  context.result(
    {
      roster: pending.hash,
      version: pending.version,
      decision: approve ? 'approve' : 'reject',
      reason,
      member,
    },
    `"${member}" votes ${approve ? 'for' : 'against'} roster version ${pending.version} (${pending.hash}).`,
  );
  return undefined;
}

function chosen(waiting: readonly FetchedRoster[], { rosterVersion: asked }: VoteOptions): FetchedRoster {
  if (waiting.length === 0) throw new UsageError('no roster waits for votes; nothing is to be decided');
  const versions = waiting.map(({ version }) => version).join(', ');
  if (asked === undefined && waiting.length > 1)
    throw new UsageError(
      `versions ${versions} wait beside each other; look at them with "chorale-node roster show" and say --roster-version`,
    );
  const found =
    asked === undefined
      ? waiting[0]
      : waiting.find(({ version, hash }) => String(version) === asked || hash === asked);
  if (!found)
    throw new UsageError(
      `no roster of version ${asked} waits for votes; there is ${versions}. Give the number, or all digits of the hash that ` +
        '"chorale-node roster show" tells',
    );
  return found;
}

/** Whoever looked before may be handed another one by the same number now. */
async function requireMeant(
  context: CommandContext,
  { node, member }: Deciding,
  pending: FetchedRoster,
  approve: boolean,
): Promise<void> {
  if (!context.surroundings.interactive) return;
  const changes = rosterChanges(soundRosterInForce(node.store).roster, pending.message).map(
    (change) => `  - ${onOneLine(rosterChangeInWords(change))}`,
  );
  context.note([`Roster version ${pending.version} (${pending.hash}):`, ...changes].join('\n'));
  const question = `Vote ${approve ? 'for' : 'against'} this roster in the name of "${member}"?`;
  if (!(await askYesNo(question, context.surroundings))) throw new UsageError('nothing was decided');
}

/** A key that joins, or takes the place of another, is one that its owner has read to somebody of this member. */
async function requireCompared(
  context: CommandContext,
  { node, roster }: Deciding,
  pending: FetchedRoster,
  options: VoteOptions,
): Promise<void> {
  await confirmFingerprints(context, node, pending, options);
  const known = new Set(
    keysOf({ nodes: roster.nodes, message: roster }).map(({ key }) => fingerprintOf(key)),
  );
  const open = unconfirmedKeys(
    pending,
    node.store.federation.confirmedFingerprints(),
    node.signingKey.nodeId,
  ).filter(({ key }) => !known.has(fingerprintOf(key)));
  if (open.length > 0)
    throw new SigningRefused(
      'fingerprints-unconfirmed',
      `nobody has confirmed the new keys of ${open.map(({ name }) => `"${name}"`).join(', ')}; compare them with their owners ` +
        'by telephone or on paper, then vote with --confirm NODE=FINGERPRINT for each',
    );
}
