// The node's budget under random lives: studies of two purposes, rounds reserved, spent and given back, renewals, days that
// pass, and a store that is closed and opened again between any two of these.
import * as fc from 'fast-check';
import { sha256Hex, type AgreementHash, type RoundId, type StudyId } from '@chorale/crypto';
import { accountFor, agreementSchema, type Agreement, type PrivacyEvent } from '@chorale/models';
import { RoundRefused } from '../../../client-node/src/agreement/refusal.js';
import { NodeBudget } from '../../../client-node/src/budget/node-budget.js';
import { openNodeStore, type NodeStore } from '../../../client-node/src/storage/node-store.js';
import { agreementAndStudy } from '../../support/people.js';
import { casesOf } from '../../support/soak.js';
import { temporaryFolders } from '../../support/temporary-folder.js';
import { bytes, rosterHash, state } from '../../unit/node/storage/samples.js';

const newFolder = temporaryFolders();
const delta = 1e-5;
const DAY_MS = 24 * 3600 * 1000;
const ROUNDS = 3;
const ownLimits = { lifetime: { epsilon: 3.5, delta } };

type Step =
  | { readonly kind: 'reserve'; readonly purpose: number; readonly study: number; readonly noise: number }
  | { readonly kind: 'spend' | 'give-back'; readonly pick: number }
  | { readonly kind: 'renew'; readonly purpose: number; readonly inDays: number }
  | { readonly kind: 'days'; readonly days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      purpose: fc.nat(1),
      study: fc.nat(2),
      noise: fc.constantFrom(4, 7, 15),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('spend', 'give-back'), pick: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('renew' as const), purpose: fc.nat(1), inDays: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 3 }) }),
  },
);

const { agreement: base } = agreementAndStudy({
  computation: 'statistics',
  mode: 'pooled',
  features: [{ name: 'amount', type: 'number', lower: 0, upper: 1 }],
  people: 3370,
});

/** What must be true, kept apart from the product. */
interface Expected {
  readonly round: RoundId;
  readonly study: string;
  readonly purpose: string;
  readonly period: string;
  readonly event: PrivacyEvent;
  status: 'reserved' | 'spent' | 'given-back';
}

class Life {
  readonly folder = newFolder();
  store!: NodeStore;
  budget!: NodeBudget;
  nowMs = Date.UTC(2026, 0, 1, 12);
  readonly entries: Expected[] = [];
  refused = 0;
  /** Newest agreement of each purpose. */
  private readonly newest: { hash: AgreementHash; terms: Agreement }[] = [];
  private readonly starts = new Map<string, { event: PrivacyEvent; agreement: number; opened: number }>();

  constructor() {
    this.open();
    this.store.federation.signRoster({ version: 1, hash: rosterHash('roster'), bytes: bytes('roster') });
    for (const purpose of [0, 1])
      this.newest[purpose] = this.sign(purpose, {
        total: { epsilon: 1.5 + purpose, delta },
        lifetime: { epsilon: 3 + purpose, delta },
      });
  }

