// A search through the coordinator: a study of its own, its own budget, groups drawn anew, scores that a quorum signed, and the
// evidence in the ledger.
import { groupsOfSet, type StudyId } from '@chorale/crypto';
import { MOST_GROUP_SCORE } from '@chorale/models/planning';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import {
  agreementDocument,
  studyDocument,
  type TestFederation,
} from '../../support/coordinator/test-house.js';

const NODES = 9;
const ROUNDS = 3;
const suspectedStudy = { ...studyDocument, privacy: { epsilon: 0.4 } };

async function suspicious(federation: TestFederation, aggregation = ['sum', 'median']): Promise<void> {
  await federation.enrol(NODES);
  await federation.agree({ ...agreementDocument, cohort: { kMin: 3 }, aggregation });
  await federation.shelveKeys(40);
  await federation.house.studies.start(suspectedStudy);
  await federation.house.studies.stop('first-study', 'a poisoned model');
}

async function search(federation: TestFederation): Promise<StudyId> {
  const { study } = await federation.house.poisonSearch.start('first-study', {
    rounds: ROUNDS,
    epsilon: 0.3,
  });
  for (const node of federation.nodes)
    await federation.house.lots.accept(federation.callerOf(node), study, node.lots(study));
  return study;
}

/** Runs the present round; every group with the poisoner stands out. @returns groups drawn. */
async function runRound(federation: TestFederation, study: StudyId, drawing: number): Promise<string[]> {
  for (const node of federation.nodes)
    await federation.house.lots.accept(federation.callerOf(node), study, node.lots(study, drawing));
  const round = await federation.present();
  const descriptor = federation.descriptorOf(round);
  const groups = groupsOfSet(descriptor, descriptor.cohort);
  await federation.contribute(round);
  await federation.report(round);
  await federation.commit(round);
  await federation.release(round);
  const poisoner = federation.nodes[0]!.id;
  const groupScores = groups.map((group) => (group.includes(poisoner) ? MOST_GROUP_SCORE : 20));
  await federation.adopt(round, federation.nodes, { groupScores, done: drawing === ROUNDS - 1 });
  return groups.map((group) => group.join());
}

onEachFederation((federation) => {
  test('ranks the node whose groups stand out round after round; the ledger holds why', async () => {
    await suspicious(federation());
    const study = await search(federation());
    const drawn: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      drawn.push(...(await runRound(federation(), study, round)));
    expect(drawn).toHaveLength(3 * ROUNDS);
    expect(await federation().study(study)).toMatchObject({ name: 'first-study-search', status: 'finished' });
    const { rounds, nodes } = await federation().house.poisonSearch.suspects('first-study-search');
    const [poisoner] = federation().nodes;
    expect(rounds).toBe(ROUNDS);
    expect(nodes).toHaveLength(NODES);
    expect(nodes[0]).toMatchObject({ score: 10, rounds: ROUNDS });
    expect(nodes.find(({ name }) => name === poisoner!.name)).toMatchObject({
      node: poisoner!.id,
      score: 10,
    });
    // Always in one group of three by luck; three rounds convince nobody.
    expect(nodes[0]!.chance).toBeCloseTo(NODES / 3 ** ROUNDS, 12);
    expect(nodes.filter(({ suspected }) => suspected)).toEqual([]);
    const scored = await federation().payloads('groups-scored');
    expect(scored).toHaveLength(ROUNDS);
    const [{ groups }] = scored as [{ groups: { nodes: string[]; score: number }[] }];
    expect(groups.map(({ score }) => score).sort()).toEqual([MOST_GROUP_SCORE, 20, 20]);
    expect(groups.every(({ nodes: members }) => members.length >= 3)).toBe(true);
    const [searched] = await federation().payloads('study-searched');
    expect(searched).toMatchObject({
      study,
      nodes: nodes.map(({ name: _, excluded: _nobody, ...node }) => node),
    });
    // The agreement has no rule on suspects.
    expect(nodes.some(({ excluded }) => excluded)).toBe(false);
    expect(await federation().payloads('nodes-excluded')).toEqual([]);
  });

  test('scores that recipients do not agree on stop the search; a score too many or too high is refused', async () => {
    await suspicious(federation());
    const study = await search(federation());
    for (const node of federation().nodes)
      await federation().house.lots.accept(federation().callerOf(node), study, node.lots(study, 0));
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round);
    await federation().release(round);
    const [first, ...others] = federation().nodes;
    for (const groupScores of [[], [1, 2], [1, 2, 3, 4], [1, 2, MOST_GROUP_SCORE + 1]])
      await expect(federation().adopt(round, [first!], { groupScores })).rejects.toMatchObject({
        code: 'malformed',
      });
    await federation().adopt(round, [first!], { groupScores: [0, 0, 900] });
    await federation().adopt(round, others.slice(0, 1), { groupScores: [0, 0, 0] });
    expect(await federation().study(study)).toMatchObject({ status: 'stopped' });
    expect(await federation().payloads('groups-scored')).toEqual([]);
  });

  test('is refused where the budget, the rule or the setting does not allow it, and changes nothing', async () => {
    await suspicious(federation());
    const { poisonSearch } = federation().house;
    await expect(poisonSearch.start('first-study', { epsilon: 5 })).rejects.toMatchObject({
      code: 'study-refused',
    });
    await expect(poisonSearch.start('first-study', { epsilon: 0.9 })).rejects.toMatchObject({
      code: 'budget-exceeded',
    });
    await expect(poisonSearch.start('no-study', {})).rejects.toMatchObject({ code: 'not-found' });
    await expect(poisonSearch.suspects('first-study')).rejects.toMatchObject({ code: 'study-refused' });
    expect(await federation().house.progress.studies()).toHaveLength(1);
  });

  test('is refused where the agreement allows no groups', async () => {
    await suspicious(federation(), ['sum']);
    await expect(federation().house.poisonSearch.start('first-study', {})).rejects.toThrow(
      /does not allow aggregation "median"/,
    );
  });
});
