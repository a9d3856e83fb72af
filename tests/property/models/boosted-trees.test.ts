import { testEntropy } from '@chorale/crypto/testing';
import {
  computationByName,
  planStudy,
  selectPeople,
  stateHash,
  type BoostedTreesState,
  type People,
  type TreesModel,
} from '@chorale/models';
import fc from 'fast-check';
import { centralTrees, type CentralNode, type CentralRow } from '../../support/central-trees.ts';
import { agreementAndStudy, peopleOfColumns, type TermsInBrief } from '../../support/people.ts';
import { simulateStudy, together } from '../../support/simulate-study.ts';

const features = [
  { name: 'amount', type: 'number', lower: 0, upper: 100 },
  { name: 'town', type: 'category', categories: ['north', 'south', 'west'] },
  { name: 'member', type: 'binary' },
];

interface Person {
  readonly amount: number;
  readonly town: number;
  readonly member: number;
  readonly luck: number;
  readonly party: number;
}

const person = fc.record<Person>({
  // Values that several share, and missing ones.
  amount: fc.oneof(
    { weight: 7, arbitrary: fc.integer({ min: 0, max: 30 }).map((x) => 3.3 * x) },
    fc.constant(NaN),
  ),
  town: fc.integer({ min: 0, max: 3 }),
  member: fc.integer({ min: 0, max: 1 }),
  luck: fc.double({ min: 0, max: 1, noNaN: true }),
  party: fc.integer({ min: 0, max: 3 }),
});
const persons = fc.array(person, { minLength: 30, maxLength: 80 });

/** Depends on all features, not in a straight line, and on luck. */
function strength({ amount, town, member, luck }: Person): number {
  const rising = Number.isNaN(amount) ? 0.6 : amount / 100;
  return (rising + (town === 1 ? 0.5 : 0) + (member === 1 && town !== 2 ? 0.4 : 0) + luck) / 2.9;
}

const labels = {
  logistic: { lower: 0, upper: 1, of: (each: Person) => (strength(each) > 0.45 ? 1 : 0) },
  'squared-error': { lower: -10, upper: 30, of: (each: Person) => 40 * strength(each) - 10 },
  poisson: { lower: 0, upper: 20, of: (each: Person) => Math.round(12 * strength(each) ** 2) },
};
type Objective = keyof typeof labels;

function peopleOf(some: readonly Person[], objective: Objective): People {
  return peopleOfColumns({
    amount: some.map(({ amount }) => amount),
    town: some.map(({ town }) => town),
    member: some.map(({ member }) => member),
    label: some.map(labels[objective].of),
  });
}

function terms(objective: Objective, settings: Record<string, unknown> = {}): TermsInBrief {
  const { lower, upper } = labels[objective];
  return {
    ...{ computation: 'boosted-trees', mode: 'none', features, people: 80 },
    ...(objective !== 'logistic' && { label: { type: 'number', lower, upper } }),
    settings: {
      objective,
      trees: 3,
      depth: 3,
      learningRate: 0.1,
      minChildWeight: 1.0123,
      l2: 1,
      bins: 8,
      ...settings,
    },
  };
}

async function run(
  some: readonly Person[],
  partyOf: (each: Person) => number,
  brief: TermsInBrief,
  objective: Objective,
): Promise<{ state: BoostedTreesState; model: TreesModel }> {
  const { agreement, study } = agreementAndStudy(brief);
  const parties = [0, 1, 2, 3].map((party) =>
    peopleOf(
      some.filter((each) => partyOf(each) === party),
      objective,
    ),
  );
  const { state, model } = await simulateStudy(agreement, study, parties, testEntropy('trees'));
  return { state: state as BoostedTreesState, model: model as TreesModel };
}

/** A released tree in the reference's form. */
function asCentral({ bins }: TreesModel, tree: TreesModel['trees'][number]): CentralNode {
  const at = (node: number): CentralNode => {
    const column = tree.column[node]!;
    if (column === -1) return { value: tree.value[node]! };
    const splitsBefore = tree.column.slice(0, node).filter((each) => each !== -1).length;
    const { kind, edges } = bins[column]!;
    const cut = tree.cut[node]!;
    const left =
      kind === 'category'
        ? [...tree.leftPlaces[cut]!]
        : [...Array(cut + 1).keys(), ...(tree.missingLeft[node] === 1 ? [edges.length + 1] : [])];
    return { column, left, children: [at(1 + 2 * splitsBefore), at(2 + 2 * splitsBefore)] };
  };
  return at(0);
}

function binOf({ kind, edges }: TreesModel['bins'][number], value: number): number {
  if (kind === 'category') return value;
  return Number.isNaN(value) ? edges.length + 1 : edges.filter((edge) => edge <= value).length;
}

function expectSame(node: CentralNode, central: CentralNode): void {
  if ('value' in node || 'value' in central) {
    expect('value' in node && 'value' in central).toBe(true);
    if ('value' in node && 'value' in central) expect(node.value).toBeCloseTo(central.value, 6);
    return;
  }
  expect({ column: node.column, left: node.left }).toEqual({
    column: central.column,
    left: [...central.left].sort((a, b) => a - b),
  });
  node.children.forEach((child, side) => expectSame(child, central.children[side]!));
}

