// What a node releases of itself on a finished model: reserved before a row is read, spent once it is signed and kept, made once.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  agreementHash,
  envelopes,
  openSigned,
  partyMetrics,
  SigningKey,
  signMessage,
  studyId,
  systemEntropy,
  type NodeRoute,
} from '@chorale/crypto';
import { agreementSchema, type Agreement } from '@chorale/models';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { NodeBudget } from '../../../client-node/src/budget/node-budget.js';
import { takeOverMetrics } from '../../../client-node/src/budget/take-over-metrics.js';
import { EvidenceError } from '../../../client-node/src/committee/verify-manifest.js';
import { metricsByParty } from '../../../client-node/src/cards/metrics-by-party.js';
import {
  makeMetrics,
  planMetrics,
  readMetrics,
  requireTakingPart,
  type MetricsParts,
  type PlannedMetrics,
} from '../../../client-node/src/cards/release-metrics.js';
import { systemClock } from '../../../client-node/src/clock.js';
import { loadNodeConfig, type NodeConfig } from '../../../client-node/src/config/node-config.js';
import { openKeyring } from '../../../client-node/src/keys/keyring.js';
import { affectedStudies } from '../../../client-node/src/rights/affected-studies.js';
import { rightsFor } from '../../../client-node/src/rights/pseudonyms.js';
import { measureStudy } from '../../../client-node/src/score/measure-study.js';
import type { CoordinatorPort } from '../../../client-node/src/round/coordinator-port.js';
import { homePaths } from '../../../client-node/src/storage/home.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { StoreError } from '../../../client-node/src/storage/store-error.js';
import { finishedStudy } from '../../../client-node/src/study/finished-study.js';
import { CoordinatorProblem } from '../../../client-node/src/transport/coordinator-problem.js';
import { eraseAt, finishedHome } from '../../support/finished-home.js';
import { agreementAndStudy } from '../../support/people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { runNode } from './cli/run-command.js';
import { hash, membership, rosterHash, state } from './storage/samples.js';

