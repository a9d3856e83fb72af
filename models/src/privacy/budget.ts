// Whether more releases fit what a population may still spend (docs/privacy.md): a total for the purpose, one over all
// purposes, one for a lifetime. Nothing is kept here: a book is opened over what was recorded, asked, and thrown away.
// Unit: one person; adjacency: add or remove one; sampling: by a coin a person and round.
import type { Agreement, PrivacyLimit } from '../contracts/agreement.js';
import { accountFor, type Account, type Accountant, type StudyReleases } from './account.js';
import { whyLimitsTooLoose, type PopulationLimits } from './budget-limits.js';
import { openPeriod, periodOf, whyClosed, type Period } from './budget-period.js';
import { fittingEpsilon, fittingRounds, type FitsRelease } from './budget-fit.js';
import type { PrivacyEvent } from './events.js';
import { recountedFor } from './recount.js';
import type { PrivacyTerms } from './statement.js';

export const budgetScopes = ['purpose', 'all-purposes', 'lifetime'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

/** Releases of one round, spent or reserved. */
export interface CountedRelease {
  readonly study: string;
  readonly purpose: string;
  /** Undefined where nobody knows: it then counts in every period. */
  readonly period: Period | undefined;
  readonly event: PrivacyEvent;
  /** p that its noise was made for: that of the agreement that it was released under; 1 where nobody knows, which costs most. */
  readonly nodesPerPerson: number;
  /** False while the round may still be burned unopened. */
  readonly isSpent: boolean;
}

export interface BudgetBookParts {
  readonly releases: readonly CountedRelease[];
  /** Agreements that were signed; their limits hold whatever became of them since. */
  readonly signed: readonly Agreement[];
  readonly own: PopulationLimits;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
}

/** Where a population stands against one limit; the terms are those of the agreements that it counts. */
export interface BudgetPosition extends PrivacyTerms {
  readonly scope: BudgetScope;
  /** Null beyond one purpose. */
  readonly purpose: string | null;
  /** First day of the period; empty for the first one, null for a lifetime and over all purposes. */
  readonly period: Period | null;
  /** Title of the agreement that says so, or `node.yaml`. */
  readonly setBy: string;
  /** Epsilon that is allowed. */
  readonly limit: number;
  readonly delta: number;
  /** Epsilon of all that was, or may have been, released. */
  readonly spent: number;
  /** What rounds that are still open add to it. */
  readonly reserved: number;
  readonly left: number;
  /** Whose bound `spent + reserved` is. */
  readonly accountant: Accountant;
}

export interface BudgetRefusal {
  readonly code: 'budget-expired' | 'budget-exceeded';
  readonly reason: string;
}

/** Calibrated schedules aim at a limit itself; their last bits are no overspending. */
const TOLERANCE = 1e-9;

interface Limit extends PrivacyLimit {
  readonly scope: BudgetScope;
  readonly purpose: string | null;
  readonly period: Period | null;
  readonly setBy: string;
  readonly nodesPerPerson: number;
  readonly colluding: number;
  readonly unit: string;
}

/**
 * A population's account against its limits. Every epsilon is per unit of the agreements (a person), adding or removing one, for
 * persons in at most p nodes while at most h nodes collude; each release counts at the rate of the coins by which its round sampled
 * persons, independently (Poisson), or at 1 where all of them took part.
 */
export class BudgetBook {
  constructor(private readonly parts: BudgetBookParts) {}

  /** Where the population stands against every limit that holds today. */
  positions(): BudgetPosition[] {
    const current = this.parts.signed.filter(
      (terms) => periodOf(terms) === openPeriod(terms.purpose, this.parts.signed, this.parts.today),
    );
    return this.withoutRepetition([
      ...current.flatMap((terms) => this.purposeLimits(terms)),
      ...this.widerLimits(),
    ]).map((limit) => this.position(limit));
  }

  /**
   * The dry run: why releases of a study under an agreement may not follow all that was counted; in the terms of the book, at
   * the delta of each limit.
   * @param planned of the study, in order; an undefined event has no noise.
   * @returns undefined where all of them fit every limit.
   */
  refusalOf(
    terms: Agreement,
    study: string,
    planned: readonly (PrivacyEvent | undefined)[],
  ): BudgetRefusal | undefined {
    const events = planned.filter((event) => event !== undefined);
    const limits = [...this.purposeLimits(terms), ...this.widerLimits()];
    if (events.length < planned.length) return withoutNoise(limits);
    const closed = whyClosed(terms, this.parts.signed, this.parts.today);
    if (closed !== undefined) return { code: 'budget-expired', reason: closed };
    const tooLoose = whyLimitsTooLoose(this.parts.own, terms);
    if (tooLoose !== undefined) return { code: 'budget-exceeded', reason: tooLoose };
    const { nodesPerPerson } = terms.privacy;
    const fits = (limit: Limit, more: StudyReleases): boolean => this.fits(limit, more, nodesPerPerson);
    const over = limits.find((limit) => !fits(limit, { study, events }));
    if (!over) return undefined;
    const fitsAll: FitsRelease = (more) => limits.every((limit) => fits(limit, more));
    const rounds = fittingRounds(study, events, fitsAll);
    const epsilon = fittingEpsilon(fitsAll, over);
    const { left } = this.position(over);
    return {
      code: 'budget-exceeded',
      reason:
        `${shown(left)} of epsilon ${over.epsilon} at delta ${over.delta} is left ${placeOf(over)}, not enough for ` +
        `${events.length} ${events.length === 1 ? 'round' : 'rounds'} of this study; ${whatFits(rounds, epsilon)}; ` +
        'command "budget" shows the terms',
    };
  }

  /** @param nodesPerPerson p that the noise of `more` would be made for. */
  private fits(limit: Limit, { study, events }: StudyReleases, nodesPerPerson: number): boolean {
    const more = events.map((event) => ({ study, event, nodesPerPerson }));
    return (
      this.account(limit, [...this.countedBy(limit), ...more]).epsilon <= limit.epsilon * (1 + TOLERANCE)
    );
  }

  private position(limit: Limit): BudgetPosition {
    const counted = this.countedBy(limit);
    const all = this.account(limit, counted);
    const spent = this.account(
      limit,
      counted.filter(({ isSpent }) => isSpent),
    );
    const { scope, purpose, period, setBy, epsilon, delta, unit, nodesPerPerson, colluding } = limit;
    const rates = new Set(counted.map(({ event }) => event.samplingRate));
    return {
      scope,
      purpose,
      period,
      setBy,
      limit: epsilon,
      delta,
      spent: Math.min(spent.epsilon, all.epsilon),
      reserved: Math.max(0, all.epsilon - spent.epsilon),
      left: Math.max(0, epsilon - all.epsilon),
      accountant: all.accountant,
      unit,
      adjacency: 'add-or-remove-one',
      samplingRates: [...rates].sort((a, b) => a - b),
      nodesPerPerson,
      colluding,
    };
  }

  private account(
    { delta, nodesPerPerson }: Limit,
    counted: readonly Pick<CountedRelease, 'study' | 'event' | 'nodesPerPerson'>[],
  ): Account {
    const releases = counted.map(({ study, event, nodesPerPerson: then }) => ({
      study,
      events: [recountedFor(event, then, nodesPerPerson)],
    }));
    return accountFor(releases, { delta, nodesPerPerson });
  }

  private countedBy({ scope, purpose, period }: Limit): CountedRelease[] {
    return this.parts.releases.filter((release) => {
      const isOf = (wanted: Period): boolean => (release.period ?? wanted) === wanted;
      switch (scope) {
        case 'purpose':
          return release.purpose === purpose && isOf(period!);
        case 'all-purposes':
          return isOf(openPeriod(release.purpose, this.parts.signed, this.parts.today));
        case 'lifetime':
          return true;
      }
    });
  }

  /** The agreement's own first. */
  private purposeLimits(terms: Agreement): Limit[] {
    const { epsilon, delta, unit } = terms.privacy;
    const { purpose } = terms;
    const period = periodOf(terms);
    const same = this.parts.signed.filter((one) => one.purpose === purpose);
    const shared = {
      ...({ scope: 'purpose', purpose, period, unit } as const),
      // An amendment that declares more nodes a person makes what was spent before it dearer; one of fewer makes nothing cheaper.
      nodesPerPerson: mostNodesPerPerson([terms, ...same.filter((one) => periodOf(one) === period)]),
      colluding: fewestColluding([terms, ...same]),
    };
    const { purpose: own } = this.parts.own;
    return [
      ...(epsilon === null || delta === null ? [] : [{ ...shared, setBy: terms.title, epsilon, delta }]),
      ...(own ? [{ ...shared, setBy: NODE_FILE, ...own }] : []),
    ];
  }

  /** Over all purposes: of open periods. For a lifetime: whatever was ever signed, so that no later one raises it. */
  private widerLimits(): Limit[] {
    const { signed, own } = this.parts;
    const nodesPerPerson = mostNodesPerPerson(signed);
    const colluding = fewestColluding(signed);
    // Releases of all of them are counted as if they were about one and the same.
    const unit = [...new Set(signed.map(({ privacy }) => privacy.unit))].join(' or ') || 'person';
    const wide = (scope: 'all-purposes' | 'lifetime', setBy: string, limit?: PrivacyLimit): Limit[] =>
      limit ? [{ scope, purpose: null, period: null, setBy, nodesPerPerson, colluding, unit, ...limit }] : [];
    const isCurrent = (terms: Agreement): boolean =>
      periodOf(terms) >= openPeriod(terms.purpose, signed, this.parts.today);
    return [
      ...signed.filter(isCurrent).flatMap((terms) => wide('all-purposes', terms.title, terms.privacy.total)),
      ...wide('all-purposes', NODE_FILE, own.total),
      ...signed.flatMap((terms) => wide('lifetime', terms.title, terms.privacy.lifetime)),
      ...wide('lifetime', NODE_FILE, own.lifetime),
    ];
  }

  private withoutRepetition(limits: readonly Limit[]): Limit[] {
    const told = ({ scope, purpose, period, epsilon, delta }: Limit): string =>
      JSON.stringify([scope, purpose, period, epsilon, delta]);
    return [...new Map(limits.toReversed().map((limit) => [told(limit), limit])).values()].toReversed();
  }
}

const NODE_FILE = 'node.yaml';

/** Whatever one of them declares is true of all their persons: it makes the account larger, never smaller. */
function mostNodesPerPerson(agreements: readonly Agreement[]): number {
  return Math.max(1, ...agreements.map(({ privacy }) => privacy.nodesPerPerson));
}

/** What was released under several agreements holds as long as no more nodes collude than each of them reckons with. */
function fewestColluding(agreements: readonly Agreement[]): number {
  return agreements.length === 0 ? 1 : Math.min(...agreements.map(({ privacy }) => privacy.colluding));
}

/** A sum without noise costs more than any limit. */
function withoutNoise([limit]: readonly Limit[]): BudgetRefusal | undefined {
  return (
    limit && {
      code: 'budget-exceeded',
      reason: `a sum without noise would cost more than epsilon ${limit.epsilon} at delta ${limit.delta} ${placeOf(limit)}`,
    }
  );
}

function placeOf({ scope, purpose, setBy }: Limit): string {
  switch (scope) {
    case 'purpose':
      return `for "${shortened(purpose!)}" (${shortened(setBy)})`;
    case 'all-purposes':
      return `over all purposes (${shortened(setBy)})`;
    case 'lifetime':
      return `for a lifetime (${shortened(setBy)})`;
  }
}

function whatFits(rounds: number, epsilon: number): string {
  const more = `${rounds} more ${rounds === 1 ? 'round' : 'rounds'} at this noise`;
  if (epsilon >= 0.01) return `${more}, or epsilon ${shown(epsilon)} for a new study would fit`;
  return rounds > 0 ? `${more} would fit` : 'no study fits any more';
}

/** Two digits, rounded down: what is named does fit. */
function shown(epsilon: number): string {
  return (Math.floor(epsilon * 100) / 100).toFixed(2);
}

/** A reason has to fit the ledger, whatever people call their purposes. */
function shortened(text: string): string {
  return text.length > MOST_NAME ? `${text.slice(0, MOST_NAME - 3)}...` : text;
}

const MOST_NAME = 40;
