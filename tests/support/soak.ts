// Generated tests run a few cases in CI and as many as asked for under `npm run soak`, which also names the seed
// of each batch: a failure is told with its seed and path, and both replay it.
import fc from 'fast-check';

/** Each batch has a line of progress and a seed; there are about so many, none smaller than {@link FEWEST}. */
const BATCHES = 100;
const FEWEST = 250;
/** Of one part of a property; its seeds follow each other. */
const MOST_BATCHES = 1_000;

/** In CI the same cases every time, so that a red run is a change's doing; soaking looks for new ones. */
const CI_SEED = 385_205_250;

const asked = numberFrom('CHORALE_SOAK_CASES');
const seed = numberFrom('CHORALE_SOAK_SEED');

export const isSoaking = asked !== undefined;

/**
 * @param inCi cases where nobody asked for more.
 * @param weight of one case beside the cheapest of its suite: of N cases asked for, N / weight are run.
 */
export function casesOf(inCi: number, weight = 1): number {
  return asked === undefined ? inCi : Math.max(1, Math.round(asked / weight));
}

/** Time that a test of so many cases may take, in milliseconds. */
export function timeFor(cases: number, msACase: number): number {
  return 60_000 + cases * msACase;
}

/**
 * Holds the property for `cases` cases, in batches whose seeds are printed while soaking.
 * @param part of a property that is shared among test files, so that cores share the work: each has other cases.
 */
export async function holdsFor<T>(
  name: string,
  property: fc.IAsyncPropertyWithHooks<T> | fc.IPropertyWithHooks<T>,
  cases: number,
  parameters: fc.Parameters<T> = {},
  part = 0,
): Promise<void> {
  const batchSize = Math.max(FEWEST, Math.ceil(cases / BATCHES));
  const first = (seed ?? (isSoaking ? Date.now() & 0x7fffffff : CI_SEED)) + part * MOST_BATCHES;
  for (let done = 0, batch = 0; done < cases; batch += 1) {
    const numRuns = Math.min(batchSize, cases - done);
    await fc.assert(property, { ...parameters, numRuns, seed: (first + batch) | 0 });
    done += numRuns;
    if (asked !== undefined)
      process.stderr.write(`  ${name}: ${done} of ${cases}, seed ${(first + batch) | 0} held\n`);
  }
}

function numberFrom(variable: string): number | undefined {
  const text = process.env[variable];
  return text === undefined ? undefined : Number(text);
}
