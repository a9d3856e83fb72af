// The privacy loss of one release on a grid of dots, rounded so that it never promises too much: "connect the dots"
// (Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, arXiv:2207.04380). Neighbours differ by one person, who is in the
// first data set (`remove`) or in the second (`add`); the loss is ln(P/Q) under P, the first one's release.
import type { DiscreteGaussianEvent, SampledGaussianEvent } from './events.js';
import { normalTail } from './normal.js';

/** Named once: a composition calls them millions of times. */
const { abs, ceil, exp, expm1, floor, log, log1p, log2, max, min, sqrt } = Math;

export type Direction = 'remove' | 'add';

/** A loss distribution on some of the dots l = step x index. */
export interface DottedLoss {
  /** Indices of the dots that may hold mass, whole numbers, ascending. */
  readonly dots: Float64Array;
  /** Mass under P of each of them. */
  readonly masses: Float64Array;
  /** Mass under P where the loss is unbounded. */
  readonly infinite: number;
}

/** One release as the accountant sees it, in worst-case form: one number, moved by one person. */
export interface Mechanism {
  /** Variance of the loss under P, person removed; sets the width of the grid. */
  readonly lossVariance: number;
  /** @param tail most mass that may be cut off at either end; what is cut off above counts as infinite loss. */
  dotted(direction: Direction, step: number, tail: number): DottedLoss;
}

/**
 * The Poisson-sampled Gaussian: P = (1 - q) N(0, z^2) + q N(1, z^2) and Q = N(0, z^2), or the other way round. The pair
 * dominates every L2-bounded vector sum (Zhu, Dong, Wang 2022, arXiv:2106.08567), so composition may be adaptive. Per person, add or
 * remove one, who moves the sum by 1 at most and is drawn by a coin of their own.
 */
export function sampledGaussian({
  samplingRate: q,
  noiseMultiplier: z,
}: Pick<SampledGaussianEvent, 'samplingRate' | 'noiseMultiplier'>): Mechanism {
  const pointOf = pointOfMixture(q, z);
  const lossAt = lossOfMixture(q, z);
  return {
    lossVariance: varianceOf((x) => lossAt(x), q, z),
    dotted: (direction, step, tail) => {
      const reach = z * tailQuantile(tail);
      // `add` reads the same points from right to left, with the loss's sign turned.
      const sign = direction === 'remove' ? 1 : -1;
      const ends = [lossAt(-reach), lossAt(1 + reach)].map((loss) => sign * loss);
      const dots = dotsBetween(floor(min(...ends) / step), ceil(max(...ends) / step));
      const pointAt = (index: number): number => {
        const loss = sign * index * step;
        return loss <= log1p(-q) ? -Infinity : pointOf(loss);
      };
      const cells = newCells(dots);
      const isRemoved = direction === 'remove';
      let from = cutAt(pointAt(dots[0]!), z);
      // Below the first dot lies the left end of the axis for `remove`, the right end for `add`.
      cells.below = isRemoved ? (1 - q) * from.left + q * from.movedLeft : from.right;
      for (let cell = 0; cell < cells.p.length; cell += 1) {
        const to = cutAt(pointAt(dots[cell + 1]!), z);
        const [left, right] = isRemoved ? [from, to] : [to, from];
        const alone = left.x > 0 ? left.right - right.right : right.left - left.left;
        const moved = left.x > 1 ? left.movedRight - right.movedRight : right.movedLeft - left.movedLeft;
        const mixed = (1 - q) * alone + q * moved;
        cells.p[cell] = isRemoved ? mixed : alone;
        cells.q[cell] = isRemoved ? alone : mixed;
        from = to;
      }
      cells.above = isRemoved ? (1 - q) * from.right + q * from.movedRight : from.left;
      return connectDots(cells, step);
    },
  };
}

/**
 * The Poisson-sampled discrete Gaussian in one dimension, moved by s steps: as above with N_Z(0, sigma^2), N_Z(s, sigma^2);
 * unit, adjacency and sampling as above.
 * @throws RangeError in more dimensions, where no single pair is known to dominate.
 */
