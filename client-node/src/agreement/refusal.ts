// Why a node stays out of a round. A closed set: the coordinator shows the code, people read the reason.
export type RefusalCode =
  | 'wrong-federation'
  | 'unknown-agreement'
  | 'unknown-study'
  | 'study-distrusted'
  | 'agreement-expired'
  | 'agreement-ended'
  | 'agreement-replaced'
  | 'agreement-votes'
  | 'study-unapproved'
  | 'computation-not-allowed'
  | 'roster-mismatch'
  | 'node-suspended'
  | 'not-in-cohort'
  | 'region-outside'
  | 'cohort-too-small'
  | 'committee-mismatch'
  | 'key-mismatch'
  | 'terms-differ'
  | 'groups-differ'
  | 'exclusion-differs'
  | 'state-unknown'
  | 'model-missing'
  | 'already-contributed'
  | 'ledger-forked'
  | 'budget-exceeded'
  | 'budget-expired'
  | 'computation-unavailable'
  | 'data-quality'
  | 'desensitisation-missing';

/** A round that this node will not contribute to; nothing of it has left the node. */
export class RoundRefused extends Error {
  override readonly name = 'RoundRefused';
  constructor(
    readonly code: RefusalCode,
    reason: string,
  ) {
    super(reason);
  }
}
