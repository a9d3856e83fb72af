// Reads a verified ledger's entries for released shares that were off: held against what recipients signed, and narrowed down
// over all rounds to those who were there each time.
import { FalseEntryError, namedShares, type LedgerEntry } from '@chorale/crypto';
import { z } from 'zod';
import { readPayload } from '../ledger/payload.js';
import type { RoundWitnesses } from '../ledger/round-witnesses.js';

const namedShare = z.object({ member: z.string(), dealers: z.array(z.string()) });
/** Left out where recipients did not say what the set was. */
const closedPayload = z.object({ round: z.string(), badShares: z.array(namedShare).optional() });

/** A member whose released share was off, over all rounds in which it was. */
export interface NarrowedShare {
  readonly member: string;
  readonly rounds: number;
  /** Whether it released what no dealer can bring about: then it was the member. */
  readonly alone: boolean;
  /** Otherwise it was the member or, if it was one party each time, one of these, who dealt to it in all of the rounds. */
  readonly dealers: readonly string[];
}

export class BadShareAudit {
  private readonly found = new Map<string, NarrowedShare>();

  constructor(private readonly witnesses: RoundWitnesses) {}

  /** @throws FalseEntryError for a `round-closed` that names others than recipients signed. */
  read({ kind }: LedgerEntry, payload: string | null): void {
    if (kind !== 'round-closed' || payload === null) return;
    const { round, badShares } = readPayload(kind, closedPayload, payload);
    const open = this.witnesses.round(round);
    if (!open) return;
    const { descriptor, quorum, words } = open;
    const signed = namedShares({ ...descriptor, quorum }, [...words.values()]);
    if (JSON.stringify(signed) !== JSON.stringify(badShares))
      throw new FalseEntryError(
        `round ${round} is said to have closed with bad shares ${JSON.stringify(badShares)}, and its recipients signed ` +
          JSON.stringify(signed),
      );
    for (const { member, dealers } of signed) {
      const known = this.found.get(member);
      this.found.set(member, {
        member,
        rounds: (known?.rounds ?? 0) + 1,
        alone: (known?.alone ?? false) || dealers.length === 0,
        dealers: dealers.filter((dealer) => known?.dealers.includes(dealer) ?? true),
      });
    }
  }

  /** By member. */
  summary(): readonly NarrowedShare[] {
    return [...this.found.values()].sort((a, b) => (a.member < b.member ? -1 : 1));
  }
}
