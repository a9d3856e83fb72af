// What administrators decide, kept as signed. One legal entity has one vote on each matter: the latest word of its
// administrators. Whoever counts votes reads the envelopes, not this table's columns.
import { keyInRoster, memberSignedBy, openSigned, vote, type Matter, type Roster } from '@chorale/crypto';
import type { Federation } from '../federation/federation.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Clock } from '../platform/clock.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Transaction } from '../storage/database.js';
import { Votes, type VoteRow } from '../storage/tables/federation-tables.js';
import { requireLatest } from './order-of-words.js';

export class VoteBox {
  constructor(
    private readonly ledger: Ledger,
    private readonly federation: Federation,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a vote of an administrator of this roster.
   * @returns undefined where this very vote is known already.
   * @throws CoordinatorError `not-an-administrator`, `malformed`, `vote-time`.
   */
  async keep(
    transaction: Transaction,
    bytes: Uint8Array,
    roster: Roster,
    about: { readonly matter: Matter; readonly subject: string },
  ): Promise<VoteRow | undefined> {
    const { manager } = transaction;
    const { message, signer } = openSigned(vote, bytes, this.federation.id, (id) => keyInRoster(roster, id));
    const member = memberSignedBy(roster, signer);
    if (!member)
      throw new CoordinatorError(
        'not-an-administrator',
        `key ${signer} signs for no member in roster version ${roster.version}; an administrator of the member votes`,
      );
    const { matter, subject, decision, reason, at } = message;
    if (matter !== about.matter || subject !== about.subject)
      throw new CoordinatorError('malformed', 'the vote is about something else than it was sent for');
    const known = await manager.findOneBy(Votes, { subject, signer });
    if (known && Buffer.compare(known.envelope, bytes) === 0) return undefined;
    await requireLatest(manager, roster, { ...message, signer }, this.clock.now(), known ?? undefined);
    const row = { subject, signer, matter, member: member.name, decision, reason, at, envelope: bytes };
    await manager.upsert(Votes, row, ['subject', 'signer']);
    await this.ledger.append(transaction, {
      kind: 'vote-cast',
      actor: signer,
      subject,
      payload: {
        matter,
        subject,
        member: member.name,
        decision,
        reason,
        vote: Buffer.from(bytes).toString('base64'),
      },
    });
    return row;
  }
}
