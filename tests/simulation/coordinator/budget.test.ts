// The federation's view of the budget: over purposes and agreements, over periods, and when it runs out.
import { agreementDocument, type TestFederation } from '../../support/coordinator/test-house.js';
import { budgetOf } from '../../support/coordinator/test-house.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const saying = (part: string): unknown => expect.stringContaining(part);

const delta = 1e-5;
const { privacy } = agreementDocument;
const letters = {
  ...agreementDocument,
  title: 'Letters',
  purpose: 'letters',
  privacy: { ...privacy, total: { epsilon: 1.2, delta } },
};

onEachFederation((federation) => {
  const start = (changes: object): Promise<{ study: string }> =>
    federation().house.studies.start({ ...federation().studyDocument, ...changes });
  const hashOf = async (title: string): Promise<string> =>
    (await federation().house.agreements.list()).find((agreement) => agreement.title === title)!.agreement;
  const ready = async (...documents: readonly object[]): Promise<void> => {
    await federation().enrol(5);
    for (const document of documents) {
      await federation().agree(document);
      // The list is in the order of proposals.
      federation().clock.advance(1);
    }
    await federation().shelveKeys(100);
  };

  test('totals over all purposes hold across agreements, and a study is refused before it starts', async () => {
    await ready(agreementDocument, letters);
    await start({ name: 'one', computation: 'statistics', privacy: { epsilon: 0.9 } });
    expect((await federation().runRound({ done: true })).phase).toBe('closed');
    await expect(
      start({ name: 'two', agreement: 'Letters', computation: 'statistics', privacy: { epsilon: 0.9 } }),
    ).rejects.toMatchObject({
      code: 'budget-exceeded',
      message: like(
        /^0\.3\d? ?.*of epsilon 1\.2 at delta 0\.00001 is left over all purposes \(Letters\).*or epsilon 0\.\d\d for a new study would fit/,
      ),
    });
    expect(await federation().house.progress.budget()).toMatchObject([
      { scope: 'purpose', purpose: 'campaigns', limit: 1, reserved: 0, unit: 'person', samplingRates: [1] },
      { scope: 'purpose', purpose: 'letters', limit: 1, spent: 0, left: 1 },
      { scope: 'all-purposes', setBy: 'Letters', limit: 1.2, reserved: 0 },
    ]);
    await expect(
      start({ name: 'two', agreement: 'Letters', computation: 'statistics', privacy: { epsilon: 0.4 } }),
    ).resolves.toMatchObject({ name: 'two' });
  });

  test('what running studies have still to spend is not promised twice', async () => {
    await ready(agreementDocument);
    await start({ name: 'one', privacy: { epsilon: 0.8 } });
    expect(await budgetOf(federation())).toEqual(['reserved']);
    await expect(start({ name: 'two', privacy: { epsilon: 0.8 } })).rejects.toMatchObject({
      code: 'budget-exceeded',
    });
  });

  test('a study whose next round does not fit any more ends with the state that it has', async () => {
    await ready(agreementDocument);
    const pending = await federation().house.agreements.propose({
      ...letters,
      privacy: { ...privacy, epsilon: 0.01, total: { epsilon: 0.02, delta } },
    });
    const roster = await federation().house.database.read((manager) =>
      federation().house.rosters.required(manager),
    );
    const study = (await start({})).study as never;
    const first = await federation().present();
    // While the study runs its members sign another agreement, whose total over all purposes is far smaller.
    const [node] = federation().nodes;
    await federation().house.agreements.consent(
      federation().callerOf(node!),
      pending.agreement,
      node!.agreementConsent(pending.agreement as never, roster.bytes, 0),
    );
    const closed = await federation().runRound();
    expect([closed.id, closed.phase]).toEqual([first.id, 'closed']);
    expect(await federation().study(study)).toMatchObject({
      status: 'finished',
      roundsClosed: 1,
      state: closed.nextState,
      reason: like(/^budget spent: 0\.00 of epsilon 0\.02 .* over all purposes/),
    });
    expect(await federation().payloads('study-finished')).toMatchObject([
      { roundsClosed: 1, state: closed.nextState, reason: like(/^budget spent/) },
    ]);
    expect(await budgetOf(federation())).toEqual(['spent']);
  });

  test('nodes whose budget is spent end a study that has a state; at its first round it is stopped', async () => {
    const study = await federation().startStudy();
    const refuse = async ({ id }: { id: string }, code: string): Promise<void> => {
      for (const node of federation().nodes.slice(0, 2))
        await federation().house.shares.refuse(
          federation().callerOf(node),
          id,
          node.refusal(id as never, code),
        );
    };
    await federation().runRound();
    const second = await federation().present();
    await refuse(second, 'budget-exceeded');
    await federation().burn(second);
    expect(await federation().study(study)).toMatchObject({
      status: 'finished',
      reason: like(/^budget spent at 2 nodes: node-\d refuses$/),
      roundsClosed: 1,
    });
    expect(await budgetOf(federation())).toEqual(['spent', 'given-back']);
    const again = (await start({ name: 'again', privacy: { epsilon: 0.2 } })).study as never;
    await refuse(await lastOf(federation(), again), 'budget-exceeded');
    await federation().burn(await lastOf(federation(), again));
    expect(await federation().study(again)).toMatchObject({ status: 'stopped', roundsClosed: 0 });
  });

  test('a budget renews by agreement alone: on its day, for its purpose, up to the lifetime', async () => {
    const withLifetime = {
      ...agreementDocument,
      privacy: { ...privacy, lifetime: { epsilon: 1.38, delta } },
    };
    await ready(withLifetime);
    const whole = { computation: 'statistics', privacy: { epsilon: 1 } };
    await start({ ...whole, name: 'first' });
    await federation().runRound({ done: true });
    await expect(start({ ...whole, name: 'too-much' })).rejects.toMatchObject({ code: 'budget-exceeded' });
    const replaces = await hashOf('Repurchase 2026');
    const renewed = (changes: object): object => ({
      ...withLifetime,
      title: 'Renewed',
      privacy: { ...withLifetime.privacy, renews: { from: '2026-02-01', replaces, ...changes } },
    });
    const propose = (document: object) => federation().house.agreements.propose(document);
    await expect(propose(renewed({ replaces: 'b'.repeat(64) }))).rejects.toMatchObject({
      code: 'agreement-refused',
      message: saying('no agreement'),
    });
    await expect(propose({ ...renewed({}), purpose: 'another' })).rejects.toMatchObject({
      code: 'agreement-refused',
    });
    await federation().agree(renewed({}));
    await expect(
      propose({ ...renewed({ replaces: await hashOf('Renewed') }), title: 'Again' }),
    ).rejects.toMatchObject({ message: saying('choose a later day') });
    const second = { ...whole, agreement: 'Renewed', privacy: { epsilon: 0.7 }, name: 'second' };
    await expect(start(second)).rejects.toMatchObject({
      code: 'budget-expired',
      message: saying('is open from 2026-02-01 on'),
    });
    federation().clock.advance(32 * 24 * 3600);
    for (const node of federation().nodes) federation().callerOf(node);
    await federation().agree(withLifetime);
    await federation().agree(renewed({}));
    await expect(start({ ...whole, name: 'old', privacy: { epsilon: 0.01 } })).rejects.toMatchObject({
      code: 'budget-expired',
      message: saying('was renewed on 2026-02-01'),
    });
    await start(second);
    await federation().runRound({ done: true });
    await expect(start({ ...second, name: 'third', privacy: { epsilon: 0.5 } })).rejects.toMatchObject({
      code: 'budget-exceeded',
      message: saying('for a lifetime'),
    });
    expect(await federation().house.progress.budget()).toMatchObject([
      { scope: 'purpose', period: '2026-02-01', limit: 1 },
      { scope: 'lifetime', limit: 1.38 },
    ]);
  });
});

async function lastOf(federation: TestFederation, study: string) {
  return (await federation.rounds()).filter((round) => round.study === study).at(-1)!;
}
