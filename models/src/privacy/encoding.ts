// From a vector of real numbers to integers that the secure sum can add, and back. Grid, noise and lanes follow from
// public numbers alone, so that every node and the coordinator derive the same ones and a node can refuse less.
import type { Entropy, IntegerBlock } from '@chorale/crypto';
import type { OpenedSum, VectorBlock, VectorLayout } from '../computations/computation.js';
import type { PrivacyMode } from '../contracts/agreement.js';
import { wordsOf } from './bernoulli.js';
import { normL2 } from './clip.js';
import { addNoise, type Fraction } from './discrete-gaussian.js';
import { flatten, flatteningOf, unflatten, type Flattening } from './flattening.js';
import { roundNearest, roundStochastic } from './quantise.js';

/** The public terms of a round that decide how its vector is encoded. */
export interface EncodingTerms {
  readonly mode: PrivacyMode;
  /** z: standard deviation of the noise over the sum's sensitivity; 0 in mode `none`. */
  readonly noiseMultiplier: number;
  /** p of the agreement. */
  readonly nodesPerPerson: number;
  readonly kMin: number;
  /** h of the agreement. */
  readonly colluding: number;
  /** Most contributions in a sum. */
  readonly nodes: number;
  /** Most rounds of the study. */
  readonly rounds: number;
  /** True where the vector is a sum over persons, false where a node's update is clipped as a whole. */
  readonly sumsOverPeople: boolean;
  /** Bits of one plaintext coefficient of the secure sum: P1 46, P2 40. */
  readonly plainBits: number;
  /** Where vectors are flattened: the name of the signs, and the most clipped vectors that a sum is made of. */
  readonly flattening?: { readonly tag: string; readonly mostParts: number } | undefined;
}

export interface EncodedBlock extends IntegerBlock {
  /** Real size of one integer step. */
  readonly grid: number;
}

export interface Encoding {
  readonly mode: PrivacyMode;
  readonly blocks: readonly EncodedBlock[];
  /** D: most that one person moves one node's integers, L2, in grid steps; 0 in mode `none`. */
  readonly sensitivityGrid: number;
  /** Longest rounded vector of a node that is clipped as a whole, L2, in grid steps; null where only its sum over persons is. */
  readonly roundedNormGrid: number | null;
  /** Variance of the discrete Gaussian that each node adds, in squared grid steps; 0/1 in mode `none`. */
  readonly nodeNoiseVariance: Fraction;
  /** Standard deviation of the noise that epsilon is counted with, in grid steps. */
  readonly countedNoiseStdDevGrid: number;
  /** How vectors are turned before they are rounded; their blocks then stand side by side, filled up by one more. */
  readonly flattening: Flattening | null;
}

/** Of the block that fills a flattened vector up to a power of two. */
const PADDING = 'flattening-padding';

/** A layout or terms that cannot be encoded; the message says which number to change. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
}

// The grid is so fine that rounding adds little to the sensitivity, and that the noise is wide enough for the
// accountant's continuous Gaussian to stand for the discrete one (design: total sigma >= 100 steps).
const FEWEST_STEPS_PER_CLIP = 1024;
const STEPS_PER_CLIP_AND_ROOT_LENGTH = 50;
const LEAST_COUNTED_STD_DEV_GRID = 100;
/** Sums of narrower discrete Gaussians are not close enough to one (Kairouz 2021, arXiv:2102.06387). */
const LEAST_NODE_STD_DEV_GRID = 2;
/** Allows for the last bits of float64 sums over persons. */
const FLOAT_SLACK = 1.01;
/** -log2 of the chance that any lane of any round overflows. */
const OVERFLOW_BITS = 40;
/** The secure sum widens an integer by this for each coefficient after the first. */
const BITS_PER_FURTHER_LIMB = 8;
const MOST_VALUE_BITS = 53;

/**
 * How the vector of a round is quantised, noised and laid out in lanes; the same for everybody. Per person, add or remove one:
 * assumes parts clipped to the layout's norm, a person in at most p nodes, and the noise of kMin - h honest nodes in every sum
 * (local: of one). In mode member the unit is a node's whole update, replaced by any other.
 * @throws EncodingError
 */
export function planEncoding(layout: VectorLayout, terms: EncodingTerms): Encoding {
  const dimension = lengthOf(layout.blocks);
  if (dimension === 0) throw new EncodingError('the layout has no coordinates');
  return terms.mode === 'none' ? planExact(layout, terms) : planNoised(layout, terms, dimension);
}

function planExact(layout: VectorLayout, terms: EncodingTerms): Encoding {
  if (terms.flattening)
    throw new EncodingError(
      'flatten is for studies with noise: in mode none each block is exact on a grid of its own; leave it out',
    );
  return {
    mode: 'none',
    blocks: layout.blocks.map((block) => {
      // Each node rounds once, by half a step at most.
      const range = block.sumRange / block.precision + terms.nodes / 2;
      return laneBlock(block, block.precision, range, terms.plainBits);
    }),
    sensitivityGrid: 0,
    roundedNormGrid: null,
    nodeNoiseVariance: { numerator: 0n, denominator: 1n },
    countedNoiseStdDevGrid: 0,
    flattening: null,
  };
}

