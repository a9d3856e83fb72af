// The parts of growing a tree that no comparison with central training shows: bins, constraints, refusals.
import { testEntropy } from '@chorale/crypto/testing';
import { computationByName, planStudy, StudyPlanError, type People, type TreesModel } from '@chorale/models';
import { binOf } from '../../../models/src/computations/trees/bins.js';
import {
  binsOfCells,
  cellCount,
  cellOf,
  firstCells,
  refine,
  shortestBetween,
  type CellRules,
} from '../../../models/src/computations/trees/cells.js';
import { leavesOf, randomTree } from '../../../models/src/computations/trees/random-tree.js';
import { bestSplit } from '../../../models/src/computations/trees/split.js';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const rules: CellRules = { bins: 16, pieces: 128, emptyCount: 0, leastPersons: 5 };

/** Counts, cuts finer and counts again, as a study does. */
function binned(values: readonly number[], lower: number, upper: number): ReturnType<typeof binsOfCells> {
  let cells = firstCells({ name: 'x', type: 'number', lower, upper }, rules.pieces);
  const counted = (): Float64Array => {
    const counts = new Float64Array(cellCount(cells));
    for (const value of values) counts[cellOf(cells, value)]! += 1;
    return counts;
  };
  for (let round = 0; round < 2; round += 1) cells = refine(cells, counted(), rules);
  return binsOfCells(cells, counted(), rules);
}

function personsByBin(values: readonly number[], lower: number, upper: number): number[] {
  const bins = binned(values, lower, upper);
  const persons = Array.from({ length: bins.edges.length + 2 }, () => 0);
  for (const value of values) persons[binOf(bins, value)]! += 1;
  return persons;
}

test('bins hold about equal crowds however skewed a column is', () => {
  // From cents to millions, most of them small.
  const values = Array.from({ length: 3200 }, (_, index) => 1e6 * ((index + 0.5) / 3200) ** 6);
  const persons = personsByBin(values, 0, 1e6).slice(0, -1);
  expect(persons).toHaveLength(16);
  expect(Math.min(...persons)).toBeGreaterThan(100);
  expect(Math.max(...persons)).toBeLessThan(320);
});

test('a value that many share has a bin for itself, and few values a bin each with short thresholds between', () => {
  const values = [
    ...Array<number>(1000).fill(0),
    ...Array.from({ length: 1000 }, (_, index) => 1 + index / 10),
  ];
  const persons = personsByBin(values, 0, 1000);
  expect(persons[0]).toBe(1000);
  const ages = Array.from({ length: 300 }, (_, index) => 20 + 10 * (index % 4));
  expect([...binned(ages, 0, 120).edges]).toEqual([25, 35, 45]);
  expect(shortestBetween(34.1, 35.9)).toBe(35);
  expect(shortestBetween(0.123, 0.123)).toBe(0.123);
});

test('a bin of fewer than five persons joins its neighbour; one value for everybody is no question', () => {
  const persons = personsByBin([...Array<number>(50).fill(1), 7, 7, 9], 0, 10);
  expect(persons).toEqual([53, 0]);
  expect(binned([...Array<number>(50).fill(1), 7, 7, 9], 0, 10).isUsed).toBe(false);
  expect(binned(Array<number>(50).fill(3), 0, 10).isUsed).toBe(false);
  // Whether it is missing may still tell.
  expect(binned([...Array<number>(50).fill(3), NaN], 0, 10).isUsed).toBe(true);
});

test('missing values go the way that gains more, and nobody less than the least weight stands alone', () => {
  const column = {
    name: 'x',
    kind: 'number',
    edges: Float64Array.of(1, 2),
    categories: [],
    isUsed: true,
  } as const;
  // Gradients and Hessians of three bins and of missing ones.
  const histogram = Float64Array.of(-10, 10, -8, 10, 9, 10, -9, 10);
  const node = { gradient: -18, hessian: 40, lowest: -1e6, highest: 1e6 };
  const free = { l2: 1, minChildWeight: 1, minGain: 0, monotone: Float64Array.of(0), categorySmoothing: 1 };
  expect(bestSplit([column], histogram, node, free)).toMatchObject({ cut: 1, missingLeft: true });
  expect(bestSplit([column], histogram, node, { ...free, minChildWeight: 11 })).toMatchObject({ cut: 0 });
  expect(bestSplit([column], histogram, node, { ...free, minChildWeight: 21 })).toBeUndefined();
  expect(bestSplit([column], histogram, node, { ...free, minGain: 100 })).toBeUndefined();
});

/** The label falls with price, but for a bump in the middle. */
function bumpy(): People {
  const price = Array.from({ length: 400 }, (_, person) => (person * 37) % 100);
  return peopleOfColumns({
    price,
    label: price.map((value, person) =>
      (person * 61) % 100 < (value > 40 && value < 60 ? 90 : 90 - value) ? 1 : 0,
    ),
  });
}

