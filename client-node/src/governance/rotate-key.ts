// A node's new key, named by its old one: made and sealed first, then voted in by the old key's signature, then put in its
// place. Killed anywhere, the same again goes on where it stood.
import {
  amendedRoster,
  roster as rosterMessage,
  rosterConsent,
  rosterHash,
  rosterList,
  rosterProposal,
  signMessage,
  type SigningKey,
} from '@chorale/crypto';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { Membership } from '../storage/federation-records.js';
import type { NodeStore } from '../storage/node-store.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import { followRosters } from './follow-rosters.js';
import { rosterInForce, soundRosterInForce } from './roster-in-force.js';

export interface RotationParts {
  readonly store: NodeStore;
  readonly membership: Membership;
  readonly oldKey: SigningKey;
  /** Sealed on disk already. */
  readonly newKey: SigningKey;
  readonly asOldKey: CoordinatorPort;
  readonly asNewKey: CoordinatorPort;
}

/**
 * Puts a roster in force that names the new key; whoever calls then makes it this node's key.
 * @returns version of that roster.
 * @throws CoordinatorProblem `study-running` while a study runs, and what the coordinator refuses else.
 */
export async function rotateKey(parts: RotationParts, reason: string): Promise<number> {
  const { store, membership, newKey, asOldKey, asNewKey } = parts;
  const { federation, coordinatorKey, node } = membership;
  const follow = (coordinator: CoordinatorPort): Promise<number> =>
    followRosters({ store, coordinator, federation, coordinatorKey });
  const isDone = (): boolean => rosterInForce(store).nodes.some(({ id }) => id === newKey.nodeId);
  try {
    await follow(asOldKey);
  } catch (error) {
    // The old key was retired before this node heard of it: the new one asks.
    if (!(error instanceof CoordinatorProblem) || error.status !== 401) throw error;
    await follow(asNewKey);
  }
  if (!isDone()) {
    const present = soundRosterInForce(store);
    const version = Math.max(present.roster.version, await newestVersion(asOldKey)) + 1;
    const roster = rosterMessage.encode(
      amendedRoster(present, version, { rekey: [{ node, key: newKey.publicKey }] }),
    );
    const word = { roster: rosterHash(roster), version };
    const ballot = signMessage(rosterConsent, parts.oldKey, federation, word).bytes;
    await asOldKey.request('proposeRoster', {
      body: rosterProposal.encode({ roster, reason, ballots: [ballot] }),
    });
    await follow(asNewKey);
    if (!isDone())
      throw new Error('the coordinator took the new key, but shows no roster with it; try again');
  }
  // What was signed with the old key, nobody will seal to any more.
  store.roundKeys.forgetUnused();
  return rosterInForce(store).version;
}

async function newestVersion(coordinator: CoordinatorPort): Promise<number> {
  const { rosters } = rosterList.decode(await coordinator.request('pendingRosters'));
  return Math.max(0, ...rosters.map((bytes) => rosterMessage.decode(bytes).version));
}
