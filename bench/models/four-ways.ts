// One question up to four ways, over the exact integer sum WITHOUT ENCRYPTION (tests pin the protocol equal to it): by the federation, on
// pooled rows, by each party alone, and by the federation with noise.
import { systemEntropy } from '@chorale/crypto';
import { selectPeople, type Agreement, type People, type Study } from '@chorale/models';
import { simulateStudy, together, type StudyEnd } from '../../tests/support/simulate-study.ts';
import type { BenchRow } from '../bench-row.ts';

/** Noised figures are means over as many studies. */
const NOISED_RUNS = 5;

export interface Question {
  /** Of the rows, without what follows the last dot. */
  readonly id: string;
  readonly unit: string;
  /** What each party learns from. */
  readonly parties: readonly People[];
  /** @param epsilon in mode pooled, or null for mode none. */
  readonly documents: (epsilon: number | null) => { readonly agreement: Agreement; readonly study: Study };
  readonly worth: (end: StudyEnd, agreement: Agreement) => number | Promise<number>;
  /** Epsilon of the noised row; null: none, because the computation takes no noise. */
  readonly epsilon: number | null;
}

/** What an agreement says of noise. */
export function noise(epsilon: number | null): { mode: 'none' } | { mode: 'pooled'; epsilon: number } {
  return epsilon === null ? { mode: 'none' } : { mode: 'pooled', epsilon };
}

/** Rows `.federated`, `.pooled`, `.alone` (the mean of the parties), and `.noised.epsE`. */
export async function fourWays(question: Question): Promise<BenchRow[]> {
  const { id, unit, parties, documents, worth, epsilon } = question;
  const nobody = selectPeople(parties[0]!, []);
  const byOne = (people: People): People[] => parties.map((_, party) => (party === 0 ? people : nobody));
  const measured = async (
    at: readonly People[],
    noise: number | null,
  ): Promise<{ value: number; sum: string }> => {
    const { agreement, study } = documents(noise);
    const end = await simulateStudy(agreement, study, at, systemEntropy());
    return { value: await worth(end, agreement), sum: end.sum };
  };
  const federated = await measured(parties, null);
  const pooled = await measured(byOne(together(parties)), null);
  let alone = 0;
  for (const people of parties) alone += (await measured(byOne(people), null)).value / parties.length;
  const rows: BenchRow[] = [
    { id: `${id}.federated`, unit, ...federated },
    { id: `${id}.pooled`, value: pooled.value, unit },
    { id: `${id}.alone`, value: alone, unit },
  ];
  if (epsilon === null) return rows;
  let noised = 0;
  for (let run = 0; run < NOISED_RUNS; run += 1)
    noised += (await measured(parties, epsilon)).value / NOISED_RUNS;
  return [...rows, { id: `${id}.noised.eps${epsilon}`, value: noised, unit, sum: federated.sum }];
}