export function sampledDiscreteGaussian({
  samplingRate: q,
  noiseStdDevGrid: sigma,
  sensitivityGrid: shift,
  dimension,
}: Omit<DiscreteGaussianEvent, 'type' | 'count'>): Mechanism {
  if (dimension !== 1)
    throw new RangeError(
      'the loss of a discrete Gaussian is known in one dimension; use the Rényi accountant',
    );
  const z = sigma / shift;
  const lossAt = lossOfMixture(q, z);
  const weightAt = (x: number): number => exp(-((x / sigma) ** 2) / 2);
  const total = discreteGaussianTotal(sigma);
  const pairAt = (x: number): { alone: number; mixed: number } => {
    const alone = weightAt(x) / total;
    return { alone, mixed: (1 - q) * alone + (q * weightAt(x - shift)) / total };
  };
  return {
    lossVariance: varianceOf((x) => lossAt(x), q, z),
    dotted: (direction, step, tail) => {
      // The discrete Gaussian's tails are no heavier than the continuous one's, two steps on.
      const reach = ceil(sigma * tailQuantile(tail)) + 2;
      const sign = direction === 'remove' ? 1 : -1;
      const dotBelow = (x: number): number => floor((sign * lossAt(x / shift)) / step);
      const ends = [dotBelow(-reach), dotBelow(shift + reach)];
      const dots = dotsBetween(min(...ends), max(...ends) + 1);
      const cells = newCells(dots);
      let seen = 0;
      let cell = 0;
      for (let x = -reach; x <= shift + reach; x += 1) {
        const { alone, mixed } = pairAt(x);
        const [p, other] = direction === 'remove' ? [mixed, alone] : [alone, mixed];
        const dot = dotBelow(x);
        // Losses rise, or fall, all the way, so that the next cell is never far.
        while (dots[cell + 1]! <= dot) cell += 1;
        while (dots[cell]! > dot) cell -= 1;
        cells.p[cell]! += p;
        cells.q[cell]! += other;
        seen += p;
      }
      // What lies beyond the reach, on whatever side, counts as lost.
      cells.above = max(0, 1 - seen);
      return connectDots(cells, step);
    },
  };
}

/** Masses of N(0, z^2) on either side of x, and of N(1, z^2). */
interface Cut {
  readonly x: number;
  readonly left: number;
  readonly right: number;
  readonly movedLeft: number;
  readonly movedRight: number;
}

/** The smaller mass of each pair keeps all its digits: differences are taken on that side. */
function cutAt(x: number, z: number): Cut {
  const [nearer, moved] = [normalTail(abs(x) / z), normalTail(abs(x - 1) / z)];
  const [other, movedOther] = [1 - nearer, 1 - moved];
  return {
    x,
    left: x > 0 ? other : nearer,
    right: x > 0 ? nearer : other,
    movedLeft: x > 1 ? movedOther : moved,
    movedRight: x > 1 ? moved : movedOther,
  };
}

/** Masses between neighbouring dots under P and Q; `below` the first dot and `above` the last one under P alone. */
interface Cells {
  readonly dots: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
  below: number;
  above: number;
}

/** No fault of the events: another accountant may bound them. */
export class UncomposableLossError extends RangeError {
  override readonly name = 'UncomposableLossError';
}

/**
 * Dots nearer to zero than this are all there. Further away they stand apart by at most this part of their loss, which adds less
 * than 3e-6 of its variance: rare large losses need no dot each.
 */
const NEAR = 2 ** 8;

/** Indices of dots from `first` or below up to `last` or above, both included. */
function dotsBetween(first: number, last: number): Float64Array {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last))
    throw new UncomposableLossError(`a loss from dot ${first} to ${last} cannot be composed`);
  const gapAt = (dot: number): number => max(1, 2 ** (floor(log2(abs(dot))) - log2(NEAR)));
  const dots: number[] = [];
  let dot = floor(first / gapAt(first)) * gapAt(first);
  while (dots.push(dot) && (dot < last || dots.length < 2)) dot += gapAt(dot);
  return Float64Array.from(dots);
}