  open(): void {
    this.store = openNodeStore(this.folder, 'run', { now: () => this.nowMs });
    this.budget = new NodeBudget(
      this.store,
      { name: 'customers', limits: ownLimits },
      { now: () => this.nowMs },
    );
  }
  reopen(): void {
    this.store.close();
    this.open();
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'reserve':
        this.reserve(step.purpose, step.study, step.noise);
        break;
      case 'spend':
      case 'give-back':
        this.settle(step.kind, step.pick);
        break;
      case 'renew':
        this.renew(step.purpose, step.inDays);
        break;
      case 'days':
        this.nowMs += step.days * DAY_MS;
        break;
    }
  }

  day(inDays = 0): string {
    return new Date(this.nowMs + inDays * DAY_MS).toISOString().slice(0, 10);
  }

  private sign(purpose: number, privacy: object): { hash: AgreementHash; terms: Agreement } {
    const terms = agreementSchema.parse({
      ...base,
      title: `purpose ${purpose}`,
      purpose: `purpose ${purpose}`,
      privacy: { ...base.privacy, ...privacy },
    });
    const text = JSON.stringify(terms);
    const hash = sha256Hex(bytes(text)) as AgreementHash;
    this.store.agreements.receive(hash, bytes(text));
    this.store.agreements.sign(hash, rosterHash('roster'));
    return { hash, terms };
  }

  private renew(purpose: number, inDays: number): void {
    const { hash, terms } = this.newest[purpose]!;
    const from = this.day(inDays);
    if (from <= (terms.privacy.renews?.from ?? '')) return;
    const { total, lifetime } = terms.privacy;
    // A renewal that would raise the lifetime does not.
    this.newest[purpose] = this.sign(purpose, {
      total,
      lifetime: { ...lifetime!, epsilon: lifetime!.epsilon + 5 },
      renews: { from, replaces: hash },
    });
  }

  private reserve(purpose: number, number: number, noiseMultiplier: number): void {
    const { hash, terms } = this.newest[purpose]!;
    const study = sha256Hex(bytes(`${hash} ${number}`)) as StudyId;
    const fresh = {
      event: { type: 'sampled-gaussian', samplingRate: 1, noiseMultiplier, count: 1 } as const,
      agreement: purpose,
      opened: 0,
    };
    const start = this.starts.get(study) ?? fresh;
    this.starts.set(study, start);
    this.store.studies.receive({ study, agreement: hash, name: study, bytes: bytes('{}') });
    const round = sha256Hex(bytes(`${study} ${start.opened}`)) as RoundId;
    const attempt = start.opened;
    start.opened += 1;
    const open = { rid: round, study, state: state('s'), round: 0, attempt, descriptor: bytes('d') };
    this.store.rounds.open(open);
    const counted = this.entries.filter(
      (entry) => entry.study === study && entry.status !== 'given-back',
    ).length;
    const allowance = { epsilon: 100, events: Array<PrivacyEvent>(ROUNDS).fill(start.event) };
    const before = this.store.budget.all();
    const reserveIt = (): void =>
      this.budget.reserve(round, study, terms, Math.min(counted, ROUNDS - 1), allowance);
    try {
      reserveIt();
    } catch (error) {
      if (!(error instanceof RoundRefused)) throw error;
      expect(['budget-exceeded', 'budget-expired']).toContain(error.code);
      expect(this.store.budget.all()).toEqual(before);
      this.refused += 1;
      return;
    }
    reserveIt(); // a second time changes nothing
    const period = terms.privacy.renews?.from ?? '';
    this.entries.push({
      round,
      study,
      purpose: terms.purpose,
      period,
      event: start.event,
      status: 'reserved',
    });
  }

  private settle(kind: 'spend' | 'give-back', pick: number): void {
    const entry = this.entries[pick % Math.max(1, this.entries.length)];
    if (!entry) return;
    if (kind === 'spend') {
      this.budget.spend(entry.round);
      if (entry.status === 'reserved') entry.status = 'spent';
      return;
    }
    if (entry.status === 'reserved')
      expect(() => this.budget.giveBack(entry.round)).toThrow(
        expect.objectContaining({ code: 'no-burn-proof' }) as Error,
      );
    this.store.committee.recordBurnProof(entry.round, bytes('proof'));
    this.budget.giveBack(entry.round);
    if (entry.status === 'reserved') entry.status = 'given-back';
  }
}

function epsilonOf(entries: readonly Expected[]): number {
  const releases = entries.map(({ study, event }) => ({ study, events: [event] }));
  return accountFor(releases, { delta, nodesPerPerson: 1 }).epsilon;
}

/** Every limit holds, and every position is what the entries themselves add up to. */
function check(life: Life): void {
  const { entries, store, budget } = life;
  expect(new Map(store.budget.all().map(({ rid, status }) => [rid, status]))).toEqual(
    new Map(entries.map(({ round, status }) => [round, status])),
  );
  const counted = entries.filter(({ status }) => status !== 'given-back');
  const positions = budget.positions();
  const open = new Map(
    positions.flatMap(({ scope, purpose, period }) => (scope === 'purpose' ? [[purpose!, period!]] : [])),
  );
  for (const { scope, purpose, period, limit, spent, reserved, left } of positions) {
    const own = counted.filter((entry) => {
      if (scope === 'lifetime') return true;
      if (scope === 'all-purposes') return entry.period === open.get(entry.purpose);
      return entry.purpose === purpose && entry.period === period;
    });
    const all = epsilonOf(own);
    expect(all).toBeLessThanOrEqual(limit * (1 + 1e-9));
    expect(spent + reserved).toBeCloseTo(all, 9);
    expect(left).toBeCloseTo(limit - all, 9);
  }
  // Lifetimes: of both first agreements and of the node itself, whatever was signed since.
  const lifetimes = positions.filter(({ scope }) => scope === 'lifetime').map(({ limit }) => limit);
  expect(lifetimes).toEqual(expect.arrayContaining([3, 3.5, 4]));
}

test('no life brings any total above its limit, and closing the store between two steps changes nothing', () => {
  let [reserved, refused] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 30 }), (steps) => {
      const life = new Life();
      try {
        for (const next of steps) {
          life.take(next);
          const before = life.budget.positions();
          life.reopen();
          expect(life.budget.positions()).toEqual(before);
          check(life);
        }
        reserved += life.entries.length;
        refused += life.refused;
      } finally {
        life.store.close();
      }
    }),
    { numRuns: casesOf(5, 300), endOnFailure: true },
  );
  // The lives were such that something was at stake.
  expect([reserved > 10, refused > 5]).toEqual([true, true]);
});
