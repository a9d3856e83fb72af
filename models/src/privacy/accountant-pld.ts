// The accountant of privacy loss distributions: losses add up, so their distributions convolve. Pessimistic throughout:
// what is rounded or cut off can only raise epsilon. Neighbours differ by adding or removing one person; both
// directions are composed, and the worse one counts. The mechanisms may be chosen adaptively only in what they compute:
// the schedule of rates and noise must be fixed beforehand.
import { mergeEqualEvents, type PrivacyEvent } from './events.js';
import { forEachMirrored, transform, transformBack } from './fourier.js';
import { gaussianDelta } from './gaussian-delta.js';
import { sampledDiscreteGaussian, sampledGaussian, type DottedLoss, type Mechanism } from './privacy-loss.js';

/** delta as a function of epsilon, for all events together. */
export interface PldCurve {
  /** The least delta proven at `epsilon` >= 0; in [0, 1]. */
  deltaAt(epsilon: number): number;
  /** Below this delta, what float64 loses in a convolution would tell. */
  readonly leastDelta: number;
}

/** Whether the loss to one person, added or removed, of every event is known: not that of discrete noise in more than one dimension. */
export function hasPrivacyLoss(events: readonly PrivacyEvent[]): boolean {
  return events.every((event) => event.type === 'sampled-gaussian' || event.dimension === 1);
}

/**
 * The privacy curve of all events together; unit: one person; adjacency: add or remove one. Assumes rounds that sampled persons by
 * independent coins (Poisson) at the event's rate, or took all (rate 1), with noise drawn afresh.
 * @throws UnknownPrivacyEventError for an event it cannot account for; RangeError where {@link hasPrivacyLoss} is false;
 * UncomposableLossError for so little noise that a loss is beyond all numbers.
 */
export function composePld(events: readonly PrivacyEvent[]): PldCurve {
  const groups: Group[] = [];
  // Gaussian noise over everybody composes to one Gaussian: 1 / z^2 adds up.
  let inverseVariance = 0;
  for (const event of mergeEqualEvents(events))
    if (event.type === 'discrete-gaussian')
      groups.push({ mechanism: sampledDiscreteGaussian(event), count: event.count });
    else if (event.samplingRate === 1) inverseVariance += event.count / event.noiseMultiplier ** 2;
    else groups.push({ mechanism: sampledGaussian(event), count: event.count });
  if (groups.length === 0) {
    const shift = Math.sqrt(inverseVariance);
    return { deltaAt: (epsilon) => gaussianDelta(shift, epsilon), leastDelta: 0 };
  }
  if (inverseVariance > 0) {
    const whole = { samplingRate: 1, noiseMultiplier: 1 / Math.sqrt(inverseVariance) };
    groups.push({ mechanism: sampledGaussian(whole), count: 1 });
  }
  return curveOf(groups);
}

/**
 * The least epsilon at which the curve proves `delta`, to 1e-10 relative; per person, add or remove one, under the sampling that
 * the curve was composed for: Poisson at each event's rate.
 * @param delta from the curve's `leastDelta` to below 1.
 * @throws RangeError for a delta out of range.
 */
export function epsilonOfPld(curve: PldCurve, delta: number): number {
  if (!(delta > 0 && delta >= curve.leastDelta && delta < 1))
    throw new RangeError(`delta must be at least ${curve.leastDelta} and below 1, it is ${delta}`);
  if (curve.deltaAt(0) <= delta) return 0;
  let [tooLow, enough] = [0, 1];
  while (curve.deltaAt(enough) > delta) {
    [tooLow, enough] = [enough, 2 * enough];
    if (enough > MOST_PLD_EPSILON) return Infinity;
  }
  while (enough - tooLow > EPSILON_PRECISION * enough) {
    const middle = (tooLow + enough) / 2;
    if (curve.deltaAt(middle) > delta) tooLow = middle;
    else enough = middle;
  }
  return enough;
}

/**
 * Epsilon of all events together at `delta`, by privacy loss distributions; per person, add or remove one, each event's
 * persons sampled by coins of their own.
 * @throws UnknownPrivacyEventError, RangeError
 */
export function epsilonByPld(events: readonly PrivacyEvent[], delta: number): number {
  return epsilonOfPld(composePld(events), delta);
}

/** No larger epsilon is searched for. */
export const MOST_PLD_EPSILON = 2 ** 16;
const EPSILON_PRECISION = 1e-10;

interface Group {
  readonly mechanism: Mechanism;
  readonly count: number;
}

