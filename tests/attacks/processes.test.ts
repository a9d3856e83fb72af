// Attacks on real processes: five node processes reach their coordinator's process through the attacker's, which loses, repeats
// and reorders what passes, or speaks with the coordinator's own key. Nodes say why they refuse, nothing opens, and with
// honest hands the next round closes.
import { writeFileSync } from 'node:fs';
import {
  chunkInventory,
  contribution,
  nodeRoutes,
  shareInbox,
  type Descriptor,
  type RoundId,
} from '@chorale/crypto';
import type { Agreement, Study } from '@chorale/models';
import { stringify } from 'yaml';
import { roundOf } from '../support/attack/attacked-federation.js';
import { CoordinatorSecrets } from '../support/attack/coordinator-secrets.js';
import { changeInbox, changeRounds, changeSet } from '../support/attack/tampering.js';
import {
  honestHand,
  invented,
  TamperingProxy,
  type ProxiedAnswer,
  type ProxyHand,
} from '../support/attack/tampering-proxy.js';
import { RealFederation, type EventNamed, type RealNode } from '../support/real/real-federation.js';
import { nodeDocument, PARTIES, shopAgreement } from '../support/real/shop-data.js';
import { temporaryFolders } from '../support/temporary-folder.js';

const folder = temporaryFolders();
const agreement: Agreement = { ...shopAgreement('attacked', 100), computations: ['statistics'] };
let federation: RealFederation;
let nodes: readonly RealNode[];
let proxy: TamperingProxy;
let secrets: CoordinatorSecrets;
let studies = 0;
/** One of each attack, in its own study or in the one after it. */
const CLOSED = 5;

beforeAll(async () => {
  federation = new RealFederation(folder());
  await federation.form(agreement);
  ({ nodes } = federation);
  proxy = await TamperingProxy.start(Number(federation.coordinatorPort));
  for (const { name, configFile } of nodes)
    writeFileSync(configFile, stringify(nodeDocument(name, proxy.url, 'people.csv')));
  secrets = new CoordinatorSecrets(federation.coordinatorSurroundings);
  await federation.runNodes();
}, 120_000);
afterEach(() => {
  proxy.hand = honestHand;
  expect(proxy.failures).toEqual([]);
});
afterAll(async () => {
  await federation.stop();
  await proxy.stop();
  secrets.close();
});

/** A study of one round, from a state of its own. */
function nextStudy(): Study {
  studies += 1;
  return {
    format: 'chorale-study/1',
    name: `study-${studies}`,
    agreement: agreement.title,
    computation: 'statistics',
    features: ['visits'],
    settings: { bins: studies + 1 },
    privacy: { epsilon: 1 },
    deadlines: { collectSeconds: 30, committeeSeconds: 30 },
  };
}

async function expectHonestRoundCloses(): Promise<void> {
  proxy.hand = honestHand;
  const study = nextStudy();
  const { all } = await federation.startStudy(study);
  await expectAdopted(study, await all);
}

/** Everybody holds the same result of the study's one round, over all parties. */
async function expectAdopted(study: Study, ends: readonly EventNamed<'study-ended'>[]): Promise<void> {
  expect(ends.map(({ status }) => status)).toEqual(PARTIES.map(() => 'finished'));
  expect(new Set(ends.map(({ state }) => state)).size).toBe(1);
  const { rounds } = await federation.studyReport(study.name);
  expect(rounds.filter(({ phase }) => phase === 'closed')).toMatchObject([{ index: 0 }]);
}

/** Starts a study in these hands, waits for what the nodes say, and stops it. */
async function underAttack<Told>(hand: ProxyHand, hear: () => Promise<Told>): Promise<[Study, Told]> {
  const study = nextStudy();
  proxy.hand = hand;
  const heard = hear();
  // It fails where it is waited for.
  heard.catch(() => undefined);
  await federation.startStudy(study);
  const told = await heard;
  await federation.command('study', 'stop', study.name);
  return [study, told];
}

test('loses requests and answers, repeats every message, shows old work lists: each message counts once, and the round closes', async () => {
  let passed = 0;
  const repeated: number[] = [];
  const lists = new Map<string, ProxiedAnswer[]>();
  proxy.hand = async ({ from, route }, forward) => {
    passed += 1;
    const now = passed;
    // Primes, so that no message is lost for ever.
    if (now % 11 === 0) return undefined;
    const answer = await forward();
    if (nodeRoutes[route].method !== 'GET') repeated.push((await forward()).status);
    if (now % 13 === 0) return undefined;
    if (route !== 'work' || answer.status !== 200) return answer;
    const seen = lists.get(from!) ?? [];
    lists.set(from!, seen.concat(answer));
    return now % 3 === 0 ? (seen.at(-2) ?? answer) : answer;
  };
  const study = nextStudy();
  const { all } = await federation.startStudy(study);
  await expectAdopted(study, await all);
  expect(repeated.length).toBeGreaterThan(4 * PARTIES.length);
  // The same request again: its nonce has served.
  expect(new Set(repeated)).toEqual(new Set([401]));
  const told = secrets.ledgerOf(study.name);
  expect(told.get('contribution-accepted')).toBe(PARTIES.length);
  expect(told.get('share-released')).toBeLessThanOrEqual(PARTIES.length);
  expect(told.get('round-closed')).toBe(1);
}, 120_000);

