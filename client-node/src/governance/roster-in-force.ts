// The roster that rounds have to name here, and which of this node's promises hold under it.
import { holdsUnder, readRoster, soundRoster, type RosterHash, type SoundRoster } from '@chorale/crypto';
import { RoundRefused } from '../agreement/refusal.js';
import type { RosterView } from '../round/node-parts.js';
import type { AgreementRecord } from '../storage/agreement-records.js';
import type { NodeStore } from '../storage/node-store.js';

/** @throws RoundRefused `roster-mismatch` before any is in force. */
export function rosterInForce({ federation }: NodeStore): RosterView {
  const stored = federation.rosterInForce();
  if (!stored)
    throw new RoundRefused(
      'roster-mismatch',
      'no roster is in force yet, as far as this node has seen; compare fingerprints and sign with "chorale-node agreement sign"',
    );
  return { ...readRoster(stored.bytes), hash: stored.hash };
}

/** The same, as the next one is built on it. @throws RoundRefused `roster-mismatch` */
export function soundRosterInForce(store: NodeStore): SoundRoster {
  rosterInForce(store);
  return soundRoster(store.federation.rosterInForce()!.bytes);
}

/** A roster that is or was in force, for what was begun under it; undefined for any other. */
export function rosterNamed({ federation }: NodeStore, hash: RosterHash): RosterView | undefined {
  const stored = federation.followedRoster(hash);
  return stored && { ...readRoster(stored.bytes), hash: stored.hash };
}

/** Whether this node signed an agreement under a roster that said of everybody what the present one says. */
export function consentHolds(
  { federation }: NodeStore,
  agreement: AgreementRecord | undefined,
  present: Pick<RosterView, 'nodes' | 'hash'>,
): boolean {
  const signed = agreement?.consent && federation.signedRoster(agreement.consent.roster);
  if (!signed) return false;
  return signed.hash === present.hash || holdsUnder(readRoster(signed.bytes), present);
}
