// Which epsilon is reported (docs/adr/0010-which-accountant.md): by privacy loss distributions where one study of a fixed schedule is
// all there is, by Rényi divergences otherwise. Unit: one person; adjacency: add or remove one; sampling: by a coin a
// person and round.
import { composePld, epsilonOfPld, MOST_PLD_EPSILON, type PldCurve } from './accountant-pld.js';
import { epsilonByRdp } from './accountant-rdp.js';
import { mergeEqualEvents, type PrivacyEvent } from './events.js';
import { UncomposableLossError } from './privacy-loss.js';

export type Accountant = 'pld' | 'rdp';

/** Everything that one study released, or is about to. Its schedule was fixed before its first round. */
export interface StudyReleases {
  /** Tells studies apart; releases of the same study may come in several pieces. */
  readonly study: string;
  readonly events: readonly PrivacyEvent[];
}

/** What an epsilon is stated for. */
export interface AccountTerms {
  /** In (0, 1). */
  readonly delta: number;
  /** p of the agreement: most nodes one person can appear in. */
  readonly nodesPerPerson: number;
}

/** What was spent. */
export interface Account {
  readonly epsilon: number;
  /** Whose bound `epsilon` is. */
  readonly accountant: Accountant;
}

/** The two accountants contradict each other, so one of them is wrong and neither is believed. */
export class AccountantsDisagreeError extends Error {
  override readonly name = 'AccountantsDisagreeError';
}

/** The tighter accountant may lie so far above the other by its rounding. */
const ROUNDING_OF_PLD = 1e-3;

/**
 * What all releases together cost at `delta`: the one place where a dry run, a reservation and a report get their
 * epsilon from. Nothing is kept: ask with what would be released on top, then record it. Per person, add or remove one;
 * assumes that persons were sampled by coins of their own, and honest noise of the events' width in every sum.
 * @throws UnknownPrivacyEventError for an event that cannot be accounted for; RangeError for a delta out of range.
 */
export function accountFor(
  releases: readonly StudyReleases[],
  { delta, nodesPerPerson }: AccountTerms,
): Account {
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must lie between 0 and 1, it is ${delta}`);
  const spending = releases.filter(({ events }) => events.length > 0);
  const events = mergeEqualEvents(spending.flatMap((release) => release.events));
  if (events.length === 0) return { epsilon: 0, accountant: 'rdp' };
  const studies = new Set(spending.map(({ study }) => study));
  const mayUsePld = studies.size === 1 && isOfOneKnownLoss(events, nodesPerPerson);
  return remembered(JSON.stringify([events, delta, mayUsePld]), () =>
    mayUsePld ? lesserOf(events, delta) : { epsilon: epsilonByRdp(events, delta), accountant: 'rdp' },
  );
}

/**
 * Narrow discrete noise is no continuous Gaussian. And a person in several nodes is sampled by each node's own coin:
 * sums of such coins are dominated by one coin in their moments, on which Rényi divergences rest, but not in their whole
 * loss distribution.
 */
function isOfOneKnownLoss(events: readonly PrivacyEvent[], nodesPerPerson: number): boolean {
  return events.every(
    (event) => event.type === 'sampled-gaussian' && (nodesPerPerson === 1 || event.samplingRate === 1),
  );
}

function lesserOf(events: readonly PrivacyEvent[], delta: number): Account {
  const byRdp = epsilonByRdp(events, delta);
  // Where the other bound is itself beyond all that is searched for, an infinite one contradicts nothing.
  if (byRdp > MOST_PLD_EPSILON) return { epsilon: byRdp, accountant: 'rdp' };
  const curve = curveThatFits(events);
  if (curve === undefined || delta < curve.leastDelta) return { epsilon: byRdp, accountant: 'rdp' };
  const byPld = epsilonOfPld(curve, delta);
  if (byPld > byRdp + ROUNDING_OF_PLD)
    throw new AccountantsDisagreeError(
      `epsilon ${byPld} by privacy loss distributions is above ${byRdp} by Rényi divergences at delta ${delta}; ` +
        'nothing is spent on either: report this as a defect',
    );
  return byPld <= byRdp ? { epsilon: byPld, accountant: 'pld' } : { epsilon: byRdp, accountant: 'rdp' };
}

/** Undefined for so little noise that a loss is beyond all numbers: Rényi divergences bound it all the same. */
function curveThatFits(events: readonly PrivacyEvent[]): PldCurve | undefined {
  try {
    return composePld(events);
  } catch (error) {
    if (error instanceof UncomposableLossError) return undefined;
    throw error;
  }
}

/** A composition takes tens of milliseconds, and books ask for the same one again and again. */
const known = new Map<string, Account>();
const MOST_KNOWN = 64;

function remembered(key: string, work: () => Account): Account {
  const account = known.get(key) ?? Object.freeze(work());
  known.delete(key);
  known.set(key, account);
  for (const [oldest] of known) {
    if (known.size <= MOST_KNOWN) break;
    known.delete(oldest);
  }
  return account;
}
