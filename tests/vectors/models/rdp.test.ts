import {
  epsilonByRdp,
  parsePrivacyEvent,
  UnknownPrivacyEventError,
  type PrivacyEvent,
} from '@chorale/models';
import { readFileSync } from 'node:fs';

interface Vector {
  readonly events: PrivacyEvent[];
  readonly delta: number;
  readonly epsilon: number;
}
const vectors = JSON.parse(readFileSync(new URL('rdp.json', import.meta.url), 'utf8')) as Vector[];
const relativeError = (value: number, expected: number): number => Math.abs(value / expected - 1);

// design: the RDP column, and two values of upstream tests (*), which use other orders.
const table = [
  { q: 256 / 60000, z: 1.1, steps: 14062, delta: 1e-5, epsilon: 2.5965559 },
  { q: 256 / 60000, z: 1.3, steps: 3515, delta: 1e-5, epsilon: 0.9544295 },
  { q: 256 / 60000, z: 0.7, steps: 10546, delta: 1e-5, epsilon: 6.3194645 },
  { q: 0.04, z: 1.5, steps: 2250, delta: 1e-5, epsilon: 7.3293347 },
  { q: 0.04, z: 1.5, steps: 2250, delta: 1e-5, epsilon: 7.32911117143 },
  { q: 0.01, z: 0.8, steps: 1000, delta: 1e-6, epsilon: 4.2934567 },
  { q: 1, z: 1, steps: 1, delta: 1e-5, epsilon: 4.7285071 },
  { q: 0.1, z: 1, steps: 1000, delta: 1e-6, epsilon: 29.4660794 },
  { q: 0.01, z: 1, steps: 2000, delta: 1e-6, epsilon: 3.2465 },
  { q: 150 / 60000, z: 1.3, steps: 15 * 400, delta: 1e-5, epsilon: 0.7242234026 },
];

test.each(table)('q=$q z=$z, $steps steps: epsilon $epsilon', ({ q, z, steps, delta, epsilon }) => {
  const events = [{ type: 'sampled-gaussian' as const, samplingRate: q, noiseMultiplier: z, count: steps }];
  expect(relativeError(epsilonByRdp(events, delta), epsilon)).toBeLessThan(1e-3);
});

test('dp_accounting agrees, also on mixed events; more orders may only lower epsilon', () => {
  for (const { events, delta, epsilon } of vectors) {
    const ours = epsilonByRdp(events, delta);
    expect(ours).toBeLessThan(epsilon * (1 + 1e-9));
    if (epsilon > 0.1) expect(relativeError(ours, epsilon)).toBeLessThan(1e-3);
  }
});

test('equal rounds cost the same one by one as together', () => {
  const event: PrivacyEvent = { type: 'sampled-gaussian', samplingRate: 0.1, noiseMultiplier: 2, count: 1 };
  const together = epsilonByRdp([{ ...event, count: 50 }], 1e-5);
  expect(
    epsilonByRdp(
      Array.from({ length: 50 }, () => event),
      1e-5,
    ),
  ).toBeCloseTo(together, 12);
});

test('10,000 steps take less than 200 ms', () => {
  const event: PrivacyEvent = {
    type: 'sampled-gaussian',
    samplingRate: 0.001,
    noiseMultiplier: 0.6,
    count: 1,
  };
  const events = Array.from({ length: 10_000 }, () => event);
  epsilonByRdp(events, 1e-7);
  const start = process.cpuUsage();
  epsilonByRdp(events, 1e-7);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(200);
});

test.each([
  { type: 'sampled-laplace', samplingRate: 1, noiseMultiplier: 1, count: 1 },
  { type: 'sampled-gaussian', samplingRate: 0, noiseMultiplier: 1, count: 1 },
  { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 0, count: 1 },
  { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 1, count: 1, extra: true },
  { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: Number.NaN, count: 1 },
])('an event it cannot account for fails closed: %j', (event) => {
  expect(() => parsePrivacyEvent(event)).toThrow(UnknownPrivacyEventError);
  expect(() => epsilonByRdp([event as PrivacyEvent], 1e-5)).toThrow(UnknownPrivacyEventError);
});
