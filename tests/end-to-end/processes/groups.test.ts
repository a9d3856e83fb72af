// Ten real processes: a study whose rounds open the sums of three drawn groups, with a node that is killed before it shows
// its value, and the ledger that names it.
import { shopAgreement, shopStudy } from '../../support/real/shop-data.ts';
import { RealFederation } from '../../support/real/real-federation.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const PARTIES = ['ash', 'beech', 'cherry', 'elder', 'fir', 'hazel', 'larch', 'maple', 'oak', 'pine'];
const folder = temporaryFolders();
let federation: RealFederation;
afterAll(() => federation.stop());

test('groups are drawn, opened one by one and combined; who shows no value is left out and named', async () => {
  federation = new RealFederation(folder(), [], {}, PARTIES);
  const agreement = {
    ...shopAgreement('Groups', 8),
    cohort: { kMin: 3 },
    aggregation: ['median' as const],
  };
  await federation.form(agreement);
  await federation.runNodes();
  const away = federation.nodes[4]!;
  const study = {
    ...shopStudy('robust', 'Groups', { collectSeconds: 20, committeeSeconds: 8 }, { gradientRounds: 2 }),
    aggregation: { rule: 'median' as const, groupSize: 3 },
  };
  const killed = away.killAt('adopted', 0);
  const { all } = await federation.startStudy(study);
  await killed;
  await federation.untilStudy('robust', ({ roundsClosed }) => roundsClosed >= 2);
  away.run();
  const ended = await all;
  expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
  const { verified, entries } = await federation.verifiedLedger();
  expect(verified).toBe(true);
  // Real recipients signed equal scores, and of honest nodes nobody is suspected.
  expect(entries.filter(({ kind }) => kind === 'groups-scored')).toHaveLength(3);
  const [searched] = entries.filter(({ kind }) => kind === 'study-searched').map(({ payload }) => payload);
  expect((searched as { nodes: { suspected: boolean }[] }).nodes.map(({ suspected }) => suspected)).toEqual(
    PARTIES.map(() => false),
  );
  const drawn = entries.filter(({ kind }) => kind === 'groups-drawn').map(({ payload }) => payload);
  expect(drawn).toHaveLength(3);
  expect(drawn[0]).toMatchObject({ round: 0, attempt: 0, withheld: [] });
  expect((drawn[1] as { withheld: string[] }).withheld).toHaveLength(1);
}, 300_000);
