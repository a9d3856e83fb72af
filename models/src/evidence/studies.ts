// What ran: studies with their rounds, what they cost in privacy, and the models that they released.
import { accountFor } from '../privacy/account.js';
import { parsePrivacyEvent, type PrivacyEvent } from '../privacy/events.js';
import { countOf, figure, proofOf } from './figure.js';
import type { Noted, RoundFacts, StudyFacts } from './ledger-facts.js';
import type { Evidence } from './pack-schema.js';
import { pinnedModelOf, type OpenedRound, type Selection } from './selection.js';

export type StudyEvidence = Evidence['studies'][number];
type ReleasedModel = Evidence['models'][number];

export function studyEvidence(selection: Selection, study: StudyFacts): StudyEvidence {
  const { id, name, agreement, document, proposed, started, finished, stopped } = study;
  const rounds = selection.countedRounds(id);
  const sets = setsOf(rounds);
  const end = finished ?? stopped;
  return {
    ...{ study: id, name, agreement },
    question: document?.question ?? null,
    computation: document?.computation ?? '',
    recipe: document?.recipe ?? null,
    features: document?.features ?? [],
    status: finished ? 'finished' : stopped ? 'stopped' : started ? 'running' : 'proposed',
    reason: end?.reason ?? '',
    proposedAt: proposed?.at ?? null,
    startedAt: started?.at ?? null,
    endedAt: end?.at ?? null,
    planned: started ? figure(started.roundsPlanned, 'rounds', started) : null,
    opened: countOf(
      rounds.map(({ opened }) => opened),
      'rounds',
    ),
    closed: countOf(notedOf(rounds, 'closed'), 'rounds'),
    burned: countOf(notedOf(rounds, 'givenBack'), 'rounds'),
    lost: countOf(notedOf(rounds, 'lost'), 'rounds'),
    contributors: figure(new Set(sets.flatMap(({ nodes }) => nodes)).size, 'nodes', sets),
    smallestSum: smallestSumOf(rounds),
    refusals: countOf(
      rounds.flatMap(({ refusals }) => refusals),
      'requests',
    ),
    privacy: privacyOf(selection, study),
    proof: proofOf(proposed, started, finished, stopped),
  };
}

/** Of rounds whose sum was, or may have been, opened. */
function setsOf(rounds: readonly RoundFacts[]): NonNullable<RoundFacts['set']>[] {
  return rounds.flatMap(({ set, givenBack }) => (set && !givenBack ? [set] : []));
}

/** Over groups it is the smallest group that was opened. */
function smallestSumOf(rounds: readonly RoundFacts[]): StudyEvidence['smallestSum'] {
  const opened = rounds.flatMap(({ closed, set, groups }) => (closed && set ? [groups ?? set] : []));
  if (opened.length === 0) return null;
  const sizes = opened.flatMap((sum) => ('sizes' in sum ? sum.sizes : [sum.nodes.length]));
  return figure(Math.min(...sizes), 'nodes', opened);
}

function notedOf(rounds: readonly RoundFacts[], field: 'closed' | 'givenBack' | 'lost'): Noted[] {
  return rounds.flatMap((round) => round[field] ?? []);
}

export interface CountedRound {
  readonly event: PrivacyEvent;
  readonly isSpent: boolean;
  readonly cited: readonly Noted[];
}

/** Rounds that cost privacy: reserved, and not given back because nothing was opened. */
export function countedBy(rounds: readonly RoundFacts[]): CountedRound[] {
  return rounds.flatMap(({ reserved, spent, givenBack }) =>
    reserved && !givenBack && reserved.event !== null
      ? [
          {
            event: parsePrivacyEvent(reserved.event),
            isSpent: spent !== undefined,
            cited: spent ? [reserved, spent] : [reserved],
          },
        ]
      : [],
  );
}

/**
 * Of all rounds so far, whatever period the pack is about: what was spent before is spent.
 * @throws UnknownPrivacyEventError for an event of a later version.
 */
function privacyOf(selection: Selection, { id, agreement: hash }: StudyFacts): StudyEvidence['privacy'] {
  const agreement = selection.facts.agreements.get(hash);
  const terms = agreement?.terms?.privacy;
  if (!agreement || !terms || terms.delta === null) return null;
  const { delta, nodesPerPerson, colluding, unit } = terms;
  const counted = countedBy(selection.roundsOf(id));
  const { epsilon, accountant } = accountFor([{ study: id, events: counted.map(({ event }) => event) }], {
    delta,
    nodesPerPerson,
  });
  return {
    epsilon: figure(
      epsilon,
      'epsilon',
      agreement,
      counted.flatMap(({ cited }) => cited),
    ),
    delta: figure(delta, 'probability', agreement),
    accountant,
    unit,
    adjacency: 'add-or-remove-one',
    samplingRates: ratesOf(counted),
    nodesPerPerson: figure(nodesPerPerson, 'nodes', agreement),
    colluding: figure(colluding, 'nodes', agreement),
  };
}

function ratesOf(counted: readonly CountedRound[]): number[] {
  return [...new Set(counted.map(({ event }) => event.samplingRate))].sort((a, b) => a - b);
}

/** The model of the newest round that closed; undefined where none did. */
export function modelOf(selection: Selection, study: StudyFacts): ReleasedModel | undefined {
  const closed = selection
    .roundsOf(study.id)
    .filter(
      (round): round is OpenedRound & { closed: NonNullable<RoundFacts['closed']> } =>
        round.closed !== undefined,
    );
  const last = closed.at(-1)?.closed;
  if (!last) return undefined;
  const pinned = pinnedModelOf(study);
  return {
    study: study.id,
    name: study.name,
    computation: study.document?.computation ?? '',
    state: last.state,
    from: pinned ? { study: pinned.study, state: pinned.state } : null,
    releasedAt: last.at,
    adopted: figure(new Set(last.adoptedBy).size, 'nodes', last),
    epsilon: privacyOf(selection, study)?.epsilon ?? null,
    lineage: closed.map(({ id, index, set, opened, closed: end }) => ({
      round: id,
      index: index ?? 0,
      state: end.state,
      nodes: figure(set?.nodes.length ?? 0, 'nodes', set),
      closedAt: end.at,
      proof: proofOf(opened, end),
    })),
  };
}
