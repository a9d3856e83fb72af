import { testEntropy } from '@chorale/crypto/testing';
import { modelFiles, numbersOf, scorePeople, type People, type TreesModel } from '@chorale/models';
import { agreementAndStudy, peopleOfColumns } from '../../support/people.ts';
import { simulateStudy } from '../../support/simulate-study.ts';

const features = [
  { name: 'amount', type: 'number', lower: 0, upper: 100 },
  { name: 'town', type: 'category', categories: ['north', 'south', 'west'] },
  { name: 'member', type: 'binary' },
  { name: 'idle', type: 'number', lower: 0, upper: 1 },
];

/** Persons whose label asks for all features but one. */
function shoppers(size: number, salt: number): People {
  const rows = Array.from({ length: size }, (_, person) => {
    const draw = (factor: number): number => (((person + salt) * factor) % 101) / 101;
    const amount = draw(37) < 0.1 ? NaN : 100 * draw(53);
    const [town, member] = [Math.floor(4 * draw(71)), draw(29) < 0.5 ? 1 : 0];
    const strength = (Number.isNaN(amount) ? 60 : amount) + (town === 1 ? 40 : 0) + 50 * member * draw(11);
    return { amount, town, member, idle: 0.5, label: strength > 85 ? 1 : 0 };
  });
  const names = ['amount', 'town', 'member', 'idle', 'label'] as const;
  return peopleOfColumns(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])));
}

async function trained(settings: Record<string, unknown> = {}): Promise<TreesModel> {
  const { agreement, study } = agreementAndStudy({
    ...{ computation: 'boosted-trees', mode: 'none', features, people: 600 },
    settings: { trees: 4, minChildWeight: 1, ...settings },
  });
  const parties = [0, 1, 2, 3].map((party) => shoppers(120, 120 * party));
  return (await simulateStudy(agreement, study, parties, testEntropy('score'))).model as TreesModel;
}

interface Node {
  readonly column: number;
  readonly value: number;
  readonly cover: number;
  readonly goesLeft: (bin: number) => boolean;
  readonly left: number;
}

function nodesOf({ bins }: TreesModel, tree: TreesModel['trees'][number]): Node[] {
  let splits = 0;
  return [...tree.column].map((column, node) => {
    const cut = tree.cut[node]!;
    const left = column === -1 ? -1 : 1 + 2 * splits++;
    const own = bins[column];
    const goesLeft = (bin: number): boolean => {
      if (own!.kind === 'category') return tree.leftPlaces[cut]!.includes(bin);
      return bin === own!.edges.length + 1 ? tree.missingLeft[node] === 1 : bin <= cut;
    };
    return { column, value: tree.value[node]!, cover: tree.cover[node]!, goesLeft, left };
  });
}

/** What the trees are worth where only the columns of a coalition are known: unknown ones go both ways by cover. */
function worth(model: TreesModel, bins: readonly number[], known: ReadonlySet<number>): number {
  return model.trees.reduce((total, tree) => {
    const nodes = nodesOf(model, tree);
    const from = (at: number): number => {
      const { column, value, goesLeft, left } = nodes[at]!;
      if (column === -1) return value;
      if (known.has(column)) return from(goesLeft(bins[column]!) ? left : left + 1);
      const [one, other] = [nodes[left]!.cover, nodes[left + 1]!.cover];
      return (one * from(left) + other * from(left + 1)) / (one + other);
    };
    return total + from(0);
  }, 0);
}

function binOf({ kind, edges }: TreesModel['bins'][number], value: number): number {
  if (kind === 'category') return value;
  return Number.isNaN(value) ? edges.length + 1 : edges.filter((edge) => edge <= value).length;
}

const logOdds = (p: number): number => Math.log(p / (1 - p));