/** Dots spread a loss by step^2 / 6 in variance, a release: this share of the whole is allowed to come from it. */
const SPREAD = 1e-4;
/** Bound on what is cut off in all releases together, at each end. */
const TAIL = 1e-15;
/** Allows for rounding: of the transforms once, and of a power once a release (tests hold both against exact curves). */
const ROUNDING = 1e-13;
const ROUNDING_OF_RELEASE = 1.2e-16;
const LEAST_DELTA_OVER_ROUNDING = 10;
const FEWEST_DOTS = 2 ** 10;
const MOST_DOTS = 2 ** 18;

function curveOf(groups: readonly Group[]): PldCurve {
  const releases = groups.reduce((total, { count }) => total + count, 0);
  const variance = groups.reduce((total, { mechanism, count }) => total + count * mechanism.lossVariance, 0);
  let step = Math.sqrt((6 * SPREAD * variance) / releases);
  for (;;) {
    const parts = groups.map(({ mechanism, count }) => ({
      count,
      remove: mechanism.dotted('remove', step, TAIL / releases),
      add: mechanism.dotted('add', step, TAIL / releases),
    }));
    const removed = rangeOf(
      parts.map(({ count, remove }) => ({ count, loss: remove })),
      step,
    );
    const added = rangeOf(
      parts.map(({ count, add }) => ({ count, loss: add })),
      step,
    );
    const dots = powerOfTwo(Math.max(removed.last - removed.first, added.last - added.first) + 1);
    if (dots <= MOST_DOTS) return compose(parts, step, dots, [removed.last, added.last]);
    step *= dots / MOST_DOTS;
  }
}

interface Part {
  readonly count: number;
  readonly remove: DottedLoss;
  readonly add: DottedLoss;
}

/**
 * Convolves both directions at once: one is the real, the other the imaginary part of what is transformed. A transform of real
 * numbers is its own mirror image, so the two can be told apart, and one value of each will do for two places: that of
 * `remove` stands at the first, that of `add` at its mirror.
 */
function compose(
  parts: readonly Part[],
  step: number,
  dots: number,
  [lastRemoved, lastAdded]: readonly [number, number],
): PldCurve {
  const [real, imaginary] = [new Float64Array(dots).fill(1), new Float64Array(dots)];
  imaginary.fill(1, 0, ALONE);
  const infinite = [TAIL + ROUNDING, TAIL + ROUNDING];
  for (const { count, remove, add } of parts) {
    multiplyByTransforms(real, imaginary, foldOnto(dots, remove), foldOnto(dots, add), count);
    infinite[0]! += count * (remove.infinite + ROUNDING_OF_RELEASE);
    infinite[1]! += count * (add.infinite + ROUNDING_OF_RELEASE);
  }
  forEachMirrored(dots, (at, mirror) => {
    const re = real[at]!;
    const im = imaginary[at]!;
    const addRe = real[mirror]!;
    const addIm = imaginary[mirror]!;
    real[at] = re - addIm;
    imaginary[at] = im + addRe;
    real[mirror] = re + addIm;
    imaginary[mirror] = addRe - im;
  });
  transformBack(real, imaginary);
  const curves = [
    divergenceOf(real, step, lastRemoved, infinite[0]!),
    divergenceOf(imaginary, step, lastAdded, infinite[1]!),
  ];
  const releases = parts.reduce((total, { count }) => total + count, 0);
  return {
    deltaAt: (epsilon) => Math.max(...curves.map((curve) => curve(epsilon))),
    leastDelta: LEAST_DELTA_OVER_ROUNDING * (ROUNDING + releases * ROUNDING_OF_RELEASE),
  };
}

/** The first two places hold two real numbers each. */
const ALONE = 2;

/** Multiplies what {@link compose} keeps by the transforms of two arrays, `count` times over. */
function multiplyByTransforms(
  real: Float64Array,
  imaginary: Float64Array,
  remove: Float64Array,
  add: Float64Array,
  count: number,
): void {
  transform(remove, add);
  for (let at = 0; at < ALONE; at += 1) {
    real[at]! *= remove[at]! ** count;
    imaginary[at]! *= add[at]! ** count;
  }
  forEachMirrored(real.length, (at, mirror) => {
    const re = remove[at]!;
    const im = add[at]!;
    const mirrorRe = remove[mirror]!;
    const mirrorIm = add[mirror]!;
    multiplyByPower(real, imaginary, at, (re + mirrorRe) / 2, (im - mirrorIm) / 2, count);
    multiplyByPower(real, imaginary, mirror, (im + mirrorIm) / 2, (mirrorRe - re) / 2, count);
  });
}

