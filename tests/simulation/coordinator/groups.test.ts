// Studies over groups, as the coordinator runs them: anchors, a call, values, groups, and who is left out and named.
import { groupsOfSet, openDrawing, type NodeId, type StudyId } from '@chorale/crypto';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import {
  agreementDocument,
  studyDocument,
  type TestFederation,
} from '../../support/coordinator/test-house.js';

const NODES = 10;

/** Ten nodes, groups of three or more, a running study whose nodes have anchored. */
async function startGrouped(federation: TestFederation): Promise<StudyId> {
  await federation.enrol(NODES);
  await federation.agree({ ...agreementDocument, cohort: { kMin: 3 }, aggregation: ['median'] });
  await federation.shelveKeys(20);
  const { study } = await federation.house.studies.start({
    ...studyDocument,
    aggregation: { rule: 'median', groupSize: 3 },
  });
  for (const node of federation.nodes)
    await federation.house.lots.accept(federation.callerOf(node), study, node.lots(study));
  return study;
}

async function show(federation: TestFederation, study: StudyId, drawing: number, from = 0): Promise<void> {
  for (const node of federation.nodes.slice(from))
    await federation.house.lots.accept(federation.callerOf(node), study, node.lots(study, drawing));
}

onEachFederation((federation) => {
  test('groups follow from the values of all, and every node can draw them itself', async () => {
    const study = await startGrouped(federation());
    expect(await federation().rounds()).toHaveLength(0);
    const [called] = await federation().payloads('drawing-called');
    expect((called as { nodes: string[] }).nodes).toEqual(federation().nodes.map(({ id }) => id));
    await show(federation(), study, 0);
    const descriptor = federation().descriptorOf(await federation().present());
    const { groupOf, ...terms } = descriptor.grouping!;
    expect(terms).toMatchObject({ groupSize: 3, fewestGroups: 3 });
    expect([...groupOf].sort()).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
    const bytes = await federation().house.lots.drawing((await federation().present()).id);
    const keyOf = (id: NodeId) => federation().nodes.find((node) => node.id === id)?.key.publicKey;
    const drawn = openDrawing(bytes, federation().house.federation.id, keyOf);
    expect(drawn).toMatchObject({
      shown: descriptor.cohort,
      withheld: [],
      call: { study, round: 0, drawing: 0 },
    });
  });

  test('who withholds a value is left out and named; the next round calls everybody again', async () => {
    const study = await startGrouped(federation());
    await show(federation(), study, 0, 1);
    expect(await federation().rounds()).toHaveLength(0);
    federation().clock.advance(31);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    const round = await federation().present();
    const [withholder, ...others] = federation().nodes;
    expect(federation().descriptorOf(round).cohort).toEqual(others.map(({ id }) => id));
    expect((await federation().payloads('groups-drawn'))[0]).toMatchObject({ withheld: [withholder!.id] });
    await expect(
      federation().house.lots.accept(federation().callerOf(withholder!), study, withholder!.lots(study, 0)),
    ).rejects.toMatchObject({ code: 'round-closed' });
  });

  test('with too few values another drawing is called, under another attempt', async () => {
    const study = await startGrouped(federation());
    await show(federation(), study, 0, 2);
    federation().clock.advance(31);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    expect(await federation().rounds()).toHaveLength(0);
    expect(await federation().study(study)).toMatchObject({ attempt: 1, status: 'running' });
    await federation().house.rounds.tick();
    await show(federation(), study, 1);
    expect(federation().descriptorOf(await federation().present())).toMatchObject({ round: 0, attempt: 1 });
  });

  test('a second chain, and a value that the anchor does not allow, are refused', async () => {
    const study = await startGrouped(federation());
    const [node] = federation().nodes;
    const caller = federation().callerOf(node!);
    const { lots } = federation().house;
    await expect(lots.accept(caller, study, node!.lots(study, 0, 2))).rejects.toMatchObject({
      code: 'message-differs',
    });
    await expect(lots.accept(caller, study, node!.lots(study, 1))).rejects.toMatchObject({
      code: 'not-found',
    });
    await lots.accept(caller, study, node!.lots(study, 0));
    await lots.accept(caller, study, node!.lots(study, 0));
    expect(await federation().rounds()).toHaveLength(0);
  });

  test('a group that lost nodes is left out of the set and named; with too few groups the round burns', async () => {
    const study = await startGrouped(federation());
    await show(federation(), study, 0);
    const round = await federation().present();
    const descriptor = federation().descriptorOf(round);
    const groups = groupsOfSet(descriptor, descriptor.cohort);
    const short = groups.find(({ length }) => length === 3)!;
    const present = federation().nodes.filter(({ id }) => id !== short[0]);
    await federation().contribute(round, present);
    await federation().report(round, present);
    federation().clock.advance(61);
    await federation().house.rounds.tick();
    // Three groups are the fewest that a median means anything over.
    expect(await federation().round(round.id)).toMatchObject({ phase: 'burning' });
    expect((await federation().round(round.id)).reason).toMatch(
      /2 of at least 3 groups.*2 of at least 3 nodes are left/,
    );
  });
});
