// Four questions of retail by recipe through real processes: whom a mail moves, what to offer now, when customers leave, and what goes
// with what; each list is written at home, without those who opted out and without what is out of stock.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  studySchema,
  type Agreement,
  type BanditResult,
  type StatesResult,
  type UpliftResult,
} from '@chorale/models';
import { RealFederation } from '../../support/real/real-federation.ts';
import { shopAgreement, type PartyData } from '../../support/real/shop-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const PARTIES = ['ash', 'beech', 'cherry', 'elder'];
const PERSONS = 60;
const ROWS = 3;
const OFFERS = ['coupon', 'sample', 'news'];
const folder = temporaryFolders();
let federation: RealFederation;
afterAll(() => federation.stop());

/** In [0, 1), the same for the same text. */
function uniform(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

/** Three rows a customer: what was offered, how likely, what it earned, and how long they had not bought. */
function partyCsv(party: string): string {
  const rows = Array.from({ length: PERSONS }, (_, index) => {
    const person = `${party}-${index}`;
    const age = Math.round(100 * uniform(`${person}/age`));
    const treated = uniform(`${person}/treated`) < 0.5 ? 1 : 0;
    const visited = uniform(`${person}/visited`) < 0.2 + 0.006 * age * treated ? 1 : 0;
    const optOut = index === 7 ? 1 : 0;
    return Array.from({ length: ROWS }, (_each, row) => {
      const offer = Math.floor(3 * uniform(`${person}/${row}/offer`));
      const earned = [5 - age / 25, 1 + age / 25, 2.5][offer]! + uniform(`${person}/${row}/luck`);
      const recency = Math.round(150 * uniform(`${person}/${row}/recency`));
      return [
        person,
        age,
        treated,
        visited,
        OFFERS[offer],
        (1 / 3).toFixed(6),
        earned.toFixed(3),
        recency,
        optOut,
      ].join(',');
    });
  });
  return `${['person,age,treated,visited,offer,chance,earned,recency,opt_out', ...rows.flat()].join('\n')}\n`;
}

const names = ['age', 'treated', 'visited', 'offer', 'chance', 'earned', 'recency'];
const data: PartyData = {
  csv: partyCsv,
  document: (name, coordinator, file) => ({
    ...{ format: 'chorale-node/1', name, coordinator, approve: 'studies-under-signed-agreements' },
    data: {
      ...{ shape: 'persons', source: { file }, person: 'person', repeatedPerson: 'all' },
      marketingOptOut: { column: 'opt_out' },
      features: Object.fromEntries(names.map((feature) => [feature, feature])),
    },
    score: { offers: { without: { file: 'stock.txt' } } },
  }),
};

const { label: _, ...dictionary } = shopAgreement('Retail', null).dictionary;
const agreement: Agreement = {
  ...shopAgreement('Retail', null),
  people: PARTIES.length * PERSONS,
  dictionary: {
    ...dictionary,
    features: [
      { name: 'age', type: 'number', lower: 0, upper: 100, transform: 'none' },
      { name: 'treated', type: 'binary' },
      { name: 'visited', type: 'binary' },
      { name: 'offer', type: 'category', categories: OFFERS },
      { name: 'chance', type: 'number', lower: 0, upper: 1, transform: 'none' },
      { name: 'earned', type: 'number', lower: 0, upper: 10, transform: 'none' },
      { name: 'recency', type: 'number', lower: 0, upper: 365, transform: 'none' },
    ],
  },
  computations: ['uplift', 'bandit', 'markov-states', 'item-neighbours'],
};

const asked = { format: 'chorale-study/1', agreement: 'Retail' };
const deadlines = { collectSeconds: 20, committeeSeconds: 10 };

/** Asks by recipe; every node ends with the same state. @returns the first node's result and list. */
async function ask(study: {
  readonly name: string;
  readonly [key: string]: unknown;
}): Promise<{ readonly result: unknown; readonly list: readonly Record<string, unknown>[] }> {
  const { all } = await federation.startStudy(studySchema.parse({ ...asked, deadlines, ...study }));
  const ended = await all;
  expect(ended.map(({ status }) => status)).toEqual(PARTIES.map(() => 'finished'));
  expect(new Set(ended.map(({ state }) => state)).size).toBe(1);
  const model = ended[0]!.model!;
  const node = federation.nodes[0]!;
  const output = join(model, 'list.json');
  writeFileSync(join(node.configFile, '..', 'stock.txt'), 'coupon\nsold out long ago\n');
  await node.command('score', '--study', study.name, '--output', output, '--config', node.configFile);
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const list = read(output) as Record<string, unknown>[];
  expect(list).toHaveLength(PERSONS - 1);
  expect(list.map(({ person }) => person)).not.toContain('ash-7');
  const written = study.name === 'goes' ? {} : (read(join(model, 'result.json')) as { result: unknown });
  return { result: (written as { result?: unknown }).result, list };
}

test('a federation asks four questions by recipe and writes its lists at home', async () => {
  federation = new RealFederation(folder(), [], {}, PARTIES, data);
  await federation.form(agreement);
  await federation.runNodes();

  const moved = await ask({
    ...{ name: 'moved', recipe: 'uplift', roles: { outcome: 'visited' }, features: ['age'] },
    settings: { splits: 4 },
  });
  const { effect, measures } = moved.result as UpliftResult;
  expect(effect).toBeGreaterThan(0.1);
  expect(measures!.splits).toBe(4);
  const uplifts = moved.list.map(({ uplift }) => uplift as number);
  expect(uplifts).toEqual([...uplifts].sort((one, other) => other - one));

  const next = await ask({
    ...{ name: 'next', recipe: 'next-action', features: ['age'] },
    roles: { action: 'offer', reward: 'earned', propensity: 'chance' },
  });
  const { refused, evaluation } = next.result as BanditResult;
  expect(refused).toBeNull();
  const { doublyRobust, logged } = evaluation!;
  expect(doublyRobust.value).toBeGreaterThan(logged.value);
  const actions = new Set(next.list.map(({ action }) => action));
  expect(actions.has('coupon')).toBe(false);
  expect(actions.has('sample')).toBe(true);

  const states = await ask({ name: 'states', recipe: 'customer-states' });
  const chain = states.result as StatesResult;
  expect(chain.states.reduce((total, { transitions }) => total + transitions, 0)).toBeCloseTo(
    PARTIES.length * PERSONS * (ROWS - 1),
    6,
  );
  expect(new Set(states.list.map(({ state }) => state))).toEqual(new Set(['active', 'lapsing', 'lost']));

  const goes = await ask({ name: 'goes', recipe: 'goes-with', roles: { item: 'offer' } });
  const offered = goes.list.flatMap((line) => [line['offer_1'], line['offer_2']]);
  expect(offered).not.toContain('coupon');
  expect(offered).toContain('sample');
  expect((await federation.verifiedLedger()).verified).toBe(true);
}, 300_000);
