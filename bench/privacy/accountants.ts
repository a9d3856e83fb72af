// How long it takes to say what ten thousand sampled rounds cost, and how much noise they need. Needs the built packages.
import { calibrateNoiseScale, epsilonByPld, epsilonByRdp, type PrivacyEvent } from '@chorale/models/planning';
import { median, type BenchRow } from '../bench-row.ts';
import { processorSeconds } from '../processor-time.ts';

const STEPS = 10_000;
const REPETITIONS = 5;
const DELTA = 1e-6;
const SAMPLING_RATE = 0.01;
/** One record a round, as the budget ledger holds them. */
const ROUNDS: readonly PrivacyEvent[] = Array.from({ length: STEPS }, () => ({
  type: 'sampled-gaussian',
  samplingRate: SAMPLING_RATE,
  noiseMultiplier: 1,
  count: 1,
}));
const SCHEDULE = Array.from({ length: STEPS }, () => ({ samplingRate: SAMPLING_RATE, relativeNoise: 1 }));

/** Processor time, medians over a few repetitions after one to warm up; an evaluation asks both accountants. */
export async function accountants(): Promise<BenchRow[]> {
  const evaluation = await medianSeconds(() => {
    epsilonByPld(ROUNDS, DELTA);
    epsilonByRdp(ROUNDS, DELTA);
  });
  const calibration = await medianSeconds((repetition) => {
    // Another delta each time: what was worked out before is remembered.
    calibrateNoiseScale({ epsilon: 1, delta: DELTA * (1 + repetition / 1000), nodesPerPerson: 1 }, SCHEDULE);
  });
  return [
    { id: 'dp.accountant-ms.10k-steps', value: evaluation * 1000, unit: 'ms' },
    { id: 'dp.calibration-s.10k-steps', value: calibration, unit: 's' },
  ];
}

async function medianSeconds(work: (repetition: number) => void): Promise<number> {
  const times: number[] = [];
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    const seconds = await processorSeconds(() => work(repetition));
    if (repetition > 0) times.push(seconds);
  }
  return median(times);
}
