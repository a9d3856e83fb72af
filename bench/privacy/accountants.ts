// How long it takes to say what ten thousand rounds cost. Needs the built packages.
import { epsilonByRdp, type PrivacyEvent } from '@chorale/models/planning';
import { median, type BenchRow } from '../bench-row.ts';

const STEPS = 10_000;
const REPETITIONS = 5;
const DELTA = 1e-6;
/** One record a round, as the budget ledger holds them. */
const ROUNDS: readonly PrivacyEvent[] = Array.from({ length: STEPS }, () => ({
  type: 'sampled-gaussian',
  samplingRate: 0.01,
  noiseMultiplier: 1,
  count: 1,
}));

/** Median over a few repetitions, after one to warm up. */
export function accountants(): Promise<BenchRow[]> {
  const times: number[] = [];
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    const start = performance.now();
    epsilonByRdp(ROUNDS, DELTA);
    if (repetition > 0) times.push(performance.now() - start);
  }
  return Promise.resolve([{ id: 'dp.accountant-ms.10k-steps', value: median(times), unit: 'ms' }]);
}
