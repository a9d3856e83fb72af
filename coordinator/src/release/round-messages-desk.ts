// What committee members and recipients sign in a round: commits, releases, burns, adoptions, failures to
// open. Each is kept once, as it came, and may move the round.
import {
  adoption,
  burn,
  commit,
  contentHash,
  envelopes,
  groupsOfSet,
  leftOutOf,
  nextLayout,
  openFailure,
  release,
  releaseInbox,
  releaseUpload,
  type Message,
  type MessageBody,
  type NodeId,
  type RoundId,
} from '@chorale/crypto';
import { MOST_GROUP_SCORE } from '@chorale/models/planning';
import { openFromCaller, type Caller } from '../federation/federation.js';
import type { EntryKind, EntryPayloads } from '../ledger/entry-kinds.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import {
  findRound,
  isSame,
  messagesOf,
  requireCommittee,
  requireParty,
  requirePhase,
  requireRecipient,
  setOf,
  type KeptSet,
  type RoundRecord,
} from '../rounds/round-record.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import type { Database, Transaction } from '../storage/database.js';
import { RoundMessages, type RoundMessageKind, type RoundRow } from '../storage/tables/round-tables.js';
import { keepSealedKeys, releasesFor } from './release-shelf.js';

interface Rule<T, Kind extends EntryKind> {
  readonly kind: RoundMessageKind;
  readonly message: Message<T>;
  /** In which phases it is taken. */
  readonly phases: readonly RoundRow['phase'][];
  readonly check: (record: RoundRecord, caller: Caller, body: T, set: KeptSet | undefined) => void;
  readonly entry: Kind;
  readonly payload: (record: RoundRecord, body: T, bytes: Uint8Array) => EntryPayloads[Kind];
}

const commitRule = rule({
  kind: 'commit',
  message: commit,
  // The spare member may come after the threshold was met.
  phases: ['committing', 'releasing', 'adopting'],
  check: (record, caller, body) => {
    requireCommittee(record, caller);
    requireSigner(record, caller, body.round, body.member);
    requireSet(record, body.setRoot);
  },
  entry: 'set-committed',
  payload: ({ row }, { setRoot }, bytes) => ({ round: row.id, setRoot, commit: base64(bytes) }),
});

const releaseRule = rule({
  kind: 'release',
  message: release,
  phases: ['releasing', 'adopting'],
  check: (record, caller, body) => {
    requireCommittee(record, caller);
    requireSigner(record, caller, body.round, body.member);
    requireSet(record, body.setRoot);
  },
  entry: 'share-released',
  payload: ({ row }, _body, bytes) => ({ round: row.id, releaseHash: contentHash(bytes) }),
});

const adoptionRule = rule({
  kind: 'adoption',
  message: adoption,
  phases: ['adopting', 'closed'],
  check: (record, caller, body, set) => {
    requireRecipient(record, caller);
    requireSigner(record, caller, body.round, body.node);
    requireSet(record, body.setRoot);
    // Throws here, while it is one node's mistake, rather than when the next round opens.
    nextLayout.decode(body.layout);
    requireScores(record, set!, body);
  },
  entry: 'state-adopted',
  payload: ({ row }, { state, done }, bytes) => ({ round: row.id, state, done, adoption: base64(bytes) }),
});

const openFailureRule = rule({
  kind: 'open-failure',
  message: openFailure,
  phases: ['adopting'],
  check: (record, caller, body) => {
    requireRecipient(record, caller);
    requireSigner(record, caller, body.round, body.node);
  },
  entry: 'opening-failed',
  payload: ({ row }, { reason }, bytes) => ({ round: row.id, reason, report: base64(bytes) }),
});

const burnRule = rule({
  kind: 'burn',
  message: burn,
  phases: ['burning', 'burned'],
  check: (record, caller, body) => {
    requireCommittee(record, caller);
    requireSigner(record, caller, body.round, body.member);
  },
  entry: 'round-burn-signed',
  payload: ({ row }, _body, bytes) => ({ round: row.id, burn: base64(bytes) }),
});

