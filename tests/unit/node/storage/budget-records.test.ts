// What was spent stays spent, and what was reserved comes back on proof alone.
import type { RoundId } from '@chorale/crypto';
import { agreement, bytes, openRound, study } from './samples.js';
import { codeOf, testStores } from './stores.js';

const { clock, storeWithStudy } = testStores();

describe('the budget', () => {
  const population = 'shop customers';
  const reservation = (round: RoundId) => ({
    rid: round,
    population,
    purpose: 'retention',
    study,
    event: { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 3, count: 1 },
  });
  it('counts what is reserved and spent, and a reservation serves once', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    store.budget.reserve(reservation(round));
    expect(codeOf(() => store.budget.reserve(reservation(round)))).toBe('reservation-reused');
    expect(store.budget.counted(population)).toHaveLength(1);
    clock.nowMs = 2_000;
    store.budget.spend(round, population);
    expect(store.budget.find(round, population)).toEqual({
      ...reservation(round),
      agreement,
      status: 'spent',
      reservedAt: 1_000,
      settledAt: 2_000,
    });
    expect(codeOf(() => store.budget.spend(round, population))).toBe('reservation-settled');
    store.committee.recordBurnProof(round, bytes('proof'));
    expect(codeOf(() => store.budget.giveBack(round, population))).toBe('reservation-settled');
    expect(codeOf(() => store.budget.spend(round, 'others'))).toBe('no-reservation');
  });
  it('gives back on proof only', () => {
    const store = storeWithStudy();
    const round = openRound(store, 'r');
    store.budget.reserve(reservation(round));
    expect(codeOf(() => store.budget.giveBack(round, population))).toBe('no-burn-proof');
    store.committee.recordBurnProof(round, bytes('proof'));
    store.budget.giveBack(round, population);
    expect(store.budget.counted(population)).toEqual([]);
    expect(store.budget.all()).toHaveLength(1);
    expect(codeOf(() => store.budget.spend(round, population))).toBe('reservation-settled');
  });
});
