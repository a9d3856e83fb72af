import { testEntropy } from '@chorale/crypto/testing';
import { encodingOfRound, planStudy } from '@chorale/models';
import {
  bitHeight,
  bitOf,
  nextClip,
  normWithBit,
} from '../../../models/src/computations/neural-network/adaptive-clip.js';
import { computationByName } from '@chorale/models';
import { agreementAndStudy } from '../../support/people.ts';

test('the clip finds the median of the updates from far above and far below', () => {
  const norms = Array.from({ length: 101 }, (_, node) => 0.02 * (node + 1));
  for (const first of [30, 0.01]) {
    let clip = first;
    for (let round = 0; round < 150; round += 1)
      clip = nextClip(
        clip,
        norms.reduce((sum, norm) => sum + bitOf(norm, clip), 0),
        norms.length,
      );
    expect(Math.abs(clip - 1.02)).toBeLessThan(0.05);
  }
});

test('noise of half the nodes keeps it near the median; absent nodes do not move it', () => {
  const entropy = testEntropy('noisy bits');
  const norms = Array.from({ length: 100 }, (_, node) => 0.02 * (node + 1));
  let clip = 1;
  let furthest = 0;
  for (let round = 0; round < 300; round += 1) {
    const noise = 0.4 * norms.length * bitHeight(clip) * (2 * (entropy.uint32() / 2 ** 32) - 1);
    clip = nextClip(clip, noise + norms.reduce((sum, norm) => sum + bitOf(norm, clip), 0), norms.length);
    furthest = Math.max(furthest, Math.abs(Math.log(clip)));
  }
  expect(furthest).toBeLessThan(0.3);
  expect(nextClip(3, 0, 100)).toBe(3);
  // A sum beyond what bits can add up to moves it no further than they could.
  expect(nextClip(1, 1e9, 100)).toBeCloseTo(Math.exp(-0.1), 12);
  expect(nextClip(1, -1e9, 100)).toBeCloseTo(Math.exp(0.1), 12);
});

test('the bit is a lane of the noised vector, and the noise is counted for both together', () => {
  const features = [{ name: 'x', type: 'number', lower: 0, upper: 1 }];
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'neural-network', mode: 'member', features, people: 100, delta: 1e-4 },
    settings: { hidden: [2], rounds: 3, clipNorm: 2 },
  });
  const plan = planStudy(agreement, study, { nodes: 5 });
  const computation = computationByName('neural-network');
  const layout = computation.layout(computation.start(plan.context, plan.noise));
  expect(layout.blocks.map(({ name, length }) => [name, length])).toEqual([
    ['update', 7],
    ['within', 1],
  ]);
  expect(layout.clipNormL2).toBe(normWithBit(2));
  expect(layout.clipNormL2).toBeCloseTo(Math.hypot(2, bitHeight(2)), 12);
  const encoding = encodingOfRound(plan, 0, layout, 46);
  // One node's data may be replaced as a whole: the vector crosses the ball, whose radius is D.
  expect(encoding.sensitivityGrid).toBe(2 * encoding.roundedNormGrid!);
  expect(encoding.roundedNormGrid! * encoding.blocks[0]!.grid).toBeGreaterThan(layout.clipNormL2);
  const { noiseMultiplier } = plan.rounds[0]!;
  const honest = agreement.cohort.kMin - agreement.privacy.colluding;
  expect(honest * Number(encoding.nodeNoiseVariance.numerator)).toBeGreaterThanOrEqual(
    (noiseMultiplier * encoding.sensitivityGrid) ** 2,
  );
});
