// The end of the road: from the opened sum to the next state, and this node's word for it.
import { adoption, leftOutOf, nextLayout, signMessage, type SigningKey } from '@chorale/crypto';
import {
  combine,
  decode,
  groupScores,
  StateError,
  type OpenedSum,
  type RoundTerms,
  type VectorLayout,
} from '@chorale/models';
import type { FixedSet } from '../committee/commit.js';
import { EvidenceError } from '../committee/verify-manifest.js';
import type { AcceptedRound } from '../round/accepted-round.js';
import type { KnownState, StudyRuntime } from '../study/study-runtime.js';
import type { AdditionCheck } from './check-additions.js';
import type { OpenedRound } from './open-sum.js';

interface ToAdopt {
  readonly round: AcceptedRound;
  readonly set: FixedSet;
  readonly study: StudyRuntime;
  /** State that the round started from. */
  readonly state: KnownState;
  readonly terms: RoundTerms;
  readonly opened: OpenedRound;
  readonly additions: AdditionCheck;
}

export interface AdoptedState {
  readonly state: KnownState;
  readonly done: boolean;
  /** Signed adoption. */
  readonly envelope: Uint8Array;
}

export function adoptOpenedSum(
  { round, set, study, state, terms, opened, additions }: ToAdopt,
  key: SigningKey,
): AdoptedState {
  const groups = opened.groups.map(({ nodes, values }) => ({ nodes, sum: decode(values, terms.encoding) }));
  const next = nextState(study, state, combine(groups, study.plan.aggregation));
  const done = study.computation.done(next.value);
  const { bytes } = signMessage(adoption, key, round.id, {
    round: round.id,
    node: round.self,
    setRoot: set.root,
    state: next.hash,
    layout: encodeLayout(study.computation.layout(next.value)),
    done,
    badShares: opened.badShares,
    sumChecked: additions.checked,
    sumWrong: additions.wrong,
    leftOut: leftOutOf(
      round.descriptor,
      set.manifests.map(({ message }) => message.node),
    ),
    groupScores: study.plan.aggregation.rule === 'sum' ? [] : groupScores(groups, terms.encoding),
  });
  return { state: next, done, envelope: bytes };
}

/** @throws EvidenceError when the computation cannot go on from this sum; every recipient meets the same. */
function nextState(study: StudyRuntime, state: KnownState, sum: OpenedSum): KnownState {
  try {
    return study.next(state, sum);
  } catch (error) {
    if (error instanceof RangeError || error instanceof StateError)
      throw new EvidenceError(`the next state cannot be derived: ${error.message}`);
    throw error;
  }
}

function encodeLayout({ blocks, clipNormL2 }: VectorLayout): Uint8Array {
  return nextLayout.encode({
    blocks: blocks.map(({ name, length, sumRange, precision }) => ({ name, length, sumRange, precision })),
    clipNormL2,
  });
}