function newCells(dots: Float64Array): Cells {
  const size = dots.length - 1;
  return { dots, p: new Float64Array(size), q: new Float64Array(size), below: 0, above: 0 };
}

/**
 * Moves each cell's mass to its two ends so that it keeps its size under P and under Q: the hockey-stick divergence
 * stays as it is at every dot and rises between them, however far apart they are (Doroshenko et al. 2022, section 3).
 */
function connectDots({ dots, p, q, below, above }: Cells, step: number): DottedLoss {
  const masses = new Float64Array(dots.length);
  masses[0] = below;
  for (let cell = 0; cell < p.length; cell += 1) {
    const mass = p[cell]!;
    if (mass === 0) continue;
    const loss = dots[cell]! * step;
    const width = (dots[cell + 1]! - dots[cell]!) * step;
    const scaled = loss > MOST_EXPONENT ? 0 : q[cell]! * exp(loss);
    const low = min(mass, max(0, (scaled - mass * exp(-width)) / -expm1(-width)));
    masses[cell]! += low;
    masses[cell + 1]! += mass - low;
  }
  return { dots, masses, infinite: above };
}

/** Higher losses go to the upper dot as a whole. */
const MOST_EXPONENT = 700;

/** ln(1 - q + q exp((2x - 1) / (2 z^2))) in whichever form keeps its digits. */
function lossOfMixture(q: number, z: number): (x: number) => number {
  return (x) => {
    const exponent = (x - 0.5) / (z * z);
    if (exponent > 1) return exponent + log(q + (1 - q) * exp(-exponent));
    const excess = q * expm1(exponent);
    if (excess > -0.5) return log1p(excess);
    // Where nearly everybody is sampled, 1 - q is all that keeps the loss from falling on.
    return q === 1 ? exponent : log(1 - q + q * exp(exponent));
  };
}

/** The inverse: where the loss is `loss` > ln(1 - q). */
function pointOfMixture(q: number, z: number): (loss: number) => number {
  return (loss) => {
    if (q === 1) return 0.5 + z * z * loss;
    if (loss > 1) return 0.5 + z * z * (loss - log(q) + log1p((q - 1) * exp(-loss)));
    const excess = expm1(loss) / q;
    return 0.5 + z * z * (excess > -0.5 ? log1p(excess) : log((exp(loss) - (1 - q)) / q));
  };
}

/** Steps of a trapezoid rule, which converges geometrically on smooth functions of bell shape. */
const QUADRATURE_STEPS = 800;
const QUADRATURE_REACH = 9;

/** Variance of the loss under (1 - q) N(0, z^2) + q N(1, z^2); within a percent, which is enough for a grid. */
function varianceOf(lossAt: (x: number) => number, q: number, z: number): number {
  const reach = QUADRATURE_REACH * z;
  const width = (1 + 2 * reach) / QUADRATURE_STEPS;
  let [mass, mean, square] = [0, 0, 0];
  for (let at = 0; at <= QUADRATURE_STEPS; at += 1) {
    const x = -reach + at * width;
    const weight = (1 - q) * exp(-((x / z) ** 2) / 2) + q * exp(-(((x - 1) / z) ** 2) / 2);
    const loss = lossAt(x);
    mass += weight;
    mean += weight * loss;
    square += weight * loss * loss;
  }
  return square / mass - (mean / mass) ** 2;
}

/** A point that the standard normal distribution exceeds with probability at most `tail`. */
function tailQuantile(tail: number): number {
  // P(X > x) <= exp(-x^2 / 2) / 2.
  return sqrt(2 * log(1 / (2 * tail)));
}

/** Sum of exp(-x^2 / (2 sigma^2)) over the integers. */
function discreteGaussianTotal(sigma: number): number {
  let total = 1;
  for (let x = 1; x <= 40 * sigma; x += 1) {
    const weight = exp(-((x / sigma) ** 2) / 2);
    if (weight === 0) break;
    total += 2 * weight;
  }
  return total;
}