function planNoised(layout: VectorLayout, terms: EncodingTerms, realDimension: number): Encoding {
  const { mode, noiseMultiplier, nodesPerPerson, nodes } = terms;
  const flattening = terms.flattening ? flatteningOf(terms.flattening.tag, realDimension) : null;
  // What is rounded and noised has this many coordinates.
  const dimension = flattening?.length ?? realDimension;
  if (!(noiseMultiplier > 0 && Number.isFinite(noiseMultiplier)))
    throw new EncodingError(`mode ${mode} needs a positive noise multiplier, got ${noiseMultiplier}`);
  if (!(layout.clipNormL2 > 0 && Number.isFinite(layout.clipNormL2)))
    throw new EncodingError(`mode ${mode} needs a positive clip, got ${layout.clipNormL2}`);
  const stepsPerClip = Math.ceil(
    Math.max(
      FEWEST_STEPS_PER_CLIP,
      STEPS_PER_CLIP_AND_ROOT_LENGTH * Math.sqrt(dimension),
      LEAST_COUNTED_STD_DEV_GRID / (noiseMultiplier * nodesPerPerson),
    ),
  );
  const grid = layout.clipNormL2 / stepsPerClip;
  const roundedNormGrid = terms.sumsOverPeople ? null : roundedNorm(stepsPerClip, dimension);
  // Without one person a sum moves by at most the clip, and by a step a coordinate with the same coins of rounding; a
  // node's clipped update may move from one end of the ball to the other.
  const sensitivityGrid =
    roundedNormGrid === null ? FLOAT_SLACK * stepsPerClip + Math.sqrt(dimension) : 2 * roundedNormGrid;
  const countedNoiseStdDevGrid = noiseMultiplier * nodesPerPerson * sensitivityGrid;
  // Only honest nodes' noise is counted on: kMin - h of them are in every opened sum.
  const sharers = mode === 'local' ? 1 : terms.kMin - terms.colluding;
  if (sharers < 1) throw new EncodingError('kMin must exceed the number of colluding nodes');
  const nodeVariance = Math.ceil(countedNoiseStdDevGrid ** 2 / sharers);
  if (nodeVariance < LEAST_NODE_STD_DEV_GRID ** 2)
    throw new EncodingError(
      `each node's noise would be ${Math.sqrt(nodeVariance)} grid steps wide, at least ${LEAST_NODE_STD_DEV_GRID} are ` +
        'needed; lower epsilon or kMin',
    );
  const tail = Math.sqrt(nodes * nodeVariance) * tailWidth(dimension * terms.rounds);
  const mostValue = flattening
    ? () => flatRange(layout.clipNormL2 * terms.flattening!.mostParts, flattening.length, terms.rounds)
    : ({ sumRange }: VectorBlock): number => sumRange;
  return {
    mode,
    blocks: filledUp(layout.blocks, flattening).map((block) =>
      laneBlock(block, grid, mostValue(block) / grid + nodes + tail, terms.plainBits),
    ),
    sensitivityGrid,
    roundedNormGrid,
    nodeNoiseVariance: { numerator: BigInt(nodeVariance), denominator: 1n },
    countedNoiseStdDevGrid,
    flattening,
  };
}

type NamedBlock = Pick<VectorBlock, 'name' | 'length'>;

function filledUp<Block extends NamedBlock>(
  blocks: readonly Block[],
  flattening: Flattening | null,
): readonly Block[] {
  const missing = flattening ? flattening.length - flattening.dimension : 0;
  // Ranges of a flattened vector are those of no block of its own.
  return missing === 0 ? blocks : [...blocks, { ...blocks[0]!, name: PADDING, length: missing }];
}

/** Each coordinate of a flattened vector is a sum of its coordinates with random signs (Hoeffding 1963). */
function flatRange(mostNormL2: number, length: number, rounds: number): number {
  return (mostNormL2 * tailWidth(length * rounds)) / Math.sqrt(length);
}

/**
 * D of conditional rounding (Kairouz 2021, arXiv:2102.06387) with b = exp(-1/2): a clipped vector, rounded by
 * coins, is longer at most six times in ten, and is then rounded again.
 */
function roundedNorm(stepsPerClip: number, dimension: number): number {
  return Math.sqrt(stepsPerClip ** 2 + dimension / 4 + (stepsPerClip + Math.sqrt(dimension) / 2));
}

/** Standard deviations that `draws` (sub-)Gaussian draws all stay within, but for a chance of 2^-40. */
function tailWidth(draws: number): number {
  return Math.sqrt(2 * (Math.log(2 * draws) + OVERFLOW_BITS * Math.LN2));
}

