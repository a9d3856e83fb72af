// What this member decided, and whose approvals this node has checked itself.
import type { Decision, Matter, StudyId } from '@chorale/crypto';
import { plainBytes, Records } from './records.js';

export interface OwnVote {
  /** Hash of a roster or agreement, or id of a study. */
  readonly subject: string;
  readonly matter: Matter;
  readonly decision: Decision;
  /** Signed vote. */
  readonly envelope: Uint8Array;
}
interface OwnVoteRow extends OwnVote {
  sent_at: number | null;
}

export class VoteRecords extends Records {
  private readonly upsertOwn = this.statement<[string, Matter, Decision, Uint8Array, number]>(
    `INSERT INTO own_votes VALUES (?, ?, ?, ?, ?, NULL)
     ON CONFLICT (subject) DO UPDATE SET decision = excluded.decision, envelope = excluded.envelope,
       cast_at = excluded.cast_at, sent_at = NULL`,
  );
  private readonly selectOwn = this.statement<[string], OwnVoteRow>(
    'SELECT * FROM own_votes WHERE subject = ?',
  );
  private readonly selectUnsent = this.statement<[], OwnVoteRow>(
    'SELECT * FROM own_votes WHERE sent_at IS NULL ORDER BY cast_at, subject',
  );
  private readonly setSent = this.statement<[number, string, Uint8Array]>(
    'UPDATE own_votes SET sent_at = ? WHERE subject = ? AND envelope = ?',
  );
  private readonly upsertApproval = this.statement<[string, string, Uint8Array, number]>(
    `INSERT INTO study_approvals VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  private readonly selectApprovals = this.statement<[string], { member: string }>(
    'SELECT member FROM study_approvals WHERE study = ?',
  );
  private readonly deleteApproval = this.statement<[string, string]>(
    'DELETE FROM study_approvals WHERE study = ? AND member = ?',
  );

  /** Before the vote leaves: from here on this node acts by it, whether or not anybody else ever hears of it. */
  cast({ subject, matter, decision, envelope }: OwnVote): void {
    this.upsertOwn.run(subject, matter, decision, envelope, this.clock.now());
  }
  own(subject: string): OwnVote | undefined {
    const row = this.selectOwn.get(subject);
    return row && voteOf(row);
  }
  /** Votes that the coordinator has not acknowledged, oldest first. */
  unsent(): readonly OwnVote[] {
    return this.selectUnsent.all().map(voteOf);
  }
  markSent({ subject, envelope }: OwnVote): void {
    this.setSent.run(this.clock.now(), subject, envelope);
  }

  /** A member's approval whose signature this node has checked. */
  approve(study: StudyId, member: string, envelope: Uint8Array): void {
    this.upsertApproval.run(study, member, envelope, this.clock.now());
  }
  /** A member took its approval back. */
  withdraw(study: StudyId, member: string): void {
    this.deleteApproval.run(study, member);
  }
  approvedBy(study: StudyId): ReadonlySet<string> {
    return new Set(this.selectApprovals.all(study).map(({ member }) => member));
  }
}

function voteOf({ subject, matter, decision, envelope }: OwnVoteRow): OwnVote {
  return { subject, matter, decision, envelope: plainBytes(envelope) };
}