test.each(['logistic', 'squared-error', 'poisson'] as const)(
  '%s: any split of the rows over any parties gives the trees of central training, node for node',
  async (objective) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(persons, async (some) => {
        const { lower, upper, of } = labels[objective];
        const brief = terms(objective);
        const { state, model } = await run(some, ({ party }) => party, brief, objective);
        const pooled = await run(some, () => 0, brief, objective);
        expect(stateHash(state)).toBe(stateHash(pooled.state));
        if (state.stage !== 'done') throw new Error('the study did not end');
        const rows = some.map((each): CentralRow => {
          const values = [each.amount, each.town, each.member];
          return {
            bins: model.bins.map((column, index) => binOf(column, values[index]!)),
            label: (of(each) - lower) / (upper - lower),
          };
        });
        const mean = rows.reduce((total, { label }) => total + label, 0) / rows.length;
        fc.pre(mean > 0 && mean < 1);
        const unit = objective === 'poisson' ? mean : 1;
        const central = centralTrees(rows, model.bins, {
          ...{ objective, trees: 3, depth: 3, learningRate: 0.1 },
          ...{ l2: unit, minChildWeight: 1.0123 * unit },
          categorySmoothing: 10 * (objective === 'logistic' ? mean * (1 - mean) : unit),
        });
        fc.pre(central !== undefined);
        compared += 1;
        expect(model.trees.length).toBe(central.length);
        model.trees.forEach((tree, index) => expectSame(asCentral(model, tree), central[index]!));
      }),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(15);
  },
);

test.each([
  { name: 'early stopping', settings: { validationShare: 0.3, patience: 2, trees: 12 } },
  { name: 'random splits', settings: { splits: 'random', trees: 6, treesPerRound: 4 } },
  { name: 'few leaves', settings: { leaves: 5 } },
])('$name: the same state whatever the split', async ({ settings }) => {
  await fc.assert(
    fc.asyncProperty(persons, async (some) => {
      const brief = terms('logistic', settings);
      const { state } = await run(some, ({ party }) => party, brief, 'logistic');
      const pooled = await run(some, () => 2, brief, 'logistic');
      expect(state.stage).toBe('done');
      expect(stateHash(state)).toBe(stateHash(pooled.state));
    }),
    { numRuns: 15 },
  );
});

/** Persons with one to three rows each. */
function withSeveralRows(some: readonly Person[], objective: Objective): People {
  const people = peopleOf(some, objective);
  const rowStart = [0];
  while (rowStart.at(-1)! < some.length)
    rowStart.push(Math.min(some.length, rowStart.at(-1)! + 1 + (rowStart.length % 3)));
  return { ...people, size: rowStart.length - 1, rowStart: Uint32Array.from(rowStart) };
}

test.each([
  { objective: 'logistic', mode: 'pooled', settings: { splits: 'best', trees: 2, depth: 2 } },
  { objective: 'logistic', mode: 'pooled', settings: { trees: 3, treesPerRound: 2 } },
  { objective: 'squared-error', mode: 'local', settings: { splits: 'best', trees: 1 } },
  { objective: 'poisson', mode: 'pooled', settings: {} },
  { objective: 'logistic', mode: 'none', settings: { validationShare: 0.3 } },
] as const)(
  '$objective, $mode, $settings: without any one person a sum moves by at most the clip',
  async ({ objective, mode, settings }) => {
    const brief = {
      ...terms(objective, { minChildWeight: undefined, ...settings }),
      mode,
      epsilon: 20,
      delta: 1e-3,
    };
    const { agreement, study } = agreementAndStudy(brief);
    const plan = planStudy(agreement, study, { nodes: 4 });
    const computation = computationByName('boosted-trees');
    await fc.assert(
      fc.asyncProperty(persons, async (some) => {
        const people = withSeveralRows(some, objective);
        // So few persons would drown in noise; without it the study goes all its way.
        let state = computation.start(plan.context, { stdDevOverClip: plan.rounds.map(() => 0) });
        let rounds = 0;
        for (; !computation.done(state); rounds += 1) {
          const { blocks, clipNormL2 } = computation.layout(state);
          const vectorOf = async (present: People): Promise<Float64Array> =>
            computation.contribute(state, present, clipNormL2, testEntropy('none'));
          const whole = await vectorOf(people);
          for (let left = 0; left < people.size; left += 7) {
            const others = [...Array(people.size).keys()].filter((each) => each !== left);
            const without = await vectorOf(selectPeople(people, others));
            const moved = Math.hypot(...whole.map((value, at) => value - without[at]!));
            expect(moved).toBeLessThanOrEqual(clipNormL2 * (1 + 1e-9));
          }
          let at = 0;
          const sum = new Map(blocks.map(({ name, length }) => [name, whole.subarray(at, (at += length))]));
          state = computation.update(state, sum);
        }
        expect(rounds).toBeGreaterThan(2);
      }),
      { numRuns: 4 },
    );
  },
);

test('a node that restarts in the middle of a tree contributes the same', async () => {
  const [some] = fc.sample(fc.array(person, { minLength: 60, maxLength: 60 }), { numRuns: 1, seed: 5 });
  const people = peopleOf(some!, 'logistic');
  const { agreement, study } = agreementAndStudy(terms('logistic', { trees: 4 }));
  const plan = planStudy(agreement, study, { nodes: 4 });
  const computation = computationByName('boosted-trees');
  let state = computation.start(plan.context, plan.noise);
  let rounds = 0;
  for (; !computation.done(state); rounds += 1) {
    const { blocks, clipNormL2 } = computation.layout(state);
    const kept = await computation.contribute(state, people, clipNormL2, testEntropy('none'));
    // Rows that were never seen before: nothing is remembered of them.
    const again = await computation.contribute(state, together([people]), clipNormL2, testEntropy('none'));
    expect(again).toEqual(kept);
    let at = 0;
    const sum = new Map(blocks.map(({ name, length }) => [name, kept.subarray(at, (at += length))]));
    state = computation.update(state, sum);
  }
  expect(rounds).toBe(3 + 4 * 3);
});
