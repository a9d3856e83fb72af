// Builds whose noise is off, halved, reused or made of floating point are caught; the real one passes the same tests.
import { systemEntropy } from '@chorale/crypto';
import { auditWithCanaries } from '../../../client-node/src/audit/audit-with-canaries.js';
import { NoisePool, type NoiseSource } from '../../../client-node/src/protect/noise-pool.js';
import { brokenNoise, realNoise, reusedNoise, type BrokenBuild } from '../../support/audit/broken-noise.ts';
import { binaryRegression, binaryStatistics } from '../../support/audit/canary-study.ts';
import { emptyRounds, findings, fitScore } from '../../support/audit/noise-evidence.ts';

const entropy = systemEntropy();
const plan = binaryRegression(512);
const NODES = 5;

const ofNodes = (newSource: () => NoiseSource): NoiseSource[] => Array.from({ length: NODES }, newSource);
const tested = async (nodes: readonly NoiseSource[], of = plan): Promise<string[]> =>
  findings(await emptyRounds(of, nodes, entropy));

test('the real build: on the grid, of the agreed variance, never twice the same', async () => {
  const pool = new NoisePool({ threads: 1, entropy });
  try {
    expect(await tested(ofNodes(() => pool))).toEqual([]);
  } finally {
    await pool.close();
  }
  expect(await tested(ofNodes(() => realNoise(entropy)))).toEqual([]);
});

test.each<[BrokenBuild, string]>([
  ['off', 'variance of the sums'],
  ['halved', 'variance of the sums'],
  ['variance halved', 'variance of the sums'],
  ['deviation for variance', 'variance of the sums'],
  ['floating point', 'off the grid'],
])('noise %s: caught by %s', async (build, finding) => {
  expect(await tested(ofNodes(() => brokenNoise(build, entropy)))).toEqual([finding]);
});

test('noise reused in the next round: caught', async () => {
  expect(await tested(ofNodes(() => reusedNoise(entropy)))).toContain('reused');
});

test('noise reused by the next node: caught, by its copies and by the variance of the sums', async () => {
  const shared = reusedNoise(entropy);
  expect(await tested(ofNodes(() => shared))).toEqual(['variance of the sums', 'reused']);
});

test('one node of five without noise: caught by the variance of the sumss', async () => {
  const nodes = [brokenNoise('off', entropy), ...ofNodes(() => realNoise(entropy)).slice(1)];
  const longer = binaryRegression(512, { settings: { gradientRounds: 20 } });
  expect(await tested(nodes, longer)).toEqual(['variance of the sums']);
});

describe('floating-point noise, rounded to the grid afterwards', () => {
  // Wide noise hides it; at the least width that encodings allow, masses tell it from the exact discrete Gaussian.
  const variance = { numerator: 4n, denominator: 1n };
  const draws = async (source: NoiseSource): Promise<number> => {
    const samples = new Float64Array(500_000);
    await source.add(samples, variance);
    return fitScore(samples, 2);
  };
  test('the real build fits the exact masses', async () => {
    expect(Math.abs(await draws(realNoise(entropy)))).toBeLessThan(6);
  });
  test('the broken one does not', async () => {
    expect(await draws(brokenNoise('floating point, rounded', entropy))).toBeGreaterThan(8);
  });
});

describe('one-run canary audit, 1,000 canaries, claimed epsilon 2', () => {
  const canaries = 1000;
  test('the real build: 0 < bound <= 2, with power to see more', async () => {
    const audit = await auditWithCanaries(plan, { canaries });
    expect(audit).toMatchObject({ canaries, dimension: 1025, rounds: 3, verdict: 'held' });
    expect(audit.claimedEpsilon).toBeCloseTo(2, 3);
    expect(audit.epsilonLower).toBeGreaterThan(0);
    expect(audit.epsilonLower).toBeLessThanOrEqual(audit.claimedEpsilon);
    expect(audit.withoutNoise.epsilonLower).toBeGreaterThan(2);
  });

  test.each<BrokenBuild>(['off', 'deviation for variance'])(
    'a build with noise %s: bound > 2',
    async (build) => {
      const audit = await auditWithCanaries(binaryStatistics(512), {
        canaries,
        noise: brokenNoise(build, entropy),
      });
      expect(audit.epsilonLower).toBeGreaterThan(2);
      expect(audit.verdict).toBe('refuted');
    },
  );

  test('persons in two nodes: each canary is in both, and the noise is as much wider', async () => {
    const audit = await auditWithCanaries(binaryStatistics(512, 2), { canaries });
    expect(audit.verdict).toBe('held');
    expect(audit.withoutNoise.correct).toBe(audit.withoutNoise.guesses);
  });

  test.each([10, 200])('%d features are too few dimensions: "no power", not "held"', async (features) => {
    const audit = await auditWithCanaries(binaryStatistics(features), { canaries });
    expect(audit.verdict).toBe('no-power');
  });

  test('too large a claim has no power either', async () => {
    const plan = binaryRegression(256, { epsilon: 8 });
    expect((await auditWithCanaries(plan, { canaries: 200 })).verdict).toBe('no-power');
  });

  test('a study that claims nothing, or whose sums are not over persons, is refused', async () => {
    const none = binaryRegression(10, { mode: 'none', settings: {} });
    await expect(auditWithCanaries(none, { canaries })).rejects.toThrow('claims no epsilon');
    await expect(auditWithCanaries(plan, { canaries: 99 })).rejects.toThrow('100 to 10000');
    const member = binaryRegression(10, {
      mode: 'member',
      computation: 'neural-network',
      settings: {},
      epsilon: 100,
      kMin: 10,
    });
    await expect(auditWithCanaries(member, { canaries })).rejects.toThrow('clipped as a whole');
  });
});
