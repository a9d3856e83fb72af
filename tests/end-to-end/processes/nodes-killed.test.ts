// Nodes killed in any phase of a round. Six real processes.
import { RealFederation, type Event, type RealNode } from '../../support/real/real-federation.ts';
import { coordinatorSteps } from '../../support/real/read-ledger.ts';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const EPSILON = 8;
const folder = temporaryFolders();

let federation: RealFederation;
beforeAll(async () => {
  federation = new RealFederation(folder());
  await federation.form(shopAgreement('long', EPSILON), shopAgreement('short', EPSILON));
  await federation.runNodes();
}, 120_000);
afterAll(() => federation.stop());

test('one node killed in each phase: the round ends without it, and it takes part in the next one', async () => {
  const deadlines = { collectSeconds: 8, committeeSeconds: 4 };
  const { all } = await federation.startStudy({
    ...shopStudy('one-away', 'long', deadlines, { gradientRounds: 15 }),
    privacy: { epsilon: EPSILON / 2 },
  });
  const phases: Event['event'][] = ['round-opened', 'contributed', 'committed', 'released', 'adopted'];
  const returned: { node: RealNode; position: number }[] = [];
  for (const [index, phase] of phases.entries()) {
    const node = federation.nodes[index]!;
    const other = federation.nodes[(index + 1) % federation.nodes.length]!;
    const killed = await node.killAt(phase);
    const { position } = killed as { position: number };
    // Its neighbours may have told already, if it was killed late in the round.
    await other.happened('adopted', position);
    // A round it merely sees open may be past its collection by then.
    const back = node.event('contributed');
    await node.runUntilStarted();
    returned.push({ node, position: (await back).position });
  }
  expect(new Set((await all).map(({ state }) => state)).size).toBe(1);
  const report = await federation.studyReport('one-away');
  expect(report.status).toBe('finished');
  for (const { node, position } of returned)
    expect(
      report.rounds.some(({ index, contributed }) => index === position && contributed.includes(node.name)),
    ).toBe(true);
  for (const node of federation.nodes) {
    const { studies } = await node.status();
    expect(studies.find(({ name }) => name === 'one-away')).toMatchObject({
      state: report.state,
      running: [],
    });
  }
  expect((await federation.verifiedLedger()).verified).toBe(true);
}, 240_000);

test('two nodes killed: the round is burned and said so, a fresh one opens, budgets are given back', async () => {
  const deadlines = { collectSeconds: 6, committeeSeconds: 6 };
  const study = shopStudy('two-away', 'short', deadlines, { gradientRounds: 4 });
  const { all } = await federation.startStudy(study);
  const [first, second, witness] = federation.nodes as [RealNode, RealNode, RealNode];
  const killed = await Promise.all([first.killAt('round-opened'), witness.event('round-opened')]);
  await second.kill();
  const { round } = killed[0] as { round: string };
  await federation.untilStudy('two-away', ({ rounds }) =>
    rounds.some(({ round: id, phase }) => id === round && phase === 'burning'),
  );
  const burned = witness.event('burned');
  await Promise.all([first.runUntilStarted(), second.runUntilStarted()]);
  expect((await burned).round).toBe(round);
  expect(new Set((await all).map(({ state }) => state)).size).toBe(1);

  const report = await federation.studyReport('two-away');
  expect(report.status).toBe('finished');
  const abandoned = report.rounds.find(({ round: id }) => id === round)!;
  expect(abandoned).toMatchObject({ phase: 'burned' });
  expect(abandoned.reason).not.toBe('');
  expect(report.rounds.filter(({ phase }) => phase === 'closed')).toHaveLength(5);
  expect(report.privacy.epsilon).toBeLessThanOrEqual(EPSILON * (1 + 1e-9));
  const { verified, entries } = await federation.verifiedLedger();
  expect(verified).toBe(true);
  expect(coordinatorSteps(entries, round)).toEqual([
    'round-opened',
    'budget-reserved',
    'round-burning',
    'budget-given-back',
    'round-burned',
  ]);
  for (const node of federation.nodes) {
    const { budgets } = await node.status();
    const { spent, reserved } = budgets.find(({ purpose }) => purpose === 'Try short')!;
    expect(reserved).toBe(0);
    expect(spent).toBeCloseTo(report.privacy.epsilon!, 9);
  }
}, 180_000);

test('two nodes killed once they committed: the round waits for them or is burned, and the study ends', async () => {
  const { all } = await federation.startStudy({
    ...shopStudy('two-late', 'long', { collectSeconds: 8, committeeSeconds: 8 }, { gradientRounds: 3 }),
    privacy: { epsilon: EPSILON / 2 },
  });
  const [first, second] = federation.nodes as [RealNode, RealNode];
  const [{ round }] = await Promise.all([first.killAt('committed'), second.killAt('committed')]);
  await Promise.all([first.runUntilStarted(), second.runUntilStarted()]);
  expect(new Set((await all).map(({ state }) => state)).size).toBe(1);
  const report = await federation.studyReport('two-late');
  expect(report.status).toBe('finished');
  expect(['closed', 'burned']).toContain(report.rounds.find(({ round: id }) => id === round)?.phase);
  expect(report.rounds.filter(({ phase }) => phase === 'closed')).toHaveLength(4);
  expect(report.privacy.epsilon).toBeLessThanOrEqual((EPSILON / 2) * (1 + 1e-9));
}, 180_000);
