import type { AgreementHash, StudyId } from '@chorale/crypto';
import { planStudy, type Agreement, type PrivacyEvent, type StudyPlan } from '@chorale/models';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { NodeBudget, type StudyAllowance } from '../../../client-node/src/budget/node-budget.js';
import { requireTightLimits } from '../../../client-node/src/budget/require-tight-limits.js';
import { systemClock } from '../../../client-node/src/clock.js';
import { ConfigError } from '../../../client-node/src/config/load-yaml.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { agreementAndStudy } from '../../support/people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import {
  bytes,
  agreement as agreementHash,
  hash,
  openRound,
  prepareStudy,
  rosterHash,
  study,
} from './storage/samples.js';

const newFolder = temporaryFolders();
const open: NodeStore[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

/** Signs an agreement under a first roster; studies of the samples run under an older text of it. */
function sign(store: NodeStore, terms: Agreement): void {
  const text = bytes(JSON.stringify(terms));
  store.federation.signRoster({ version: 1, hash: rosterHash('roster'), bytes: bytes('roster') });
  store.agreements.receive(hash(JSON.stringify(terms)) as string as AgreementHash, text);
  store.agreements.sign(hash(JSON.stringify(terms)) as string as AgreementHash, rosterHash('roster'));
}

let attempts = 0;
const other = hash('another study') as string as StudyId;

function newBudget(): { budget: NodeBudget; store: NodeStore } {
  const store = openNodeStore(newFolder(), 'run');
  open.push(store);
  prepareStudy(store);
  store.studies.receive({ study: other, agreement: agreementHash, name: 'other', bytes: bytes('{}') });
  return { budget: new NodeBudget(store, { name: 'customers', limits: {} }, systemClock), store };
}

function planned(settings: Readonly<Record<string, unknown>>, epsilon?: number) {
  const { agreement, study: document } = agreementAndStudy({
    computation: 'logistic-regression',
    mode: 'pooled',
    features: [{ name: 'amount', type: 'number', lower: 0, upper: 1 }],
    people: 3370,
    settings,
  });
  const asked = epsilon === undefined ? document : { ...document, privacy: { epsilon } };
  return { agreement, plan: planStudy(agreement, asked, { nodes: 5 }) };
}

const allowanceOf = ({ privacy, rounds }: StudyPlan): StudyAllowance => ({
  epsilon: privacy.epsilon ?? undefined,
  events: rounds.map(({ event }) => event),
});

/** How many rounds of the plan the node accepts, and why not the next one. */
function accepted(
  { budget, store }: ReturnType<typeof newBudget>,
  agreement: Agreement,
  plan: StudyPlan,
  more: readonly PrivacyEvent[] = [],
  of: StudyId = study,
): { rounds: number; refusal: string } {
  const { epsilon, events } = allowanceOf(plan);
  const opened = [...events, ...more];
  for (const index of opened.keys())
    try {
      const round = openRound(store, `${of} round ${index}`, 'start', (attempts += 1));
      // Beyond its plan, the coordinator says of each round that it is the last one.
      const position = Math.min(index, events.length - 1);
      const lastly = index < events.length ? events : events.with(-1, opened[index]);
      budget.reserve(round, of, agreement, position, { epsilon, events: lastly });
      budget.spend(round);
    } catch (error) {
      if (!(error instanceof RoundRefused)) throw error;
      expect(error.code).toBe('budget-exceeded');
      return { rounds: index, refusal: error.message };
    }
  return { rounds: opened.length, refusal: '' };
}

test.each([{}, { samplingRate: 0.05, gradientRounds: 30 }])(
  'accepts exactly the rounds of a plan that spends the whole budget: %j',
  (settings) => {
    const node = newBudget();
    const { agreement, plan } = planned(settings);
    expect(plan.privacy.accountant).toBe('pld');
    sign(node.store, agreement);
    const { rounds, refusal } = accepted(node, agreement, plan, [plan.rounds.at(-1)!.event!]);
    expect([rounds, refusal]).toEqual([
      plan.rounds.length,
      expect.stringMatching(/^0\.00 of epsilon 1 at delta/),
    ]);
    const [position] = node.budget.positions();
    expect(position).toMatchObject({ scope: 'purpose', accountant: 'pld', limit: 1, reserved: 0 });
    expect(position!.spent).toBeCloseTo(plan.privacy.epsilon!, 8);
    expect(position!.spent).toBeLessThanOrEqual(1);
  },
);

test('a study stays within its own part, and takes no round more even where noise is to spare', () => {
  const node = newBudget();
  const { agreement, plan } = planned({}, 0.4);
  const { rounds, refusal } = accepted(node, agreement, plan, [plan.rounds[0]!.event!]);
  expect([rounds, refusal]).toEqual([21, expect.stringMatching(/number 22 .*its plan allows 21 rounds/)]);
  const tiny: PrivacyEvent = { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 1e6, count: 1 };
  expect(accepted(newBudget(), agreement, plan, [tiny]).rounds).toBe(21);
});

test('two studies add up by Rényi divergences; a second one that does not fit is refused, with what would fit', () => {
  const node = newBudget();
  const first = planned({}, 0.5);
  sign(node.store, first.agreement);
  expect(accepted(node, first.agreement, first.plan).rounds).toBe(21);
  expect(node.budget.positions()).toMatchObject([{ accountant: 'pld', limit: 1 }]);
  const second = planned({}, 0.9);
  const { rounds, refusal } = accepted(node, second.agreement, second.plan, [], other);
  expect(rounds).toBe(0);
  const told =
    /^0\.[45]\d of epsilon 1 at delta 0\.00001 is left for "test" \(test\), not enough for 21 rounds of this study; (\d+) more rounds at this noise, or epsilon (0\.\d+) for a new study would fit; command "budget" shows the terms$/.exec(
      refusal,
    );
  expect([refusal, told]).toEqual([refusal, expect.anything()]);
  expect(node.store.budget.all()).toHaveLength(21);
  // What it says is true: that many rounds fit and no more, that epsilon fits and no larger one.
  const [more, epsilon] = [Number(told![1]), Number(told![2])];
  const prefix = (length: number): StudyPlan => ({
    ...second.plan,
    rounds: second.plan.rounds.slice(0, length),
  });
  expect(accepted(node, second.agreement, prefix(more + 1), [], other).rounds).toBe(0);
  const smaller = planned({}, epsilon);
  expect(accepted(node, smaller.agreement, smaller.plan, [], other)).toEqual({ rounds: 21, refusal: '' });
  expect(node.budget.positions()).toMatchObject([{ accountant: 'rdp', reserved: 0 }]);
  expect(node.budget.positions()[0]!.spent).toBeLessThanOrEqual(1);
  expect(node.budget.positions()[0]!.left).toBeLessThan(0.05);

  const again = newBudget();
  expect(accepted(again, first.agreement, first.plan).rounds).toBe(21);
  expect(accepted(again, second.agreement, prefix(more), [], other).rounds).toBe(more);
});

test('an event that it cannot account for is refused, and nothing is reserved', () => {
  const node = newBudget();
  const { agreement, plan } = planned({});
  const strange = { type: 'sampled-laplace', count: 1 } as unknown as PrivacyEvent;
  const round = openRound(node.store, 'strange');
  const allowance = { ...allowanceOf(plan), events: [strange] };
  expect(() => node.budget.reserve(round, study, agreement, 0, allowance)).toThrow(/cannot be accounted for/);
  expect(() => node.budget.reserve(round, study, agreement, 1, allowance)).toThrow(/there is no round 1/);
  expect(node.store.budget.all()).toEqual([]);
});

test('a node does not start with a limit of its own whose delta is a declared person or more', () => {
  const { store } = newBudget();
  const limits = { lifetime: { epsilon: 8, delta: 1 / 3370 } };
  expect(() => requireTightLimits(limits, store, systemClock)).not.toThrow();
  const { agreement } = planned({});
  sign(store, agreement);
  const start =
    (delta: number, now = Date.parse('2026-06-01')) =>
    (): void =>
      requireTightLimits({ lifetime: { epsilon: 8, delta } }, store, { now: () => now });
  expect(start(1 / 3370)).toThrow(ConfigError);
  expect(start(1 / 3370)).toThrow(/budgetLimits\.lifetime\.delta in node\.yaml .* below 1\/people/);
  expect(start(1 / 3371)).not.toThrow();
  // What has expired asks for nothing any more.
  expect(start(1 / 3370, Date.parse('2100-01-01'))).not.toThrow();
});
