// What every command starts from that decides something for a member: the roster in force, and the key that signs.
import { memberSignedBy, type Ballot, type BallotSubject, type Matter } from '@chorale/crypto';
import { SigningRefused } from '../agreement/signing-refused.js';
import { decide, sendVotes, wordOnRecord, type VotingParts } from '../governance/cast-vote.js';
import { followRosters } from '../governance/follow-rosters.js';
import { rosterInForce } from '../governance/roster-in-force.js';
import { openAdministratorKey } from '../keys/administrator-key.js';
import type { RosterView } from '../round/node-parts.js';
import { CoordinatorProblem, Unreachable } from '../transport/coordinator-problem.js';
import type { CommandContext, EnrolledNode, SharedOptions } from './command-context.js';
import { UsageError } from './exit-codes.js';

export interface DecidingOptions extends SharedOptions {
  /** File with the key of an administrator of its own; without it this node's key signs. */
  readonly administratorKey?: string;
  readonly reason?: string;
}

export const administratorKeyOption = [
  '--administrator-key <file>',
  "sign with an administrator's own key instead of this node's",
] as const;
export const reasonOption = ['--reason <text>', 'why, for the other members and the ledger'] as const;

export interface Deciding extends VotingParts {
  readonly node: EnrolledNode;
  readonly roster: RosterView;
  /** Whose word it is. */
  readonly member: string;
}

/** The node with the newest roster in force. @throws RoundRefused `roster-mismatch` before there is one. */
export async function withRoster(
  context: CommandContext,
): Promise<{ readonly node: EnrolledNode; readonly roster: RosterView }> {
  const node = await context.enrolled();
  await catchUp(node);
  return { node, roster: rosterInForce(node.store) };
}

/** Follows the rosters that came into force since this node last looked; before its people signed any, there is none to follow. */
export async function catchUp({ store, client, membership }: EnrolledNode): Promise<void> {
  const { federation, coordinatorKey } = membership;
  if (store.federation.newestRoster())
    await followRosters({ store, coordinator: client, federation, coordinatorKey });
}

/** @throws SigningRefused `not-an-administrator` where the key signs for another member, or for none. */
export async function deciding(context: CommandContext, options: DecidingOptions): Promise<Deciding> {
  const { node, roster } = await withRoster(context);
  const { store, membership, signingKey, clock } = node;
  const administratorKey =
    options.administratorKey === undefined
      ? signingKey
      : openAdministratorKey(options.administratorKey, context.administratorPassphrase());
  const member = memberSignedBy(roster, administratorKey.nodeId)?.name;
  if (member !== membership.member)
    throw new SigningRefused(
      'not-an-administrator',
      `this key signs for ${member === undefined ? 'no member' : `"${member}"`}; "${membership.member}" is signed for by ` +
        `${namesOfAdministrators(roster, membership.member)}: give the key of one of them with --administrator-key`,
    );
  return { node, roster, member, store, federation: membership.federation, administratorKey, clock };
}

function namesOfAdministrators({ members }: RosterView, member: string): string {
  const own = members.find(({ name }) => name === member);
  return own ? own.administrators.map(({ name }) => `"${name}"`).join(', ') : 'nobody in this roster';
}

/** Durable here, then sent. @throws CoordinatorProblem where it is not taken; this node acts by it all the same. */
export async function decideAndSend(
  parts: Deciding,
  word: {
    readonly matter: Matter;
    readonly subject: string;
    readonly approve: boolean;
    readonly reason: string;
  },
): Promise<void> {
  const { approve, ...rest } = word;
  decide(parts, { ...rest, decision: approve ? 'approve' : 'reject' }, await knownWord(parts, rest));
  const [refused] = await sendVotes(parts.store, parts.node.client);
  if (refused) throw refused;
}

/** A coordinator that does not say keeps nobody from deciding: what is sent next meets the same trouble, and tells it. */
async function knownWord(
  { node, federation, roster, member }: Deciding,
  about: BallotSubject,
): Promise<Ballot | undefined> {
  try {
    return await wordOnRecord({ coordinator: node.client, federation, roster, member }, about);
  } catch (error) {
    if (error instanceof CoordinatorProblem || error instanceof Unreachable) return undefined;
    throw error;
  }
}

/** @throws UsageError without a reason that says something. */
export function requireReason({ reason }: { readonly reason?: string }): string {
  if (reason === undefined || reason.trim() === '')
    throw new UsageError('say why with --reason "..."; the other members and the ledger see it');
  return reason.trim();
}
