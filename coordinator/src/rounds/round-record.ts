// A round as the rest of the house asks for it: its row and the descriptor it was opened with.
import {
  descriptor as descriptorMessage,
  envelope,
  parseHash,
  type Descriptor,
  type RoundId,
} from '@chorale/crypto';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../federation/federation.js';
import { CoordinatorError } from '../platform/errors.js';
import {
  RoundMessages,
  Rounds,
  type RoundMessageKind,
  type RoundMessageRow,
  type RoundRow,
} from '../storage/tables/round-tables.js';

export interface RoundRecord {
  readonly row: RoundRow;
  readonly descriptor: Descriptor;
}

/** Descriptors never change, so the last few are kept decoded. */
const decoded = new Map<RoundId, Descriptor>();
const MOST_DECODED = 32;

export function descriptorOf(row: Pick<RoundRow, 'id' | 'envelope'>): Descriptor {
  const known = decoded.get(row.id);
  if (known) return known;
  const fresh = descriptorMessage.decode(envelope.decode(row.envelope).body);
  decoded.set(row.id, fresh);
  for (const oldest of decoded.keys()) {
    if (decoded.size <= MOST_DECODED) break;
    decoded.delete(oldest);
  }
  return fresh;
}

/** @throws CoordinatorError `not-found`. */
export async function findRound(manager: EntityManager, id: string): Promise<RoundRecord> {
  const hash = parseHash(id);
  const row = hash && (await manager.findOneBy(Rounds, { id: hash as string as RoundId }));
  if (!row) throw new CoordinatorError('not-found', `there is no round ${id}; fetch the work list again`);
  return { row, descriptor: descriptorOf(row) };
}

/** Signed messages of one kind, by ascending node id. */
export function messagesOf(
  manager: EntityManager,
  round: RoundId,
  kind: RoundMessageKind,
): Promise<RoundMessageRow[]> {
  return manager.find(RoundMessages, { where: { round, kind }, order: { node: 'ASC' } });
}

export function requireCohort({ descriptor }: RoundRecord, caller: Caller): void {
  if (!descriptor.cohort.includes(caller.id))
    throw new CoordinatorError(
      'not-in-round',
      `node "${caller.name}" is not in this round's cohort; wait for the next`,
    );
}
/** @throws CoordinatorError unless something is sealed to the caller in this round. */
export function requireParty({ descriptor }: RoundRecord, caller: Caller): void {
  const { committee, recipients } = descriptor;
  if (!committee.includes(caller.id) && !recipients.includes(caller.id))
    throw new CoordinatorError(
      'not-in-round',
      `node "${caller.name}" is no party to this round; wait for the next`,
    );
}
export function requireCommittee({ descriptor }: RoundRecord, caller: Caller): void {
  if (!descriptor.committee.includes(caller.id))
    throw new CoordinatorError('not-on-committee', `node "${caller.name}" is not on this round's committee`);
}
export function requireRecipient({ descriptor }: RoundRecord, caller: Caller): void {
  if (!descriptor.recipients.includes(caller.id))
    throw new CoordinatorError('not-a-recipient', `node "${caller.name}" does not receive this round's sum`);
}

/** Refuses what a round in this phase no longer, or not yet, takes. */
export function requirePhase(
  { row }: RoundRecord,
  what: string,
  allowed: readonly RoundRow['phase'][],
): void {
  if (allowed.includes(row.phase)) return;
  if (['closed', 'burned', 'spent', 'burning'].includes(row.phase))
    throw new CoordinatorError(
      'round-closed',
      `the round is ${row.phase} and takes no ${what} any more; fetch the work list for the present round`,
    );
  throw new CoordinatorError(
    'round-phase',
    `the round is ${row.phase}; it takes a ${what} while ${allowed.join(' or ')}; fetch the work list again`,
  );
}

/** @throws CoordinatorError `round-closed` once the chunks, shares and releases of an ended round were erased. */
export function requireUnerased({ row }: RoundRecord): void {
  if (row.chunksErased)
    throw new CoordinatorError(
      'round-closed',
      `the round is ${row.phase} and its chunks and shares were erased; fetch the work list for the present round`,
    );
}

/** Same bytes twice are one message; other bytes for the same place are a contradiction. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
