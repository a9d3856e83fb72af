// The life of a round, as one table. Nothing else writes a round's phase.
//
//   collecting --set-fixed--> committing --committed--> releasing --released--> adopting --agreed--> closed
//       |                         |                         |                       |
//  too-few, stopped     committee-late, stopped         given-up               given-up, unusable
//       v                         v                         v                       v
//    burning <--------------------+                       spent <-------------------+
//       |  \--given-up (its study was stopped)-------------^
//       |
//     burned
//       v
//    burned
//
// Before `releasing` no share has left a member, so a round that fails may be burned and its contributions
// repeated under a new id. From `releasing` on it counts as opened, whatever comes of it. A burning round of a
// stopped study that too few members burn ends as spent: nobody proved that it stayed closed.
import type { RoundId, RoundPhase } from '@chorale/crypto';
import { Rounds } from '../storage/tables/round-tables.js';
import type { Transaction } from '../storage/database.js';

export type RoundEvent =
  | 'set-fixed'
  | 'too-few'
  | 'stopped'
  | 'committed'
  | 'committee-late'
  | 'released'
  | 'agreed'
  | 'unusable'
  | 'given-up'
  | 'burned';

export const roundTransitions: Readonly<
  Record<RoundPhase, Readonly<Partial<Record<RoundEvent, RoundPhase>>>>
> = {
  collecting: { 'set-fixed': 'committing', 'too-few': 'burning', stopped: 'burning' },
  committing: { committed: 'releasing', 'committee-late': 'burning', stopped: 'burning' },
  releasing: { released: 'adopting', 'given-up': 'spent' },
  adopting: { agreed: 'closed', unusable: 'spent', 'given-up': 'spent' },
  burning: { burned: 'burned', 'given-up': 'spent' },
  closed: {},
  burned: {},
  spent: {},
};

/** A transition that the table does not hold: a bug, never an answer to a caller. */
export class ImpossibleTransition extends Error {
  override readonly name = 'ImpossibleTransition';
  constructor(round: RoundId, phase: RoundPhase, event: RoundEvent) {
    super(`round ${round} cannot take "${event}" while ${phase}`);
  }
}

/** Whether nothing happens to the round any more. */
export function isEnded(phase: RoundPhase): boolean {
  return Object.keys(roundTransitions[phase]).length === 0;
}

/** @throws ImpossibleTransition */
export function nextPhase(round: RoundId, phase: RoundPhase, event: RoundEvent): RoundPhase {
  const next = roundTransitions[phase][event];
  if (!next) throw new ImpossibleTransition(round, phase, event);
  return next;
}

/**
 * Moves a round along the table.
 * @param reason for people, where the round leaves its road; empty otherwise.
 * @returns the phase it is in now.
 */
export async function moveRound(
  { manager }: Transaction,
  { id, phase }: { readonly id: RoundId; readonly phase: RoundPhase },
  event: RoundEvent,
  nowMs: number,
  reason = '',
): Promise<RoundPhase> {
  const next = nextPhase(id, phase, event);
  const endedAt = isEnded(next) ? { endedAt: nowMs } : {};
  const { affected } = await manager.update(
    Rounds,
    { id, phase },
    { phase: next, phaseSince: nowMs, reason, ...endedAt },
  );
  if (affected !== 1) throw new ImpossibleTransition(id, phase, event);
  return next;
}