test('reasons are Shapley values: by the definition, over every coalition of columns', async () => {
  const model = await trained({ depth: 4 });
  const people = shoppers(40, 7);
  const scores = await scorePeople(model, people);
  const probability = numbersOf(scores, 'probability');
  const columns = [...model.columns.keys()];
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  for (let person = 0; person < people.size; person += 1) {
    const bins = model.columns.map((name, column) =>
      binOf(model.bins[column]!, people.columns.get(name)![person]!),
    );
    let moved = 0;
    for (const column of columns) {
      let shapley = 0;
      for (let coalition = 0; coalition < 2 ** columns.length; coalition += 1) {
        if ((coalition >> column) & 1) continue;
        const known = new Set(columns.filter((each) => (coalition >> each) & 1));
        const weight =
          (factorial(known.size) * factorial(columns.length - known.size - 1)) / factorial(columns.length);
        const without = worth(model, bins, known);
        shapley += weight * (worth(model, bins, new Set([...known, column])) - without);
      }
      const contribution = scores.contributions.get(model.columns[column]!)![person]!;
      expect(contribution).toBeCloseTo(shapley, 10);
      moved += contribution;
    }
    const start = logOdds(model.priorMean) + worth(model, bins, new Set());
    expect(logOdds(probability[person]!)).toBeCloseTo(start + moved, 9);
    expect(scores.contributions.get('idle')![person]).toBe(0);
  }
});

test('trees.json holds the trees in names: walking it scores a person', async () => {
  const model = await trained();
  const files = modelFiles(model);
  const text = new TextDecoder().decode(files.find(({ name }) => name === 'trees.json')!.bytes);
  interface Dumped {
    readonly nodeid: number;
    readonly leaf?: number;
    readonly split: string;
    readonly split_condition: number | string[];
    readonly missing: number;
    readonly children: readonly [Dumped, Dumped];
  }
  const { base_score, trees } = JSON.parse(text) as { base_score: number; trees: Dumped[] };
  const people = shoppers(50, 3);
  const probability = numbersOf(await scorePeople(model, people), 'probability');
  const towns = ['north', 'south', 'west', 'other'];
  for (let person = 0; person < people.size; person += 1) {
    const walk = (node: Dumped): number => {
      if (node.leaf !== undefined) return node.leaf;
      const [yes, no] = node.children;
      const value = people.columns.get(node.split)![person]!;
      const { split_condition: condition } = node;
      if (Number.isNaN(value)) return walk(node.missing === yes.nodeid ? yes : no);
      if (typeof condition === 'number') return walk(value < condition ? yes : no);
      return walk(condition.includes(towns[value]!) ? yes : no);
    };
    const raw = trees.reduce((total, tree) => total + walk(tree), base_score);
    expect(probability[person]).toBeCloseTo(1 / (1 + Math.exp(-raw)), 12);
  }
  expect(files.map(({ name }) => name)).toContain('model.safetensors');
});

test('a person with several rows is averaged on the scale of log-odds, and an unseen town still has a way', async () => {
  const model = await trained();
  const one = peopleOfColumns({ amount: [20, 90], town: [3, 1], member: [0, 1], idle: [0.5, 0.5] });
  const apart = numbersOf(await scorePeople(model, one), 'probability');
  const joined = { ...one, size: 1, rowStart: Uint32Array.of(0, 2) };
  const [together] = numbersOf(await scorePeople(model, joined), 'probability');
  expect(logOdds(together!)).toBeCloseTo((logOdds(apart[0]!) + logOdds(apart[1]!)) / 2, 9);
});

test('of a label that was learned as a logarithm the value is told in its own unit', async () => {
  const spent = Array.from({ length: 200 }, (_, person) => (person % 2 === 0 ? 9 : 99));
  const party = peopleOfColumns({
    member: spent.map((value) => (value > 50 ? 1 : 0)),
    label: spent.map(Math.log1p),
  });
  const { agreement, study } = agreementAndStudy({
    ...{
      computation: 'boosted-trees',
      mode: 'none',
      people: 800,
      settings: { trees: 100, learningRate: 0.3 },
    },
    features: [{ name: 'member', type: 'binary' }],
    label: { type: 'number', lower: 0, upper: 1000, transform: 'log1p' },
  });
  const { model } = await simulateStudy(agreement, study, [party, party, party, party], testEntropy('spent'));
  const { outputs, rankedBy } = await scorePeople(model!, peopleOfColumns({ member: [0, 1] }));
  expect([...outputs.keys()]).toEqual([rankedBy]);
  expect(rankedBy).toBe('value');
  const [low, high] = outputs.get('value') as Float64Array;
  expect(low).toBeCloseTo(9, 2);
  expect(high).toBeCloseTo(99, 1);
});