const terms = {
  features: [{ name: 'price', type: 'number', lower: 0, upper: 100 }],
  ...{ people: 400, computation: 'boosted-trees', mode: 'none' as const },
};

async function predictions(settings: Record<string, unknown>): Promise<number[]> {
  const { agreement, study } = agreementAndStudy({ ...terms, settings: { trees: 20, ...settings } });
  const nobody = peopleOfColumns({ price: [], label: [] });
  const { model } = await simulateStudy(
    agreement,
    study,
    [bumpy(), nobody, nobody, nobody],
    testEntropy('price'),
  );
  const { trees, bins } = model as TreesModel;
  return Array.from({ length: 100 }, (_, price) =>
    trees.reduce((total, tree) => {
      let node = 0;
      for (let column = tree.column[0]; column !== -1; column = tree.column[node]) {
        const splitsBefore = tree.column.slice(0, node).filter((each) => each !== -1).length;
        node = 1 + 2 * splitsBefore + (binOf(bins[0]!, price) <= tree.cut[node]! ? 0 : 1);
      }
      return total + tree.value[node]!;
    }, 0),
  );
}

test('a monotone constraint holds over all trees together', async () => {
  const rises = (values: readonly number[]): boolean =>
    values.some((value, at) => value > (values[at - 1] ?? value) + 1e-12);
  expect(rises(await predictions({}))).toBe(true);
  expect(rises(await predictions({ monotone: { price: -1 } }))).toBe(false);
});

test.each([
  [{ monotone: { prise: 1 } }, {}, 'monotone: "prise" is no number among the features'],
  [{ leaves: 20, depth: 4 }, {}, 'leaves must be at most 2^depth'],
  [{ bins: 100 }, {}, '100 bins of 400 persons would hold fewer than 5 each; set at most 80'],
  [{ bins: 300 }, {}, 'bins'],
  [{ validationShare: 0.2 }, { mode: 'pooled' as const }, 'with noise the number of trees is fixed'],
  [
    { objective: 'logistic' },
    { label: { type: 'number', lower: 0, upper: 9 } },
    'logistic needs a label of 0 and 1',
  ],
  [{ objective: 'poisson' }, { label: { type: 'number', lower: -1, upper: 9 } }, 'poisson counts from 0'],
  [
    { objective: 'poisson' },
    { label: { type: 'number', lower: 0, upper: 9, transform: 'log1p' } },
    'poisson takes the logarithm itself; use a label without transform',
  ],
  [
    { objective: 'poisson' },
    { label: { type: 'number', lower: 1, upper: 9, transform: 'log' } },
    'poisson takes the logarithm itself; use a label without transform',
  ],
  [
    {},
    {
      features: [
        { name: 'item', type: 'category', categories: Array.from({ length: 300 }, (_, at) => `item ${at}`) },
      ],
    },
    '"item" has 300 categories, trees take 254 at most',
  ],
])('settings %j are refused before anything is spent', (settings, change, expected) => {
  const { agreement, study } = agreementAndStudy({ ...terms, ...change, settings });
  const plan = (): unknown => planStudy(agreement, study, { nodes: 4 });
  expect(plan).toThrow(StudyPlanError);
  expect(plan).toThrow(expected);
});

test('a study without anything to ask ends at once and says so', async () => {
  const { agreement, study } = agreementAndStudy(terms);
  const same = peopleOfColumns({
    price: Array<number>(50).fill(3),
    label: Array.from({ length: 50 }, (_, at) => at % 2),
  });
  const { state, rounds } = await simulateStudy(
    agreement,
    study,
    [same, same, same, same],
    testEntropy('same'),
  );
  expect(rounds).toBe(3);
  expect(computationByName('boosted-trees').result!(state, agreement.dictionary)).toMatchObject({
    ...{ persons: 200, trees: 0, ending: 'no column has two bins', constant: ['price'], firstTree: null },
  });
});

test.each([2, 3])(
  'a split drawn in public parts a category of %i places, never none nor all from the rest',
  (count) => {
    const categories = ['north', 'south', 'other'].slice(-count);
    const column = {
      name: 'town',
      kind: 'category',
      edges: new Float64Array(0),
      categories,
      isUsed: true,
    } as const;
    for (let each = 0; each < 200; each += 1) {
      const tree = randomTree([column], 1, `seed:${each}`);
      const parted = tree.leftPlaces[0]!.length;
      expect(leavesOf(tree)).toHaveLength(2);
      expect(parted).toBeGreaterThan(0);
      expect(parted).toBeLessThan(count);
    }
  },
);
