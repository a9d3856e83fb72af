// The Rényi accountant of the Poisson-sampled Gaussian: Mironov 2017 (arXiv:1702.07476), Mironov-Talwar-Zhang
// 2019 (arXiv:1908.10530), converted by Canonne-Kamath-Steinke 2020 (arXiv:2004.00010, proposition 12).
// Neighbours differ by adding or removing one person.
import { parsePrivacyEvent, type PrivacyEvent } from './events.js';
import { logErfc } from './log-erfc.js';

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
 * The Rényi curve of all events together.
 * @throws UnknownPrivacyEventError for an event it cannot account for.
 */
export function composeRdp(events: readonly PrivacyEvent[]): RdpCurve {
  const total = new Float64Array(RDP_ORDERS.length);
  for (const { samplingRate, noiseMultiplier, count } of mergeEqual(events.map(parsePrivacyEvent)))
    RDP_ORDERS.forEach((order, index) => {
      total[index]! += count * sampledGaussianRdp(samplingRate, noiseMultiplier, order);
    });
  return total;
}

/**
 * The least epsilon that the curve proves at `delta`.
 * @param delta in (0, 1).
 */
export function epsilonOfRdp(curve: RdpCurve, delta: number): number {
  let least = Infinity;
  RDP_ORDERS.forEach((order, index) => {
    const divergence = curve[index]!;
    // The total variation distance alone proves epsilon = 0 (Bretagnolle-Huber).
    if (delta ** 2 + Math.expm1(-divergence) > 0) least = 0;
    const epsilon = divergence + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1);
    least = Math.min(least, epsilon);
  });
  return Math.max(0, least);
}

/** Epsilon of all events together at `delta`, by Rényi divergences. */
export function epsilonByRdp(events: readonly PrivacyEvent[], delta: number): number {
  return epsilonOfRdp(composeRdp(events), delta);
}

/** Rounds of equal meaning are counted together, so that ten thousand cost no more than one. */
function mergeEqual(events: readonly PrivacyEvent[]): Iterable<PrivacyEvent> {
  const merged = new Map<string, PrivacyEvent>();
  for (const event of events) {
    const key = `${event.samplingRate} ${event.noiseMultiplier}`;
    merged.set(key, { ...event, count: event.count + (merged.get(key)?.count ?? 0) });
  }
  return merged.values();
}

/** Rényi divergence of one release at `order` > 1. */
function sampledGaussianRdp(samplingRate: number, noiseMultiplier: number, order: number): number {
  if (samplingRate === 1) return order / (2 * noiseMultiplier ** 2);
  const logMoment = Number.isInteger(order)
    ? logMomentOfInteger(samplingRate, noiseMultiplier, order)
    : logMomentOfFraction(samplingRate, noiseMultiplier, order);
  return Math.max(0, logMoment) / (order - 1);
}

/** ln sum_k C(a, k) (1-q)^(a-k) q^k exp((k^2 - k) / (2 z^2)): arXiv:1908.10530, section 3.3. */
function logMomentOfInteger(q: number, z: number, order: number): number {
  let total = -Infinity;
  let logBinomial = 0;
  for (let k = 0; k <= order; k += 1) {
    total = logAdd(
      total,
      logBinomial + k * Math.log(q) + (order - k) * Math.log1p(-q) + (k * k - k) / (2 * z * z),
    );
    logBinomial += Math.log((order - k) / (k + 1));
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
  const crossing = z * z * Math.log(1 / q - 1) + 0.5;
  const width = Math.SQRT2 * z;
  let total = -Infinity;
  let logBinomial = 0;
  let last = [-Infinity, -Infinity] as const;
  for (let i = 0; i < MOST_TERMS; i += 1) {
    const j = order - i;
    const below =
      logBinomial +
      i * Math.log(q) +
      j * Math.log1p(-q) +
      (i * i - i) / (2 * z * z) +
      logHalfErfc((i - crossing) / width);
    const above =
      logBinomial +
      j * Math.log(q) +
      i * Math.log1p(-q) +
      (j * j - j) / (2 * z * z) +
      logHalfErfc((crossing - j) / width);
    total = logAdd(total, logAdd(below, above));
    if (below < last[0] && above < last[1] && Math.max(below, above) < total - NEGLIGIBLE) return total;
    last = [below, above];
    logBinomial += Math.log(Math.abs(j) / (i + 1));
  }
  return Infinity;
}

function logHalfErfc(x: number): number {
  return logErfc(x) - Math.LN2;
}

function logAdd(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}
