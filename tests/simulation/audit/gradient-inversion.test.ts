// Gradient inversion: from a gradient back to the person it came from. Zhu et al. 2019 (arXiv:1906.08935) by optimisation; where a
// bias stands beside the weights, a division does it exactly (Phong et al. 2017). It works on one person's gradient in the clear; what
// the coordinator holds is no gradient, and what recipients hold is a noised sum.
import { systemEntropy } from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  planStudy,
  termsOfRound,
  type Computation,
  type People,
  type LogisticModel,
  type NetworkModel,
  type RoundTerms,
} from '@chorale/models';
import type { NoiseSource } from '../../../client-node/src/protect/noise-pool.js';
import { protectedContribution } from '../../../client-node/src/protect/protect.js';
import { encryptContribution } from '../../../crypto/src/encryption/encrypt-contribution.js';
import { SealRuntime } from '../../../crypto/src/encryption/seal-runtime.js';
import { unpackCoefficients } from '../../../crypto/src/packing/coefficients.js';
import { parametersByName } from '../../../crypto/src/parameters/parameters.js';
import { newResidues } from '../../../crypto/src/parameters/residues.js';
import type { RoundId } from '../../../crypto/src/wire/ids.js';
import { realNoise } from '../../support/audit/broken-noise.ts';
import { binaryFeatures } from '../../support/audit/canary-study.ts';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';

const FEATURES = 64;
const NODES = 4;
const entropy = testEntropy('gradient inversion');

/** Yes-or-no features, half of them yes. */
function madeUp(count: number): People {
  const coin = (): number => entropy.uint32() & 1;
  const column = (): number[] => Array.from({ length: count }, coin);
  return peopleOfColumns({
    ...Object.fromEntries(binaryFeatures(FEATURES).map(({ name }) => [name, column()])),
    label: column(),
  });
}

function rowOf(people: People, person: number): Float64Array {
  return Float64Array.from(binaryFeatures(FEATURES), ({ name }) => people.columns.get(name)![person]!);
}

/** Share of features that were found out; guessing finds half. */
function found(guess: Float64Array, truth: Float64Array): number {
  return guess.filter((value, feature) => value === truth[feature]).length / truth.length;
}

interface Target {
  readonly computation: Computation;
  readonly state: object;
  readonly terms: RoundTerms;
  /** The attack: what a gradient, in the clear or opened, says of a person's features. */
  readonly invert: (gradient: Float64Array) => Float64Array;
}

const nodes = Array.from({ length: NODES }, () => madeUp(100));

/** A study after its round of moments, opened without noise, as an attacker would wish for. */
async function targetOf(name: string): Promise<Target> {
  const { agreement, study } = agreementAndStudy({
    computation: name,
    mode: 'pooled',
    features: binaryFeatures(FEATURES),
    people: 400,
    epsilon: 8,
  });
  const plan = planStudy(agreement, study, { nodes: NODES });
  const computation = computationByName(name);
  const start = computation.start(plan.context, plan.noise);
  const layout = computation.layout(start);
  const parts: Float64Array[] = [];
  for (const people of nodes)
    parts.push(await computation.contribute(start, people, layout.clipNormL2, entropy));
  const total = parts[0]!.map((_, at) => parts.reduce((sum, part) => sum + part[at]!, 0));
  let end = 0;
  const sum = layout.blocks.map(({ name: block, length }) => {
    end += length;
    return [block, total.slice(end - length, end)] as const;
  });
  const state = computation.update(start, new Map(sum));
  const terms = termsOfRound(plan, 1, computation.layout(state), () => 'P1');
  return {
    computation,
    state,
    terms,
    invert: inverterOf(computation.model(state) as LogisticModel | NetworkModel),
  };
}

/** The division: a weight's part over its unit's bias' part is the input; then the nearer of what 0 and 1 are as inputs. */
function inverterOf(model: LogisticModel | NetworkModel): Target['invert'] {
  const { centre, scale, limit } = model.normaliser;
  const asInput = (feature: number, value: number): number => {
    const z = (value - centre[feature]!) / scale[feature]!;
    return limit === null ? z : Math.max(-limit, Math.min(limit, z));
  };
  // The intercept comes first; a network's first layer has its kernel first, input by input.
  const units = model.kind === 'logistic' ? 1 : model.tensors[0]!.shape[1]!;
  const biases = model.kind === 'logistic' ? 0 : FEATURES * units;
  const weights = model.kind === 'logistic' ? 1 : 0;
  return (gradient) => {
    const bias = gradient.slice(biases, biases + units);
    const unit = bias.reduce((best, value, at) => (Math.abs(value) > Math.abs(bias[best]!) ? at : best), 0);
    return Float64Array.from({ length: FEATURES }, (_, feature) => {
      const input = gradient[weights + feature * units + unit]! / bias[unit]!;
      const isOne = Math.abs(input - asInput(feature, 1)) < Math.abs(input - asInput(feature, 0));
      return Number(isOne);
    });
  };
}

