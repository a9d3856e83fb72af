// Protocol step 7: the sum is opened, checked and turned into the next state, and this node signs its hash.
import { isPassing, openFailure, SecureSumError, signMessage } from '@chorale/crypto';
import { adoptOpenedSum } from '../adopt/adopt.js';
import { checkAdditions } from '../adopt/check-additions.js';
import { fetchSumHashes, NotOpened, openRound, type OpenedRound } from '../adopt/open-sum.js';
import type { FixedSet } from '../committee/commit.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from './accepted-round.js';
import type { RoundStart } from './check-round.js';
import { settleKept } from './kept-state.js';
import type { RoundDesk } from './round-desk.js';

/** Between two looks for a spare share. */
const POLL_MS = 500;

/** Adopts what the round opened, or says publicly why it cannot be opened. */
export async function openAndAdopt(desk: RoundDesk, round: AcceptedRound, start: RoundStart): Promise<void> {
  const { node, id } = desk;
  const kept = node.store.committee.adoptionOf(id);
  if (kept) return desk.send('adopt', kept.envelope);
  try {
    await openAndSignState(desk, round, start);
  } catch (error) {
    if (!(error instanceof EvidenceError) && !(error instanceof SecureSumError)) throw error;
    // A worker that was lost says nothing about the sum: the step is tried again, and the round is not.
    if (error instanceof SecureSumError && isPassing(error)) throw error;
    const failure = { round: id, node: node.self, reason: error.message.slice(0, 100) };
    await desk.send('failToOpen', signMessage(openFailure, node.signingKey, id, failure).bytes);
    desk.report({ event: 'cannot-open', reason: error.message });
  }
}

async function openAndSignState(
  desk: RoundDesk,
  round: AcceptedRound,
  { state, expected }: RoundStart,
): Promise<void> {
  const { node, study, id, descriptor, archive } = desk;
  const set = await desk.fixedSet(round);
  const sumChunks = await fetchSumHashes(round, set, archive);
  const additions = await checkAdditions(round, set, sumChunks, archive, node.ring, node.entropy);
  archive.keep(additions.sums);
  const opened = await openPatiently(desk, round, set);
  const adopted = adoptOpenedSum(
    { round, set, study, state, terms: expected.terms, opened, additions },
    node.signingKey,
  );
  node.store.transaction(() => {
    if (additions.wrong) node.store.studies.distrust(study.id, wrongAddition(id));
    else
      node.store.studies.storeState({
        study: study.id,
        state: adopted.state.hash,
        rounds: descriptor.round + 1,
        bytes: adopted.state.bytes,
      });
    if (study.keepsAtNodes) settleKept(desk, set);
    node.store.committee.adopt({ rid: id, state: adopted.state.hash, envelope: adopted.envelope });
    node.budget.spend(id);
  });
  await desk.send('adopt', adopted.envelope);
  desk.report({
    event: 'adopted',
    state: adopted.state.hash,
    nodes: set.manifests.length,
    privacy: study.privacyAfter(descriptor.round),
    done: adopted.done,
    bytesSent: node.bytesSent(study.id),
  });
}

/**
 * Opens with the shares that are here, and again with a spare one: a member that releases something else first must not
 * decide the round. Waits no longer than a committee may take.
 */
async function openPatiently(desk: RoundDesk, round: AcceptedRound, set: FixedSet): Promise<OpenedRound> {
  const { node, descriptor, archive, watch } = desk;
  const { committee, collectBy, committeeBy } = descriptor;
  const until = node.clock.now() + (committeeBy - collectBy);
  for (let failures = 0; ; failures += 1) {
    try {
      return await desk.withRoundKey((key) => openRound(round, set, key, archive, node.ring));
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      if (failures === 0) await refuseWrongAddition(desk, round, set);
      const mayOneCome = error.released < committee.length && node.clock.now() < until;
      if (!mayOneCome || watch.now.phase !== 'adopting') throw error;
    }
    await node.pause(POLL_MS);
  }
}

/** @throws EvidenceError, and leaves the study for good, where nothing opens because the coordinator added wrongly. */
async function refuseWrongAddition(desk: RoundDesk, round: AcceptedRound, set: FixedSet): Promise<void> {
  const { node, study, id, archive } = desk;
  const sum = await fetchSumHashes(round, set, archive);
  const { wrong } = await checkAdditions(round, set, sum, archive, node.ring, node.entropy);
  if (!wrong) return;
  node.store.studies.distrust(study.id, wrongAddition(id));
  throw new EvidenceError('the sum is not the sum of the set: the coordinator added wrongly');
}

function wrongAddition(round: string): string {
  return `the coordinator added up round ${round} wrongly; it is in the ledger`;
}
