// A node that missed rounds gets the state from a member, sealed to a key of its own; we only carry it.
import {
  envelopes,
  roundKey,
  stateRequest,
  stateTransfer,
  type StateHash,
  type StudyId,
} from '@chorale/crypto';
import { requireSealable } from '../admission/round-keys.js';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { requireInRoster } from '../federation/closed-roster.js';
import type { RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import { messagesOf } from '../rounds/round-record.js';
import { IsNull, LessThan } from '../storage/conditions.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import {
  RoundKeys,
  Rounds,
  StateRequests,
  Studies,
  type RoundKeyRow,
} from '../storage/tables/round-tables.js';
import { findStudy } from '../studies/study-record.js';

/** A request that nobody answered, and an answer that was not fetched, are forgotten after so long. */
export const REQUEST_LIFE_MS = 24 * 3600 * 1000;

export class StateExchange {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly federation: Federation,
    private readonly rosters: RosterBook,
  ) {}

  /** Adoptions of the round that made a state; none for the state a study starts from. */
  proof(study: string, state: StateHash): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const { id } = await findStudy(manager, study);
      const round = await manager.findOneBy(Rounds, { study: id, nextState: state });
      const adoptions = round ? await messagesOf(manager, round.id, 'adoption') : [];
      return envelopes.encode({ envelopes: adoptions.map(({ envelope }) => envelope) });
    });
  }

  /**
   * Puts a request before the members; the key inside it serves for nothing else any more. It takes the place of
   * an earlier one of this node for the study.
   * @throws CoordinatorError for a node outside the roster, or a state that the study never had.
   */
  async request(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, stateRequest, bytes, this.federation.id);
    const { message: key } = openFromCaller(caller, roundKey, message.keyEnvelope, this.federation.id);
    if (message.node !== caller.id || key.node !== caller.id)
      throw new CoordinatorError('malformed', 'the request names another node than the one that sent it');
    requireSealable({ keyIndex: key.index, publicKey: key.publicKey });
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const now = this.clock.now();
      requireInRoster(await this.rosters.requiredInForce(manager), caller);
      const { id } = await findStudy(manager, message.study);
      await requireStateOf(manager, id, message.state);
      await manager.delete(StateRequests, { at: LessThan(now - REQUEST_LIFE_MS) });
      const row = { node: caller.id, study: id };
      const known = await manager.findOneBy(StateRequests, row);
      if (known && Buffer.compare(known.envelope, bytes) === 0) return;
      const { index: keyIndex, publicKey } = key;
      await this.useKey(transaction, {
        node: caller.id,
        keyIndex,
        publicKey,
        envelope: message.keyEnvelope,
        usedFor: `state:${message.state}`,
      });
      await manager.delete(StateRequests, row);
      await manager.insert(StateRequests, {
        ...row,
        state: message.state,
        envelope: bytes,
        at: now,
        transfer: null,
      });
      await this.ledger.append(transaction, {
        kind: 'state-requested',
        actor: caller.id,
        subject: id,
        payload: { study: id, state: message.state, request: Buffer.from(bytes).toString('base64') },
      });
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'state-requested', study: id }));
    });
  }

  /** Keeps the first transfer that answers an open request. */
  async send(caller: Caller, bytes: Uint8Array): Promise<void> {
    const { message } = openFromCaller(caller, stateTransfer, bytes, this.federation.id);
    await this.database.write(async (transaction) => {
      const { manager } = transaction;
      const { to: node, study, state } = message;
      const open = { node, study, state, transfer: IsNull() };
      const { affected } = await manager.update(StateRequests, open, { transfer: bytes });
      if (affected !== 1) return;
      await this.ledger.append(transaction, {
        kind: 'state-transferred',
        actor: caller.id,
        subject: message.study,
        payload: { study: message.study, state: message.state, to: message.to },
      });
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'state-transferred', study: message.study }));
    });
  }

  /** @throws CoordinatorError `not-found` while nobody has answered. */
  receive(caller: Caller, idOrName: string, state: StateHash): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const { id: study } = await findStudy(manager, idOrName);
      const row = await manager.findOneBy(StateRequests, { node: caller.id, study, state });
      if (!row?.transfer)
        throw new CoordinatorError(
          'not-found',
          'no member has sent this state yet; wait for a wake-up and ask again',
        );
      return row.transfer;
    });
  }

  /**
   * A key that comes with its request was never on the shelf, so no round can take it meanwhile.
   * @throws CoordinatorError `round-key-reused`.
   */
  private async useKey({ manager }: Transaction, row: RoundKeyRow): Promise<void> {
    const { node, keyIndex } = row;
    if (await manager.existsBy(RoundKeys, { node, keyIndex }))
      throw new CoordinatorError(
        'round-key-reused',
        'the key in the request serves already; send a fresh one',
      );
    await manager.insert(RoundKeys, row);
  }
}

/** @throws CoordinatorError `not-found` for a state that no round of the study closed with. */
async function requireStateOf(manager: Rows, study: StudyId, state: StateHash): Promise<void> {
  if (await manager.existsBy(Studies, { id: study, state })) return;
  if (await manager.existsBy(Rounds, { study, nextState: state, phase: 'closed' })) return;
  throw new CoordinatorError(
    'not-found',
    `study ${study} never came to state ${state}; fetch the work list and ask for the state named there`,
  );
}
