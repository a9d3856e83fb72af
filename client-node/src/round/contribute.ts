// Protocol step 3: train, clip, noise, encode, encrypt, sign, submit.
import { encryptContribution, type KeepChunk } from '../encrypt/encrypt-contribution.js';
import { protectedContribution } from '../protect/protect.js';
import { PeopleUnavailable, type ReadPeople } from '../study/study-runtime.js';
import { keepContribution, submitContribution, type ContributionPlace } from '../submit/submit.js';
import { CoordinatorProblem } from '../transport/coordinator-problem.js';
import type { AcceptedRound } from './accepted-round.js';
import type { RoundStart } from './check-round.js';
import { keptForRound, leaveKept } from './kept-state.js';
import type { RoundDesk } from './round-desk.js';

/** How the coordinator says that the set was fixed without this contribution. */
const LATE = ['round-closed', 'round-phase'];

/**
 * Makes this node's contribution once, and sends it until the coordinator has it, or has closed the set.
 * @param headSignature goes out with it.
 * @returns whether both are there.
 */
export async function contribute(
  desk: RoundDesk,
  round: AcceptedRound,
  start: RoundStart,
  headSignature: Uint8Array | undefined,
): Promise<boolean> {
  const { node, study } = desk;
  if (!node.store.contributions.find(desk.id)) {
    if (!mayStillContribute(desk)) {
      desk.report({ event: 'too-late' });
      return false;
    }
    for (;;) {
      const read = await ownPeople(desk);
      if (!read) return false;
      if (await prepare(desk, round, start, read)) break;
    }
  }
  // A burning round takes nothing any more, and what was to be sent may be erased already.
  if (desk.watch.now.phase === 'burning') return false;
  try {
    const { store, chunkFiles, coordinator } = node;
    const bytes = await submitContribution(store, chunkFiles, placeOf(desk), coordinator, headSignature);
    if (bytes > 0)
      desk.report({ event: 'contributed', bytes, people: (await study.people(desk.id)).people.size });
    return bytes > 0;
  } catch (error) {
    // The set was fixed while this node was away; it still serves on the committee and adopts the result.
    if (!(error instanceof CoordinatorProblem) || !LATE.includes(error.code)) throw error;
    desk.report({ event: 'too-late' });
    return false;
  }
}

/**
 * Before anything is reserved: does this node have what the agreement asks of its data?
 * @throws RoundRefused `data-quality` or `desensitisation-missing`
 */
export async function requireFitPeople({ node, study, id }: RoundDesk): Promise<void> {
  if (node.store.contributions.find(id)) return;
  try {
    await study.people(id);
  } catch (error) {
    // What may be mended meanwhile is said when this node would contribute.
    if (!(error instanceof PeopleUnavailable)) throw error;
  }
}

export function mayStillContribute({ watch, node, descriptor }: RoundDesk): boolean {
  return watch.now.phase === 'collecting' && node.clock.now() < descriptor.collectBy;
}

/**
 * Durable on this node's disk on return, so that a restarted node sends the same bytes.
 * @returns false where somebody was erased meanwhile, so that nothing was kept.
 */
async function prepare(
  desk: RoundDesk,
  round: AcceptedRound,
  { state, expected }: RoundStart,
  { people, isCurrent }: ReadPeople,
): Promise<boolean> {
  const { node, study } = desk;
  const { computation } = study;
  const { values, keeps } = await protectedContribution(
    computation,
    state.value,
    people,
    expected.terms,
    node.entropy,
    node.noise,
    study.keepsAtNodes ? await keptForRound(desk) : undefined,
  );
  // Chunks of a try that was cut short: nothing was recorded of them, so nobody will send them.
  node.chunkFiles.erase(desk.id);
  const keepChunk: KeepChunk = (chunk) => node.chunkFiles.write(desk.id, chunk);
  const prepared = await encryptContribution(
    round,
    values,
    node.signingKey,
    node.ring,
    node.entropy,
    keepChunk,
  );
  // In one transaction: an erasure either finds this contribution on record, or stops it.
  return node.store.transaction(() => {
    if (!isCurrent()) return false;
    keepContribution(node.store, placeOf(desk), prepared);
    if (keeps) leaveKept(desk, keeps);
    return true;
  });
}

/** Rows that cannot be read today are this party's to mend; the others' round goes on with this node's committee seat. */
async function ownPeople(desk: RoundDesk): Promise<ReadPeople | undefined> {
  try {
    return await desk.study.people(desk.id);
  } catch (error) {
    if (!(error instanceof PeopleUnavailable)) throw error;
    desk.report({ event: 'cannot-contribute', reason: error.message });
    return undefined;
  }
}

function placeOf({ id, descriptor: { study, state, attempt } }: RoundDesk): ContributionPlace {
  return { rid: id, study, state, attempt };
}
