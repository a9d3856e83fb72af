// The steps that only a study with grouped sums has. Ten real processes, killed while groups are drawn:
// nobody is left out of the drawing for it, and all end in one state.
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { RealFederation } from '../../support/real/real-federation.ts';
import { dieAtEach, mortalCoordinator, partOf } from '../../support/crash/kill-chain.ts';
import { coordinatorDrawingSteps, drawingSteps } from '../../support/crash/labels.ts';
import { casesOf } from '../../support/soak.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 600_000;
const PARTIES = ['ash', 'beech', 'cherry', 'elder', 'fir', 'hazel', 'larch', 'maple', 'oak'];
const RUNS = Array.from({ length: casesOf(1) }, (_, run) => run);
const patient = { collectSeconds: 600, committeeSeconds: 600 };
const aggregation = { rule: 'median' as const, groupSize: 3 };
const folder = temporaryFolders();

let federation: RealFederation;
beforeAll(async () => {
  federation = new RealFederation(folder(), [], {}, PARTIES);
  await federation.form(
    ...RUNS.map((run) => ({
      ...shopAgreement(`groups-${run}`, 8),
      cohort: { kMin: 3 },
      aggregation: [aggregation.rule],
    })),
  );
}, TIME);
afterAll(() => federation.stop());

test.each(RUNS)(
  'while groups are drawn: run %i',
  async (run) => {
    const name = `drawn-${run}`;
    const study = shopStudy(name, `groups-${run}`, patient, { gradientRounds: 2 });
    const { coordinator, nodes } = federation;
    if (run > 0) await Promise.all(nodes.map((node) => node.kill()));
    const { all } = await federation.startStudy({ ...study, aggregation }, TIME);
    await coordinator.kill();
    await Promise.all([
      dieAtEach(mortalCoordinator(federation), coordinatorDrawingSteps),
      ...nodes.map((node, index) => dieAtEach(node, partOf(drawingSteps, index, nodes.length, run))),
    ]);
    const ended = await all;
    const id = ended[0]!.study;
    expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
    const { status, rounds } = await federation.studyReport(name);
    expect(status).toBe('finished');
    expect(rounds.map(({ attempt, phase }) => [attempt, phase])).toEqual(rounds.map(() => [0, 'closed']));
    const { verified, entries } = await federation.verifiedLedger();
    expect(verified).toBe(true);
    const drawn = entries.filter(({ kind, payload }) => kind === 'groups-drawn' && payload.study === id);
    expect(drawn.map(({ payload }) => payload.withheld)).toEqual(rounds.map(() => []));
  },
  TIME,
);
