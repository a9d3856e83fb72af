// What goes with what? Items by who bought both: one round counts the buyers of each item, one those of each pair among the items that
// most bought, where who bought much counts for less (Karypis 2001); the nearest neighbours of each follow.
import { z } from 'zod';
import type {
  Computation,
  OpenedSum,
  People,
  StudyContext,
  StudyNoise,
  VectorLayout,
} from '../computation.js';
import { blockOf, exactPrecision, finePrecision, mostPeople, sumRangeOver } from '../design.js';
import { noFurther } from '../ended.js';
import type { NeighboursModel } from '../released-model.js';
import { roundsByShare } from '../schedule.js';
import { basketsOf } from './baskets.js';
import { readableItems } from './items-result.js';

const MOST_CATALOGUE = 6000;

const settingsSchema = z.strictObject({
  item: z.string().min(1).default('item').describe('category: the item of a row; a row is a purchase'),
  catalogue: z
    .int()
    .min(2)
    .max(MOST_CATALOGUE)
    .default(2000)
    .describe(
      'so many items, those that most bought, are paired; the others are only offered for how many bought them',
    ),
  neighbours: z.int().min(1).max(1000).default(50).describe('kept for each item'),
  shrinkage: z
    .number()
    .min(0)
    .default(0)
    .describe('added to what likeness is divided by: pairs that few bought count for less'),
  mostItems: z
    .int()
    .min(2)
    .max(10_000)
    .optional()
    .describe('of a person with more, the last bought count; default: 500 without noise, 50 with'),
  buyersShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1)
    .describe('with noise: share of the privacy for the buyers of single items'),
});
export type ItemNeighboursSettings = z.infer<typeof settingsSchema>;

interface Setup {
  readonly column: string;
  readonly items: readonly string[];
  readonly people: number;
  readonly mostItems: number;
  readonly catalogue: number;
  readonly neighbours: number;
  readonly shrinkage: number;
  /** By round: standard deviation of the noise in its sums over their clip; 0 without. */
  readonly noiseOverClip: readonly number[];
}

/** Fits until done. */
export type ItemNeighboursState =
  | { readonly stage: 'buyers'; readonly setup: Setup }
  | {
      readonly stage: 'pairs';
      readonly setup: Setup;
      /** Persons that bought each item. */
      readonly buyers: Float64Array;
      /** Places of the items that are paired, those that most bought first. */
      readonly paired: Float64Array;
    }
  | {
      readonly stage: 'done';
      readonly setup: Setup;
      readonly buyers: Float64Array;
      readonly nearest: Float64Array;
      readonly likeness: Float64Array;
    };
type State = ItemNeighboursState;
type Context = StudyContext<ItemNeighboursSettings>;

const EXACT_ITEMS = 500;
const NOISED_ITEMS = 50;

function start({ columns, people, mode, settings }: Context, noise: StudyNoise): State {
  const { item, catalogue, neighbours, shrinkage, mostItems } = settings;
  const column = columns.find(({ name }) => name === item);
  if (column?.categories === undefined)
    throw new RangeError(
      `settings.item names "${item}", which is no category among the study's features: ` +
        columns.map(({ name }) => name).join(', '),
    );
  const items = column.categories;
  if (items.length < 2) throw new RangeError(`"${item}" has one item alone, which goes with nothing`);
  return {
    stage: 'buyers',
    setup: {
      column: item,
      items,
      people,
      mostItems: mostItems ?? (mode === 'none' ? EXACT_ITEMS : NOISED_ITEMS),
      catalogue: Math.min(catalogue, items.length),
      neighbours: Math.min(neighbours, Math.min(catalogue, items.length) - 1),
      shrinkage,
      noiseOverClip: noise.stdDevOverClip,
    },
  };
}

/** Position of a pair in the lower triangle without its diagonal; column < row. */
function pairIndex(row: number, column: number): number {
  return (row * (row - 1)) / 2 + column;
}

function layout({ stage, setup }: State): VectorLayout {
  const { items, people, mostItems, catalogue } = setup;
  if (stage === 'buyers') {
    const sumRange = mostPeople(people);
    return {
      blocks: [{ name: 'buyers', length: items.length, sumRange, precision: exactPrecision(sumRange) }],
      clipNormL2: Math.sqrt(Math.min(mostItems, items.length)),
    };
  }
  const sumRange = sumRangeOver(people, LARGEST_PART);
  return {
    blocks: [
      { name: 'pairs', length: pairIndex(catalogue, 0), sumRange, precision: finePrecision(sumRange) },
    ],
    // Of b items, b (b - 1) / 2 pairs of 1 / b each.
    clipNormL2: Math.SQRT1_2,
  };
}

