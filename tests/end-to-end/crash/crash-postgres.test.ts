// Issue 3, "Loss": the same on PostgreSQL, at one step of each transition of a round's road; all of them under soak.
import { RealFederation } from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { testPostgres, type TestPostgres } from '../../support/coordinator/test-postgres.js';
import { dieAtEach } from '../../support/crash/kill-chain.ts';
import { coordinatorSteps } from '../../support/crash/labels.ts';
import { casesOf } from '../../support/soak.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 600_000;
const patient = { collectSeconds: 600, committeeSeconds: 600 };
/** Opened, set-fixed, committed, released, agreed: see round-machine.ts. */
const ONE_A_TRANSITION = [
  'durable round-opened',
  'undurable set-fixed',
  'durable budget-spent',
  'durable share-released',
  'undurable round-closed',
];
const steps = casesOf(0) > 0 ? coordinatorSteps.slice(2) : ONE_A_TRANSITION;
const folder = temporaryFolders();
const postgres = await testPostgres();
afterAll(() => postgres?.drop());

async function killEverywhere(postgres: TestPostgres): Promise<void> {
  const location = await postgres.schema();
  if (location.kind !== 'postgres') throw new Error('this is no PostgreSQL');
  const url = new URL(location.url);
  url.searchParams.set('options', `-c search_path=${location.schema}`);
  const federation = new RealFederation(folder(), { DATABASE_URL: url.href });
  try {
    await federation.form(shopAgreement('exact', null));
    await federation.runNodes();
    const quiet = await (await federation.startStudy(shopStudy('quiet', 'exact', patient), TIME)).all;
    expect(new Set(quiet.map(({ state }) => state)).size).toBe(1);
    const { all } = await federation.startStudy(shopStudy('disturbed', 'exact', patient), TIME);
    await federation.coordinator.kill();
    await dieAtEach(
      {
        start: (variables) => federation.runCoordinator(variables),
        killed: (patienceMs) => federation.coordinator.killed(patienceMs),
      },
      steps,
    );
    expect((await all).map(({ state }) => state)).toEqual(quiet.map(({ state }) => state));
    const report = await federation.studyReport('disturbed');
    expect(report.rounds.map(({ attempt, phase }) => [attempt, phase])).toEqual(
      report.rounds.map(() => [0, 'closed']),
    );
    expect((await federation.verifiedLedger()).verified).toBe(true);
  } finally {
    await federation.stop();
  }
}

const NAME = 'a study ends in the same state, wherever the coordinator is killed';
if (postgres) test(NAME, () => killEverywhere(postgres), TIME);
else test.skip(`${NAME} (set CHORALE_TEST_DATABASE_URL to run it)`, () => undefined);