export class RoundMessageDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly rounds: RoundRunner,
  ) {}

  readonly commit = this.taking(commitRule);
  readonly adopt = this.taking(adoptionRule);
  readonly failToOpen = this.taking(openFailureRule);
  readonly burn = this.taking(burnRule);

  /** Takes a signed release in, with its content key for each recipient. @param bytes releaseUpload. */
  release(caller: Caller, round: string, bytes: Uint8Array): Promise<void> {
    const { release: envelope, sealedKeys } = releaseUpload.decode(bytes);
    return this.database.write((transaction) =>
      this.take(transaction, releaseRule, caller, round, envelope, (record) =>
        keepSealedKeys(transaction, record, caller.id, sealedKeys),
      ),
    );
  }

  /** What the asking recipient can open, until the round's chunks are erased. */
  releases(caller: Caller, round: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireRecipient(record, caller);
      return releaseInbox.encode({ releases: await releasesFor(manager, record.row.id, caller.id) });
    });
  }

  /** The kept envelopes of a kind, by ascending node id. */
  kept(caller: Caller, round: string, kind: 'commit' | 'burn'): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const record = await findRound(manager, round);
      requireParty(record, caller);
      const { row } = record;
      const rows = await messagesOf(manager, row.id, kind);
      return envelopes.encode({ envelopes: rows.map(({ envelope }) => envelope) });
    });
  }

  private taking<T, Kind extends EntryKind>(
    taken: Rule<T, Kind>,
  ): (caller: Caller, round: string, bytes: Uint8Array) => Promise<void> {
    return (caller, round, bytes) =>
      this.database.write((transaction) => this.take(transaction, taken, caller, round, bytes));
  }

  private async take<T, Kind extends EntryKind>(
    transaction: Transaction,
    { kind, message, phases, check, entry, payload }: Rule<T, Kind>,
    caller: Caller,
    round: string,
    bytes: Uint8Array,
    keepBeside: (record: RoundRecord) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const { manager } = transaction;
    const record = await findRound(manager, round);
    const { message: body } = openFromCaller(caller, message, bytes, record.row.id);
    check(record, caller, body, await setOf(manager, record.row));
    const key = { round: record.row.id, kind, node: caller.id };
    const earlier = await manager.findOneBy(RoundMessages, key);
    if (earlier && isSame(earlier.envelope, bytes)) return;
    requirePhase(record, kind, phases);
    if (earlier)
      throw new CoordinatorError(
        'message-differs',
        `node "${caller.name}" sent another ${kind} for this round before; only the same bytes may be sent again`,
      );
    await manager.insert(RoundMessages, { ...key, envelope: bytes, at: this.clock.now() });
    await keepBeside(record);
    await this.ledger.append(transaction, {
      kind: entry,
      actor: caller.id,
      subject: record.row.id,
      payload: payload(record, body, bytes),
    });
    const { study, id } = record.row;
    // Nodes wait for the phase that the messages of all of them lead to, not for each message.
    transaction.afterCommit(() =>
      this.wakeups.wake({ reason: kind, study, round: id, forWatchersOnly: true }),
    );
    await this.rounds.advance(transaction, record.row.id, caller.id);
  }
}

/** Lets the compiler tie a rule's message to its checks. */
function rule<T, Kind extends EntryKind>(stated: Rule<T, Kind>): Rule<T, Kind> {
  return stated;
}

function requireSigner({ row }: RoundRecord, caller: Caller, round: RoundId, node: NodeId): void {
  if (round !== row.id || node !== caller.id)
    throw new CoordinatorError(
      'malformed',
      'the message names another round or node than its address and signature',
    );
}
function requireScores(
  { descriptor }: RoundRecord,
  { nodes }: KeptSet,
  { leftOut, groupScores: scores }: Pick<MessageBody<typeof adoption>, 'leftOut' | 'groupScores'>,
): void {
  if (leftOut.join() !== leftOutOf(descriptor, nodes).join())
    throw new CoordinatorError(
      'malformed',
      'the adoption must name the positions of those, and only those, who are in the cohort and not in the set',
    );
  const groups = descriptor.grouping ? groupsOfSet(descriptor, nodes).length : 0;
  if (scores.length !== groups || scores.some((score) => score > MOST_GROUP_SCORE))
    throw new CoordinatorError(
      'malformed',
      `the adoption must score the ${groups} groups of the set, each by ${MOST_GROUP_SCORE} at most`,
    );
}
function requireSet({ row }: RoundRecord, setRoot: string): void {
  if (row.setRoot !== setRoot)
    throw new CoordinatorError(
      'wrong-set',
      'the message is for another set than the one in the ledger; fetch it again',
    );
}
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
