// What a tree costs under encryption: 45,000 persons of five parties, 16 columns of 64 bins, grown by level to 16 leaves in
// four secure sums.
import { testEntropy } from '@chorale/crypto/testing';
import type { BoostedTreesState, People } from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../tests/support/people.ts';
import { median, type BenchRow } from '../bench-row.ts';
import { encryptedRounds } from './encrypted-rounds.ts';

const PERSONS = 45_000;
const COLUMNS = 16;
const PARTIES = 5;
/** The first one warms up. */
const TREES = 8;
const LEVELS = 4;

export async function treeSpeed(): Promise<BenchRow[]> {
  const documents = agreementAndStudy({
    features: columnNames().map((name) => ({ name, type: 'number', lower: 0, upper: 1 })),
    ...{ people: PERSONS, computation: 'boosted-trees', mode: 'none', kMin: 4 },
    settings: { trees: TREES, depth: LEVELS, bins: 64 },
  });
  const parties = Array.from({ length: PARTIES }, (_, party) => shoppers(party));
  const { seconds: rounds, state, sum } = await encryptedRounds(documents, parties);
  requireFullTrees(state as BoostedTreesState);
  const ofTrees = rounds.slice(-TREES * LEVELS);
  const seconds = Array.from({ length: TREES }, (_, tree) =>
    ofTrees.slice(tree * LEVELS, (tree + 1) * LEVELS).reduce((total, each) => total + each, 0),
  );
  return [{ id: 'models.trees.tree-s.45k', value: median(seconds.slice(1)), unit: 's', sum }];
}

/** A tree that stopped early would be measured too fast. */
function requireFullTrees(state: BoostedTreesState): void {
  const trees = state.stage === 'done' ? state.boosted.trees : [];
  if (trees.length !== TREES || trees.some(({ column }) => column.length !== 2 ** (LEVELS + 1) - 1))
    throw new Error('a tree has fewer than 16 leaves; the figure would mean nothing');
}

function columnNames(): string[] {
  return Array.from({ length: COLUMNS }, (_, column) => `x${column}`);
}

/** Made-up persons whose label asks for several columns at once. */
function shoppers(party: number): People {
  const draws = testEntropy(`shoppers ${party}`);
  const size = PERSONS / PARTIES;
  const columns = columnNames().map(() =>
    Float64Array.from({ length: size }, () => draws.uint32() / 2 ** 32),
  );
  const label = Float64Array.from({ length: size }, (_, person) => {
    const [a, b, c, d] = columns.map((column) => column[person]!);
    return a! * b! + Math.abs(c! - 0.5) + 0.3 * d! + draws.uint32() / 2 ** 33 > 0.9 ? 1 : 0;
  });
  const named = columnNames().map((name, column) => [name, columns[column]!] as const);
  return peopleOfColumns({ ...Object.fromEntries(named), label });
}
