// What committee members fetch and find while a round collects: their sealed shares, and which do not open.
import { refusal, shareInbox, shareReport, type NodeId, type RoundId } from '@chorale/crypto';
import { openFromCaller, type Caller } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import {
  findRound,
  isSame,
  requireCommittee,
  requireParty,
  requirePhase,
  requireUnerased,
  type RoundRecord,
} from '../rounds/round-record.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import { In, MoreThanOrEqual } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Contributions, RoundMessages, SealedShares, ShareVerdicts } from '../storage/tables/round-tables.js';

/** Shares of one answer: about 8 MB. A member asks again for the rest. */
const MOST_SHARES_AT_ONCE = 256;

export class ShareDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly rounds: RoundRunner,
  ) {}

  /**
   * Sealed shares for the asking member as they arrived, each with its contribution's signed manifest.
   * @param from how many of them it has already.
   */
  inbox(caller: Caller, roundId: string, from: number): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const record = await findRound(manager, roundId);
      requireCommittee(record, caller);
      requireUnerased(record);
      const round = record.row.id;
      const contributions = await manager.find(Contributions, {
        where: { round, position: MoreThanOrEqual(from) },
        order: { position: 'ASC' },
        take: MOST_SHARES_AT_ONCE,
      });
      const sealed = await manager.findBy(SealedShares, {
        ...{ round, member: caller.id },
        node: In(contributions.map(({ node }) => node)),
      });
      const shareOf = new Map(sealed.map((row) => [row.node, row.sealedShare]));
      return shareInbox.encode({
        shares: contributions.map(({ node, manifest }) => ({ manifest, sealedShare: shareOf.get(node)! })),
      });
    });
  }

  /** Keeps a member's verdicts; a verdict is given once. */
  report(caller: Caller, round: string, bytes: Uint8Array): Promise<void> {
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      const record = await findRound(manager, round);
      requireCommittee(record, caller);
      const { message } = openFromCaller(caller, shareReport, bytes, record.row.id);
      if (message.round !== record.row.id || message.member !== caller.id)
        throw new CoordinatorError('malformed', 'the report names another round or member');
      const fresh = await this.freshVerdicts(manager, record.row.id, caller, message);
      if (fresh.length === 0) return;
      requirePhase(record, 'share report', ['collecting']);
      await manager.insert(ShareVerdicts, fresh);
      const bad = fresh.filter(({ good }) => !good).map(({ node }) => node);
      if (bad.length > 0)
        await this.ledger.append(transaction, {
          kind: 'share-reported-bad',
          actor: caller.id,
          subject: record.row.id,
          payload: { round: record.row.id, of: bad, report: Buffer.from(bytes).toString('base64') },
        });
      await this.rounds.advance(transaction, record.row.id);
    });
  }

  /** Keeps a node's word that it stays out, and why; the round does not wait for it. */
  refuse(caller: Caller, round: string, bytes: Uint8Array): Promise<void> {
    return this.database.write(async (transaction) => {
      const record = await findRound(transaction.manager, round);
      requireParty(record, caller);
      const { message } = openFromCaller(caller, refusal, bytes, record.row.id);
      if (message.round !== record.row.id || message.node !== caller.id)
        throw new CoordinatorError('malformed', 'the refusal names another round or node');
      if (await this.isKnownRefusal(transaction, record, caller, bytes)) return;
      requirePhase(record, 'refusal', ['collecting']);
      await transaction.manager.insert(RoundMessages, {
        round: record.row.id,
        kind: 'refusal',
        node: caller.id,
        envelope: bytes,
        at: this.clock.now(),
      });
      await this.ledger.append(transaction, {
        kind: 'round-refused',
        actor: caller.id,
        subject: record.row.id,
        payload: {
          round: record.row.id,
          code: message.code,
          reason: message.reason,
          refusal: Buffer.from(bytes).toString('base64'),
        },
      });
      transaction.afterCommit(() =>
        this.wakeups.wake({ reason: 'refusal', study: record.row.study, round: record.row.id }),
      );
      await this.rounds.advance(transaction, record.row.id);
    });
  }

  private async isKnownRefusal(
    { manager }: Transaction,
    { row }: RoundRecord,
    caller: Caller,
    bytes: Uint8Array,
  ): Promise<boolean> {
    if (await manager.existsBy(Contributions, { round: row.id, node: caller.id }))
      throw new CoordinatorError(
        'message-differs',
        `node "${caller.name}" has contributed to this round already`,
      );
    const earlier = await manager.findOneBy(RoundMessages, {
      round: row.id,
      kind: 'refusal',
      node: caller.id,
    });
    // A node may word its reason anew after a restart; that it stays out is what counts.
    return earlier !== null && (isSame(earlier.envelope, bytes) || row.phase === 'collecting');
  }

  private async freshVerdicts(
    manager: Rows,
    round: RoundId,
    caller: Caller,
    { good, bad }: { good: readonly NodeId[]; bad: readonly NodeId[] },
  ): Promise<{ round: RoundId; member: NodeId; node: NodeId; good: boolean }[]> {
    const verdicts = [
      ...good.map((node) => [node, true] as const),
      ...bad.map((node) => [node, false] as const),
    ];
    const about = { round, node: In(verdicts.map(([node]) => node)) };
    const contributions = await manager.find(Contributions, { select: { node: true }, where: about });
    const contributed = new Set(contributions.map(({ node }) => node));
    const earlier = new Map(
      (await manager.findBy(ShareVerdicts, { ...about, member: caller.id })).map((row) => [
        row.node,
        row.good,
      ]),
    );
    if (new Set(verdicts.map(([node]) => node)).size !== verdicts.length)
      throw new CoordinatorError('malformed', 'the report names a node twice');
    return verdicts.flatMap(([node, isGood]) => {
      if (!contributed.has(node))
        throw new CoordinatorError('malformed', `the report speaks of ${node}, which has not contributed`);
      const before = earlier.get(node);
      if (before !== undefined && before !== isGood)
        throw new CoordinatorError('message-differs', `the share of ${node} was reported otherwise before`);
      return before === undefined ? [{ round, member: caller.id, node, good: isGood }] : [];
    });
  }
}
