// The gradients that networks descend on, against differences of the losses as they are written down in papers.
import fc from 'fast-check';
import {
  denseTopology,
  initialWeights,
  type ValueOutput,
} from '../../../models/src/computations/neural-network/network-topology.js';
import { gradientSum, type PersonRows } from '../../../models/src/tensor/clipped-gradients.js';
import { openTensorFlow } from '../../../models/src/tensor/backend.js';
import { lossOf } from '../../../models/src/tensor/network-loss.js';

const COLUMNS = 3;
const softplus = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);

/** Wang, Liu and Miao 2019, equation 3: cross-entropy of buying, and the log-normal density of what was bought. */
function zeroInflated(amount: number, [logOdds, mean, raw]: readonly number[]): number {
  const chance = 1 / (1 + Math.exp(-logOdds!));
  if (amount === 0) return -Math.log(1 - chance);
  const deviation = softplus(raw!) + 1e-3;
  const density =
    Math.exp(-((Math.log(amount) - mean!) ** 2) / (2 * deviation ** 2)) /
    (amount * deviation * Math.sqrt(2 * Math.PI));
  return -Math.log(chance) - Math.log(density);
}
const losses: Record<ValueOutput, (label: number, outputs: readonly number[]) => number> = {
  value: (label, [output]) => (label - output!) ** 2 / 2,
  'zero-inflated': zeroInflated,
};

/** Outputs of a linear network: kernel columns x outputs, then biases. */
function outputsOf(weights: Float64Array, row: readonly number[], width: number): number[] {
  return Array.from({ length: width }, (_, output) =>
    row.reduce((sum, x, at) => sum + x * weights[at * width + output]!, weights[COLUMNS * width + output]!),
  );
}

const rows = fc.array(
  fc.record({
    x: fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: COLUMNS, maxLength: COLUMNS }),
    // Not so small that a density of float32 says nothing.
    label: fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 20, noNaN: true })),
  }),
  { minLength: 1, maxLength: 8 },
);

test.each(['value', 'zero-inflated'] as const)(
  '%s: the summed gradient is the derivative of the loss, on any rows at any weights',
  async (output) => {
    const width = output === 'value' ? 1 : 3;
    const topology = denseTopology(COLUMNS, [], 'linear', output);
    const own = losses[output];
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(1000), async (some, seed) => {
        const start = initialWeights(topology.tensors, seed).map((weight) => Math.fround(weight / 2));
        const total = (weights: Float64Array): number =>
          some.reduce(
            (sum, { x, label }) =>
              sum + own(Math.fround(label), outputsOf(weights, x.map(Math.fround), width)),
            0,
          );
        const persons: PersonRows = {
          inputs: Float32Array.from(some.flatMap(({ x }) => x)),
          columns: COLUMNS,
          labels: Float32Array.from(some, ({ label }) => label),
          rowStart: Uint32Array.from({ length: some.length + 1 }, (_, at) => at),
        };
        const gradient = await gradientSum(topology, Float32Array.from(start), persons, null);
        const step = 1e-5;
        gradient.forEach((value, at) => {
          const moved = (by: number): number =>
            total(start.map((weight, each) => (each === at ? weight + by : weight)));
          const difference = (moved(step) - moved(-step)) / (2 * step);
          expect(Math.abs(value - difference)).toBeLessThan(2e-4 * (1 + Math.abs(difference)));
        });
      }),
      { numRuns: 20 },
    );
  },
);

test('the loss of zero-inflated amounts is the likelihood of the paper, however sure the outputs are', async () => {
  const tf = await openTensorFlow();
  const loss = lossOf(tf, 'zero-inflated');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 }),
      fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 50, noNaN: true })),
      async (outputs, amount) => {
        const found = tf.tidy(() => loss(tf.tensor2d([[amount]]), tf.tensor2d([outputs])));
        const [value] = await found.data<'float32'>();
        found.dispose();
        const expected = zeroInflated(amount, outputs);
        fc.pre(Number.isFinite(expected));
        expect(Math.abs(value! - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
      },
    ),
    { numRuns: 30 },
  );
  const sure = tf.tidy(() =>
    loss(
      tf.tensor2d([[0], [3]]),
      tf.tensor2d([
        [-200, 0, 0],
        [200, 1, -50],
      ]),
    ),
  );
  expect(Number.isFinite((await sure.data<'float32'>())[0])).toBe(true);
});
