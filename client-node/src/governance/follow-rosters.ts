// Which roster is in force is not the coordinator's word: each version is held against the signatures of the members of the
// version before. The chain begins, for this node, with a roster that its own people signed after comparing fingerprints.
import {
  fingerprintOf,
  keyInRoster,
  openKnownBallots,
  requireSuccession,
  soundRoster,
  successions,
  SuccessionError,
  type InForce,
  type SoundRoster,
  type Succession,
} from '@chorale/crypto';
import type { CoordinatorPort } from '../round/coordinator-port.js';
import type { NodeStore } from '../storage/node-store.js';

export interface FollowingParts {
  readonly store: NodeStore;
  readonly coordinator: CoordinatorPort;
  readonly federation: string;
  readonly coordinatorKey: Uint8Array;
}

/** Before it has signed one, anybody could invent members and their rosters for a node without end. */
const MOST_STEPS = 10_000;

interface Step extends InForce {
  readonly next: SoundRoster;
  readonly bytes: Uint8Array;
}

/**
 * Takes over every roster that came into force since this node last looked; durable on return.
 * @returns how many.
 * @throws SuccessionError or DecodeError for a roster that members' signatures do not put in force; nothing of it is kept.
 */
export async function followRosters(parts: FollowingParts): Promise<number> {
  const { store } = parts;
  const known = store.federation.rosterInForce();
  const first = known && soundRoster(known.bytes);
  const steps: Step[] = [];
  for (let before = first; ; before = steps.at(-1)?.next) {
    const after = String(before?.roster.version ?? 0);
    const answer = await parts.coordinator.request('rosterSuccessions', { query: { after } });
    const fetched = successions.decode(answer).steps;
    for (const succession of fetched) steps.push(stepAfter(parts, steps.at(-1)?.next ?? first, succession));
    if (fetched.length === 0) break;
    if (steps.length > MOST_STEPS)
      throw new SuccessionError(
        `the coordinator shows more than ${MOST_STEPS} rosters that this node missed`,
      );
  }
  if (!first) dropUnknown(store, steps);
  store.transaction(() => {
    for (const step of steps) adopt(store, step);
  });
  return steps.length;
}

function stepAfter(
  { store, federation, coordinatorKey }: FollowingParts,
  before: SoundRoster | undefined,
  { roster: bytes, ballots }: Succession,
): Step {
  const next = soundRoster(bytes);
  const { roster } = next;
  if (roster.federation !== federation || Buffer.compare(roster.coordinatorKey, coordinatorKey) !== 0)
    throw new SuccessionError(
      'the roster belongs to another federation or coordinator than the invitation named',
    );
  // Before members had administrators, every node signed every roster, and none named the one before it.
  const startsAnew = next.isOfNodes && (!before || before.isOfNodes);
  if (startsAnew && before && !store.federation.signedRoster(next.hash))
    throw new SuccessionError(`roster version ${roster.version} is none that this node signed`);
  const voters = startsAnew ? undefined : before;
  const electorate = (voters ?? next).roster;
  const words = openKnownBallots(ballots, federation, (signer) => keyInRoster(electorate, signer));
  return { next, bytes, ...requireSuccession(voters, next, words) };
}

/** A history that leads to no roster which this node signed is anybody's invention: nothing of it counts yet. */
function dropUnknown({ federation }: NodeStore, steps: Step[]): void {
  if (!steps.some(({ next }) => federation.signedRoster(next.hash))) steps.length = 0;
}

function adopt({ federation }: NodeStore, { next, bytes, changes, ownWordOf }: Step): void {
  federation.follow({ version: next.roster.version, hash: next.hash, bytes });
  if (ownWordOf === undefined) return;
  // A key that people compared vouches for the one that takes its place, so nobody has to telephone again.
  const confirmed = new Set(federation.confirmedFingerprints().map(({ fingerprint }) => fingerprint));
  for (const change of changes) {
    if (change.kind !== 'node-rekeyed' || !confirmed.has(fingerprintOf(change.before.signingKey))) continue;
    const { name, signingKey } = change.node;
    federation.confirm({ node: name, fingerprint: fingerprintOf(signingKey) });
  }
}
