// The Rényi accountant of the Poisson-sampled Gaussian: Mironov 2017 (arXiv:1702.07476), Mironov-Talwar-Zhang
// 2019 (arXiv:1908.10530), converted by Canonne-Kamath-Steinke 2020 (arXiv:2004.00010, proposition 12).
// Neighbours differ by adding or removing one person.
import {
  mergeEqualEvents,
  type DiscreteGaussianEvent,
  type PrivacyEvent,
  type SampledGaussianEvent,
} from './events.js';
import { logErfc } from './normal.js';

/** Named once: a composition calls them millions of times. */
const { abs, exp, expm1, floor, log, log1p, max, min, sqrt } = Math;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Rényi orders that are tried; dp_accounting's, and finer ones where epsilon is small. */
export const RDP_ORDERS: readonly number[] = [
  ...range(1, 100).map((tenths) => 1 + tenths / 10),
  ...range(11, 64),
  ...[64, 72, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024],
];

/** Rényi divergences at the orders of {@link RDP_ORDERS}; they add up under composition. */
export type RdpCurve = Float64Array;

/**
 * The Rényi curve of all events together; neighbours differ by one person, added or removed, and each event's persons
 * were sampled by coins of their own. Rates and noise may be chosen adaptively.
 * @throws UnknownPrivacyEventError for an event it cannot account for.
 */
export function composeRdp(events: readonly PrivacyEvent[]): RdpCurve {
  const total = new Float64Array(RDP_ORDERS.length);
  for (const event of mergeEqualEvents(events)) {
    const divergence =
      event.type === 'discrete-gaussian' ? sampledDiscreteGaussianRdp(event) : sampledGaussianRdp(event);
    RDP_ORDERS.forEach((order, index) => {
      total[index]! += event.count * divergence(order);
    });
  }
  return total;
}

/**
 * The least epsilon that the curve proves at `delta`; per person, add or remove one, under the sampling that the curve was composed
 * for: Poisson at each event's rate.
 * @param delta in (0, 1).
 * @throws RangeError for another delta.
 */
