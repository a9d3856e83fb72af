// A round as the rest of the house asks for it: its row and the descriptor it was opened with.
import {
  contributionSet,
  descriptor as descriptorMessage,
  envelope,
  parseHash,
  type Descriptor,
  type NodeId,
  type RoundId,
} from '@chorale/crypto';
import type { Caller } from '../federation/federation.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Rows } from '../storage/rows.js';
import {
  RoundMessages,
  Rounds,
  type RoundMessageKind,
  type RoundMessageRow,
  type RoundRow,
} from '../storage/tables/round-tables.js';

/** A round without what is large: that is read where it is needed. */
export type RoundFacts = Omit<RoundRow, 'envelope' | 'contributionSet' | 'ciphertextSum'>;
const factColumns = {
  id: true,
  study: true,
  round: true,
  attempt: true,
  phase: true,
  phaseSince: true,
  reason: true,
  state: true,
  openedAt: true,
  collectBy: true,
  committeeBy: true,
  setRoot: true,
  nextState: true,
  endedAt: true,
  chunksErased: true,
} as const satisfies Record<keyof RoundFacts, true>;

export interface RoundRecord {
  readonly row: RoundFacts;
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
export async function findRound(manager: Rows, id: string): Promise<RoundRecord> {
  const hash = parseHash(id);
  const where = { id: hash as string as RoundId };
  const row = hash && (await manager.findOne(Rounds, { select: factColumns, where }));
  if (!row) throw new CoordinatorError('not-found', `there is no round ${id}; fetch the work list again`);
  const descriptor =
    decoded.get(row.id) ?? descriptorOf({ id: row.id, envelope: await descriptorEnvelope(manager, row.id) });
  return { row, descriptor };
}

/** As the coordinator signed it. */
export async function descriptorEnvelope(manager: Rows, id: RoundId): Promise<Uint8Array> {
  const { envelope: bytes } = await manager.findOneOrFail(Rounds, {
    select: { id: true, envelope: true },
    where: { id },
  });
  return bytes;
}

/** Encoded ciphertextSum; null before it is added up. */
export async function sumOf(manager: Rows, id: RoundId): Promise<Uint8Array | null> {
  const { ciphertextSum } = await manager.findOneOrFail(Rounds, {
    select: { id: true, ciphertextSum: true },
    where: { id },
  });
  return ciphertextSum;
}

/** A fixed set as it is handed out, and who is in it, by ascending id. */
export interface KeptSet {
  readonly bytes: Uint8Array;
  readonly nodes: readonly NodeId[];
}

/** By round and root: what has this root is this set, so the last few are kept. */
const sets = new Map<string, KeptSet>();
const MOST_SETS = 4;

/** Undefined before the set is fixed. */
export async function setOf(
  manager: Rows,
  { id, setRoot }: Pick<RoundFacts, 'id' | 'setRoot'>,
): Promise<KeptSet | undefined> {
  if (setRoot === null) return undefined;
  const key = `${id} ${setRoot}`;
  const known = sets.get(key);
  if (known) return known;
  const { contributionSet: bytes } = await manager.findOneOrFail(Rounds, {
    select: { id: true, contributionSet: true },
    where: { id },
  });
  const { manifests } = contributionSet.decode(bytes!);
  const kept = { bytes: bytes!, nodes: manifests.map((manifest) => envelope.decode(manifest).signer) };
  sets.set(key, kept);
  for (const oldest of sets.keys()) {
    if (sets.size <= MOST_SETS) break;
    sets.delete(oldest);
  }
  return kept;
}

/** Signed messages of one kind, by ascending node id. */
export function messagesOf(
  manager: Rows,
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
