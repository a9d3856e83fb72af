// The sampler of Canonne-Kamath-Steinke 2020 in plain BigInt fractions, drawing its random words in the order of
// libprio-rs (src/dp/distributions.rs over num-bigint): slow, obvious, and checked against that library's vector.

/** Hands out the next bytes of a random stream. */
export type ByteStream = (count: number) => Uint8Array;

class Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** Kept in lowest terms: how many words a coin takes depends on it. */
  constructor(numerator: bigint, denominator: bigint) {
    const divisor = greatestCommonDivisor(numerator, denominator);
    this.numerator = numerator / divisor;
    this.denominator = denominator / divisor;
  }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

const ONE = new Ratio(1n, 1n);

/** Uniform in [0, bound): as many little-endian 32-bit words as the bound has bits, the last one shifted down. */
function below(bound: bigint, stream: ByteStream): bigint {
  const bits = bound.toString(2).length;
  const words = Math.ceil(bits / 32);
  for (;;) {
    const bytes = stream(4 * words);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let value = 0n;
    for (let word = words - 1; word >= 0; word -= 1) {
      const isLast = word === words - 1;
      const drawn = view.getUint32(4 * word, true) >>> (isLast ? (32 - (bits % 32)) % 32 : 0);
      value = (value << 32n) | BigInt(drawn);
    }
    if (value < bound) return value;
  }
}

function bernoulli({ numerator, denominator }: Ratio, stream: ByteStream): boolean {
  return 1n + below(denominator, stream) <= numerator;
}

function bernoulliExpUpToOne(gamma: Ratio, stream: ByteStream): boolean {
  let k = 1n;
  while (bernoulli(new Ratio(gamma.numerator, gamma.denominator * k), stream)) k += 1n;
  return k % 2n === 1n;
}

function bernoulliExp(gamma: Ratio, stream: ByteStream): boolean {
  const whole = gamma.numerator / gamma.denominator;
  for (let k = 0n; k < whole; k += 1n) if (!bernoulliExpUpToOne(ONE, stream)) return false;
  return bernoulliExpUpToOne(new Ratio(gamma.numerator % gamma.denominator, gamma.denominator), stream);
}

function geometricExp(t: bigint, stream: ByteStream): bigint {
  let u = below(t, stream);
  while (!bernoulliExpUpToOne(new Ratio(u, t), stream)) u = below(t, stream);
  let v = 0n;
  while (bernoulliExpUpToOne(ONE, stream)) v += 1n;
  return u + t * v;
}

function discreteLaplace(scale: bigint, stream: ByteStream): bigint {
  for (;;) {
    const isNegative = bernoulli(new Ratio(1n, 2n), stream);
    const y = geometricExp(scale, stream);
    if (isNegative && y === 0n) continue;
    return isNegative ? -y : y;
  }
}

/** A sample of N_Z(0, sigma^2) for an integer sigma. */
export function referenceDiscreteGaussian(sigma: bigint, stream: ByteStream): bigint {
  const t = sigma + 1n;
  for (;;) {
    const y = discreteLaplace(t, stream);
    const distance = (y < 0n ? -y : y) * t - sigma ** 2n;
    if (bernoulliExp(new Ratio(distance ** 2n, 2n * sigma ** 2n * t ** 2n), stream)) return y;
  }
}
