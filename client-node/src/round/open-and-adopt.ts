// Protocol step 7: the sum is opened, checked and turned into the next state, and this node signs its hash.
import { isPassing, openFailure, SecureSumError, signMessage } from '@chorale/crypto';
import { adoptOpenedSum } from '../adopt/adopt.js';
import { checkAdditions } from '../adopt/check-additions.js';
import { openRound } from '../adopt/open-sum.js';
import { verifySet } from '../committee/commit.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from './accepted-round.js';
import type { RoundStart } from './check-round.js';
import type { RoundDesk } from './round-desk.js';

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
  const set = verifySet(round, await desk.fetch('contributionSet'));
  const opened = await desk.withRoundKey((key) => openRound(round, set, key, archive, node.ring));
  const additions = await checkAdditions(round, set, opened.sumChunks, archive, node.ring, node.entropy);
  const adopted = adoptOpenedSum(
    { round, set, study, state, terms: expected.terms, opened, additions },
    node.signingKey,
  );
  node.store.transaction(() => {
    if (additions.wrong)
      node.store.studies.distrust(
        study.id,
        `the coordinator added up round ${id} wrongly; it is in the ledger`,
      );
    else
      node.store.studies.storeState({
        study: study.id,
        state: adopted.state.hash,
        rounds: descriptor.round + 1,
        bytes: adopted.state.bytes,
      });
    node.store.committee.adopt({ rid: id, state: adopted.state.hash, envelope: adopted.envelope });
    node.budget.spend(id);
  });
  await desk.send('adopt', adopted.envelope);
  desk.report({
    event: 'adopted',
    state: adopted.state.hash,
    nodes: set.manifests.length,
    epsilon: study.epsilonAfter(descriptor.round),
    done: adopted.done,
    bytesSent: node.bytesSent(study.id),
  });
}
