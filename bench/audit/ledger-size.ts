// How large the measured ledger is: a million entries, or as many as CHORALE_BENCH_ENTRIES says, for a try on a busy machine.
export const MILLION = 1_000_000;

/** @throws RangeError for what is no whole number from 20,000. */
export function entriesToMeasure(): number {
  const wanted = Number(process.env.CHORALE_BENCH_ENTRIES ?? MILLION);
  if (!Number.isSafeInteger(wanted) || wanted < 20_000)
    throw new RangeError('CHORALE_BENCH_ENTRIES has to be a whole number, 20000 or more');
  return wanted;
}
