// How long it takes to say what ten thousand sampled rounds cost, and how much noise they need. Needs the built packages.
import {
  calibrateNoiseScale,
  epsilonByPld,
  epsilonByRdp,
  type PlannedRound,
  type PrivacyEvent,
} from '@chorale/models/planning';
import { median, type BenchRow } from '../bench-row.ts';
import { processorSeconds } from '../processor-time.ts';

const STEPS = 10_000;
const REPETITIONS = 5;
const DELTA = 1e-6;
const SAMPLING_RATE = 0.01;
/** Losses that are large and hardly ever happen: the widest grid. */
const RARE_SAMPLING_RATE = 1e-5;

/** Processor time, medians over a few repetitions after one to warm up; an evaluation asks both accountants. */
export async function accountants(): Promise<BenchRow[]> {
  return [
    { id: 'dp.accountant-ms.10k-steps', value: await evaluationMs(SAMPLING_RATE, 1), unit: 'ms' },
    { id: 'dp.accountant-ms.10k-rare-steps', value: await evaluationMs(RARE_SAMPLING_RATE, 0.4), unit: 'ms' },
    { id: 'dp.calibration-s.10k-steps', value: await calibrationSeconds(SAMPLING_RATE), unit: 's' },
    { id: 'dp.calibration-s.10k-rare-steps', value: await calibrationSeconds(RARE_SAMPLING_RATE), unit: 's' },
  ];
}

async function evaluationMs(samplingRate: number, noiseMultiplier: number): Promise<number> {
  // One record a round, as the budget ledger holds them.
  const rounds = Array.from({ length: STEPS }, (): PrivacyEvent => ({
    type: 'sampled-gaussian',
    samplingRate,
    noiseMultiplier,
    count: 1,
  }));
  const seconds = await medianSeconds(() => {
    epsilonByPld(rounds, DELTA);
    epsilonByRdp(rounds, DELTA);
  });
  return seconds * 1000;
}

function calibrationSeconds(samplingRate: number): Promise<number> {
  const schedule = Array.from({ length: STEPS }, (): PlannedRound => ({ samplingRate, relativeNoise: 1 }));
  return medianSeconds((repetition) => {
    // Another delta each time: what was worked out before is remembered.
    calibrateNoiseScale({ epsilon: 1, delta: DELTA * (1 + repetition / 1000), nodesPerPerson: 1 }, schedule);
  });
}

async function medianSeconds(work: (repetition: number) => void): Promise<number> {
  const times: number[] = [];
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    const seconds = await processorSeconds(() => work(repetition));
    if (repetition > 0) times.push(seconds);
  }
  return median(times);
}
