// A coordinator that is killed and started again, in every phase: what was acknowledged counts once, and the
// study goes on.
import type { RoundPhase } from '@chorale/crypto';
import { verifyLedger } from '@chorale/crypto';
import { SmallChunks } from '../../../coordinator/src/storage/tables/round-tables.js';
import { onEachFederation } from '../../support/coordinator/on-each-federation.js';
import { budgetOf, type TestFederation } from '../../support/coordinator/test-house.js';

type Step = (federation: TestFederation) => Promise<void>;
const present = (federation: TestFederation) => federation.present();

/** The road of a round in small steps; the coordinator is killed after one of them. */
const steps: readonly (readonly [string, Step])[] = [
  ['nothing yet', () => Promise.resolve()],
  ['two contributions', async (f) => f.contribute(await present(f), f.nodes.slice(0, 2))],
  ['all contributions', async (f) => f.contribute(await present(f))],
  ['some reports', async (f) => f.report(await present(f), f.nodes.slice(0, 3))],
  ['all reports', async (f) => f.report(await present(f))],
  ['three commits', async (f) => f.commit(await present(f), f.nodes.slice(0, 3))],
  ['all commits', async (f) => f.commit(await present(f))],
  ['three releases', async (f) => f.release(await present(f), f.nodes.slice(0, 3))],
  ['all releases', async (f) => f.release(await present(f))],
  ['three adoptions', async (f) => f.adopt(await present(f), f.nodes.slice(0, 3))],
  [
    'all adoptions',
    async (f) => {
      const round = (await f.rounds())[0]!;
      await f.adopt(round);
    },
  ],
];

onEachFederation((federation) => {
  test('killed after every step, all of them sent again: one round, counted once', async () => {
    const study = await federation().startStudy();
    const [first] = await federation().rounds();
    for (const [, step] of steps) {
      await step(federation());
      await federation().reopen();
    }
    const rounds = await federation().rounds();
    expect(rounds.map(({ round, attempt, phase }) => [round, attempt, phase])).toEqual([
      [0, 0, 'closed'],
      [1, 0, 'collecting'],
    ]);
    expect(rounds[0]!.id).toBe(first!.id);
    expect(await budgetOf(federation())).toEqual(['spent', 'reserved']);
    const kinds = await federation().entryKinds();
    const count = (kind: string): number => kinds.filter((each) => each === kind).length;
    expect(count('contribution-accepted')).toBe(5);
    expect(count('set-committed')).toBe(5);
    expect(count('share-released')).toBe(5);
    expect(count('round-opened')).toBe(2);
    expect(count('budget-spent')).toBe(1);
    expect(count('sum-added')).toBe(1);
    expect(await verifyLedger(await federation().ledgerLines())).toMatchObject({ verified: true });
    expect((await federation().runRound({ done: true })).phase).toBe('closed');
    expect((await federation().study(study)).status).toBe('finished');
  });

  test('a sum that was being added is added again after the restart', async () => {
    await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    expect((await federation().round(round.id)).ciphertextSum).toBeNull();
    await federation().reopen();
    await federation().house.sums.addWaiting();
    const { ciphertextSum } = await federation().round(round.id);
    expect(ciphertextSum).not.toBeNull();
    await federation().commit(round);
    await federation().release(round);
    expect((await federation().round(round.id)).phase satisfies RoundPhase).toBe('adopting');
  });

  test('a chunk that the disk changed is never added; with the right bytes back, the round goes on', async () => {
    await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round);
    await federation().report(round);
    const { house } = federation();
    const [kept] = await house.database.read((manager) =>
      manager.find(SmallChunks, { where: { round: round.id } }),
    );
    const { bytes, ...place } = kept!;
    const lay = (content: Uint8Array): Promise<unknown> =>
      house.database.write(({ manager }) => manager.update(SmallChunks, place, { bytes: content }));
    await lay(bytes.map((byte, index) => (index === 9 ? byte ^ 1 : byte)));
    await house.sums.addWaiting();
    expect((await federation().round(round.id)).ciphertextSum).toBeNull();
    await lay(bytes);
    await house.sums.addWaiting();
    expect((await federation().round(round.id)).ciphertextSum).not.toBeNull();
  });

  test('a deadline that passed while the coordinator was away is met at its first tick', async () => {
    await federation().startStudy();
    const round = await federation().present();
    await federation().contribute(round, federation().nodes.slice(0, 2));
    federation().clock.advance(1000);
    await federation().reopen();
    await federation().house.rounds.tick();
    expect((await federation().round(round.id)).phase).toBe('burning');
  });
});
