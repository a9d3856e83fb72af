// Two histories of the ledger that this node was shown, for people and as JSON.
import type { Hash } from '@chorale/crypto';
import type { LedgerFork } from '../storage/ledger-head-records.js';

interface Head {
  readonly size: number;
  readonly root: Hash;
}

export interface ForkView {
  /** Countersigned by this node. */
  readonly own: Head;
  /** Signed by the same coordinator, and no continuation. */
  readonly other: Head;
  /** UTC, ISO 8601. */
  readonly foundAt: string;
  /** Whether this node takes part in nothing more. */
  readonly stops: boolean;
  readonly reason: string;
}

export function forkView({ own, other, foundAt, stops, reason }: LedgerFork): ForkView {
  return {
    own: { size: own.size, root: own.root },
    other: { size: other.size, root: other.root },
    ...{ foundAt: new Date(foundAt).toISOString(), stops, reason },
  };
}

export function forkInWords({ own, other, foundAt, stops }: ForkView): string {
  const consequence = stops
    ? 'this node takes part in nothing more'
    : 'this node refused the round that named the second';
  return (
    `two histories, found ${foundAt}: the coordinator signed ${own.size}:${own.root} and ${other.size}:${other.root}; ${consequence}; ` +
    'both signed heads: "chorale-node heads export --json"'
  );
}