export function epsilonOfRdp(curve: RdpCurve, delta: number): number {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must lie between 0 and 1, it is ${delta}`);
  let least = Infinity;
  RDP_ORDERS.forEach((order, index) => {
    const divergence = curve[index]!;
    // The total variation distance alone proves epsilon = 0 (Bretagnolle-Huber).
    if (delta ** 2 + expm1(-divergence) > 0) least = 0;
    const epsilon = divergence + log1p(-1 / order) - log(delta * order) / (order - 1);
    least = min(least, epsilon);
  });
  return max(0, least);
}

/**
 * The least delta that the curve proves at `epsilon`; per person, add or remove one, under the sampling that the curve was composed
 * for: Poisson at each event's rate.
 * @param epsilon at least 0.
 */
export function deltaOfRdp(curve: RdpCurve, epsilon: number): number {
  if (!(epsilon >= 0)) throw new RangeError(`epsilon must be at least 0, it is ${epsilon}`);
  let least = 1;
  RDP_ORDERS.forEach((order, index) => {
    const divergence = curve[index]!;
    if (!Number.isFinite(divergence)) return;
    const logDelta = (order - 1) * (divergence - epsilon + log1p(-1 / order)) - log(order);
    // At order 1 < a the divergence bounds the total variation distance (Bretagnolle-Huber).
    least = min(least, exp(logDelta), sqrt(-expm1(-divergence)));
  });
  return least;
}

/**
 * Epsilon of all events together at `delta`, by Rényi divergences; per person, add or remove one, each event's persons
 * sampled by coins of their own.
 */
export function epsilonByRdp(events: readonly PrivacyEvent[], delta: number): number {
  return epsilonOfRdp(composeRdp(events), delta);
}

/** Rényi divergence of one release by order. */
type Divergence = (order: number) => number;

function sampledGaussianRdp({ samplingRate, noiseMultiplier }: SampledGaussianEvent): Divergence {
  if (samplingRate === 1) return (order) => order / (2 * noiseMultiplier ** 2);
  return (order) => {
    const logMoment = Number.isInteger(order)
      ? logMomentOfInteger(samplingRate, noiseMultiplier, order)
      : logMomentOfFraction(samplingRate, noiseMultiplier, order);
    return max(0, logMoment) / (order - 1);
  };
}

/**
 * Whole samples: D^2 / (2 sigma^2)-concentrated privacy, in every dimension (Canonne-Kamath-Steinke 2020, theorem 4 with
 * their lemma on products). Sampled ones: the general bound of Zhu-Wang 2019 (PMLR 97, theorem 5), integer orders;
 * (order - 1) x divergence is convex in the order, so that a chord bounds what lies between.
 */
function sampledDiscreteGaussianRdp({
  samplingRate: q,
  noiseStdDevGrid,
  sensitivityGrid,
}: DiscreteGaussianEvent): Divergence {
  const rho = (sensitivityGrid / noiseStdDevGrid) ** 2 / 2;
  if (q === 1) return (order) => order * rho;
  const known = new Map<number, number>([[1, 0]]);
  const logMoment = (order: number): number => {
    const found = known.get(order) ?? logMomentOfSampled(q, order, (whole) => whole * rho);
    known.set(order, found);
    return found;
  };
  return (order) => {
    const below = floor(order);
    const share = order - below;
    const chord =
      share === 0 ? logMoment(below) : (1 - share) * logMoment(below) + share * logMoment(below + 1);
    return max(0, chord) / (order - 1);
  };
}

/**
 * ln of (1-q)^(a-1) (aq - q + 1) + C(a,2) q^2 (1-q)^(a-2) e^(D(2)) + 3 sum_(l>=3) C(a,l) (1-q)^(a-l) q^l e^((l-1) D(l)),
 * for any mechanism of divergences D.
 */
function logMomentOfSampled(q: number, order: number, divergence: Divergence): number {
  let total = (order - 1) * log1p(-q) + log1p((order - 1) * q);
  let logBinomial = log(order);
  for (let l = 2; l <= order; l += 1) {
    logBinomial += log((order - l + 1) / l);
    const factor = l === 2 ? 0 : log(3);
    total = logAdd(
      total,
      factor + logBinomial + (order - l) * log1p(-q) + l * log(q) + (l - 1) * divergence(l),
    );
  }
  return total;
}

/** ln sum_k C(a, k) (1-q)^(a-k) q^k exp((k^2 - k) / (2 z^2)): arXiv:1908.10530, section 3.3. */
function logMomentOfInteger(q: number, z: number, order: number): number {
  let total = -Infinity;
  let logBinomial = 0;
  for (let k = 0; k <= order; k += 1) {
    total = logAdd(total, logBinomial + k * log(q) + (order - k) * log1p(-q) + (k * k - k) / (2 * z * z));
    logBinomial += log((order - k) / (k + 1));
  }
  return total;
}

const MOST_TERMS = 1000;
/** Terms below exp(-30) of the total are beyond float64's digits. */
const NEGLIGIBLE = 30;

/**
 * The same moment at a fractional order, as two series split where the densities cross. Terms of either sign
 * are all added, which errs on the safe side. Infinite where the series does not settle: that order is not used.
 */
function logMomentOfFraction(q: number, z: number, order: number): number {
  const crossing = z * z * log(1 / q - 1) + 0.5;
  const width = Math.SQRT2 * z;
  let total = -Infinity;
  let logBinomial = 0;
  let last = [-Infinity, -Infinity] as const;
  for (let i = 0; i < MOST_TERMS; i += 1) {
    const j = order - i;
    const below =
      logBinomial +
      i * log(q) +
      j * log1p(-q) +
      (i * i - i) / (2 * z * z) +
      logHalfErfc((i - crossing) / width);
    const above =
      logBinomial +
      j * log(q) +
      i * log1p(-q) +
      (j * j - j) / (2 * z * z) +
      logHalfErfc((crossing - j) / width);
    total = logAdd(total, logAdd(below, above));
    if (below < last[0] && above < last[1] && max(below, above) < total - NEGLIGIBLE) return total;
    last = [below, above];
    logBinomial += log(abs(j) / (i + 1));
  }
  return Infinity;
}

function logHalfErfc(x: number): number {
  return logErfc(x) - Math.LN2;
}

function logAdd(a: number, b: number): number {
  const high = max(a, b);
  return high === -Infinity ? high : high + log1p(exp(min(a, b) - high));
}
