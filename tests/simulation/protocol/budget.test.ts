// A budget that runs out in the middle of a study: real parties, whoever dies meanwhile.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEntropy } from '@chorale/crypto';
import { NodeBudget } from '../../../client-node/src/budget/node-budget.js';
import type { ResultDocument } from '../../../client-node/src/reports/result-report.js';
import { NodeStore } from '../../../client-node/src/storage/node-store.js';
import { Studies, type StudyRow } from '../../../coordinator/src/storage/tables/round-tables.js';
import { federations } from '../../support/protocol/federations.js';
import { found, removeFolder, simulationFolder, type Founded } from '../../support/protocol/founded.js';
import { checkWorld } from '../../support/protocol/invariants.js';
import { nativeSignatures } from '../../support/protocol/native-signatures.js';
import { POPULATION, type NodeParty } from '../../support/protocol/node-party.js';
import { standInKem } from '../../support/protocol/stand-in-kem.js';
import { standInRing } from '../../support/protocol/stand-in-ring.js';
import { World } from '../../support/protocol/world.js';

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

standInKem();
nativeSignatures();
const ring = standInRing(systemEntropy());
const folder = simulationFolder();
let founded: Founded;
beforeAll(async () => (founded = await found(join(folder, 'founded'), federations.noisy, ring)));
afterAll(async () => {
  await ring.close();
  removeFolder(folder);
});

const study = {
  format: 'chorale-study/1',
  name: 'who-returns',
  agreement: 'Repurchase',
  features: ['recency', 'member'],
  deadlines: { collectSeconds: 40, committeeSeconds: 20 },
  computation: 'logistic-regression',
  settings: { gradientRounds: 4 },
};

const rowOf = (world: World): Promise<StudyRow> =>
  world.coordinator.house.database.read((manager) =>
    manager.findOneByOrFail(Studies, { id: world.studies[0]! }),
  );

/** One message after another, until so many rounds are closed. */
async function untilClosed(world: World, rounds: number): Promise<void> {
  for (let messages = 0; (await rowOf(world)).roundsClosed < rounds; messages += 1) {
    if (messages > 5_000) throw new Error('the study does not get there');
    await world.happen({ kind: 'traffic', messages: 1, pick: 0 });
  }
}

function positionsOf(world: World, { records, limits }: NodeParty) {
  const store = new NodeStore(records.database, world.time, () => undefined);
  return new NodeBudget(store, { name: POPULATION, limits }, world.time).positions();
}

/** Studies that this node knows to have its persons in. */
function contributedBy({ records }: NodeParty, world: World) {
  return new NodeStore(records.database, world.time, () => undefined).contributions.studiesSince(0);
}

/** Nodes 0 and 1 are started again with a node.yaml that leaves no room for another round; 0 is killed `writes` later. */
async function runOut(
  name: string,
  writes: number | undefined,
  party: 'coordinator' | number = 0,
): Promise<void> {
  const world = await World.begin(join(folder, name), founded, ring, study);
  try {
    await untilClosed(world, 2);
    for (const index of [0, 1]) {
      world.nodes[index]!.limits = { total: { epsilon: 0.001, delta: 1e-5 } };
      await world.happen({ kind: 'kill', party: index, writes: 0, downSeconds: 0 });
    }
    if (writes !== undefined) await world.happen({ kind: 'kill', party, writes, downSeconds: 45 });
    await checkWorld(world);
    const { status, reason, roundsClosed, state } = await rowOf(world);
    expect(reason).toMatch(/command "budget" shows the terms$/);
    expect(reason).toMatch(
      /^budget spent at 2 nodes: 0\.00 of epsilon 0\.001 at delta 0\.00001 is left over all purposes/,
    );
    expect(status).toBe('finished');
    expect(roundsClosed).toBeGreaterThanOrEqual(2);
    expect(roundsClosed).toBeLessThan(5);
    // Nodes and federation say the same of what was spent, and everybody has the last model.
    const [federation] = await world.coordinator.house.progress.budget();
    expect(federation).toMatchObject({ scope: 'purpose', reserved: 0 });
    for (const [index, node] of world.nodes.entries()) {
      expect(positionsOf(world, node)[0]).toEqual(federation);
      const ended = node.events.find(({ event }) => event === 'study-ended');
      expect(ended).toMatchObject({
        status: 'finished',
        state,
        reason: like(/^budget spent/),
      });
      const models = join(folder, name, `node-${index}`, 'models', 'who-returns');
      expect([existsSync(join(models, 'final.state')), existsSync(join(models, 'model.json'))]).toEqual([
        true,
        true,
      ]);
      const result = JSON.parse(readFileSync(join(models, 'result.json'), 'utf8')) as ResultDocument;
      // What the report shows is the model so far, at the price of the rounds so far.
      expect(result.result).toMatchObject({ hasConverged: null });
      expect(result.privacy.epsilon).toBeCloseTo(federation!.spent, 9);
      expect(result.privacy.epsilon).toBeLessThan(federation!.limit);
    }
  } finally {
    await world.close();
  }
}

