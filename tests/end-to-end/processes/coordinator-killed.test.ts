// The coordinator killed at any phase and started again. Six real processes, noise off.
import { RealFederation, type Event } from '../../support/real/real-federation.ts';
import { coordinatorSteps } from '../../support/real/read-ledger.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const agreement = shopAgreement('exact', null);
// Nobody is missing for good, so no deadline is meant to pass.
const deadlines = { collectSeconds: 60, committeeSeconds: 60 };
const folder = temporaryFolders();

let federation: RealFederation;
let undisturbed: string;
beforeAll(async () => {
  federation = new RealFederation(folder());
  await federation.form(agreement);
  await federation.runNodes();
}, 120_000);
afterAll(() => federation.stop());

test('an undisturbed study ends in one state at all nodes, its ledger verifies, and the model scores', async () => {
  const ended = await (await federation.startStudy(shopStudy('undisturbed', 'exact', deadlines))).all;
  expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
  undisturbed = ended[0]!.state;
  const report = await federation.studyReport('undisturbed');
  expect(report).toMatchObject({ status: 'finished', state: undisturbed });
  expect(report.rounds).toHaveLength(report.roundsClosed);
  expect((await federation.verifiedLedger()).verified).toBe(true);
  const [node, other] = federation.nodes;
  const scored = await node!.command<{ persons: number }>('score', '--config', node!.configFile);
  expect(scored.persons).toBe(60);
  const own = node!.command(
    'audit',
    'membership',
    '--config',
    node!.configFile,
    '--held-out',
    node!.configFile,
  );
  await expect(own).rejects.toThrow(/60 of the 60 persons of .* were trained on, too/);
  const heldOut = ['--held-out', other!.configFile];
  const audited = await node!.command('audit', 'membership', '--config', node!.configFile, ...heldOut);
  expect(audited).toMatchObject({ study: 'undisturbed', members: 60, others: 60, mostAuc: null });
});

test('killed in every phase, the study ends in the very same state, each round opened once', async () => {
  const [witness] = federation.nodes;
  const phases: Event['event'][] = ['round-opened', 'contributed', 'committed', 'released', 'adopted'];
  const ended = await federation.startStudy(shopStudy('disturbed', 'exact', deadlines));
  for (const phase of phases) {
    await witness!.killAt(phase, undefined, federation.coordinator);
    await federation.startCoordinator();
  }
  expect((await ended.all).map(({ state }) => state)).toEqual(Array(5).fill(undisturbed));
  const report = await federation.studyReport('disturbed');
  expect(report.rounds.map(({ index, attempt }) => [index, attempt])).toEqual(
    report.rounds.map((_, index) => [index, 0]),
  );
  expect(report.rounds).toHaveLength(report.roundsClosed);
  for (const { contributed, adopted } of report.rounds)
    expect([contributed, adopted].map((nodes) => new Set(nodes).size)).toEqual([5, 5]);
  const { verified, entries } = await federation.verifiedLedger();
  expect(verified).toBe(true);
  for (const { round } of report.rounds) {
    expect(coordinatorSteps(entries, round)).toEqual([
      'round-opened',
      'budget-reserved',
      'set-fixed',
      'budget-spent',
      'round-closed',
    ]);
    const contributed = entries.filter(
      ({ subject, kind }) => subject === round && kind === 'contribution-accepted',
    );
    expect(contributed).toHaveLength(5);
    expect(new Set(contributed.map(({ actor }) => actor)).size).toBe(5);
  }
}, 180_000);
