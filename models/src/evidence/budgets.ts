// Where every budget stands that the agreements of a pack draw on, by the same book as a node's own.
import { countedPartyRelease, dearestOfEachModel } from '../cards/party-metrics.js';
import { BudgetBook, type BudgetPosition, type CountedRelease } from '../privacy/budget.js';
import { periodOf } from '../privacy/budget-period.js';
import { dayOf } from './days.js';
import { figure } from './figure.js';
import type { Noted } from './ledger-facts.js';
import type { Evidence } from './pack-schema.js';
import type { ReadAgreement, Selection } from './selection.js';
import { countedBy } from './studies.js';

interface CitedRelease extends CountedRelease {
  readonly cited: readonly Noted[];
}

/**
 * As if all nodes had taken part in all rounds.
 * @param madeAt the day of it is today, but for a period that was over by then.
 */
export function budgetsOf(selection: Selection, madeAt: number): Evidence['budgets'] {
  const { facts, scope, agreements } = selection;
  const signed = [...facts.agreements.values()].filter(
    (agreement): agreement is ReadAgreement => agreement.terms !== undefined && agreement.consents.length > 0,
  );
  const made = dayOf(madeAt);
  const today = scope.kind === 'period' && scope.to < made ? scope.to : made;
  const releases = releasesOf(selection);
  const book = new BudgetBook({ releases, signed: signed.map(({ terms }) => terms), own: {}, today });
  const purposes = new Set(agreements.map(({ terms }) => terms.purpose));
  return book
    .positions()
    .filter(({ purpose }) => purpose === null || purposes.has(purpose))
    .map((position) => shown(position, signed, releases));
}

function releasesOf(selection: Selection): CitedRelease[] {
  const { facts } = selection;
  const rounds = [...facts.studies.values()].flatMap((study) => {
    const terms = facts.agreements.get(study.agreement)?.terms;
    if (!terms) return [];
    return countedBy(selection.roundsOf(study.id)).map((round) => ({
      ...round,
      study: study.id,
      purpose: terms.purpose,
      period: periodOf(terms),
      nodesPerPerson: terms.privacy.nodesPerPerson,
    }));
  });
  const byParties = dearestOfEachModel(facts.partyMetrics).flatMap(({ agreement, ...release }) => {
    const terms = facts.agreements.get(agreement)?.terms;
    if (!terms) return [];
    const counted = { ...release, agreement: terms, purpose: terms.purpose, isSpent: true };
    return [{ ...countedPartyRelease(counted), cited: [release] }];
  });
  return [...rounds, ...byParties];
}

function shown(
  position: BudgetPosition,
  signed: readonly ReadAgreement[],
  releases: readonly CitedRelease[],
): Evidence['budgets'][number] {
  const { scope, purpose, period, setBy, limit, delta, accountant, unit, samplingRates } = position;
  const isOf = (one: { readonly purpose: string }): boolean => purpose === null || one.purpose === purpose;
  const agreements = signed.filter(({ terms }) => isOf(terms));
  const cited = releases.filter(isOf).flatMap((release) => release.cited);
  const setters = signed.filter(({ terms }) => terms.title === setBy);
  return {
    ...{ scope, purpose, period, setBy, accountant, unit, samplingRates: [...samplingRates] },
    limit: figure(limit, 'epsilon', setters),
    spent: figure(position.spent, 'epsilon', agreements, cited),
    reserved: figure(position.reserved, 'epsilon', agreements, cited),
    left: figure(position.left, 'epsilon', agreements, cited),
    delta: figure(delta, 'probability', setters),
    nodesPerPerson: position.nodesPerPerson,
    colluding: position.colluding,
  };
}
