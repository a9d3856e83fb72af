// What real rounds say about the noise in them: tests a build must pass, each with a chance of about 1e-9 to fail a good one.
import type { Encoding, StudyPlan } from '@chorale/models';
import { computationByName, decode, termsOfRound } from '@chorale/models';
import type { Entropy } from '@chorale/crypto';
import type { NoiseSource } from '../../../client-node/src/protect/noise-pool.js';
import { protectedContribution } from '../../../client-node/src/protect/protect.js';
import { peopleOfColumns } from '../people.ts';

/** Standard normal quantile of 1 - 1e-9 / 2, roughly. */
const FAR = 6.2;

export interface NoiseRound {
  readonly encoding: Encoding;
  /** What each node would encrypt; its persons are none, so all of it is noise. */
  readonly contributions: readonly Float64Array[];
}

/** Rounds of a study whose nodes have nobody, by the nodes' own code. */
export async function emptyRounds(
  plan: StudyPlan,
  nodes: readonly NoiseSource[],
  entropy: Entropy,
): Promise<NoiseRound[]> {
  const computation = computationByName(plan.computation.name);
  const { columns, label } = plan.context;
  const names = [...columns.map(({ name }) => name), label?.name ?? 'label'];
  const nobody = peopleOfColumns(Object.fromEntries(names.map((name): [string, number[]] => [name, []])));
  const rounds: NoiseRound[] = [];
  let state = computation.start(plan.context, plan.noise);
  for (const { index } of plan.rounds) {
    const terms = termsOfRound(plan, index, computation.layout(state), () => 'P1');
    const contributions: Float64Array[] = [];
    for (const noise of nodes)
      contributions.push(
        (await protectedContribution(computation, state, nobody, terms, entropy, noise)).values,
      );
    rounds.push({ encoding: terms.encoding, contributions });
    state = computation.update(state, decode(total(contributions), terms.encoding));
  }
  return rounds;
}

/** Each finding names a test that the noise does not pass; none for a good build. */
export function findings(rounds: readonly NoiseRound[]): string[] {
  const all = rounds.flatMap(({ contributions }) => contributions);
  const found = new Set<string>();
  if (!all.every((noise) => noise.every(Number.isSafeInteger))) found.add('off the grid');
  if (Math.abs(varianceScore(rounds)) > FAR) found.add('variance of the sums');
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1)) if (correlation(one, other) > FAR) found.add('reused');
  return [...found];
}

/** Squares of what the rounds' sums hold, over sigma^2 |S| / (k_min - h): chi-square with n degrees, so (chi - n) / sqrt(2 n) is about normal. */
function varianceScore(rounds: readonly NoiseRound[]): number {
  let [chiSquare, degrees] = [0, 0];
  for (const { encoding, contributions } of rounds) {
    const { numerator, denominator } = encoding.nodeNoiseVariance;
    const variance = (contributions.length * Number(numerator)) / Number(denominator);
    const sum = total(contributions);
    chiSquare += sum.reduce((squares, value) => squares + value * value, 0) / variance;
    degrees += sum.length;
  }
  return (chiSquare - degrees) / Math.sqrt(2 * degrees);
}

/** About standard normal where two vectors are independent; sqrt(n) where they are the same. */
function correlation(one: Float64Array, other: Float64Array): number {
  const length = Math.min(one.length, other.length);
  let [product, first, second] = [0, 0, 0];
  for (let at = 0; at < length; at += 1) {
    product += one[at]! * other[at]!;
    first += one[at]! ** 2;
    second += other[at]! ** 2;
  }
  return first === 0 || second === 0 ? 0 : (Math.sqrt(length) * product) / Math.sqrt(first * second);
}

function total(parts: readonly Float64Array[]): Float64Array {
  return parts[0]!.map((_, at) => parts.reduce((sum, part) => sum + part[at]!, 0));
}

/** Standardised chi-square of single draws against the exact mass of N_Z(0, deviation^2); for narrow noise. */
export function fitScore(samples: Float64Array, deviation: number): number {
  const reach = Math.ceil(12 * deviation);
  const mass = Float64Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-((index - reach) ** 2) / (2 * deviation ** 2)),
  );
  const whole = mass.reduce((sum, value) => sum + value, 0);
  const counts = new Float64Array(mass.length);
  for (const sample of samples) counts[sample + reach]! += 1;
  let [chiSquare, cells] = [0, 0];
  mass.forEach((value, cell) => {
    const expected = (samples.length * value) / whole;
    if (expected < 20) return;
    chiSquare += (counts[cell]! - expected) ** 2 / expected;
    cells += 1;
  });
  return (chiSquare - cells) / Math.sqrt(2 * cells);
}
