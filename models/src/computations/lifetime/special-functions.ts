// The gamma function's logarithm and its first two derivatives for positive arguments, by Stirling's series after a
// shift (Abramowitz and Stegun 6.1.41, 6.3.18, 6.4.12): relative error below 1e-13.

/** From here on eight terms of the series are exact to float64. */
const SHIFT_TO = 12;
/** Bernoulli numbers B_2, B_4, ... B_14. */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6] as const;

/** log Gamma(x), x > 0. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  for (; shifted < SHIFT_TO; shifted += 1) product *= shifted;
  let series = 0;
  BERNOULLI.forEach((bernoulli, index) => {
    const power = 2 * (index + 1);
    series += bernoulli / (power * (power - 1) * shifted ** (power - 1));
  });
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product)
  );
}

/** d/dx log Gamma(x), x > 0. */
export function digamma(x: number): number {
  let shifted = x;
  let correction = 0;
  for (; shifted < SHIFT_TO; shifted += 1) correction += 1 / shifted;
  let series = 0;
  BERNOULLI.forEach((bernoulli, index) => {
    const power = 2 * (index + 1);
    series += bernoulli / (power * shifted ** power);
  });
  return Math.log(shifted) - 1 / (2 * shifted) - series - correction;
}

/** d^2/dx^2 log Gamma(x), x > 0. */
export function trigamma(x: number): number {
  let shifted = x;
  let correction = 0;
  for (; shifted < SHIFT_TO; shifted += 1) correction += 1 / shifted ** 2;
  let series = 0;
  BERNOULLI.forEach((bernoulli, index) => {
    series += bernoulli / shifted ** (2 * index + 3);
  });
  return 1 / shifted + 1 / (2 * shifted ** 2) + series + correction;
}

/** Terms after which 2F1's series is given up; its remainder is then below float64 for z <= 0.99. */
const MOST_TERMS = 20_000;

/**
 * Gauss's hypergeometric 2F1(a, b; c; z) by its series, for positive a and b, c > -1 other than 0, and 0 <= z < 1.
 * @throws RangeError where the series does not end, for z close to 1.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let total = 1;
  for (let n = 0; n < MOST_TERMS; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    total += term;
    if (Math.abs(term) < 1e-16 * Math.abs(total)) return total;
  }
  throw new RangeError(`2F1(${a}, ${b}; ${c}; ${z}) does not converge; shorten the horizon`);
}
