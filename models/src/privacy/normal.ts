// The error function's complement and masses of the standard normal distribution, to float64's precision, tails included.

/** Named once: a composition calls them millions of times. */
const { abs, exp, log, sqrt, trunc } = Math;

// Cody 1969 (Math. Comp. 23, 631-637): rational Chebyshev approximations of erf and erfc, as in SPECFUN's CALERF.
const A = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
] as const;
const B = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171] as const;
const C = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
  881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
] as const;
const D = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
] as const;
const P = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
] as const;
const Q = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
] as const;
const CENTRE = 0.46875;
/** Beyond, erfc underflows. */
const MOST_WITH_ERFC = 26;
const ROOT_HALF = Math.SQRT1_2;
const INVERSE_ROOT_PI = 1 / sqrt(Math.PI);

/** Upper tail of the standard normal distribution, P(X > x); relative error about 1e-15, 0 beyond x = 38. */
export function normalTail(x: number): number {
  return erfc(x * ROOT_HALF) / 2;
}

/** ln(erfc(x)), also where erfc itself would underflow. */
export function logErfc(x: number): number {
  return x < MOST_WITH_ERFC ? log(erfc(x)) : -x * x - log(x) + log(INVERSE_ROOT_PI - asymptotic(1 / (x * x)));
}

function erfc(x: number): number {
  const magnitude = abs(x);
  if (magnitude <= CENTRE) return 1 - x * ratio(A, B, x * x);
  const tail = erfcOfPositive(magnitude);
  return x > 0 ? tail : 2 - tail;
}

function erfcOfPositive(x: number): number {
  if (x > MOST_WITH_ERFC) return 0;
  // exp(-x^2) in two factors, so that the square's rounding is not blown up.
  const high = trunc(x * 16) / 16;
  const decay = exp(-high * high) * exp(-(x - high) * (x + high));
  return x <= 4 ? decay * ratio(C, D, x) : (decay / x) * (INVERSE_ROOT_PI - asymptotic(1 / (x * x)));
}

function asymptotic(inverseSquare: number): number {
  return inverseSquare * ratio(P, Q, inverseSquare);
}

function ratio(numerator: readonly number[], denominator: readonly number[], x: number): number {
  return horner(numerator, x) / horner(denominator, x);
}

/** Coefficients from the highest power down. */
function horner(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let at = 0; at < coefficients.length; at += 1) value = value * x + coefficients[at]!;
  return value;
}
