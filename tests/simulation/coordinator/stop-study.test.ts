// An administrator stops a study: whatever its round was doing, nothing waits for ever.
import { agreementDocument, type TestFederation } from '../../support/coordinator/test-house.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { budgetOf } from '../../support/coordinator/test-house.js';

const stop = (federation: TestFederation): Promise<unknown> =>
  federation.house.studies.stop('first-study', 'two members are gone');

onEachFederation((federation) => {
  test('a collecting round is burned by its members and given back; a new agreement may be proposed', async () => {
    const study = await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round, federation().nodes.slice(0, 2));
    await stop(federation());
    const reason = 'by the administrator: two members are gone';
    expect(await federation().study(study)).toMatchObject({ status: 'stopped', reason });
    expect(await federation().payloads('study-stopped')).toEqual([{ study, reason }]);
    expect((await federation().round(round.id)).phase).toBe('burning');
    await expect(stop(federation())).rejects.toMatchObject({ code: 'study-ended' });
    await expect(
      federation().house.agreements.propose({ ...agreementDocument, title: 'Next' }),
    ).resolves.toMatchObject({ title: 'Next' });
    await federation().burn(round);
    expect((await federation().round(round.id)).phase).toBe('burned');
    expect(await budgetOf(federation())).toEqual(['given-back']);
    expect(await federation().rounds()).toHaveLength(1);
  });

  test('a round that too few can burn is given up after a while; its reservation stays', async () => {
    await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round, federation().nodes.slice(0, 3));
    federation().clock.advance(61);
    await federation().house.rounds.tick();
    await federation().burn(round, federation().nodes.slice(0, 3));
    federation().clock.advance(24 * 3600);
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('burning');
    await stop(federation());
    expect((await federation().round(round.id)).phase).toBe('spent');
    expect(await budgetOf(federation())).toEqual(['reserved']);
    expect(await federation().payloads('study-stopped')).toHaveLength(1);
  });

  test('a round that may have been opened is spent and never closes', async () => {
    const study = await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    await federation().commit(round);
    await stop(federation());
    expect((await federation().round(round.id)).phase).toBe('spent');
    expect(await budgetOf(federation())).toEqual(['spent']);
    await expect(federation().release(round)).rejects.toMatchObject({ code: 'round-closed' });
    await federation().house.rounds.tick();
    expect(await federation().study(study)).toMatchObject({ status: 'stopped', roundsClosed: 0 });
  });
});