/** Of a person with two items. */
const LARGEST_PART = 0.5;

function contribute(state: State, people: People): Float64Array {
  const { column, items, mostItems, catalogue } = state.setup;
  const baskets = basketsOf(people, column, items.length, mostItems);
  switch (state.stage) {
    case 'buyers': {
      const buyers = new Float64Array(items.length);
      for (const basket of baskets) for (const item of basket) buyers[item]! += 1;
      return buyers;
    }
    case 'pairs': {
      const placeOf = new Int32Array(items.length).fill(-1);
      state.paired.forEach((item, place) => {
        placeOf[item] = place;
      });
      const pairs = new Float64Array(pairIndex(catalogue, 0));
      for (const basket of baskets) {
        const part = 1 / basket.length;
        const places = [...basket].map((item) => placeOf[item]!).filter((place) => place >= 0);
        places.sort((one, other) => one - other);
        for (let row = 1; row < places.length; row += 1)
          for (let each = 0; each < row; each += 1) pairs[pairIndex(places[row]!, places[each]!)]! += part;
      }
      return pairs;
    }
    case 'done':
      throw noFurther('contribution');
  }
}

function update(state: State, sum: OpenedSum): State {
  const { setup } = state;
  switch (state.stage) {
    case 'buyers': {
      const buyers = blockOf(sum, 'buyers').map((count) => Math.max(0, count));
      const byBuyers = [...buyers.keys()].sort((one, other) => buyers[other]! - buyers[one]! || one - other);
      return { stage: 'pairs', setup, buyers, paired: Float64Array.from(byBuyers.slice(0, setup.catalogue)) };
    }
    case 'pairs': {
      const noise = setup.noiseOverClip[1]! * layout(state).clipNormL2;
      return {
        stage: 'done',
        setup,
        buyers: state.buyers,
        ...nearestOf(setup, state.buyers, state.paired, blockOf(sum, 'pairs'), noise),
      };
    }
    case 'done':
      throw noFurther('sum');
  }
}

/** A pair has to stand out of the noise by so many deviations, for there are many of them. */
const CLEAR_OF_NOISE = 4;

/** By item: places of its nearest, -1 where there are no more, and how near: the parts of who bought both over the root of the buyers' product. */
function nearestOf(
  { items, catalogue, neighbours, shrinkage }: Setup,
  buyers: Float64Array,
  paired: Float64Array,
  pairs: Float64Array,
  noise: number,
): { readonly nearest: Float64Array; readonly likeness: Float64Array } {
  const nearest = new Float64Array(items.length * neighbours).fill(-1);
  const likeness = new Float64Array(items.length * neighbours);
  const clear = CLEAR_OF_NOISE * noise;
  for (let place = 0; place < catalogue; place += 1) {
    const own = paired[place]!;
    const near: { readonly item: number; readonly like: number }[] = [];
    for (let other = 0; other < catalogue; other += 1) {
      if (other === place) continue;
      const both = pairs[pairIndex(Math.max(place, other), Math.min(place, other))]!;
      if (both <= clear) continue;
      const item = paired[other]!;
      // Noise must not make single items rarer than their pair.
      const least = both / LARGEST_PART;
      const apart = Math.sqrt(Math.max(buyers[own]!, least) * Math.max(buyers[item]!, least));
      near.push({ item, like: both / (apart + shrinkage) });
    }
    near.sort((one, another) => another.like - one.like || one.item - another.item);
    near.slice(0, neighbours).forEach(({ item, like }, at) => {
      nearest[own * neighbours + at] = item;
      likeness[own * neighbours + at] = like;
    });
  }
  return { nearest, likeness };
}

function model(state: State): NeighboursModel | undefined {
  if (state.stage !== 'done') return undefined;
  const { setup, buyers, nearest, likeness } = state;
  const { column, items, mostItems, neighbours } = setup;
  return { kind: 'neighbours', columns: [column], items, mostItems, buyers, neighbours, nearest, likeness };
}

export const itemNeighbours: Computation<ItemNeighboursSettings, State> = {
  name: 'item-neighbours',
  modes: ['pooled', 'local', 'none'],
  needsLabel: 'none',
  input: { categories: 'codes', missing: 'stand-in' },
  settings: settingsSchema,
  schedule: ({ mode, settings: { buyersShare } }) => roundsByShare(mode, [buyersShare, 1 - buyersShare]),
  start,
  layout,
  contribute,
  update,
  done: ({ stage }) => stage === 'done',
  model,
  result: (state) => (state.stage === 'done' ? readableItems(model(state)!) : undefined),
};