test('shows one node another descriptor and smuggles its contribution into the set: the others say why not, and nothing opens', async () => {
  const [victim, ...others] = nodes as [RealNode, ...RealNode[]];
  const id = secrets.idOf(victim.name);
  const order = nodes.map(({ name }) => secrets.idOf(name)).sort();
  let real: RoundId | undefined;
  let forged: Uint8Array = new Uint8Array();
  let smuggled: ReturnType<(typeof contribution)['decode']> | undefined;
  const hand: ProxyHand = async ({ from, route, params, body }, forward) => {
    if (from === id && real !== undefined && params.round === roundOf(forged)) {
      if (route === 'descriptor') return invented(forged);
      if (route === 'chunksHeld') return invented(chunkInventory.encode({ held: [] }));
      if (route === 'shares') return invented(shareInbox.encode({ shares: [] }));
      if (route === 'contribute') smuggled = contribution.decode(body);
      if (route === 'ledgerConsistency') return forward();
      return invented();
    }
    const answer = await forward();
    if (answer.status !== 200) return answer;
    if (from !== id) {
      if (!smuggled) return route === 'shares' ? invented(shareInbox.encode({ shares: [] })) : answer;
      const { manifest, sealedShares } = smuggled;
      const sealedShare = sealedShares[order.indexOf(from!)]!;
      if (route === 'shares')
        return invented(changeInbox(answer.body, (shares) => [{ manifest, sealedShare }, ...shares]));
      if (route === 'contributionSet')
        return invented(changeSet(answer.body, (manifests) => [manifest, ...manifests]));
      return answer;
    }
    if (route !== 'work') return answer;
    return invented(
      changeRounds(answer.body, (rounds) =>
        rounds.map((round) => {
          if (round.phase === 'collecting' && !real) {
            forged = secrets.forge(round.round, ({ committeeBy }) => ({ committeeBy: committeeBy - 1 }));
            real = round.round;
          }
          return round.round === real ? { ...round, round: roundOf(forged) } : round;
        }),
      ),
    );
  };
  const [study, reasons] = await underAttack(hand, () =>
    Promise.all(others.map((node) => node.event('step-failed'))),
  );
  expect(smuggled).toBeDefined();
  for (const { reason } of reasons) expect(reason).toMatch(/signature .* does not fit/);
  expect(secrets.ledgerOf(study.name).get('share-released')).toBeUndefined();
  await expectHonestRoundCloses();
}, 120_000);

const weaker: readonly (readonly [string, (honest: Descriptor) => Partial<Descriptor>, string])[] = [
  ['a smaller k_min', ({ kMin }) => ({ kMin: kMin - 1 }), 'cohort-too-small'],
  [
    'half the noise',
    ({ privacy }) => ({
      privacy: { ...privacy, nodeNoiseVarianceNumerator: privacy.nodeNoiseVarianceNumerator / 2n },
    }),
    'terms-differ',
  ],
];
test.each(weaker)(
  'opens a round with %s: every node refuses, and none contributes',
  async (_what, change, code) => {
    const forged = new Map<RoundId, Uint8Array>();
    const shown = new Map<RoundId, Uint8Array>();
    const hand: ProxyHand = async ({ route, params }, forward) => {
      const envelope = shown.get(params.round as RoundId);
      if (envelope) return route === 'descriptor' ? invented(envelope) : invented();
      const answer = await forward();
      if (route !== 'work' || answer.status !== 200) return answer;
      return invented(
        changeRounds(answer.body, (rounds) =>
          rounds.map((round) => {
            const other = forged.get(round.round) ?? secrets.forge(round.round, change);
            forged.set(round.round, other);
            shown.set(roundOf(other), other);
            return { ...round, round: roundOf(other) };
          }),
        ),
      );
    };
    const [study, refusals] = await underAttack(hand, () =>
      Promise.all(nodes.map((node) => node.event('refused'))),
    );
    expect(refusals.map((refusal) => refusal.code)).toEqual(nodes.map(() => code));
    expect(secrets.ledgerOf(study.name).get('contribution-accepted')).toBeUndefined();
    await expectHonestRoundCloses();
  },
  120_000,
);

test('exchanges the shares of nodes with each other: members blame the coordinator and no dealer, and nothing opens', async () => {
  const hand: ProxyHand = async ({ route }, forward) => {
    const answer = await forward();
    if (route !== 'shares' || answer.status !== 200) return answer;
    return invented(
      changeInbox(answer.body, (inbox) =>
        inbox.length < PARTIES.length
          ? []
          : inbox.map((entry, at) => ({ ...entry, sealedShare: inbox.at(at - 1)!.sealedShare })),
      ),
    );
  };
  /** Rounds of the attacks before may still fail for their own reasons. */
  const blamesTheCoordinator = async (node: RealNode): Promise<void> => {
    let reason = '';
    while (!reason.includes('the coordinator passed on another share than node'))
      ({ reason } = await node.event('step-failed'));
  };
  const [study] = await underAttack(hand, () => Promise.all(nodes.map(blamesTheCoordinator)));
  const told = secrets.ledgerOf(study.name);
  expect(told.get('share-reported-bad')).toBeUndefined();
  expect(told.get('share-released')).toBeUndefined();
  await expectHonestRoundCloses();
}, 120_000);

test('after all of it the ledger verifies, with the heads that nodes countersigned', async () => {
  const { verified, entries } = await federation.verifiedLedger();
  expect(verified).toBe(true);
  expect(entries.filter(({ kind }) => kind === 'round-closed')).toHaveLength(CLOSED);
}, 60_000);
