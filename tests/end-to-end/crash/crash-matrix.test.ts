// Issue 3, "Loss": coordinator, contributors, committee members and recipients killed, kill -9, at every step of a round.
// Six real processes. With noise off a study ends in the state of the undisturbed one, bit for bit.
import { RealFederation, type RealNode } from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { dieAtEach, dyingAt, type Mortal } from '../../support/crash/kill-chain.ts';
import {
  committeeSteps,
  contributorSteps,
  coordinatorKeySteps,
  coordinatorSteps,
  keySteps,
  openingSteps,
  recipientSteps,
} from '../../support/crash/labels.ts';
import { casesOf } from '../../support/soak.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 600_000;
/** All of it again, with the parts in other hands. */
const REPETITIONS = casesOf(1);
// Nobody is missing for good, so no deadline is meant to pass.
const patient = { collectSeconds: 600, committeeSeconds: 600 };
const folder = temporaryFolders();

let federation: RealFederation;
let nodes: readonly RealNode[];
let undisturbed: string;
const mortal = (node: RealNode): Mortal => ({
  start: (variables) => node.run(variables),
  killed: (patienceMs) => node.killed(patienceMs),
});
const coordinator = (): Mortal => ({
  start: (variables) => federation.runCoordinator(variables),
  killed: (patienceMs) => federation.coordinator.killed(patienceMs),
});

beforeAll(async () => {
  federation = new RealFederation(folder());
  await federation.form(shopAgreement('exact', null));
  nodes = federation.nodes;
}, TIME);
afterAll(() => federation.stop());

/** Ends it first, so that it starts anew and dies. */
async function killAtEach(node: RealNode, steps: readonly string[]): Promise<void> {
  await node.kill();
  await dieAtEach(mortal(node), steps);
}

async function expectSameEnd(name: string): Promise<void> {
  const report = await federation.studyReport(name);
  expect(report).toMatchObject({ status: 'finished', state: undisturbed });
  expect(report.rounds.filter(({ phase }) => phase === 'closed')).toHaveLength(report.roundsClosed);
  expect((await federation.verifiedLedger()).verified).toBe(true);
}

test(
  'while round keys are handed in',
  async () => {
    const [first, ...others] = nodes as [RealNode, ...RealNode[]];
    await federation.coordinator.kill();
    federation.runCoordinator(dyingAt(coordinatorKeySteps[0]));
    others[0]!.run();
    await federation.coordinator.killed();
    await federation.startCoordinator();
    await dieAtEach(mortal(first), keySteps);
    for (const node of others.slice(1)) node.run();
    const { all } = await federation.startStudy(shopStudy('undisturbed', 'exact', patient), TIME);
    const ended = await all;
    expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
    undisturbed = ended[0]!.state;
    await expectSameEnd('undisturbed');
  },
  TIME,
);

test(
  'in rounds that lose nobody',
  async () => {
    for (let run = 0; run < REPETITIONS; run += 1) {
      const study = `disturbed-${run}`;
      // Under `npm run soak` every node comes to play every part.
      const [opener, contributor, member, recipient] = nodes.map(
        (_, index) => nodes[(index + run) % nodes.length]!,
      ) as [RealNode, RealNode, RealNode, RealNode];
      await startAndDie(study, coordinatorSteps.slice(0, 2));
      const all = federation.untilEnded(study, TIME);
      await Promise.all([
        dieAtEach(coordinator(), coordinatorSteps.slice(2)),
        killAtEach(opener, openingSteps),
        killAtEach(contributor, contributorSteps),
        killAtEach(member, committeeSteps),
        killAtEach(recipient, recipientSteps),
      ]);
      expect((await all).map(({ state }) => state)).toEqual(Array(5).fill(undisturbed));
      await expectSameEnd(study);
    }
  },
  TIME * REPETITIONS,
);

/** Whoever starts the study is not answered: whether it started shows when the coordinator is back. */
async function startAndDie(name: string, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    await federation.coordinator.kill();
    await federation.startCoordinator(dyingAt(step));
    await expect(federation.startStudy(shopStudy(name, 'exact', patient))).rejects.toThrow();
    await federation.coordinator.killed();
  }
}
