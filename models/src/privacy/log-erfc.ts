/** ln(erfc(x)) to about 1e-13 relative, also where erfc itself would underflow. */
export function logErfc(x: number): number {
  if (x < 0) return Math.log(2 - Math.exp(logErfc(-x)));
  if (x < 2.5) return Math.log1p(-erfSeries(x));
  return -x * x - Math.log(continuedFraction(x)) - Math.log(Math.PI) / 2;
}

/** erf(x) = 2 x exp(-x^2) / sqrt(pi) * sum_n (2 x^2)^n / (2n + 1)!! (Abramowitz-Stegun 7.1.6). */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** exp(-x^2) / (sqrt(pi) erfc(x)) = x + (1/2)/(x + 1/(x + (3/2)/(x + ...))) (Abramowitz-Stegun 7.1.14). */
function continuedFraction(x: number): number {
  let value = x;
  for (let k = 60; k > 0; k -= 1) value = x + k / 2 / value;
  return value;
}
