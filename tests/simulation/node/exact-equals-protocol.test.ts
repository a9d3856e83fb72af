// A whole study through the node's own rooms, encrypted, shared, released, opened and adopted, ends in the very state
// of the exact integer sum WITHOUT ENCRYPTION. So figures over the exact sum are figures of the product.
import { ciphertextSum, contributionSet, type Descriptor, type RoundId } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import { stateHash } from '@chorale/models';
import { adoptOpenedSum, type AdoptedState } from '../../../client-node/src/adopt/adopt.js';
import { checkAdditions } from '../../../client-node/src/adopt/check-additions.js';
import { openRound, type RoundArchive } from '../../../client-node/src/adopt/open-sum.js';
import { checkShares } from '../../../client-node/src/committee/check-shares.js';
import { verifySet } from '../../../client-node/src/committee/commit.js';
import { signRelease } from '../../../client-node/src/committee/release.js';
import {
  encryptContribution,
  type PreparedContribution,
} from '../../../client-node/src/encrypt/encrypt-contribution.js';
import { NoisePool } from '../../../client-node/src/protect/noise-pool.js';
import { protectedContribution } from '../../../client-node/src/protect/protect.js';
import { StudyRuntime, type KnownState } from '../../../client-node/src/study/study-runtime.js';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.js';
import {
  descriptor,
  entropy,
  inboxOf,
  keepChunk,
  keptChunk,
  nodes,
  partsOf,
  recipientKeys,
  releasesFor,
  ring,
  roundAt,
} from '../../support/round/five-nodes.js';
import { simulateStudy } from '../../support/simulate-study.js';

const parties = [0, 1, 2, 3, 4].map((party) => {
  const amount = Array.from({ length: 20 + party }, (_, person) => (37 * person + 11 * party) % 100);
  const label = amount.map((value, person) => (value + 20 * (person % 3) > 60 ? 1 : 0));
  return peopleOfColumns({ amount, member: amount.map((_, person) => person % 2), label });
});
const { agreement, study } = agreementAndStudy({
  features: [
    { name: 'amount', type: 'number', lower: 0, upper: 100 },
    { name: 'member', type: 'binary' },
  ],
  people: 110,
  computation: 'logistic-regression',
  mode: 'none',
});
/** The vectors are short: no thread starts. */
const noise = new NoisePool({ threads: 1, entropy });
/** Each node plans the study for itself. */
const runtimes = parties.map(
  (people) =>
    new StudyRuntime(descriptor.study, study, descriptor.agreement, agreement, nodes.length, () =>
      Promise.resolve({ people, changesUnheard: false, isCurrent: () => true }),
    ),
);

/** The member that is away whenever the committee releases; a spare share is left. */
const AWAY = 2;

async function contributionOf(
  node: number,
  state: KnownState,
  change: Partial<Descriptor>,
): Promise<PreparedContribution> {
  const runtime = runtimes[node]!;
  const { terms } = runtime.expectedRound(state, change.round!, nodes.length);
  const { values } = await protectedContribution(
    runtime.computation,
    state.value,
    (await runtime.people('0'.repeat(64) as RoundId)).people,
    terms,
    entropy,
    noise,
  );
  return encryptContribution(roundAt(node, change), values, nodes[node]!.key, ring, entropy, keepChunk);
}

/** What the coordinator keeps of a round: the set, the sum that it added up, and the members' releases. */
async function archiveOf(
  contributions: readonly PreparedContribution[],
  change: Partial<Descriptor>,
): Promise<{ set: Uint8Array; archiveFor: (recipient: number) => RoundArchive }> {
  const { id } = roundAt(0, change);
  const set = contributionSet.encode({ round: id, manifests: contributions.map(({ manifest }) => manifest) });
  const fixed = verifySet(roundAt(0, change), set);
  const releases = nodes.flatMap(({ key, pair }, member) => {
    if (member === AWAY) return [];
    const round = roundAt(member, change);
    const { shares } = checkShares(round, pair, inboxOf(member, contributions));
    return [signRelease(round, key, verifySet(round, set), shares, recipientKeys, entropy)];
  });
  const sums: Uint8Array[] = [];
  for (const position of contributions[0]!.chunks.keys()) {
    const parts = contributions.map(({ chunks }) => keptChunk(chunks[position]!));
    sums.push(await ring.addChunks(roundAt(0, change).descriptor.parameters, parts));
  }
  const sum = ciphertextSum.encode({ round: id, setRoot: fixed.root, chunks: sums.map(keepChunk) });
  return {
    set,
    archiveFor: (recipient) => ({
      releases: () => Promise.resolve(releasesFor(recipient, releases)),
      ciphertextSum: () => Promise.resolve(sum),
      sumChunk: (hash) => Promise.resolve(keptChunk(hash)),
      sumParts: (position, from) => Promise.resolve(partsOf(fixed, position, from)),
    }),
  };
}

/** One round: what every node adopts. */
async function adoptedByAll(state: KnownState, position: number): Promise<AdoptedState[]> {
  const { parameters, blocks, privacy } = runtimes[0]!.expectedRound(
    state,
    position,
    nodes.length,
  ).descriptor;
  const change: Partial<Descriptor> = {
    ...{ computation: study.computation, round: position, state: state.hash },
    ...{ parameters, blocks, privacy },
  };
  const contributions: PreparedContribution[] = [];
  for (const node of nodes.keys()) contributions.push(await contributionOf(node, state, change));
  const { set, archiveFor } = await archiveOf(contributions, change);
  const adopted: AdoptedState[] = [];
  for (const [node, { key, pair }] of nodes.entries()) {
    const [round, runtime] = [roundAt(node, change), runtimes[node]!];
    const [fixed, archive] = [verifySet(round, set), archiveFor(node)];
    const opened = await openRound(round, fixed, pair, archive, ring);
    const additions = await checkAdditions(round, fixed, opened.sumChunks, archive, ring, entropy);
    expect(additions).toMatchObject({ checked: contributions[0]!.chunks.length, wrong: false });
    const { terms } = runtime.expectedRound(state, position, nodes.length);
    adopted.push(adoptOpenedSum({ round, set: fixed, study: runtime, state, terms, opened, additions }, key));
  }
  return adopted;
}

test("logistic regression, noise off: the node's road and the exact sum end in one state, bit for bit", async () => {
  const exact = await simulateStudy(agreement, study, parties, testEntropy('exact'));
  expect(exact.sum).toContain('WITHOUT ENCRYPTION');
  let state = runtimes[0]!.firstState();
  let rounds = 0;
  for (let done = false; !done; rounds += 1) {
    const adopted = await adoptedByAll(state, rounds);
    expect(new Set(adopted.map((each) => each.state.hash)).size).toBe(1);
    ({ state, done } = adopted[0]!);
  }
  expect(rounds).toBe(exact.rounds);
  expect(rounds).toBeGreaterThan(3);
  expect(state.hash).toBe(stateHash(exact.state));
});