async function gradientOf({ computation, state, terms }: Target, people: People): Promise<Float64Array> {
  return await computation.contribute(state, people, terms.privacy.clipNormL2, entropy);
}

/** What a node would encrypt, with every person in the sample. */
async function contribution(
  { computation, state, terms }: Target,
  people: People,
  noise: NoiseSource,
): Promise<Float64Array> {
  const everybody = { ...terms, privacy: { ...terms.privacy, samplingRate: 1 } };
  return (await protectedContribution(computation, state, people, everybody, entropy, noise)).values;
}

const [logistic, network] = [await targetOf('logistic-regression'), await targetOf('neural-network')];

test.each([
  ['logistic regression', logistic],
  ['a neural network', network],
])('ATTACK on %s, in the clear: one person gives every feature away', async (_, target) => {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const person = madeUp(1);
    expect(found(target.invert(await gradientOf(target, person)), rowOf(person, 0))).toBe(1);
  }
});

describe('what the coordinator holds of one contribution', () => {
  let runtime: SealRuntime;
  beforeAll(async () => {
    runtime = await SealRuntime.open();
  });
  afterAll(() => runtime.dispose());
  const parameters = parametersByName('P1');
  const silence: NoiseSource = { add: () => Promise.resolve() };

  /** Its coefficients over the modulus, on [0, 1). */
  function seen(values: Float64Array): Float64Array {
    const round = 'cd'.repeat(32) as RoundId;
    const layout = { blocks: logistic.terms.blocks };
    const request = { parameters, round, layout, values, entropy: systemEntropy() };
    const [chunk] = [...encryptContribution(runtime, request).chunks];
    const residues = newResidues(parameters);
    unpackCoefficients(parameters, chunk!, residues);
    return Float64Array.from(
      { length: parameters.degree },
      (_, at) => (residues[2 * at + 1]! * 2 ** 32 + residues[2 * at]!) / Number(parameters.modulus),
    );
  }

  test('one person, even without noise: the attack finds what guessing finds', async () => {
    let total = 0;
    const tries = 40;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const person = madeUp(1);
      const ciphertext = seen(await contribution(logistic, person, silence));
      total += found(logistic.invert(ciphertext.map((value) => value - 0.5)), rowOf(person, 0));
    }
    // 2,560 features by coins: six standard deviations are 0.06.
    expect(Math.abs(total / tries - 0.5)).toBeLessThan(0.06);
  });

  test('nothing and a person look alike: coefficients of both are uniform', async () => {
    const nothing = seen(new Float64Array(1 + FEATURES));
    const person = seen(await contribution(logistic, madeUp(1), silence));
    for (const coefficients of [nothing, person]) {
      const cells = new Float64Array(64);
      for (const value of coefficients) cells[Math.floor(64 * value)]! += 1;
      const expected = coefficients.length / 64;
      const chiSquare = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect((chiSquare - 63) / Math.sqrt(2 * 63)).toBeLessThan(8);
    }
  });
});

describe.each([
  ['logistic regression', logistic],
  ['a neural network', network],
])('what recipients of %s hold: the noised sum of four nodes', (_, target) => {
  /** Mean share of features found of each person in the sum; all get the same guess. */
  async function foundInSum(parties: readonly People[], isNoised: boolean): Promise<number> {
    const parts: Float64Array[] = [];
    for (const people of parties)
      parts.push(
        isNoised ? await contribution(target, people, realNoise(entropy)) : await gradientOf(target, people),
      );
    const guess = target.invert(parts[0]!.map((__, at) => parts.reduce((sum, part) => sum + part[at]!, 0)));
    return mean(
      parties.flatMap((people) =>
        Array.from({ length: people.size }, (__, person) => found(guess, rowOf(people, person))),
      ),
    );
  }
  const mean = (shares: readonly number[]): number => shares.reduce((a, b) => a + b, 0) / shares.length;

  test('over 400 persons, with the noise of epsilon 8: what guessing finds', async () => {
    expect(Math.abs((await foundInSum(nodes, true)) - 0.5)).toBeLessThan(0.03);
  });

  test('over one person a node: noise takes away what the bare sum still tells', async () => {
    const [bare, noised]: [number[], number[]] = [[], []];
    for (let attempt = 0; attempt < 25; attempt += 1) {
      const parties = Array.from({ length: NODES }, () => madeUp(1));
      bare.push(await foundInSum(parties, false));
      noised.push(await foundInSum(parties, true));
    }
    expect(mean(bare)).toBeGreaterThan(0.53);
    expect(Math.abs(mean(noised) - 0.5)).toBeLessThan(0.05);
  });
});