/** A factor of a power that is smaller, squared, leaves less than {@link ROUNDING} allows for. */
const NOTHING = 1e-60;

/** product[at] *= (re + i im)^exponent, by squaring. */
function multiplyByPower(
  productReal: Float64Array,
  productImaginary: Float64Array,
  at: number,
  re: number,
  im: number,
  exponent: number,
): void {
  let x = productReal[at]!;
  let y = productImaginary[at]!;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    // Most frequencies die out at once; going on with them would only crawl through subnormal numbers.
    if (re * re + im * im < NOTHING) {
      [x, y] = [0, 0];
      break;
    }
    if (rest % 2 === 1) [x, y] = [x * re - y * im, x * im + y * re];
    [re, im] = [(re - im) * (re + im), 2 * re * im];
  }
  productReal[at] = x;
  productImaginary[at] = y;
}

/** Masses by index modulo `dots`: convolution by transforms is circular. */
function foldOnto(dots: number, loss: DottedLoss): Float64Array {
  const folded = new Float64Array(dots);
  loss.dots.forEach((dot, at) => (folded[((dot % dots) + dots) % dots]! += loss.masses[at]!));
  return folded;
}

/**
 * delta(epsilon) = infinite + sum over l > epsilon of p(l) (1 - exp(epsilon - l)), summed up once from above.
 * @param folded masses by index modulo their number, up to `last`; the transform left them times their number.
 */
function divergenceOf(
  folded: Float64Array,
  step: number,
  last: number,
  infinite: number,
): (epsilon: number) => number {
  const dots = folded.length;
  const start = (((last + 1) % dots) + dots) % dots;
  // One dot more, below all masses, so that every epsilon >= 0 has a dot to start from.
  const firstLoss = (last - dots) * step;
  // By dot: the mass above it under P, and under Q times exp(its loss), which stays in range.
  const above = new Float64Array(dots + 1);
  const scaled = new Float64Array(dots + 1);
  const decay = Math.exp(-step);
  for (let at = dots - 1; at >= 0; at -= 1) {
    const mass = folded[(start + at) & (dots - 1)]! / dots;
    above[at] = above[at + 1]! + mass;
    scaled[at] = decay * (scaled[at + 1]! + mass);
  }
  return (epsilon) => {
    const dot = Math.max(0, Math.floor((epsilon - firstLoss) / step));
    if (dot >= dots) return Math.min(1, infinite);
    const delta = above[dot]! - Math.exp(epsilon - firstLoss - dot * step) * scaled[dot]!;
    return Math.min(1, Math.max(0, delta) + infinite);
  };
}

/** Dots between which the composed loss lies but for {@link TAIL} at either end, by Chernoff's bound. */
function rangeOf(
  parts: readonly { readonly count: number; readonly loss: DottedLoss }[],
  step: number,
): { first: number; last: number } {
  let [first, last] = [0, 0];
  for (const { count, loss } of parts) {
    first += count * loss.dots[0]!;
    last += count * loss.dots.at(-1)!;
  }
  const bound = (sign: 1 | -1, order: number): number => {
    const moment = parts.reduce(
      (total, { count, loss }) => total + count * logMoment(loss, step, sign * order),
      0,
    );
    return (moment - Math.log(TAIL)) / (order * step);
  };
  last = Math.min(last, Math.ceil(leastOverOrders((order) => bound(1, order))));
  first = Math.max(first, -Math.ceil(leastOverOrders((order) => bound(-1, order))));
  return { first, last };
}

/** Chernoff's bound falls and then rises in the order; a power of two is near enough. */
function leastOverOrders(bound: (order: number) => number): number {
  let [order, least] = [2 ** -10, Infinity];
  for (;;) {
    const next = bound(order);
    if (!(next < least)) return least;
    [order, least] = [2 * order, next];
  }
}

/** ln E[exp(order x loss)] over finite losses. */
function logMoment({ dots, masses }: DottedLoss, step: number, order: number): number {
  // Relative to the largest factor, so that none overflows.
  const end = order > 0 ? dots.at(-1)! : dots[0]!;
  let sum = 0;
  for (let at = 0; at < dots.length; at += 1) sum += masses[at]! * Math.exp(order * step * (dots[at]! - end));
  return Math.log(sum) + order * end * step;
}

function powerOfTwo(atLeast: number): number {
  return Math.max(FEWEST_DOTS, 2 ** Math.ceil(Math.log2(atLeast)));
}
