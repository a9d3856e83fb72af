// The fast Fourier transform, for convolutions of loss distributions.

/** Cosines and sines of the last length asked for; transforms of one composition share it. */
let cached: { readonly length: number; readonly cos: Float64Array; readonly sin: Float64Array } | undefined;

function roots(length: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  if (cached?.length === length) return cached;
  const cos = new Float64Array(length / 2);
  const sin = new Float64Array(length / 2);
  for (let k = 0; k < length / 2; k += 1) {
    cos[k] = Math.cos((2 * Math.PI * k) / length);
    sin[k] = -Math.sin((2 * Math.PI * k) / length);
  }
  cached = { length, cos, sin };
  return cached;
}

/**
 * Discrete Fourier transform in place, X_k = sum_n x_n exp(-2 pi i k n / N): Cooley-Tukey, decimation in time.
 * Swapping the two arrays gives the inverse times N.
 * @param real and `imaginary` of one length, a power of two from 2.
 */
export function transform(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  if (length < 2 || (length & (length - 1)) !== 0 || imaginary.length !== length)
    throw new RangeError('a transform needs two arrays whose common length is a power of two');
  reverseBits(real, imaginary);
  const { cos, sin } = roots(length);
  for (let half = 1; half < length; half *= 2) {
    const stride = length / (2 * half);
    for (let start = 0; start < length; start += 2 * half)
      for (let k = 0; k < half; k += 1) {
        const low = start + k;
        const high = low + half;
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        const re = real[high]! * c - imaginary[high]! * s;
        const im = real[high]! * s + imaginary[high]! * c;
        real[high] = real[low]! - re;
        imaginary[high] = imaginary[low]! - im;
        real[low]! += re;
        imaginary[low]! += im;
      }
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  for (let at = 1, mirrored = 0; at < length; at += 1) {
    let bit = length >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (at >= mirrored) continue;
    [real[at], real[mirrored]] = [real[mirrored]!, real[at]!];
    [imaginary[at], imaginary[mirrored]] = [imaginary[mirrored]!, imaginary[at]!];
  }
}
