// SEAL runs in a worker that is replaced after any exception, and a replaced worker loses no round. Real
// programs, whose workers end in every way while they encrypt, add and open.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RealFederation } from '../../support/real/real-federation.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { withRingFaults } from '../../support/crash/kill-chain.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const TIME = 400_000;
const patient = { collectSeconds: 300, committeeSeconds: 300 };
/** How a task's worker ends, task by task; afterwards all work. */
const FAULTS = ['exception', 'trap', '', 'uncaught', 'exit', 'trap'];
const study = (name: string) => shopStudy(name, 'exact', patient, { newtonRounds: 3 });
const folder = temporaryFolders();

let federation: RealFederation;
let where: string;
beforeAll(async () => {
  where = folder();
  federation = new RealFederation(where);
  await federation.form({ ...shopAgreement('exact', null), cohort: { kMin: 5 } });
}, TIME);
afterAll(() => federation.stop());

function faultsOf(name: string, faults: readonly string[]): string {
  const file = join(where, `${name}.faults`);
  writeFileSync(file, faults.join('\n'));
  return file;
}

test(
  'a study ends in the same state, with no round lost, whatever becomes of the workers of coordinator and nodes',
  async () => {
    await federation.runNodes();
    const quiet = await (await federation.startStudy(study('quiet'), TIME)).all;
    expect(new Set(quiet.map(({ state }) => state)).size).toBe(1);

    const files: string[] = [];
    const dying = (name: string, first: number): Readonly<Record<string, string>> => {
      files.push(faultsOf(name, [...FAULTS.slice(first), ...FAULTS.slice(0, first)]));
      return withRingFaults(files.at(-1)!);
    };
    await federation.coordinator.kill();
    await federation.startCoordinator(dying('coordinator', 0));
    await Promise.all(
      federation.nodes.map(async (node, index) => {
        await node.kill();
        await node.runUntilStarted(dying(node.name, index + 1));
      }),
    );
    const { all } = await federation.startStudy(study('dying-workers'), TIME);
    expect((await all).map(({ state }) => state)).toEqual(quiet.map(({ state }) => state));
    for (const file of files) expect(readFileSync(file, 'utf8').trim()).toBe('');

    const report = await federation.studyReport('dying-workers');
    expect(report.rounds.map(({ attempt, phase }) => [attempt, phase])).toEqual(
      report.rounds.map(() => [0, 'closed']),
    );
    for (const node of federation.nodes) expect(node.eventsNamed('cannot-open')).toEqual([]);
    expect((await federation.verifiedLedger()).verified).toBe(true);
  },
  TIME,
);