const newFolder = temporaryFolders();
const open: NodeStore[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

const { agreement: local } = agreementAndStudy({
  ...{ computation: 'evaluate', mode: 'local', people: 200, epsilon: 20 },
  features: [
    { name: 'age', type: 'number', lower: 0, upper: 100 },
    { name: 'spent', type: 'number', lower: 0, upper: 1000 },
  ],
});

interface Place {
  readonly home: string;
  readonly config: NodeConfig;
  readonly parts: Omit<MetricsParts, 'coordinator' | 'roster'>;
  readonly storageKey: ReturnType<typeof openKeyring>['storageKey'];
}

/** A node that adopted the model of "churn", signed an agreement in mode local, and has as many customers. */
async function newPlace(persons = 200): Promise<Place> {
  const folder = newFolder();
  const { home, config, storageKey } = await finishedHome(folder, [
    { name: 'churn', computation: 'logistic-regression' },
  ]);
  const rows = Array.from({ length: persons }, (_, person) => {
    const [age, spent] = [20 + ((7 * person) % 60), (13 * person) % 1000];
    return [`p${person}`, age, spent, age + spent / 50 > 60 ? 1 : 0].join(',');
  });
  writeFileSync(join(folder, 'customers.csv'), ['id,age,spent,returned', ...rows, ''].join('\n'));
  writeFileSync(
    config,
    [
      ...['format: chorale-node/1', 'name: quay', 'coordinator: http://127.0.0.1:7400', 'population: shop'],
      ...['data:', '  shape: persons', '  source: { file: customers.csv }', '  person: id'],
      ...['  features: { age: age, spent: spent }', '  label: { column: returned }', ''],
    ].join('\n'),
  );
  const store = openStore(home);
  store.federation.join({ ...membership, member: 'Quay Ltd' });
  store.federation.signRoster({ version: 1, hash: rosterHash('roster'), bytes: new Uint8Array(1) });
  sign(store, local);
  const { signingKey } = openKeyring(home, { development: true }, systemEntropy());
  return {
    ...{ home, storageKey, config: await loadNodeConfig(config) },
    parts: { self: signingKey.nodeId, federation: membership.federation, signingKey, ...withBudget(store) },
  };
}

function openStore(home: string): NodeStore {
  const store = openNodeStore(home, 'visit');
  open.push(store);
  return store;
}
function withBudget(store: NodeStore): Pick<MetricsParts, 'store' | 'budget'> {
  return { store, budget: new NodeBudget(store, { name: 'shop', limits: {} }, systemClock) };
}
function sign(store: NodeStore, terms: Agreement): void {
  const bytes = new TextEncoder().encode(JSON.stringify(terms));
  store.agreements.receive(agreementHash(bytes), bytes);
  store.agreements.sign(agreementHash(bytes), rosterHash('roster'));
}

function plan({ home, parts: { store } }: Place, epsilon = 8, terms = local): PlannedMetrics {
  const hash = agreementHash(new TextEncoder().encode(JSON.stringify(terms)));
  const { models } = homePaths(home);
  return planMetrics(store, models, finishedStudy(store, models, 'churn'), { hash, terms }, epsilon);
}
async function measure(place: Place, planned: PlannedMetrics): Promise<Float64Array> {
  const { measuring, computation, agreement, finished } = planned;
  const { values } = await measureStudy({
    ...{ measuring, computation, agreement: agreement.terms, features: finished.study.features },
    ...{ data: place.config.data, entropy: systemEntropy() },
    rights: rightsFor(place.parts.store, () => place.storageKey, agreement.terms.purpose),
  });
  return values;
}
const spending = ({ parts: { budget } }: Pick<Place, 'parts'>): [number, number] => {
  const { spent, reserved } = budget.positions().find(({ limit }) => limit === 20)!;
  return [Number(spent.toFixed(1)), Number(reserved.toFixed(1))];
};

test('is reserved before a row is read, spent when it is kept, and says how good the model is here', async () => {
  const place = await newPlace();
  const planned = plan(place);
  const { store } = place.parts;
  expect(spending(place)).toEqual([0, 0]);
  const bytes = await makeMetrics(place.parts, planned, async () => {
    expect(spending(place)).toEqual([0, 8]);
    expect(store.partyMetrics.find(planned.own.study)!.envelope).toBeUndefined();
    return measure(place, planned);
  });
  expect(spending(place)).toEqual([8, 0]);
  const { self, federation, signingKey } = place.parts;
  const { message } = openSigned(partyMetrics, bytes, federation, () => signingKey.publicKey);
  expect(message).toMatchObject({ ...planned.own, node: self });
  const read = readMetrics(store, message);
  expect(read.measures['auc']).toBeGreaterThan(0.8);
  expect(Math.abs(read.measures['rows']! - 200)).toBeLessThan(60);
  expect(metricsByParty(store, planned.own.study, undefined)).toEqual([
    { member: 'Quay Ltd', ...read, ledger: [] },
  ]);
  // The person's rows may have been part of it, whatever else this node contributed to.
  expect(affectedStudies(store, 0)).toMatchObject([
    { name: 'churn', contributions: 1, privacy: expect.stringMatching(/^mode none: no noise/) as string },
  ]);
  expect(affectedStudies(store, 0, 'zh-CN')).toMatchObject([
    { privacy: expect.stringMatching(/^模式 none：未加噪声/) as string },
  ]);
});

test('what is kept is never made again, changed or given back', async () => {
  const place = await newPlace();
  const planned = plan(place);
  const { store } = place.parts;
  const bytes = await makeMetrics(place.parts, planned, () => measure(place, planned));
  expect(() => store.partyMetrics.reserve({ ...planned.own, population: 'shop', purpose: 'test' })).toThrow(
    /UNIQUE/,
  );
  expect(store.partyMetrics.keep(planned.own, new Uint8Array(3))).toBe(false);
  store.partyMetrics.giveBack(planned.own.study);
  expect(Buffer.compare(store.partyMetrics.find(planned.own.study)!.envelope!, bytes)).toBe(0);
  expect(spending(place)).toEqual([8, 0]);
});

test('where measuring fails, all is given back: too few persons, no label', async () => {
  const place = await newPlace(12);
  const planned = plan(place);
  await expect(makeMetrics(place.parts, planned, () => measure(place, planned))).rejects.toThrow(
    /12 labelled persons .* 30 are needed/,
  );
  expect([place.parts.store.partyMetrics.all(), spending(place)]).toEqual([[], [0, 0]]);
  const data: NodeConfig['data'] = { ...place.config.data, label: undefined };
  const unlabelled = { ...place, config: { ...place.config, data } };
  await expect(makeMetrics(place.parts, planned, () => measure(unlabelled, planned))).rejects.toThrow(
    /label/,
  );
  expect(spending(place)).toEqual([0, 0]);
});

test('a node that is killed meanwhile keeps the reservation, and the next try takes its place', async () => {
  const place = await newPlace();
  place.parts.budget.reserveMetrics(plan(place).own, local);
  const reopened = { ...place, parts: { ...place.parts, ...withBudget(openStore(place.home)) } };
  expect(spending(reopened)).toEqual([0, 8]);
  const again = plan(reopened, 12);
  const { before, after, refusal } = reopened.parts.budget.tryMetrics(again.own, local);
  expect(refusal).toBeUndefined();
  expect([before[0]!.left, after[0]!.left]).toEqual([20, expect.closeTo(8, 1)]);
  await makeMetrics(reopened.parts, again, () => measure(reopened, again));
  expect(spending(reopened)).toEqual([12, 0]);
});

test('more than is left is refused with what would fit, before a row is read', async () => {
  const place = await newPlace();
  const limits = { purpose: { epsilon: 3, delta: 1e-5 } };
  const budget = new NodeBudget(place.parts.store, { name: 'shop', limits }, systemClock);
  const refused = makeMetrics({ ...place.parts, budget }, plan(place), () => {
    throw new Error('a row was read');
  });
  await expect(refused).rejects.toThrow(/^3\.00 of epsilon 3 .* is left .* epsilon 2\.9\d .* would fit/);
  await expect(refused).rejects.toBeInstanceOf(RoundRefused);
  expect(place.parts.store.partyMetrics.all()).toEqual([]);
});

test('of two runs at once one is released: the other sends the same, or nothing', async () => {
  const place = await newPlace();
  const planned = plan(place);
  let others: Uint8Array | undefined;
  const same = await makeMetrics(place.parts, planned, async () => {
    others = await makeMetrics(place.parts, planned, () => measure(place, planned));
    return measure(place, planned);
  });
  expect(Buffer.compare(same, others!)).toBe(0);

  const second = await newPlace();
  const failing = makeMetrics(second.parts, plan(second), async () => {
    second.parts.budget.reserveMetrics(plan(second, 5).own, local);
    return measure(second, plan(second));
  });
  await expect(failing).rejects.toBeInstanceOf(StoreError);
  expect(spending(second)).toEqual([0, 5]);
});

test('somebody who is erased meanwhile is not in it: it is measured anew', async () => {
  const place = await newPlace();
  const planned = plan(place);
  let measured = 0;
  await makeMetrics(place.parts, planned, async () => {
    const values = await measure(place, planned);
    if ((measured += 1) === 1) eraseAt(place.home, place.storageKey, 'p7');
    return values;
  });
  expect(measured).toBe(2);
});

test('an agreement of another mode, and one that this node has not signed, let nothing be released', async () => {
  const place = await newPlace();
  const pooled = agreementSchema.parse({ ...local, privacy: { ...local.privacy, mode: 'pooled' } });
  expect(() => plan(place, 8, pooled)).toThrow(RoundRefused);
  expect(() => plan(place, 8, pooled)).toThrow(/mode pooled, .* mode local alone/);
  const unsigned = plan(place, 8, { ...local, title: 'Another' });
  const roster = () => ({ hash: rosterHash('roster'), nodes: [], suspended: [] }) as never;
  const parts = { ...place.parts, roster, coordinator: port({}) };
  await expect(requireTakingPart(parts, unsigned.agreement)).rejects.toMatchObject({
    code: 'unknown-agreement',
  });
});

test.each(['0', '-1', '101', 'many'])(
  'an epsilon of %s is refused before anything is opened',
  async (epsilon) => {
    const { code, stderr } = await runNode(['release-metrics', 'churn', `--epsilon=${epsilon}`]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--epsilon has to lie above 0')]);
  },
);

/** A coordinator that answers these routes alone. */
function port(
  answers: Partial<Record<NodeRoute, (params: Readonly<Record<string, string>>) => Uint8Array>>,
): CoordinatorPort {
  return {
    request: (route, asked) => {
      const answer = answers[route];
      if (answer) return Promise.resolve(answer(asked?.params ?? {}));
      throw new CoordinatorProblem({ status: 404, code: 'not-found', detail: `nothing at ${route}` });
    },
  };
}

describe('a home that was set back to an older copy', () => {
  const hashOf = (terms: Agreement) => agreementHash(new TextEncoder().encode(JSON.stringify(terms)));
  const made = { ...local, title: 'Made under', computations: ['logistic-regression'] };
  const document = new TextEncoder().encode(
    JSON.stringify({
      ...{ format: 'chorale-study/1', name: 'churn', agreement: hashOf(made), features: ['age', 'spent'] },
      computation: 'logistic-regression',
    }),
  );
  const { key: signingKey } = SigningKey.generate(systemEntropy());
  const released = {
    ...{ node: signingKey.nodeId, study: studyId(document), state: state('last'), agreement: hashOf(local) },
    ...{ epsilon: 8, noiseMultiplier: 0.65, values: [1, -2] },
  };
  const signed = (changes: object = {}, key = signingKey): Uint8Array =>
    signMessage(partyMetrics, key, membership.federation, { ...released, ...changes }).bytes;

  /** A node that remembers nothing, and a coordinator that shows it these. */
  function setBack(...shown: readonly Uint8Array[]): MetricsParts {
    const store = openStore(newFolder());
    store.federation.join(membership);
    store.federation.signRoster({ version: 1, hash: rosterHash('roster'), bytes: new Uint8Array(1) });
    sign(store, local);
    const documents = new Map([made, local].map((terms) => [hashOf(terms) as string, JSON.stringify(terms)]));
    const coordinator = port({
      releasedMetrics: () => envelopes.encode({ envelopes: shown }),
      agreement: ({ agreement }) => new TextEncoder().encode(documents.get(agreement!)),
      study: () => document,
    });
    const roster = () => ({ nodes: [], retired: [] }) as never;
    const { federation } = membership;
    return { self: signingKey.nodeId, federation, signingKey, ...withBudget(store), coordinator, roster };
  }

  test('takes over what it released, once, and counts it', async () => {
    const parts = setBack(signed());
    expect(spending({ parts })).toEqual([0, 0]);
    expect(await takeOverMetrics(parts)).toBe(1);
    expect(await takeOverMetrics(parts)).toBe(0);
    expect(parts.store.partyMetrics.find(released.study)!.envelope).toEqual(signed());
    expect(spending({ parts })).toEqual([7.3, 0]);
  });

  test('takes over nothing that it did not sign, nothing of another study, and does not go on where the coordinator shows no list', async () => {
    const { key: stranger } = SigningKey.generate(systemEntropy());
    const forged = setBack(signed({}, stranger));
    await expect(takeOverMetrics(forged)).rejects.toThrow(/not in the roster/);
    for (const changes of [{ node: stranger.nodeId }, { study: hash('another') }])
      await expect(takeOverMetrics(setBack(signed(changes)))).rejects.toBeInstanceOf(EvidenceError);
    const silent = takeOverMetrics({ ...forged, coordinator: port({}) });
    await expect(silent).rejects.toMatchObject({ code: 'not-found' });
    expect(forged.store.partyMetrics.all()).toEqual([]);
  });
});
