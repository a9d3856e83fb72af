import { drawsFrom } from '../../../demo/data/random.ts';

const many = 20_000;

function momentsOf(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: many }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / many;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / many;
  return { mean, variance };
}

describe('made-up draws', () => {
  test('equal seeds draw alike, others do not', () => {
    const [one, same, other] = [drawsFrom(7), drawsFrom(7), drawsFrom(8)];
    const first = Array.from({ length: 10 }, () => one.uniform());
    expect(Array.from({ length: 10 }, () => same.uniform())).toEqual(first);
    expect(Array.from({ length: 10 }, () => other.uniform())).not.toEqual(first);
    expect(first.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test.each([
    ['uniform', (draws: ReturnType<typeof drawsFrom>) => draws.uniform(), 1 / 2, 1 / 12],
    ['exponential', (draws: ReturnType<typeof drawsFrom>) => draws.exponential(0.5), 2, 4],
    ['gamma', (draws: ReturnType<typeof drawsFrom>) => draws.gamma(3, 2), 6, 12],
    ['gamma of a small shape', (draws: ReturnType<typeof drawsFrom>) => draws.gamma(0.4, 1), 0.4, 0.4],
    ['poisson', (draws: ReturnType<typeof drawsFrom>) => draws.poisson(2.5), 2.5, 2.5],
    ['normal', (draws: ReturnType<typeof drawsFrom>) => draws.normal(), 0, 1],
    ['choice', (draws: ReturnType<typeof drawsFrom>) => draws.choose([1, 0, 3]), 1.5, 0.75],
  ])('%s has its mean and variance', (_, draw, mean, variance) => {
    const draws = drawsFrom(1);
    const found = momentsOf(() => draw(draws));
    // Five standard errors of the mean; the seed is fixed, so that this either holds or does not.
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / many));
    expect(found.variance / variance).toBeCloseTo(1, 0.9);
  });
});
