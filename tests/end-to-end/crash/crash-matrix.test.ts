// Coordinator and nodes killed, kill -9, at every step of a round, the nodes all at once. Six real
// processes. With noise off a study ends in the state of the undisturbed one, bit for bit; with noise every account ends
// where it would have. Under `npm run soak -- crash` every node dies at every step.
import { RealFederation, type RealNode } from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import {
  dieAtEach,
  dyingAt,
  mortalCoordinator,
  partOf,
  type Mortal,
} from '../../support/crash/kill-chain.ts';
import {
  burningSteps,
  coordinatorBurningSteps,
  coordinatorKeySteps,
  coordinatorSteps,
  keySteps,
  proposingSteps,
  reservingSteps,
  roundSteps,
  spendingSteps,
  startingSteps,
} from '../../support/crash/labels.ts';
import { casesOf } from '../../support/soak.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 600_000;
/** All of it again, with the steps in other hands; after five runs everybody died at each. */
const RUNS = Array.from({ length: casesOf(1) }, (_, run) => run);
// Nobody is missing for good, so no deadline is meant to pass.
const patient = { collectSeconds: 600, committeeSeconds: 600 };
// A round takes all five, or the states could not be compared.
const cohort = { kMin: 5 };
const folder = temporaryFolders();

let federation: RealFederation;
let nodes: readonly RealNode[];
let undisturbed: string;
let coordinator: Mortal;

beforeAll(async () => {
  federation = new RealFederation(folder());
  await federation.form(
    { ...shopAgreement('exact', null), cohort },
    ...RUNS.map((run) => ({ ...shopAgreement(`noisy-${run}`, 8), cohort })),
  );
  nodes = federation.nodes;
  coordinator = mortalCoordinator(federation);
}, TIME);
afterAll(() => federation.stop());

/** Ends it first, so that it starts anew and dies. */
async function killAtEach(node: RealNode, steps: readonly string[]): Promise<void> {
  await node.kill();
  await dieAtEach(node, steps);
}
async function killCoordinatorAtEach(steps: readonly string[]): Promise<void> {
  await federation.coordinator.kill();
  await dieAtEach(coordinator, steps);
}

/** Whoever asks for the study is not answered: whether it was put before the members shows when the coordinator is back. */
async function proposeAndDie(study: ReturnType<typeof exactStudy>): Promise<void> {
  for (const step of proposingSteps) {
    await federation.coordinator.kill();
    await federation.startCoordinator(dyingAt(step));
    await expect(federation.startStudy(study)).rejects.toThrow();
    await federation.coordinator.killed();
  }
}
function exactStudy(name: string) {
  return shopStudy(name, 'exact', patient, { newtonRounds: 4 });
}

async function expectFinished(name: string) {
  const report = await federation.studyReport(name);
  expect(report.status).toBe('finished');
  const closed = report.rounds.filter(({ phase }) => phase === 'closed');
  expect(closed).toHaveLength(report.roundsClosed);
  for (const { contributed, adopted } of closed)
    expect([contributed, adopted].map((ids) => new Set(ids).size)).toEqual([5, 5]);
  expect((await federation.verifiedLedger()).verified).toBe(true);
  return report;
}

test(
  'while round keys are handed in',
  async () => {
    const stepsOf = (index: number) =>
      keySteps.filter((step) => RUNS.some((run) => partOf(keySteps, index, 5, run).includes(step)));
    await Promise.all([
      killCoordinatorAtEach(coordinatorKeySteps),
      ...nodes.map((node, index) => dieAtEach(node, stepsOf(index))),
    ]);
    const ended = await (await federation.startStudy(exactStudy('undisturbed'), TIME)).all;
    undisturbed = ended[0]!.state;
    expect(ended.map(({ state }) => state)).toEqual(Array(5).fill(undisturbed));
    const { rounds, roundsClosed } = await expectFinished('undisturbed');
    expect(rounds).toHaveLength(roundsClosed);
  },
  TIME,
);

test.each(RUNS)(
  'in rounds that lose nobody: run %i',
  async (run) => {
    const name = `disturbed-${run}`;
    await proposeAndDie(exactStudy(name));
    const all = federation.untilEnded(name, TIME);
    await Promise.all([
      dieAtEach(coordinator, [...startingSteps, ...coordinatorSteps]),
      ...nodes.map((node, index) => killAtEach(node, partOf(roundSteps, index, 5, run))),
    ]);
    expect((await all).map(({ state }) => state)).toEqual(Array(5).fill(undisturbed));
    const { rounds } = await expectFinished(name);
    // Each round opened once: no kill cost an attempt.
    expect(rounds.map(({ index, attempt }) => [index, attempt])).toEqual(
      rounds.map((_, index) => [index, 0]),
    );
  },
  TIME,
);

test.each(RUNS)(
  'in a round that burns, whose budget is given back: run %i',
  async (run) => {
    const [name, agreement] = [`burning-${run}`, `noisy-${run}`];
    const missing = nodes[run % 5]!;
    const deadlines = { collectSeconds: 20, committeeSeconds: 120 };
    const all = federation.untilEnded(name, TIME);
    await missing.kill();
    await federation.startStudy(shopStudy(name, agreement, deadlines, { gradientRounds: 2 }));
    for (const step of [...reservingSteps, 'sending contribute']) {
      missing.run(dyingAt(step));
      await missing.killed();
    }
    // Four of five are too few, so the round burns at its deadline.
    const [burning, durablyBurning, ...burns] = coordinatorBurningSteps;
    await killCoordinatorAtEach([burning, durablyBurning]);
    await Promise.all([
      killCoordinatorAtEach(burns),
      ...nodes.map((node, index) => {
        const steps = [...partOf(burningSteps, index, 5, run), ...partOf(spendingSteps, index, 5, run)];
        return node === missing ? dieAtEach(node, steps) : killAtEach(node, steps);
      }),
    ]);
    const states = (await all).map(({ state }) => state);
    expect(new Set(states).size).toBe(1);
    const { rounds, privacy } = await expectFinished(name);
    expect(rounds[0]).toMatchObject({ attempt: 0, phase: 'burned' });
    for (const node of nodes) {
      const { budgets } = await node.status();
      const { spent, reserved } = budgets.find(({ purpose }) => purpose === `Try ${agreement}`)!;
      expect(spent).toBeCloseTo(privacy.epsilon!, 9);
      expect(reserved).toBe(0);
    }
  },
  TIME,
);
