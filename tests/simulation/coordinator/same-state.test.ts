// Two studies on one state: what both sums together would give away is not put before the committee, and a study that could
// never open is stopped.
import type { StudyId } from '@chorale/crypto';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import type { PaperNode } from '../../support/coordinator/paper-node.js';
import { agreementDocument, type TestFederation } from '../../support/coordinator/test-house.js';

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** Five nodes, kMin 4, and a study that starts from the state that every such study starts from. */
async function federate(federation: TestFederation): Promise<void> {
  await federation.enrol(5);
  await federation.agree({ ...agreementDocument, privacy: { mode: 'none', epsilon: null, delta: null } });
  await federation.shelveKeys(20);
}
async function start(federation: TestFederation, name: string): Promise<StudyId> {
  return (await federation.house.studies.start({ ...federation.studyDocument, name })).study;
}
/** Contributions of some nodes, checked by all, up to where the set is decided. */
async function collect(federation: TestFederation, nodes: readonly PaperNode[]): Promise<void> {
  const round = await federation.present();
  await federation.contribute(round, nodes);
  await federation.report(round);
  federation.clock.advance(61);
  for (const node of federation.nodes) federation.callerOf(node);
  await federation.house.rounds.tick();
}
/** A first study, whose first round is opened over all nodes but the first few. */
async function openFirst(federation: TestFederation, absent: number): Promise<void> {
  await federate(federation);
  await start(federation, 'first');
  await collect(federation, federation.nodes.slice(absent));
  const round = await federation.present();
  await federation.commit(round);
  await federation.release(round);
  expect((await federation.round(round.id)).phase).toBe('adopting');
}

onEachFederation((federation) => {
  test('with one node more than before the study can never open: its round is burned, and it is stopped with the reason', async () => {
    await openFirst(federation(), 1);
    const study = await start(federation(), 'second');
    await collect(federation(), federation().nodes);
    const round = await federation().present();
    const reason =
      'the set would give 1 nodes away beside that of study "first" on the same state; 4 must stay together';
    expect(round).toMatchObject({ study, phase: 'burning', setRoot: null, reason });
    expect(await federation().study(study)).toMatchObject({
      status: 'stopped',
      reason: `round 1: ${reason}`,
    });
    await federation().burn(round);
    expect((await federation().round(round.id)).phase).toBe('burned');
    expect((await federation().rounds()).filter((row) => row.study === study)).toHaveLength(1);
  });

  test('with one node less it is tried again until that node is back', async () => {
    await openFirst(federation(), 0);
    const study = await start(federation(), 'second');
    await collect(federation(), federation().nodes.slice(1));
    const missed = await federation().present();
    expect(missed).toMatchObject({ study, phase: 'burning', setRoot: null });
    await federation().burn(missed);
    expect(await federation().study(study)).toMatchObject({ status: 'running', attempt: 1 });
    await collect(federation(), federation().nodes);
    expect(await federation().present()).toMatchObject({ study, phase: 'committing', attempt: 1 });
  });

  test('without noise three sets that differ by k_min nodes two by two are not put up: the third would leave one node alone', async () => {
    await federation().enrol(7);
    const privacy = { mode: 'none', epsilon: null, delta: null };
    await federation().agree({ ...agreementDocument, cohort: { kMin: 3 }, privacy });
    await federation().shelveKeys(20);
    for (const [name, from] of [['first', 0] as const, ['second', 3] as const]) {
      await start(federation(), name);
      await collect(federation(), federation().nodes.slice(from, from + 3));
      const round = await federation().present();
      expect(round.phase).toBe('committing');
      await federation().commit(round);
      await federation().release(round);
    }
    const study = await start(federation(), 'third');
    await collect(federation(), federation().nodes);
    const reason = like(
      /shares nodes with that of study "\w+" on the same state and is not of the same ones/,
    );
    expect(await federation().present()).toMatchObject({ study, phase: 'burning', setRoot: null, reason });
    expect(await federation().study(study)).toMatchObject({ status: 'stopped', reason });
  });

  test('while that node refuses, a round waits for its deadline: attempts do not follow each other in one instant', async () => {
    await openFirst(federation(), 0);
    const study = await start(federation(), 'second');
    const round = await federation().present();
    const [refusing, ...others] = federation().nodes;
    await federation().contribute(round, others);
    await federation().house.shares.refuse(
      federation().callerOf(refusing!),
      round.id,
      refusing!.refusal(round.id),
    );
    await federation().report(round);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    expect(await federation().present()).toMatchObject({ study, phase: 'collecting', attempt: 0 });
    federation().clock.advance(61);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    expect(await federation().present()).toMatchObject({
      study,
      phase: 'burning',
      setRoot: null,
      attempt: 0,
    });
  });
});
