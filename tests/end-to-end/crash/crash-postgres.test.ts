// Kill -9 on PostgreSQL: coordinator, contributor and committee member die at one step of each
// transition of a round (round-machine.ts); under `npm run soak -- crash` the coordinator dies at all of its steps.
import { RealFederation } from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import type { DatabaseLocation } from '../../../coordinator/src/storage/open-database.js';
import { testOnPostgres } from '../../support/coordinator/databases.js';
import { dieAtEach, mortalCoordinator } from '../../support/crash/kill-chain.ts';
import { coordinatorSteps } from '../../support/crash/labels.ts';
import { isSoaking } from '../../support/soak.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 600_000;
const patient = { collectSeconds: 600, committeeSeconds: 600 };
const ofCoordinator = isSoaking
  ? coordinatorSteps
  : ([
      'durable set-fixed',
      'undurable budget-spent',
      'durable share-released',
      'undurable round-closed',
      'durable round-opened',
    ] as const);
/** One node's each. */
const ofNodes = [
  'wrote RoundRecords.open',
  'sending contribute',
  'wrote CommitteeRecords.commit',
  'wrote CommitteeRecords.release',
  'wrote CommitteeRecords.adopt',
] as const;
const folder = temporaryFolders();

async function killEverybody(location: DatabaseLocation): Promise<void> {
  if (location.kind !== 'postgres') throw new Error('this is no PostgreSQL');
  const url = new URL(location.url);
  url.searchParams.set('options', `-c search_path=${location.schema}`);
  const federation = new RealFederation(folder(), [], { DATABASE_URL: url.href });
  const study = (name: string) => shopStudy(name, 'exact', patient, { newtonRounds: 2 });
  try {
    await federation.form({ ...shopAgreement('exact', null), cohort: { kMin: 5 } });
    await federation.runNodes();
    const quiet = (await (await federation.startStudy(study('quiet'), TIME)).all).map(({ state }) => state);
    expect(new Set(quiet).size).toBe(1);
    const { all } = await federation.startStudy(study('disturbed'), TIME);
    await Promise.all([federation.coordinator.kill(), ...federation.nodes.map((node) => node.kill())]);
    await Promise.all([
      dieAtEach(mortalCoordinator(federation), ofCoordinator),
      ...federation.nodes.map((node, index) => dieAtEach(node, [ofNodes[index]!])),
    ]);
    expect((await all).map(({ state }) => state)).toEqual(quiet);
    const { rounds } = await federation.studyReport('disturbed');
    expect(rounds.map(({ attempt, phase }) => [attempt, phase])).toEqual(rounds.map(() => [0, 'closed']));
    expect((await federation.verifiedLedger()).verified).toBe(true);
  } finally {
    await federation.stop();
  }
}

testOnPostgres(
  'a study ends in the same state, whoever is killed in whichever transition',
  killEverybody,
  TIME,
);
