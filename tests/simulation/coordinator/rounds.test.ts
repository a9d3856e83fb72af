import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { budgetOf } from '../../support/coordinator/test-house.js';

onEachFederation((federation) => {
  test('a study runs from its first round to its end', async () => {
    const study = await federation().startStudy();
    for (const done of [false, false, true])
      expect((await federation().runRound({ done })).phase).toBe('closed');
    expect(await federation().study(study)).toMatchObject({
      status: 'finished',
      roundsClosed: 3,
      attempt: 0,
    });
    expect((await federation().rounds()).map(({ round, attempt }) => [round, attempt])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    expect(await budgetOf(federation())).toEqual(['spent', 'spent', 'spent']);
  });

  test('each round starts from the state that the one before ended in', async () => {
    await federation().startStudy();
    const first = await federation().runRound();
    const second = await federation().present();
    expect(second.state).toBe(first.nextState);
  });

  test('a node that is away does not stop a round, and is in the next one', async () => {
    await federation().startStudy();
    const [away, ...others] = federation().nodes;
    const round = await federation().present();
    await federation().contribute(round, others);
    await federation().report(round, others);
    expect((await federation().round(round.id)).phase).toBe('collecting');
    federation().clock.advance(61);
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('committing');
    await federation().commit(round, others);
    await federation().release(round, others);
    await federation().adopt(round, others);
    expect((await federation().round(round.id)).phase).toBe('closed');
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    const next = await federation().runRound();
    expect(next).toMatchObject({ phase: 'closed', round: 1 });
    const { house } = federation();
    const report = await house.progress.study('first-study');
    expect(report.rounds[1]!.contributed).toContain(away!.name);
  });

  test('the spare member may commit and release late', async () => {
    await federation().startStudy();
    const [spare, ...others] = federation().nodes;
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round, others);
    expect((await federation().round(round.id)).phase).toBe('releasing');
    await federation().commit(round, [spare!]);
    await federation().release(round, others);
    expect((await federation().round(round.id)).phase).toBe('adopting');
    await federation().release(round, [spare!]);
    await federation().adopt(round);
    expect((await federation().round(round.id)).phase).toBe('closed');
  });

  test('a contribution whose share one member cannot open is left out and named', async () => {
    await federation().startStudy();
    const [bad] = federation().nodes;
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round, federation().nodes, [bad!]);
    const { phase, contributionSet } = await federation().round(round.id);
    expect(phase).toBe('committing');
    expect(contributionSet).not.toBeNull();
    const fixed = (await federation().payloads('set-fixed')).at(-1);
    expect(fixed).toMatchObject({ leftOut: [{ node: bad!.id }] });
    expect((fixed as { nodes: string[] }).nodes).toHaveLength(4);
    expect(await federation().entryKinds()).toContain('share-reported-bad');
  });

  test('too few contributions: the round is burned, said so, given back, and a fresh one opens', async () => {
    const study = await federation().startStudy();
    const some = federation().nodes.slice(0, 3);
    const round = await federation().present();
    await federation().contribute(round, some);
    federation().clock.advance(61);
    await federation().house.rounds.tick();
    expect(await federation().round(round.id)).toMatchObject({ phase: 'burning' });
    await federation().burn(round, federation().nodes.slice(0, 3));
    expect((await federation().round(round.id)).phase).toBe('burning');
    await federation().burn(round, federation().nodes.slice(3));
    expect((await federation().round(round.id)).phase).toBe('burned');
    const fresh = await federation().present();
    expect(fresh).toMatchObject({ phase: 'collecting', round: 0, attempt: 1, state: round.state });
    expect(fresh.id).not.toBe(round.id);
    expect(await budgetOf(federation())).toEqual(['given-back', 'reserved']);
    expect((await federation().study(study)).attempt).toBe(1);
    const burning = (await federation().payloads('round-burning')).at(-1) as { reason: string };
    expect(burning.reason).toContain('at least 4');
    expect((await federation().runRound()).phase).toBe('closed');
  });

  test('a committee that is late: the round is burned before anything was released', async () => {
    await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round, federation().nodes.slice(0, 3));
    federation().clock.advance(91);
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('burning');
    await expect(federation().commit(round, federation().nodes.slice(3, 4))).rejects.toMatchObject({
      code: 'round-closed',
    });
  });

  test('a committed round waits for its releases, and is spent when they never come', async () => {
    const study = await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round);
    federation().clock.advance(120);
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('releasing');
    federation().clock.advance(600);
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('spent');
    expect((await federation().study(study)).status).toBe('stopped');
    expect(await budgetOf(federation())).toEqual(['spent']);
  });

  test.each([
    ['another state', { state: 'b'.repeat(64) }, 'different states'],
    ['a wrong sum', { sumWrong: true }, 'not the sum of the set'],
  ])('%s stops the study with the reason in the ledger', async (_, changes, reason) => {
    const study = await federation().startStudy();
    const [first, second] = federation().nodes;
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round);
    await federation().release(round);
    await federation().adopt(round, [first!]);
    await federation().adopt(round, [second!], changes);
    expect((await federation().round(round.id)).phase).toBe('spent');
    expect(await federation().study(study)).toMatchObject({ status: 'stopped' });
    expect((await federation().study(study)).reason).toContain(reason);
    expect((await federation().payloads('study-stopped')).at(-1)).toMatchObject({ study });
  });

  test('a sum that opens for too few stops the study', async () => {
    const study = await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round);
    await federation().release(round);
    for (const node of federation().nodes.slice(0, 4))
      await federation().house.messages.failToOpen(
        federation().callerOf(node),
        round.id,
        node.openFailure(round.id),
      );
    expect((await federation().round(round.id)).phase).toBe('spent');
    expect((await federation().study(study)).status).toBe('stopped');
  });

  test('enough adoptions close a round after its deadline; a late one that differs stops the study', async () => {
    const study = await federation().startStudy();
    const [late, ...others] = federation().nodes;
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round);
    await federation().release(round);
    await federation().adopt(round, others);
    expect((await federation().round(round.id)).phase).toBe('adopting');
    federation().clock.advance(31);
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('closed');
    expect((await federation().study(study)).status).toBe('running');
    await federation().adopt(round, [late!], { state: 'c'.repeat(64) });
    expect((await federation().study(study)).status).toBe('stopped');
  });

  test('a round is not waiting for nodes that refuse; when too many do, the study stops', async () => {
    const study = await federation().startStudy();
    const [one, two, ...others] = federation().nodes;
    const refuse = (node: typeof one, round: string): Promise<void> =>
      federation().house.shares.refuse(federation().callerOf(node!), round, node!.refusal(round as never));
    const round = await federation().present();
    await refuse(one, round.id);
    await federation().contribute(round, [two!, ...others]);
    await federation().report(round, [two!, ...others]);
    expect((await federation().round(round.id)).phase).toBe('committing');
    await federation().commit(round, [two!, ...others]);
    await federation().release(round, [two!, ...others]);
    await federation().adopt(round, [two!, ...others]);
    const next = await federation().present();
    expect(next.round).toBe(1);
    await refuse(one, next.id);
    await refuse(two, next.id);
    expect((await federation().round(next.id)).phase).toBe('burning');
    await federation().burn(next);
    expect(await federation().study(study)).toMatchObject({ status: 'stopped' });
    expect((await federation().study(study)).reason).toContain('refuse');
  });

  test('a node without an unused key is awaited while it is awake, then left out', async () => {
    await federation().enrol(5);
    await federation().agree();
    const [keyless, ...others] = federation().nodes;
    for (const node of others)
      await federation().house.roundKeys.accept(federation().callerOf(node), node.roundKeys(3));
    await federation().house.studies.start(federation().studyDocument);
    expect(await federation().rounds()).toHaveLength(0);
    federation().clock.advance(61);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    const round = await federation().present();
    expect(federation().descriptorOf(round).cohort).toEqual(others.map(({ id }) => id));
    await expect(federation().contribute(round, [keyless!])).rejects.toMatchObject({ code: 'not-in-round' });
  });

  test('no round opens while fewer than kMin nodes are awake', async () => {
    await federation().enrol(5);
    await federation().agree();
    await federation().shelveKeys(3);
    federation().clock.advance(120);
    await federation().house.studies.start(federation().studyDocument);
    for (const node of federation().nodes.slice(0, 3)) federation().callerOf(node);
    await federation().house.rounds.tick();
    expect(await federation().rounds()).toHaveLength(0);
    federation().callerOf(federation().nodes[3]!);
    await federation().house.rounds.tick();
    expect(await federation().rounds()).toHaveLength(1);
  });

  test('a round key serves one round only', async () => {
    await federation().startStudy();
    await federation().runRound();
    const used = (await federation().rounds()).flatMap((round) => {
      const { recipients, recipientKeyIndexes } = federation().descriptorOf(round);
      return recipients.map((node, position) => `${node} ${recipientKeyIndexes[position]}`);
    });
    expect(new Set(used).size).toBe(used.length);
    expect(used).toHaveLength(10);
  });

  test('a study ends when its plan is used up, or its agreement expires', async () => {
    const study = await federation().startStudy();
    federation().clock.advance(400 * 24 * 3600);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().house.rounds.tick();
    await federation().burn(await federation().present());
    expect(await federation().study(study)).toMatchObject({ status: 'stopped' });
    expect((await federation().study(study)).reason).toContain('expired');
  });

  test('chunks, sealed shares and releases are erased once nobody needs them', async () => {
    await federation().startStudy();
    const round = await federation().runRound();
    await federation().house.chunkKeeper.eraseUnneeded();
    expect((await federation().round(round.id)).chunksErased).toBe(true);
    const [node] = federation().nodes;
    const caller = federation().callerOf(node!);
    await expect(federation().house.reader.sumParts(caller, round.id, 0, 0)).rejects.toMatchObject({
      code: 'round-closed',
    });
    const present = await federation().present();
    await federation().contribute(present, [node!]);
    await federation().house.chunkKeeper.eraseUnneeded();
    expect((await federation().round(present.id)).chunksErased).toBe(false);
  });
});
