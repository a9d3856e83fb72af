// Where members' votes arrive, and what follows from them: a roster in force, an agreement that holds or ends, a study that
// starts or stops.
import {
  vote,
  envelope,
  releaseSubject,
  releaseWords,
  type AgreementHash,
  type Hash,
  type RosterHash,
  type StudyId,
} from '@chorale/crypto';
import type { Rows } from '../storage/rows.js';
import type { AgreementBook } from '../agreements/agreements.js';
import { parseAgreement } from '../agreements/standing.js';
import { readClosed, type ClosedRoster } from '../federation/closed-roster.js';
import type { RosterSignatures } from '../federation/roster-signatures.js';
import type { RosterBook } from '../federation/rosters.js';
import type { Ledger } from '../ledger/ledger.js';
import { CoordinatorError } from '../platform/errors.js';
import type { Wakeups } from '../platform/wakeups.js';
import type { Database, Transaction } from '../storage/database.js';
import { Agreements, Rosters, type VoteRow } from '../storage/tables/federation-tables.js';
import { LedgerIndex } from '../storage/tables/ledger-tables.js';
import { Studies } from '../storage/tables/round-tables.js';
import type { StudyBook } from '../studies/studies.js';
import { ballotEnvelopes, votesOn } from './ballots-on-record.js';
import type { VoteBox } from './votes.js';

/** What a subject turned out to be, and what happens once a vote on it was kept. */
interface Question {
  /** Whose administrators have a vote. */
  readonly voters: ClosedRoster;
  readonly decided: (transaction: Transaction, kept: VoteRow) => Promise<void>;
}

export class VoteDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly wakeups: Wakeups,
    private readonly rosters: RosterBook,
    private readonly rosterSignatures: RosterSignatures,
    private readonly agreements: AgreementBook,
    private readonly studies: StudyBook,
    private readonly box: VoteBox,
  ) {}

  /**
   * Keeps a vote and does what follows from it, in one transaction; the same vote again changes nothing.
   * @param bytes envelope of a vote, by an administrator's key; any node may carry it.
   */
  cast(bytes: Uint8Array): Promise<void> {
    const { matter, subject } = vote.decode(envelope.decode(bytes).body);
    return this.database.write(async (transaction) => {
      const { voters, decided } = await this.question(transaction.manager, { matter, subject });
      const kept = await this.box.keep(transaction, bytes, voters.message, { matter, subject });
      if (!kept) return;
      await decided(transaction, kept);
      // Nodes are woken by what votes decide: a thousand votes would else make a thousand nodes look a thousand times.
      transaction.afterCommit(() => this.wakeups.wake({ reason: 'vote-cast', forWatchersOnly: true }));
    });
  }

  /** Envelopes of all words on a roster, agreement or study, consents among them. */
  ballots(subject: string): Promise<Uint8Array[]> {
    return this.database.read((manager) => ballotEnvelopes(manager, subject));
  }

  private async question(
    manager: Rows,
    { matter, subject }: { readonly matter: VoteRow['matter']; readonly subject: string },
  ): Promise<Question> {
    switch (matter) {
      case 'roster': {
        const row = await manager.findOneBy(Rosters, { hash: subject as RosterHash });
        if (!row) throw unknown(matter, subject);
        const roster = readClosed(row);
        return {
          // A first roster is founded by its own members.
          voters: (await this.rosters.inForce(manager)) ?? roster,
          decided: (transaction) => this.rosterSignatures.putInForceIfSigned(transaction, roster),
        };
      }
      case 'agreement': {
        const row = await manager.findOneBy(Agreements, { hash: subject as AgreementHash });
        if (!row) throw unknown(matter, subject);
        const { parties } = parseAgreement(row);
        return {
          voters: await this.votersNow(manager),
          decided: async (transaction, { member, decision, reason }) => {
            if (decision === 'approve') await this.agreements.recordIfActive(transaction, row);
            else if (!parties || parties.some((party) => party.member === member))
              await this.recordEnd(transaction, row.hash, member, reason);
          },
        };
      }
      case 'release': {
        const study = await measuredBy(manager, subject as Hash);
        if (study === undefined) throw unknown(matter, subject);
        return {
          voters: await this.votersNow(manager),
          decided: (transaction) => this.recordOverride(transaction, subject as Hash, study),
        };
      }
      case 'study': {
        const row = await manager.findOneBy(Studies, { id: subject as StudyId });
        if (!row) throw unknown(matter, subject);
        return {
          voters: await this.votersNow(manager),
          decided: (transaction) => this.studies.decide(transaction, row),
        };
      }
    }
  }

  /** Once, when administrators of two members have let a held model pass; nodes count the same words. */
  private async recordOverride(transaction: Transaction, subject: Hash, study: StudyId): Promise<void> {
    const { manager } = transaction;
    const { message } = await this.votersNow(manager);
    const { approvedBy, obstacle } = releaseWords(message, await votesOn(manager, subject), subject);
    if (obstacle !== undefined) return;
    if (await manager.existsBy(LedgerIndex, { kind: 'release-overridden', subject })) return;
    await this.ledger.append(transaction, {
      kind: 'release-overridden',
      actor: 'coordinator',
      subject,
      payload: { subject, study, approvedBy: [...approvedBy] },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'release-overridden', study }));
  }

  private async votersNow(manager: Rows): Promise<ClosedRoster> {
    return (await this.rosters.inForce(manager)) ?? (await this.rosters.required(manager));
  }

  /** A party's no ends an agreement for everybody; a study that runs under it stops before its next round. */
  private async recordEnd(
    transaction: Transaction,
    agreement: AgreementHash,
    member: string,
    reason: string,
  ): Promise<void> {
    await this.ledger.append(transaction, {
      kind: 'agreement-ended',
      actor: 'coordinator',
      subject: agreement,
      payload: { agreement, member, reason },
    });
    transaction.afterCommit(() => this.wakeups.wake({ reason: 'agreement-ended' }));
  }
}

/** The study that a release is named after: one that measured a model, or made it. */
async function measuredBy(manager: Rows, subject: Hash): Promise<StudyId | undefined> {
  const rows = await manager.find(Studies, { select: { id: true }, where: { status: 'finished' } });
  return rows.find(({ id }) => releaseSubject(id) === subject)?.id;
}

function unknown(matter: VoteRow['matter'], subject: string): CoordinatorError {
  return new CoordinatorError(
    'not-found',
    `there is no ${matter} ${subject} to vote on; fetch the newest list`,
  );
}