test('a study whose budget runs out on the nodes ends finished, with its last model and the reason', () =>
  runOut('plain', undefined));

test.each([1, 3, 6])('and so it does where a node dies after %i more of its writes', (writes) =>
  runOut(`node-dies-${writes}`, writes),
);

test.each([2])('and where the coordinator dies after %i more of its writes', (writes) =>
  runOut(`coordinator-dies-${writes}`, writes, 'coordinator'),
);

test.each([
  ['an ended study', 5],
  ['a running study', 2],
])(
  'a node that is set back to before %s counts what the federation knows as spent, and takes no part twice',
  async (_, rounds) => {
    const world = await World.begin(join(folder, `set-back-${rounds}`), founded, ring, study);
    try {
      await untilClosed(world, rounds);
      if (rounds === 5) await checkWorld(world);
      const before = positionsOf(world, world.nodes[0]!)[0]!;
      expect(before.spent).toBeGreaterThan(0.3);
      await world.setBack(0, founded.nodes[0]!.database);
      expect(positionsOf(world, world.nodes[0]!)[0]).toMatchObject({ spent: 0, left: 1 });
      expect(contributedBy(world.nodes[0]!, world)).toEqual([]);
      await world.happen({ kind: 'time', seconds: 5 });
      const after = positionsOf(world, world.nodes[0]!)[0]!;
      expect(after.spent).toBeGreaterThanOrEqual(before.spent);
      expect(after.left).toBeLessThanOrEqual(before.left);
      // Its persons are in what it contributed, and a second sum over the same state needs proof as ever.
      const known = contributedBy(world.nodes[0]!, world);
      expect(known).toHaveLength(1);
      expect(known[0]!.rounds).toBeGreaterThanOrEqual(Math.min(rounds, 5));
      // Again at the next start it finds nothing new.
      await world.happen({ kind: 'kill', party: 0, writes: 0, downSeconds: 0 });
      await world.happen({ kind: 'time', seconds: 5 });
      const [federation] = await world.coordinator.house.progress.budget();
      expect(positionsOf(world, world.nodes[0]!)[0]!.spent).toBeCloseTo(federation!.spent, 9);
      expect(world.nodes[0]!.mistakes).toEqual([]);
    } finally {
      await world.close();
    }
  },
);

test('a study that could not end is refused by the nodes before anything is computed, and leaves no model', async () => {
  const world = await World.begin(join(folder, 'never'), founded, ring, study);
  try {
    for (const index of [0, 1]) {
      // Room for two rounds, not for all five.
      world.nodes[index]!.limits = { lifetime: { epsilon: 0.6, delta: 1e-5 } };
      await world.happen({ kind: 'kill', party: index, writes: 0, downSeconds: 0 });
    }
    await checkWorld(world);
    const { status, roundsClosed } = await rowOf(world);
    expect([status, roundsClosed]).toEqual(['stopped', 0]);
    const refused = world.nodes[0]!.events.find(({ event }) => event === 'refused');
    expect(refused).toMatchObject({
      code: 'budget-exceeded',
      reason: like(
        /^0\.60 of epsilon 0\.6 .* for a lifetime \(node\.yaml\), not enough for 5 rounds of this study; [1-4] more rounds? at this noise, or epsilon 0\.\d+ for a new study would fit; command "budget" shows the terms$/,
      ),
    });
    expect(
      world.nodes.flatMap(({ records }) =>
        new NodeStore(records.database, world.time, () => undefined).budget.all(),
      ),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ status: 'given-back' })]));
    expect([...world.acknowledged].filter((key) => key.endsWith(world.nodes[0]!.id))).toEqual([]);
  } finally {
    await world.close();
  }
});
