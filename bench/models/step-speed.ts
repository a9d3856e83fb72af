// What one step costs under encryption with 45,000 persons of five parties: of Newton's method for a logistic regression on 50
// features, and of k-means for four segments of 16 features from 20 starts.
import { testEntropy } from '@chorale/crypto/testing';
import type { People } from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../tests/support/people.ts';
import { median, type BenchRow } from '../bench-row.ts';
import { encryptedRounds } from './encrypted-rounds.ts';

const PERSONS = 45_000;
const PARTIES = 5;

const STEPS = [
  { id: 'models.newton.step-s', computation: 'logistic-regression', columns: 50, settings: {} },
  { id: 'models.kmeans.round-s', computation: 'k-means', columns: 16, settings: { rounds: 8 } },
] as const;

export async function stepSpeed(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { id, columns, ...step } of STEPS) {
    const names = Array.from({ length: columns }, (_, column) => `x${column}`);
    const documents = agreementAndStudy({
      features: names.map((name) => ({ name, type: 'number', lower: 0, upper: 1 })),
      ...{ people: PERSONS, mode: 'none', kMin: 4, ...step },
    });
    const parties = Array.from({ length: PARTIES }, (_, party) => persons(names, party));
    const { seconds, sum } = await encryptedRounds(documents, parties);
    // The first round counts means and deviations; the second warms up.
    rows.push({ id, value: median(seconds.slice(2)), unit: 's', sum });
  }
  return rows;
}

/** Made-up persons in four clouds, whose label asks for all columns a little. */
function persons(names: readonly string[], party: number): People {
  const draws = testEntropy(`steps ${party}`);
  const uniform = (): number => draws.uint32() / 2 ** 32;
  const size = PERSONS / PARTIES;
  const columns = names.map((_, column) =>
    Float64Array.from({ length: size }, (__, person) => (((person + column) % 4) + 4 * uniform()) / 8),
  );
  const label = Float64Array.from({ length: size }, (_, person) =>
    columns.reduce((sum, column) => sum + column[person]! - 0.5, 0) + 2 * uniform() > 1 ? 1 : 0,
  );
  return peopleOfColumns({
    ...Object.fromEntries(names.map((name, column) => [name, columns[column]!] as const)),
    label,
  });
}
