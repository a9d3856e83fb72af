// What nodes hand in for drawings: the anchor of their chain, once a study, and the value of a drawing that they are called to.
import {
  drawingCall,
  envelope,
  isLotOf,
  lotAnchor,
  lotUpload,
  type Hash,
  type ShownLot,
  type StudyId,
} from '@chorale/crypto';
import { openFromCaller, type Caller, type Federation } from '../federation/federation.js';
import { requireInRoster } from '../federation/closed-roster.js';
import type { RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import { CoordinatorError } from '../platform/errors.js';
import { findRound } from '../rounds/round-record.js';
import type { RoundRunner } from '../rounds/round-runner.js';
import type { Rows } from '../storage/rows.js';
import type { Database, Transaction } from '../storage/database.js';
import { Drawings, LotAnchors, Lots } from '../storage/tables/drawing-tables.js';
import { findStudy, parseStudy } from '../studies/study-record.js';

export class LotDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly federation: Federation,
    private readonly rosters: RosterBook,
    private readonly rounds: RoundRunner,
  ) {}

  /**
   * Keeps a node's anchor, and its value where it is called.
   * @throws CoordinatorError `message-differs` for a second anchor, `malformed` for a value that the anchor does not allow.
   */
  accept(caller: Caller, study: string, bytes: Uint8Array): Promise<void> {
    const { anchor: anchorBytes, shown } = lotUpload.decode(bytes);
    return this.database.write(async (transaction) => {
      const { manager } = transaction;
      requireInRoster(await this.rosters.requiredInForce(manager), caller);
      const row = await findStudy(manager, study);
      if ((parseStudy(row).aggregation?.rule ?? 'sum') === 'sum')
        throw new CoordinatorError(
          'malformed',
          `study "${row.name}" draws no groups; nothing is to be shown`,
        );
      const anchor = await this.acceptAnchor(transaction, caller, row.id, anchorBytes);
      if (shown) await acceptValue(manager, caller, row.id, anchor, shown);
      await this.rounds.advanceStudy(transaction, row.id);
    });
  }

  /** The drawing that a round's groups follow from. @throws CoordinatorError `not-found`. */
  drawing(round: string): Promise<Uint8Array> {
    return this.database.read(async (manager) => {
      const { row } = await findRound(manager, round);
      const drawing = await manager.findOneBy(Drawings, {
        study: row.study,
        round: row.round,
        attempt: row.attempt,
      });
      if (!drawing?.result) throw new CoordinatorError('not-found', 'the round has no groups');
      return drawing.result;
    });
  }

  private async acceptAnchor(
    transaction: Transaction,
    caller: Caller,
    study: StudyId,
    bytes: Uint8Array,
  ): Promise<Hash> {
    const { manager } = transaction;
    const { message } = openFromCaller(caller, lotAnchor, bytes, this.federation.id);
    if (message.node !== caller.id || message.study !== study)
      throw new CoordinatorError(
        'malformed',
        'the anchor names another node or study than its address and signature',
      );
    const known = await manager.findOneBy(LotAnchors, { study, node: caller.id });
    if (known && known.anchor !== message.anchor)
      throw new CoordinatorError(
        'message-differs',
        `node "${caller.name}" bound itself to other values in this study before; it takes part with those or not at all`,
      );
    if (known) return known.anchor;
    await manager.insert(LotAnchors, { study, node: caller.id, anchor: message.anchor, envelope: bytes });
    await this.ledger.append(transaction, {
      kind: 'lots-anchored',
      actor: caller.id,
      subject: study,
      payload: { study, anchor: Buffer.from(bytes).toString('base64') },
    });
    return message.anchor;
  }
}

async function acceptValue(
  manager: Rows,
  { id: node, name }: Caller,
  study: StudyId,
  anchor: Hash,
  { drawing, value }: ShownLot,
): Promise<void> {
  if (!isLotOf(anchor, { study, node }, drawing, value))
    throw new CoordinatorError('malformed', `the value is not the one that node "${name}" bound itself to`);
  if (await manager.existsBy(Lots, { study, drawing, node })) return;
  const row = await manager.findOneBy(Drawings, { study, drawing });
  const isCalled =
    row && drawingCall.decode(row.call).anchors.some((bytes) => envelope.decode(bytes).signer === node);
  if (!isCalled)
    throw new CoordinatorError('not-found', `node "${name}" is not called to drawing ${drawing}`);
  if (row.result)
    throw new CoordinatorError('round-closed', `drawing ${drawing} was made without it; wait for the next`);
  await manager.insert(Lots, { study, drawing, node, value });
}
