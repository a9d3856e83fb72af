// What next for this customer? Implicit matrix factorisation by alternating least squares: each node finds its persons' factors
// and forgets them; what is summed are the normal equations of the items.
import { z } from 'zod';
import type { Computation, OpenedSum, People, StudyContext, VectorLayout } from '../computation.js';
import { blockOf, exactPrecision, finePrecision } from '../design.js';
import { noFurther } from '../ended.js';
import { publicUniforms } from '../public-uniforms.js';
import type { RecommenderModel } from '../released-model.js';
import { exactRounds } from '../schedule.js';
import { addOuter, packedIndex, solvePositiveDefinite } from '../vectors.js';
import { basketsOf } from './baskets.js';
import { readableItems } from './items-result.js';
import { gramOf, mostSquaredNorm, personFactors, type ItemFactors } from './person-factors.js';

const settingsSchema = z.strictObject({
  item: z.string().min(1).default('item').describe('category: the item of a row; a row is a purchase'),
  rank: z.int().min(1).max(128).default(32).describe('factors of an item and of a person'),
  alpha: z.number().positive().default(5).describe('what was bought counts 1 + alpha, what was not counts 1'),
  lambda: z.number().positive().default(50).describe('weight of squared factors'),
  rounds: z.int().min(1).max(100).default(10).describe('of alternating least squares'),
  mostItems: z.int().min(1).max(10_000).default(500).describe('of a person with more, the last bought count'),
  seed: z.int().min(0).default(1).describe('of the public starting factors'),
});
export type MatrixFactorisationSettings = z.infer<typeof settingsSchema>;

interface Setup {
  readonly column: string;
  readonly items: readonly string[];
  readonly people: number;
  readonly rounds: number;
  readonly mostItems: number;
}

export interface MatrixFactorisationState {
  readonly setup: Setup;
  /** Rounds of least squares that are done; -1 before items are counted. */
  readonly step: number;
  readonly factors: ItemFactors;
  /** Persons that bought each item. */
  readonly buyers: Float64Array;
}
type State = MatrixFactorisationState;

const MOST_VALUES = 20_000_000;

function start({ columns, people, settings }: StudyContext<MatrixFactorisationSettings>): State {
  const { item, rank, alpha, lambda, rounds, mostItems, seed } = settings;
  const column = columns.find(({ name }) => name === item);
  if (column?.categories === undefined)
    throw new RangeError(
      `settings.item names "${item}", which is no category among the study's features: ` +
        columns.map(({ name }) => name).join(', '),
    );
  const items = column.categories;
  if (items.length * packedIndex(rank + 1, 0) > MOST_VALUES)
    throw new RangeError(
      `${items.length} items of rank ${rank} are ${items.length * packedIndex(rank + 1, 0)} values a round; lower settings.rank`,
    );
  const uniforms = publicUniforms('matrix-factorisation', String(seed), items.length * rank);
  return {
    setup: { column: item, items, people, rounds, mostItems },
    step: -1,
    // Small and around 0: the first round turns them into tastes.
    factors: { rank, values: uniforms.map((u) => (u - 0.5) / Math.sqrt(rank)), alpha, lambda },
    buyers: new Float64Array(items.length),
  };
}

function layout({ setup, step, factors }: State): VectorLayout {
  const items = setup.items.length;
  const { rank } = factors;
  const norm2 = mostSquaredNorm(factors, setup.mostItems);
  if (step < 0)
    return {
      blocks: [
        {
          name: 'buyers',
          length: items,
          sumRange: 2 * setup.people,
          precision: exactPrecision(2 * setup.people),
        },
      ],
      clipNormL2: Math.sqrt(setup.mostItems),
    };
  const block = (name: string, length: number, bound: number): VectorLayout['blocks'][number] => {
    const sumRange = 2 * setup.people * bound;
    return { name, length, sumRange, precision: finePrecision(sumRange) };
  };
  return {
    blocks: [
      block('gram', packedIndex(rank, 0), norm2),
      block('grams', items * packedIndex(rank, 0), norm2),
      block('sums', items * rank, Math.sqrt(norm2)),
    ],
    clipNormL2: Math.sqrt((1 + setup.mostItems) * norm2 ** 2 + setup.mostItems * norm2),
  };
}

function contribute(state: State, people: People): Float64Array {
  const { setup, step, factors } = state;
  const items = setup.items.length;
  const baskets = basketsOf(people, setup.column, items, setup.mostItems);
  if (step < 0) {
    const buyers = new Float64Array(items);
    for (const basket of baskets) for (const item of basket) buyers[item]! += 1;
    return buyers;
  }
  const { rank } = factors;
  const packed = packedIndex(rank, 0);
  const vector = new Float64Array(packed + items * packed + items * rank);
  const [grams, sums] = [packed, packed + items * packed];
  const gram = gramOf(factors);
  for (const basket of baskets) {
    if (basket.length === 0) continue;
    const taste = personFactors(factors, gram, basket);
    addOuter(vector, 0, taste, 0, rank, 1);
    for (const item of basket) {
      addOuter(vector, grams + item * packed, taste, 0, rank, 1);
      for (let at = 0; at < rank; at += 1) vector[sums + item * rank + at]! += taste[at]!;
    }
  }
  return vector;
}

function update(state: State, sum: OpenedSum): State {
  if (done(state)) throw noFurther('sum');
  const { factors, step } = state;
  if (step < 0) return { ...state, step: 0, buyers: blockOf(sum, 'buyers') };
  const { rank, alpha, lambda } = factors;
  const packed = packedIndex(rank, 0);
  const gram = blockOf(sum, 'gram');
  const grams = blockOf(sum, 'grams');
  const sums = blockOf(sum, 'sums');
  const values = new Float64Array(factors.values.length);
  for (let item = 0; item < state.setup.items.length; item += 1) {
    const matrix = gram.map((value, at) => value + alpha * grams[item * packed + at]!);
    for (let at = 0; at < rank; at += 1) matrix[packedIndex(at, at)]! += lambda;
    const right = sums.slice(item * rank, (item + 1) * rank).map((value) => (1 + alpha) * value);
    values.set(solvePositiveDefinite(matrix, right), item * rank);
  }
  return { ...state, step: step + 1, factors: { ...factors, values } };
}

function done({ setup, step }: State): boolean {
  return step >= setup.rounds;
}

function model({ setup, step, factors, buyers }: State): RecommenderModel | undefined {
  if (step < 1) return undefined;
  return {
    kind: 'recommender',
    columns: [setup.column],
    items: setup.items,
    mostItems: setup.mostItems,
    buyers,
    ...factors,
  };
}

export const matrixFactorisation: Computation<MatrixFactorisationSettings, State> = {
  name: 'matrix-factorisation',
  // A person moves the equations of every item that they bought: noise that hides this hides all tastes.
  modes: ['none'],
  needsLabel: 'none',
  input: { categories: 'codes', missing: 'stand-in' },
  settings: settingsSchema,
  schedule: ({ settings }) => exactRounds(1 + settings.rounds),
  start,
  layout,
  contribute,
  update,
  done,
  model,
  result: (state) => (done(state) ? readableItems(model(state)!) : undefined),
};
