// What a tree costs under encryption: 45,000 persons of five parties, 16 columns of 64 bins, grown by level to 16 leaves in
// four secure sums. All parties, the coordinator and the committee work one after the other in this process.
import {
  committeeThreshold,
  inProcessRing,
  protocolSum,
  systemEntropy,
  type SecureSum,
} from '@chorale/crypto';
import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  decode,
  encode,
  encodingOfRound,
  planStudy,
  type BoostedTreesState,
  type People,
} from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../tests/support/people.ts';
import { median, type BenchRow } from '../bench-row.ts';
import { processorSeconds } from '../processor-time.ts';

const PERSONS = 45_000;
const COLUMNS = 16;
const PARTIES = 5;
/** The first one warms up. */
const TREES = 8;
const LEVELS = 4;
const PLAIN_BITS = 46;

export async function treeSpeed(): Promise<BenchRow[]> {
  const { agreement, study } = agreementAndStudy({
    features: columnNames().map((name) => ({ name, type: 'number', lower: 0, upper: 1 })),
    ...{ people: PERSONS, computation: 'boosted-trees', mode: 'none', kMin: 4 },
    settings: { trees: TREES, depth: LEVELS, bins: 64 },
  });
  const plan = planStudy(agreement, study, { nodes: PARTIES });
  const computation = computationByName(study.computation);
  const entropy = systemEntropy();
  const secureSum = protocolSum(await inProcessRing(entropy), entropy);
  const parties = Array.from({ length: PARTIES }, (_, party) => shoppers(party));
  let state = computation.start(plan.context, plan.noise);
  const rounds: number[] = [];
  for (const { index } of plan.rounds) {
    const encoding = encodingOfRound(plan, index, computation.layout(state), PLAIN_BITS);
    rounds.push(
      await processorSeconds(async () => {
        const contributions = new Map<string, Float64Array>();
        for (const [party, people] of parties.entries()) {
          const vector = await computation.contribute(state, people, 0, entropy);
          contributions.set(String(party), encode(vector, encoding, entropy));
        }
        const committee = [...contributions.keys()];
        const { values } = await secureSum.sum({
          ...{ parameters: 'P1', layout: { blocks: encoding.blocks }, kMin: 4 },
          ...{ committee, threshold: committeeThreshold(PARTIES), contributions },
        });
        state = computation.update(state, decode(values, encoding));
      }),
    );
  }
  requireFullTrees(state as BoostedTreesState);
  const ofTrees = rounds.slice(-TREES * LEVELS);
  const seconds = Array.from({ length: TREES }, (_, tree) =>
    ofTrees.slice(tree * LEVELS, (tree + 1) * LEVELS).reduce((total, each) => total + each, 0),
  );
  return [
    { id: 'models.trees.tree-s.45k', value: median(seconds.slice(1)), unit: 's', sum: sumName(secureSum) },
  ];
}

const sumName = ({ name }: SecureSum): string => name;

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
