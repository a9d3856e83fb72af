import type { StudyId } from '@chorale/crypto';
import { planStudy, type Agreement, type PrivacyEvent, type StudyPlan } from '@chorale/models';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { NodeBudget, type StudyAllowance } from '../../../client-node/src/budget/node-budget.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { agreementAndStudy } from '../../support/people.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import {
  bytes,
  agreement as agreementHash,
  hash,
  openRound,
  prepareStudy,
  study,
} from './storage/samples.js';

const newFolder = temporaryFolders();
const open: NodeStore[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

let attempts = 0;
const other = hash('another study') as string as StudyId;

function newBudget(): { budget: NodeBudget; store: NodeStore } {
  const store = openNodeStore(newFolder(), 'run');
  open.push(store);
  prepareStudy(store);
  store.studies.receive({ study: other, agreement: agreementHash, name: 'other', bytes: bytes('{}') });
  return { budget: new NodeBudget(store, 'customers'), store };
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
  rounds: rounds.length,
});

/** How many rounds of the plan the node accepts, and why not the next one. */
function accepted(
  { budget, store }: ReturnType<typeof newBudget>,
  agreement: Agreement,
  plan: StudyPlan,
  events: readonly PrivacyEvent[],
  of: StudyId = study,
): { rounds: number; refusal: string } {
  for (const [index, event] of events.entries())
    try {
      const round = openRound(store, `${of} round ${index}`, 'start', (attempts += 1));
      budget.reserve(round, of, agreement, event, allowanceOf(plan));
      budget.spend(round);
    } catch (error) {
      if (!(error instanceof RoundRefused)) throw error;
      expect(error.code).toBe('budget-exceeded');
      return { rounds: index, refusal: error.message };
    }
  return { rounds: events.length, refusal: '' };
}

const eventsOf = ({ rounds }: StudyPlan): PrivacyEvent[] => rounds.map(({ event }) => event!);

test.each([{}, { samplingRate: 0.05, gradientRounds: 30 }])(
  'accepts exactly the rounds of a plan that spends the whole budget: %j',
  (settings) => {
    const node = newBudget();
    const { agreement, plan } = planned(settings);
    expect(plan.privacy.accountant).toBe('pld');
    const events = eventsOf(plan);
    expect(accepted(node, agreement, plan, [...events, events.at(-1)!])).toMatchObject({
      rounds: plan.rounds.length,
    });
    const position = node.budget.position(agreement);
    expect(position.accountant).toBe('pld');
    expect(position.epsilon).toBeCloseTo(plan.privacy.epsilon!, 8);
    expect(position.epsilon).toBeLessThanOrEqual(1);
  },
);

test('a study stays within its own part, and takes no round more even where noise is to spare', () => {
  const node = newBudget();
  const { agreement, plan } = planned({}, 0.4);
  const events = eventsOf(plan);
  const { rounds, refusal } = accepted(node, agreement, plan, [...events, { ...events[0]!, count: 1 }]);
  expect([rounds, refusal]).toEqual([21, expect.stringMatching(/number 22 .*its plan allows 21 rounds/)]);
  const tiny: PrivacyEvent = { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier: 1e6, count: 1 };
  expect(accepted(newBudget(), agreement, plan, [...events, tiny]).rounds).toBe(21);
});

test('two studies add up by Rényi divergences; the first one leaves less than its own accountant said', () => {
  const node = newBudget();
  const first = planned({}, 0.5);
  const second = planned({}, 0.9);
  expect(accepted(node, first.agreement, first.plan, eventsOf(first.plan)).rounds).toBe(21);
  expect(node.budget.position(first.agreement)).toMatchObject({ accountant: 'pld' });
  const { rounds, refusal } = accepted(node, second.agreement, second.plan, eventsOf(second.plan), other);
  expect(rounds).toBeGreaterThan(5);
  expect(rounds).toBeLessThan(21);
  expect(refusal).toMatch(/the agreement allows 1, 0\.\d+ is left/);
  const position = node.budget.position(first.agreement);
  expect(position.accountant).toBe('rdp');
  expect(position.epsilon).toBeLessThanOrEqual(1);
});

test('an event that it cannot account for is refused, and nothing is reserved', () => {
  const node = newBudget();
  const { agreement, plan } = planned({});
  const strange = { type: 'sampled-laplace', count: 1 } as unknown as PrivacyEvent;
  const round = openRound(node.store, 'strange');
  expect(() => node.budget.reserve(round, study, agreement, strange, allowanceOf(plan))).toThrow(
    /cannot be accounted for/,
  );
  expect(node.store.budget.all()).toEqual([]);
});
