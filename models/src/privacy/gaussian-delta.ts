import { normalTail } from './normal.js';

/**
 * delta(epsilon) of Gaussian noise on a sum over everybody, one person added or removed, exactly (Balle, Wang 2018, arXiv:1805.06530, theorem 8).
 * @param shift sensitivity over the noise's standard deviation; composing adds squares.
 * @param epsilon at least 0.
 */
export function gaussianDelta(shift: number, epsilon: number): number {
  if (shift === 0) return 0;
  const tail = normalTail(epsilon / shift + shift / 2);
  const back = tail === 0 ? 0 : Math.exp(epsilon + Math.log(tail));
  return Math.max(0, normalTail(epsilon / shift - shift / 2) - back);
}
