// The fast Fourier transform, for convolutions of loss distributions: there and back without putting anything in order between,
// because products are taken value by value and so do not care.

interface Roots {
  readonly length: number;
  /** exp(-pi i k / half) at half + k, for every half length from 1 up: each pass reads its own from end to end. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Of the last length asked for; transforms of one composition share it. */
let cached: Roots | undefined;

function rootsFor(length: number): Roots {
  if (cached?.length === length) return cached;
  const [cos, sin] = [new Float64Array(length), new Float64Array(length)];
  const top = length / 2;
  for (let k = 0; k < top; k += 1) {
    cos[top + k] = Math.cos((Math.PI * k) / top);
    sin[top + k] = -Math.sin((Math.PI * k) / top);
  }
  // Every second one of a longer pass.
  for (let at = top - 1; at >= 1; at -= 1) [cos[at], sin[at]] = [cos[2 * at]!, sin[2 * at]!];
  cached = { length, cos, sin };
  return cached;
}

/** Shorter pieces stay in a processor's nearest cache. */
const SHORT = 2 ** 12;

/**
 * Discrete Fourier transform in place, X_k = sum_n x_n exp(-2 pi i k n / N): Gentleman-Sande, decimation in frequency.
 * X_k ends up at the place whose binary digits are those of k read backwards.
 * @param real and `imaginary` of one length, a power of two from 2.
 */
export function transform(real: Float64Array, imaginary: Float64Array): void {
  const roots = rootsFor(checkedLength(real, imaginary));
  scatter(real, imaginary, roots, 0, real.length);
}

/** From the order that {@link transform} leaves back to x_n times N: Cooley-Tukey, decimation in time. */
export function transformBack(real: Float64Array, imaginary: Float64Array): void {
  const roots = rootsFor(checkedLength(real, imaginary));
  // Swapped arrays turn the transform round.
  gather(imaginary, real, roots, 0, real.length);
}

/** Visits the place of each X_k together with that of X_(N-k), once; not the first two, which stand alone. */
export function forEachMirrored(length: number, visit: (place: number, mirror: number) => void): void {
  for (let block = 2; block < length; block *= 2)
    for (let place = block, mirror = 2 * block - 1; place < mirror; place += 1, mirror -= 1)
      visit(place, mirror);
}

function checkedLength({ length }: Float64Array, imaginary: Float64Array): number {
  if (length < 2 || (length & (length - 1)) !== 0 || imaginary.length !== length)
    throw new RangeError('a transform needs two arrays whose common length is a power of two');
  return length;
}

function scatter(re: Float64Array, im: Float64Array, roots: Roots, from: number, length: number): void {
  if (length > SHORT) {
    split(re, im, roots, from, length / 2);
    scatter(re, im, roots, from, length / 2);
    scatter(re, im, roots, from + length / 2, length / 2);
    return;
  }
  for (let half = length / 2; half >= 1; half /= 2)
    for (let start = from; start < from + length; start += 2 * half) split(re, im, roots, start, half);
}

function gather(re: Float64Array, im: Float64Array, roots: Roots, from: number, length: number): void {
  if (length > SHORT) {
    gather(re, im, roots, from, length / 2);
    gather(re, im, roots, from + length / 2, length / 2);
    join(re, im, roots, from, length / 2);
    return;
  }
  for (let half = 1; half < length; half *= 2)
    for (let start = from; start < from + length; start += 2 * half) join(re, im, roots, start, half);
}

function split(re: Float64Array, im: Float64Array, { cos, sin }: Roots, start: number, half: number): void {
  for (let low = start, k = half; low < start + half; low += 1, k += 1) {
    const high = low + half;
    const [x, y] = [re[low]! - re[high]!, im[low]! - im[high]!];
    re[low]! += re[high]!;
    im[low]! += im[high]!;
    re[high] = x * cos[k]! - y * sin[k]!;
    im[high] = x * sin[k]! + y * cos[k]!;
  }
}

function join(re: Float64Array, im: Float64Array, { cos, sin }: Roots, start: number, half: number): void {
  for (let low = start, k = half; low < start + half; low += 1, k += 1) {
    const high = low + half;
    const x = re[high]! * cos[k]! - im[high]! * sin[k]!;
    const y = re[high]! * sin[k]! + im[high]! * cos[k]!;
    re[high] = re[low]! - x;
    im[high] = im[low]! - y;
    re[low]! += x;
    im[low]! += y;
  }
}
