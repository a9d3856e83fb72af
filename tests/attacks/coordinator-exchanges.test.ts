// A malicious coordinator between committee members and what they are given to work on: shares withheld or repeated, one set after another on one state. Real nodes and a real house, as in coordinator-sets.
import { contribution } from '@chorale/crypto';
import { Rounds, type RoundRow } from '../../coordinator/src/storage/tables/round-tables.js';
import { AttackedFederation, NODES, THRESHOLD } from '../support/attack/attacked-federation.js';
import type { AttackedNode } from '../support/attack/attacked-node.js';
import { changeInbox, changeSet, manifestOf, swallowing } from '../support/attack/tampering.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
let federation: AttackedFederation;
let nodes: readonly AttackedNode[];
beforeAll(async () => {
  federation = await AttackedFederation.found(folder());
  ({ nodes } = federation);
});
afterEach(() => federation.endStudies());
afterAll(() => federation.stop());

test("withholds one node's share from two members and puts it into the set all the same: they do not commit, and nothing opens", async () => {
  const deprived = nodes.slice(0, 2);
  const dealer = nodes[4]!;
  let manifest: Uint8Array | undefined;
  const study = await federation.attack(async ({ route, from, request }, forward) => {
    if (route === 'contribute' && from === dealer) ({ manifest } = contribution.decode(request.body!));
    const answer = await forward();
    // Last in the order of ids, as a set has to be.
    if (route === 'contributionSet') return changeSet(answer, (others) => [...others, manifest!]);
    if (route !== 'shares' || !deprived.includes(from)) return answer;
    return changeInbox(answer, (inbox) =>
      inbox.filter((entry) => manifestOf(entry.manifest).node !== dealer.id),
    );
  });
  await study.sharesChecked(NODES * NODES - deprived.length);
  await study.timePasses(61);
  for (const reason of await study.everybodyTells(['cannot-commit'], deprived))
    expect(reason).toMatch(/whose share this member could not open/);
  await study.expectUnopened();
  // An honest house leaves such a node out.
  const leftOut = [{ node: dealer.id, reason: '3 of at least 4 members had checked its share in time' }];
  expect(await study.ledger('set-fixed')).toMatchObject([{ leftOut }]);
});

test('repeats shares in every page, whatever was asked for: each counts once, and the round closes', async () => {
  const study = await federation.attack(({ route, request }, forward) =>
    forward(route === 'shares' ? { ...request, query: { from: '0' } } : request),
  );
  await study.reached('closed');
  expect(await study.ledger('share-reported-bad')).toEqual([]);
  expect(await study.ledger('set-fixed')).toMatchObject([{ nodes: nodes.map(({ id }) => id), leftOut: [] }]);
  expect(await study.ledger('round-closed')).toMatchObject([{ badShares: [] }]);
});

test('asks for a second set, without one node, on the same state under another name: whoever helped with the first does not commit', async () => {
  const settings = { bins: 90 };
  const first = await federation.attack((_, forward) => forward(), { settings });
  await first.reached('closed');
  const bound = first.whoTold('committed');
  expect(bound.length).toBeGreaterThanOrEqual(THRESHOLD);
  const [{ id }] = (await first.rounds()) as [RoundRow];
  // An honest coordinator would not put the second set up; in the books of this one the first was never opened.
  await federation.house.database.write(({ manager }) => manager.update(Rounds, { id }, { phase: 'burned' }));
  const [victim] = nodes;
  const second = await federation.attack(
    swallowing(['putChunk', 'contribute'], (node) => node === victim),
    { settings },
  );
  expect((await second.rounds())[0]!.state).toBe((await first.rounds())[0]!.state);
  await second.sharesChecked(NODES * (NODES - 1));
  await second.timePasses(61);
  for (const reason of await second.everybodyTells(['cannot-commit'], bound))
    expect(reason).toMatch(
      /together with round \w+ on the same state the set gives 1 nodes away, 4 must stay together/,
    );
  await second.expectUnopened();
});

test('has three sets opened on one state that differ by k_min nodes two by two, so that the third without the others is one node: nobody helps with the third', async () => {
  const bare = {
    cohort: { kMin: 3 },
    privacy: { mode: 'none', epsilon: null, delta: null },
  };
  const wide = await AttackedFederation.found(folder(), bare, 7);
  try {
    const study = { settings: { bins: 90 }, privacy: undefined };
    const opened: RoundRow[] = [];
    for (const chosen of [wide.nodes.slice(0, 3), wide.nodes.slice(3, 6)]) {
      const attacked = await wide.attack(
        swallowing(['putChunk', 'contribute'], (node) => !chosen.includes(node)),
        study,
      );
      await attacked.sharesChecked(7 * chosen.length);
      await attacked.timePasses(61);
      opened.push(await attacked.reached('closed'));
      // In the books of this coordinator it was never opened.
      const { id } = opened.at(-1)!;
      await wide.house.database.write(({ manager }) => manager.update(Rounds, { id }, { phase: 'burned' }));
    }
    const third = await wide.attack((_, forward) => forward(), study);
    expect((await third.rounds())[0]!.state).toBe(opened[0]!.state);
    for (const reason of await third.everybodyTells(['cannot-commit']))
      expect(reason).toMatch(
        /shares nodes with that of round \w+ on the same state and is not of the same ones/,
      );
    await third.expectUnopened();
  } finally {
    await wide.stop();
  }
});