function laneBlock(
  { name, length }: VectorBlock,
  grid: number,
  range: number,
  plainBits: number,
): EncodedBlock {
  if (!(range >= 0 && grid > 0 && Number.isFinite(range)))
    throw new EncodingError(`block "${name}": range and precision must be positive and finite`);
  const bits = Math.max(2, 2 + Math.floor(Math.log2(Math.max(1, range))));
  if (bits > MOST_VALUE_BITS)
    throw new EncodingError(
      `block "${name}" needs ${bits} bits a value, ${MOST_VALUE_BITS} fit; choose a coarser precision or a smaller range`,
    );
  if (bits > plainBits) {
    const limbs = 1 + Math.ceil((bits - plainBits) / BITS_PER_FURTHER_LIMB);
    return { name, length, laneBits: plainBits, limbs, grid };
  }
  // Lanes as wide as their number allows: the spare bits cost nothing.
  const lanes = Math.floor(plainBits / bits);
  return { name, length, laneBits: Math.floor(plainBits / lanes), limbs: 1, grid };
}

/** What integers of a block stay below, noise included, but for a chance of 2^-40. */
export function valueRange({ laneBits, limbs }: Pick<IntegerBlock, 'laneBits' | 'limbs'>): number {
  return 2 ** (laneBits + BITS_PER_FURTHER_LIMB * (limbs - 1) - 1);
}

/**
 * The node's vector on the grid, rounded, with this node's noise. Alone it protects a person (add or remove one) in mode local
 * only; in the others the sum with kMin - h - 1 more such nodes does.
 * @returns safe integers in block order.
 * @throws EncodingError for a wrong length or a coordinate that is not finite; never for large noise.
 */
export function encode(vector: Float64Array, encoding: Encoding, entropy: Entropy): Float64Array {
  const integers = quantise(vector, encoding, entropy);
  if (encoding.mode !== 'none') addNoise(integers, encoding.nodeNoiseVariance, entropy);
  return integers;
}

/**
 * The first half of {@link encode}, for whoever adds the noise of long vectors on several threads: without noise the
 * integers must not leave the node.
 */
export function quantise(vector: Float64Array, encoding: Encoding, entropy: Entropy): Float64Array {
  const { flattening } = encoding;
  const dimension = flattening?.dimension ?? lengthOf(encoding.blocks);
  if (vector.length !== dimension)
    throw new EncodingError(`the layout has ${dimension} coordinates, the vector ${vector.length}`);
  const steps = stepsOf(flattening ? flatten(vector, flattening) : vector, encoding);
  if (encoding.mode === 'none') return steps.map(roundNearest);
  return roundByCoins(steps, encoding.roundedNormGrid, wordsOf(entropy));
}

function lengthOf(blocks: readonly NamedBlock[]): number {
  return blocks.reduce((total, { length }) => total + length, 0);
}

function stepsOf(vector: Float64Array, { blocks }: Encoding): Float64Array {
  const steps = new Float64Array(vector.length);
  let at = 0;
  for (const block of blocks)
    for (const end = at + block.length; at < end; at += 1) {
      const value = vector[at]! / block.grid;
      if (!(Math.abs(value) < 2 ** MOST_VALUE_BITS))
        throw new EncodingError(`block "${block.name}" holds a value that is not finite or far out of range`);
      steps[at] = value;
    }
  return steps;
}

/** Each rounding is within the norm more than three times in ten, so this many never fail by chance. */
const MOST_ROUNDINGS = 400;

/** @param mostNorm L2 norm that the integers keep; null: any. */
function roundByCoins(steps: Float64Array, mostNorm: number | null, entropy: Entropy): Float64Array {
  for (let tries = 0; tries < MOST_ROUNDINGS; tries += 1) {
    const integers = steps.map((value) => roundStochastic(value, entropy));
    if (mostNorm === null || normL2(integers) <= mostNorm) return integers;
  }
  throw new EncodingError(
    "the node's vector is longer than its clip; the computation does not keep to its layout",
  );
}

/**
 * An opened sum in real units, as the layout names its blocks.
 * @throws EncodingError for a wrong length.
 */
export function decode(
  integers: Float64Array,
  {
    blocks,
    flattening,
  }: Pick<Encoding, 'flattening'> & {
    readonly blocks: readonly Pick<EncodedBlock, 'name' | 'length' | 'grid'>[];
  },
): OpenedSum {
  const length = lengthOf(blocks);
  if (length !== integers.length)
    throw new EncodingError(`the layout has ${length} coordinates, the opened sum ${integers.length}`);
  const values = integers.slice();
  forEachBlock(blocks, ({ grid }, from, to) => {
    for (let at = from; at < to; at += 1) values[at]! *= grid;
  });
  const vector = flattening ? unflatten(values, flattening) : values;
  const sum = new Map<string, Float64Array>();
  forEachBlock(blocks, ({ name }, from, to) => {
    if (name !== PADDING) sum.set(name, vector.slice(from, to));
  });
  return sum;
}

function forEachBlock<Block extends NamedBlock>(
  blocks: readonly Block[],
  visit: (block: Block, from: number, to: number) => void,
): void {
  let at = 0;
  for (const block of blocks) {
    visit(block, at, at + block.length);
    at += block.length;
  }
}

/** How a round's sum is turned back, for whoever knows its blocks but no layout. */
export function flatteningOfBlocks(tag: string, blocks: readonly NamedBlock[]): Flattening {
  return flatteningOf(tag, lengthOf(blocks.filter(({ name }) => name !== PADDING)));
}
