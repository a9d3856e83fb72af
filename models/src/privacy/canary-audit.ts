// What guesses about canaries prove: a lower bound on epsilon from one run (Steinke, Nasr, Jagielski 2023, arXiv:2305.08846,
// theorem 5.2 and appendix D). Unit: one canary, a person; adjacency: add or remove one. Assumes that every canary was put in or left
// out by a fair coin of its own, and that how many guesses are made was fixed before any score was seen.

/** How well somebody who sees everything that was released tells which canaries were in. */
export interface CanaryGuesses {
  /** m: canaries that a fair coin each put in or left out. */
  readonly canaries: number;
  /** r: canaries that were guessed, in or out; of all others nothing is said. */
  readonly guesses: number;
  /** v: guesses that were right. */
  readonly correct: number;
}

/**
 * Most chance of so many right guesses, or more, against anything that is (epsilon, delta)-differentially private; per canary, a
 * person added or removed, each put in by a fair coin of its own.
 * @param epsilon at least 0. @param delta in [0, 1].
 * @throws RangeError for numbers that cannot be counts of guesses, or out of range.
 */
export function chanceOfGuesses(
  { canaries, guesses, correct }: CanaryGuesses,
  epsilon: number,
  delta: number,
): number {
  const isCounted = [canaries, guesses, correct].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!isCounted || correct > guesses || guesses > canaries)
    throw new RangeError(`${correct} right of ${guesses} guesses about ${canaries} canaries cannot be`);
  if (!(epsilon >= 0 && delta >= 0 && delta <= 1))
    throw new RangeError(`epsilon lies at or above 0 and delta in [0, 1], not ${epsilon} and ${delta}`);
  const mass = binomialMass(guesses, epsilon);
  let tail = 0;
  for (let count = guesses; count >= correct; count -= 1) tail += mass[count]!;
  // delta may make up for i guesses at once, each with the i-th part of its weight: the worst i counts.
  let [below, worst] = [0, 0];
  for (let i = 1; i <= correct; i += 1) {
    below += mass[correct - i]!;
    worst = Math.max(worst, below / i);
  }
  return Math.min(1, tail + 2 * canaries * delta * worst);
}

const SMALLEST_STEP = 2 ** -30;

/**
 * The largest epsilon that the guesses refute at this delta: whatever made them is not (epsilon, delta)-private for any smaller
 * one, but for a chance of 1 - confidence. 0 where they refute nothing. Unit, adjacency and assumptions as {@link chanceOfGuesses}.
 * @param confidence in (0, 1).
 * @throws RangeError as {@link chanceOfGuesses} does, or for a confidence out of range.
 */
export function epsilonLowerBound(guesses: CanaryGuesses, delta: number, confidence: number): number {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence must lie between 0 and 1, it is ${confidence}`);
  const isRefuted = (epsilon: number): boolean => chanceOfGuesses(guesses, epsilon, delta) < 1 - confidence;
  if (!isRefuted(0)) return 0;
  let [refuted, standing] = [0, 1];
  while (isRefuted(standing)) [refuted, standing] = [standing, standing + 1];
  while (standing - refuted > SMALLEST_STEP) {
    const middle = (refuted + standing) / 2;
    if (isRefuted(middle)) refuted = middle;
    else standing = middle;
  }
  return refuted;
}

/** P(Binomial(n, e^epsilon / (1 + e^epsilon)) = k) for k from 0 to n. */
function binomialMass(n: number, epsilon: number): Float64Array {
  const logRight = -Math.log1p(Math.exp(-epsilon));
  const logWrong = logRight - epsilon;
  const mass = new Float64Array(n + 1);
  let logChoose = 0;
  for (let k = 0; k <= n; k += 1) {
    mass[k] = Math.exp(logChoose + k * logRight + (n - k) * logWrong);
    logChoose += Math.log((n - k) / (k + 1));
  }
  return mass;
}
